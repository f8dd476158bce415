"""Did the customer say that it is solved? The rate over all that were started, unresolved ones included (definitions 5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.digests import Digest
from metrics.measures import Figures
from metrics.reports.shapes import rate
from metrics.reports.view import Count, Report, ReportScope
from tickets.rules.lifecycle import DAY, Loop

OLD_ENOUGH = 14 * DAY
CONTACTED_WITHIN = 48 * 3600

CONFIRMED = frozenset({Loop.CONFIRMED})
CLOSED = CONFIRMED | {Loop.PRESUMED}
HEARD = CLOSED | {Loop.DISPUTED, Loop.REOPENED}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a ticket's loop stands, whether it is old enough to judge, and whether we turned to the customer in time."""

    loop: Loop
    old_enough: bool
    contacted: bool


def observe(ticket: Digest, view: ReportScope) -> Iterator[Standing]:
    """A ticket of the customer's own asking: one that we opened has no request that could be closed."""
    standing, start = ticket["standing"], ticket.start
    if start is None or not view.is_in_cohort(ticket) or standing["opened_by_us"]:
        return
    turned_to = ticket["turned_to"]
    contacted = turned_to is not None and turned_to <= start + CONTACTED_WITHIN
    yield Standing(Loop(standing["loop"]), view.as_of - start >= OLD_ENOUGH, contacted)


def figures(observed: Sequence[Standing], view: ReportScope) -> Figures:
    """The headline counts confirmed loops only; with the presumed beside it."""
    eligible = [one for one in observed if one.old_enough]
    loops = Counter(one.loop for one in eligible)
    closed = [sum(loops[name] for name in names) for names in (CONFIRMED, CLOSED, HEARD)]
    confirmed, with_presumed, heard = closed
    bounds = _bounds(observed, CONFIRMED)
    return {
        "eligible": len(eligible),
        "too_young": bounds["too_young"],
        "loops": {str(name): loops[name] for name in Loop},
        "closed_loop_rate": rate(confirmed, len(eligible)),
        "including_presumed": rate(with_presumed, len(eligible)),
        "agreed_share": rate(confirmed, heard),
        "contacted_within_48h": rate(sum(one.contacted for one in eligible), len(eligible)),
        "bounds": bounds,
        "bounds_including_presumed": _bounds(observed, CLOSED),
    }


def _bounds(observed: Sequence[Standing], closing: frozenset[Loop]) -> Figures:
    """Of how these tickets stand today, the young ones taken as not closed, or all as closed: no forecast."""
    total = len(observed)
    closed = sum(one.loop in closing for one in observed)
    young = sum(not one.old_enough and one.loop not in closing for one in observed)
    return {
        "all": total,
        "too_young": young,
        "lower": closed / total if total else None,
        "upper": (closed + young) / total if total else None,
    }


def _in_loop(title: Promise, *loops: Loop) -> Count:
    return Count(title, lambda standing, view: standing.old_enough and standing.loop in loops)


COUNTS = {
    "eligible": _in_loop(_("Counted for the closed loop"), *Loop),
    "confirmed": _in_loop(_("Confirmed by the customer"), *CONFIRMED),
    "closed": _in_loop(_("Confirmed or presumed"), *CLOSED),
    "presumed": _in_loop(_("Presumed after 7 days of silence"), Loop.PRESUMED),
    "disputed": _in_loop(_("Disputed by the customer"), Loop.DISPUTED),
    "reopened": _in_loop(_("Reopened within 30 days"), Loop.REOPENED),
    "awaiting": _in_loop(_("Awaiting the customer's word"), Loop.AWAITING),
    "open": _in_loop(_("Open loops: unresolved, resolved without telling, never asked, or not delivered"), Loop.OPEN),
    "heard": _in_loop(_("Loops that have ended in any way"), *HEARD),
    "contacted": Count(
        _("Contacted by us within 48 hours"), lambda standing, view: standing.old_enough and standing.contacted
    ),
    "young": Count(
        _("Younger than 14 days and not yet confirmed"),
        lambda standing, view: not standing.old_enough and standing.loop not in CONFIRMED,
    ),
}
REPORT = Report(observe, figures, ("standing", "turned_to"), counts=COUNTS)
