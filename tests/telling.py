"""Stories in a few words, for the tests of the rules, of the events and of the figures.

`tell(("5 10:00", "contact"), ("5 10:04", "answer", {"by": "ana"}))` gives times; `in_a_row("contact answer+pending")` only
an order: one instant an hour, from Wednesday the fifth of March 2025 at ten in Berlin, `+` joins lines of one instant.
"""

from datetime import datetime

from metrics import facts
from metrics.digests import digest_of
from metrics.facts.relations import RELATIONS
from metrics.reports import REPORTS
from metrics.reports.tally import Tally
from metrics.reports.view import ReportScope
from tests.histories import DAY, HOUR, OFFICE, stories, written
from tests.make import BERLIN, DESK, at
from tickets.events.replay import story_of
from tickets.models.history import seconds
from tickets.rules.projection import project
from tickets.rules.story import Event

BEGIN = "5 10:00"

# Words for lines; what is not here is a kind of its own.
WORDS = {
    "contact": ("contact", {"channel": "email"}),
    "out_of_office": ("contact", {"channel": "email", "automatic": True}),
    "thanks": ("thanks", {"channel": "email"}),
    "answer": ("answer", {"channel": "email", "initiated": True}),
    "live_answer": ("answer", {"channel": "phone", "initiated": False, "session": "call"}),
    "auto_reply": ("auto_reply", {"channel": "email"}),
    "open": ("status", {"to": "open"}),
    "pending": ("status", {"to": "pending"}),
    "on_hold": ("status", {"to": "on_hold"}),
    "kept": ("promise_done", {"promise": "promise"}),
    "waived": ("promise_waived", {"promise": "promise"}),
    "superseded": ("promise_superseded", {"promise": "promise"}),
    "resolve": ("resolve", {"delivered": True}),
    "resolve_untold": ("resolve", {"delivered": False}),
    "bounce": ("bounce", {"of": "answer"}),
    "ana": ("assign", {"to": "ana"}),
    "ben": ("assign", {"to": "ben"}),
    "nobody": ("assign", {"to": None}),
}


def clock(when):
    """A time of the desk as Unix seconds."""
    return seconds(at(when))


def when(moment):
    """Unix seconds as a time of the desk; None stays None."""
    if moment is None:
        return None
    told = datetime.fromtimestamp(moment, BERLIN)
    return f"{told.day} {told:%H:%M}"


def lines(*told):
    """Lines from (when, word) or (when, word, more); `more` may name, author and detail them."""
    return [_line(number, *one) for number, one in enumerate(told, start=1)]


def _line(number, when, word, more=None):
    kind, data = WORDS.get(word, (word, {}))
    data = {**data, **(more or {})}
    by, name = data.pop("by", None), data.pop("name", word)
    data |= {key: clock(data[key]) for key in ("due_at", "valid_until", "until") if isinstance(data.get(key), str)}
    moment = when if isinstance(when, int) else clock(when)
    return Event(number, moment, kind, by, data, moment, name)


def tell(*told, desk=DESK):
    """The story of such lines."""
    return story_of(lines(*told), desk)


def in_a_row(words, desk=DESK):
    """The story of words, one instant an hour."""
    moments = [(clock(BEGIN) + hour * HOUR, instant) for hour, instant in enumerate(words.split())]
    return tell(*((when, word) for when, instant in moments for word in instant.split("+")), desk=desk)


def stands(until, *told, desk=DESK):
    """How the ticket stands at a moment."""
    return project(tell(*told, desk=desk), desk, clock(until))


def after(hours):
    """So many calendar hours after the beginning of `in_a_row`."""
    return clock(BEGIN) + int(hours * HOUR)


# --- Histories of several tickets, for reports: seconds after a start ---------------------------

START = clock(BEGIN)
AS_OF = START + 60 * DAY


def tallied(name, told, view, by=None):
    """A report of some stories, counted."""
    digests = enumerate(digest_of(ticket, view.desk, view.as_of) for ticket in told)
    return Tally(REPORTS[name], view, facts.Told(digests).facts(RELATIONS), by)


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
        view = ReportScope(OFFICE, as_of, clock, since, to)
        return tallied(name, stories(self.lines, OFFICE, as_of).values(), view, by)

    def report(self, name, *asked, **more):
        return self.tally(name, *asked, **more).figures()


def rate(figures):
    """k of n."""
    return figures["k"], figures["n"]
