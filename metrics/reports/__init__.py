"""The questions a manager asks, one file each. Names are as in addresses and commands: `first-response`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from metrics.facts import Facts
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
from metrics.reports.behind import LISTED
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
__all__ = ["GROUPS", "NAMES", "REPORTS", "NoPeriod", "facts_for", "run"]


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
    tally = Tally(REPORTS[name], view, facts_for(reader, [name], view), by)
    printed: Figures = {"report": name, "from": instant(since), "to": instant(until)}
    printed |= {"as_of": instant(view.as_of), "known_at": instant(seconds(known_at)), "clock": clock}
    printed["figures"] = tally.figures()
    if name == "stalled":
        printed["figures"] |= detection.figures(tally.observed, known_at)
    if by:
        printed["groups"] = tally.groups(names(by))
    return printed


def facts_for(reader: StoryReader, names: Collection[str], view: ReportScope) -> Facts:
    """The facts that these reports read; what they may be split by or opened to comes along where it is asked for."""
    reports = [REPORTS[name] for name in names]
    relations = {relation for report in reports for relation in report.facts}
    later = LATER.union(*(report.later for report in reports))
    return reader.facts(relations, (view.since, view.to), lambda: _candidates(reader, reports, view), later)


LATER = {*LISTED, *(split.facts for split in GROUPS.values())}
"""What is read once tickets are split or listed."""


def _candidates(reader: StoryReader, reports: Collection[Report], view: ReportScope) -> set[int] | None:
    """The tickets that can matter to any of these reports; None is all."""
    wanted: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for report in reports:
        wanted[report.when] |= report.kinds
    if wanted["any"] >= CONTACTS:
        return None
    if any(report.also_unresolved for report in reports):
        wanted["unresolved"] |= CONTACTS
    return set[int]().union(*(_having(reader, when, kinds, view) for when, kinds in wanted.items() if kinds))


def _having(reader: StoryReader, when: str, kinds: frozenset[str], view: ReportScope) -> set[int]:
    """The tickets that can matter, by what a report says of itself."""
    if when == "unresolved":
        return reader.unresolved()
    since, to = moment(view.since), moment(view.to)
    if when == "flagged":
        return reader.flagged(since) | reader.having(())  # a split takes along what a flag is counted from
    return reader.having(kinds, None if when == "any" else since, to if when == "in" else None)
