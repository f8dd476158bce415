"""A history being told for a report: lines by seconds after a start, and what the reports make of them."""

from metrics.reports import REPORTS
from metrics.reports.tally import Tally
from metrics.reports.view import ReportScope
from tests.histories import DAY, OFFICE, stories, written

START = 1_741_165_200  # Wednesday 5 March 2025, 10:00 in Berlin
AS_OF = START + 60 * DAY


class Told:
    """A history being told: `told(ticket, after, kind, ...)` adds a line so many seconds after the start."""

    def __init__(self):
        self.lines = []

    def __call__(self, ticket, after, kind, **more):
        name = f"{len(self.lines) + 1}"
        self.lines.append({"id": name, "ticket": ticket, "at": self.at(after), "kind": kind, **more})
        return name

    def at(self, after):
        """A moment as lines write it."""
        return written(START + after)

    def contact(self, ticket, after=0, channel="email", **more):
        return self(ticket, after, "contact", channel=channel, **more)

    def answer(self, ticket, after, **more):
        return self(ticket, after, "answer", by="ana", channel="email", **more)

    def resolve(self, ticket, after, **more):
        return self(ticket, after, "resolve", by="ana", **more)

    def tally(self, name, as_of=AS_OF, clock="calendar", since=None, to=None, by=None):
        tally = Tally(REPORTS[name], ReportScope(OFFICE, as_of, clock, since, to), by)
        for ticket in stories(self.lines, OFFICE, as_of).values():
            tally.add(ticket)
        return tally

    def report(self, name, *asked, **more):
        return self.tally(name, *asked, **more).figures()


def rate(figures):
    """k of n."""
    return figures["k"], figures["n"]
