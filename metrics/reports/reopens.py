"""How often "resolved" was not the end: back within 30 days of the first resolution (definitions 6).

A new ticket of the same issue counts for the older ticket, and so for that one's group, however the report is split.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from metrics.digests import Digest
from metrics.measures import Figures
from metrics.reports.shapes import rate
from metrics.reports.view import Count, Report, ReportScope
from tickets.events.contact import CONTACTS
from tickets.events.resolution import Resolved
from tickets.rules.lifecycle import DAY

WITHIN = 30 * DAY
SILENT_WITHIN = 7 * DAY


@dataclass(frozen=True, slots=True)
class Return:
    """What a ticket says about coming back: in the cohort or not, its own reopen, and to which others it is linked.

    `came_back_as`: the places of new tickets of the same issue, once all tickets were looked at.
    """

    known_as: frozenset[Hashable]
    start: int
    resolved_at: tuple[int, ...]
    same_issue: frozenset[Hashable]
    in_cohort: bool
    reopened: bool
    came_back_as: frozenset[int] = frozenset()


def observe(ticket: Digest, view: ReportScope) -> Iterator[Return]:
    """First resolved in the period and 30 days old."""
    if ticket.start is None or not ticket.counts:
        return
    resolutions = ticket["resolutions"]
    first = resolutions[0][0] if resolutions else None
    yield Return(
        known_as=ticket.known_as,
        start=ticket.start,
        resolved_at=tuple(at for at, _back in resolutions),
        same_issue=frozenset(ticket["same_issue"]),
        in_cohort=first is not None and view.covers(first) and view.as_of - first >= WITHIN,
        reopened=any(back is not None and back - resolutions[0][0] <= WITHIN for _at, back in resolutions),
    )


def figures(observed: Sequence[Return], view: ReportScope) -> Figures:
    """Reopened ones of the cohort; beside them the new tickets that were the same issue, back within a week."""
    cohort = [one for one in observed if one.in_cohort]
    silent = frozenset[int]().union(*(one.came_back_as for one in cohort))
    return rate(sum(one.reopened for one in cohort), len(cohort)) | {"silent_reopens": len(silent)}


def silently_back(observed: Sequence[Return]) -> list[Return]:
    """Each with the new tickets that were its issue again, by their places."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for new, old in _same_issues(observed):
        if _is_back_soon(observed[new], observed[old]):
            found[old].add(new)
    return [
        replace(one, came_back_as=frozenset(found[place])) if place in found else one
        for place, one in enumerate(observed)
    ]


def _same_issues(observed: Sequence[Return]) -> Iterator[tuple[int, int]]:
    """The places of every linked pair, either way round: it does not matter on which of the two the link was set."""
    if not any(one.same_issue for one in observed):
        return
    places = {name: place for place, one in enumerate(observed) for name in one.known_as}
    for place, one in enumerate(observed):
        for name in one.same_issue:
            other = places.get(name, place)
            if other != place:
                yield from ((place, other), (other, place))


def _is_back_soon(new: Return, old: Return) -> bool:
    return any(0 <= new.start - resolved <= SILENT_WITHIN for resolved in old.resolved_at)


COUNTS = {
    "resolved": Count(_("First resolved in the period and 30 days old"), lambda one, view: one.in_cohort),
    "reopened": Count(_("Reopened within 30 days"), lambda one, view: one.in_cohort and one.reopened),
}
REPORT = Report(
    observe,
    figures,
    ("resolutions", "same_issue"),
    kinds=CONTACTS | {Resolved.name},
    when="from",
    related=silently_back,
    counts=COUNTS,
)
