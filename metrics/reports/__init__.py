"""The questions a manager asks, one file each. Names are as in addresses and commands: `first-response`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from metrics.digests import Digest
from metrics.measures import Figures, instant
from metrics.reading import StoryReader
from metrics.reports import (
    backlog,
    ces,
    channels,
    closed_loop,
    csat,
    customers,
    detection,
    first_response,
    hand_offs,
    next_response,
    nps,
    promises,
    re_ask,
    reasons,
    reopens,
    sla,
    stalled,
    ttr,
    waits,
    workload,
)
from metrics.reports.grouping import GROUPS, names
from metrics.reports.tally import Tally
from metrics.reports.view import Report, ReportScope
from tickets.events.contact import CONTACTS
from tickets.models.history import desk_known_at, moment, seconds

REPORTS: dict[str, Report] = {
    "ttr": ttr.REPORT,
    "first-response": first_response.REPORT,
    "next-response": next_response.REPORT,
    "closed-loop": closed_loop.REPORT,
    "promises": promises.REPORT,
    "stalled": stalled.REPORT,
    "re-ask": re_ask.REPORT,
    "sla": sla.REPORT,
    "backlog": backlog.REPORT,
    "reopens": reopens.REPORT,
    "csat": csat.REPORT,
    "nps": nps.REPORT,
    "ces": ces.REPORT,
    "channels": channels.REPORT,
    "waits": waits.REPORT,
    "hand-offs": hand_offs.REPORT,
    "reasons": reasons.REPORT,
    "workload": workload.REPORT,
    "customers": customers.REPORT,
}
NAMES = tuple(REPORTS)
__all__ = ["GROUPS", "NAMES", "REPORTS", "NoPeriod", "digests", "run"]


class NoPeriod(ValueError):
    """A report that looks at a single instant was asked for a period."""

    def __init__(self, name: str) -> None:
        said = _("The report %(name)s looks at one instant and takes no period: say as of when.")
        super().__init__(said % {"name": name})


def run(
    name: str,
    *,
    cohort_from: datetime | None = None,
    to: datetime | None = None,
    as_of: datetime,
    known_at: datetime,
    clock: str = "calendar",
    by: str | None = None,
    reader: StoryReader | None = None,
) -> Figures:
    """A report as it is printed. The period is [cohort_from, to); a bound that is None is none.

    `reader`: where the tickets come from, if not from the database by the desk's own hours and targets. Errors: NoPeriod
    for a report that takes none.
    """
    if not REPORTS[name].has_period and (cohort_from or to):
        raise NoPeriod(name)
    reader = reader or StoryReader(desk_known_at(known_at), as_of, known_at)
    since, until = (None if bound is None else seconds(bound) for bound in (cohort_from, to))
    people = names("owner") if REPORTS[name].names_people else {}
    view = ReportScope(reader.desk, seconds(as_of), clock, since, until, people)
    tally = Tally(REPORTS[name], view, by)
    for ticket in digests(reader, [name], view, ("parts",) if by else ()):
        tally.add(ticket)
    printed: Figures = {"report": name, "from": instant(since), "to": instant(until)}
    printed |= {"as_of": instant(view.as_of), "known_at": instant(seconds(known_at)), "clock": clock}
    printed["figures"] = tally.figures()
    if name == "stalled":
        raised = (flag for one in tally.observed for flag in one.flags)
        printed["figures"] |= detection.figures(raised, known_at)
    if by:
        printed["groups"] = tally.groups(names(by))
    return printed


def digests(
    reader: StoryReader, names: Collection[str], view: ReportScope, more: Iterable[str] = ()
) -> Iterator[Digest]:
    """The digests of the tickets that can matter to these reports, with the sections that they read and some `more`."""
    reports = [REPORTS[name] for name in names]
    sections = {section for report in reports for section in report.sections}.union(more)
    tickets: set[int] | None = set()
    for report in reports:
        found = _having(reader, report, view)
        tickets = None if found is None or tickets is None else tickets | found
    return reader.digests(tickets, sections)


def _having(reader: StoryReader, report: Report, view: ReportScope) -> set[int] | None:
    """The tickets that can matter to a report; None for all."""
    if report.when == "unresolved":
        return reader.unresolved()
    if report.when == "any" and report.kinds == CONTACTS:
        return None
    since = moment(view.since) if report.when != "any" else None
    to = moment(view.to) if report.when == "in" else None
    return reader.having(report.kinds, since, to)
