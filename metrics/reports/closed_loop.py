"""Did the customer say that it is solved? The rate over all that were started, unresolved ones included (definitions 5)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.facts import Facts
from metrics.facts.table import NONE, Array, Table
from metrics.facts.words import code
from metrics.measures import Figures
from metrics.reports.shapes import many, rate
from metrics.reports.view import Count, Report, ReportScope
from tickets.rules.lifecycle import DAY, Loop

OLD_ENOUGH = 14 * DAY
CONTACTED_WITHIN = 48 * 3600

CONFIRMED = frozenset({Loop.CONFIRMED})
CLOSED = CONFIRMED | {Loop.PRESUMED}
HEARD = CLOSED | {Loop.DISPUTED, Loop.REOPENED}


def observe(facts: Facts, view: ReportScope) -> Table:
    """The tickets of the customers' own asking: one that we opened has no request that could be closed.

    How each one's loop stands, whether it is old enough to judge, and whether we turned to the customer in time.
    """
    standing = facts.standing
    seen = standing.where(view.covers(standing.start) & ~standing.opened_by_us)
    turned = facts.turned_to.where(facts.turned_to.at <= facts.turned_to.start + CONTACTED_WITHIN)
    contacted = np.isin(seen.ticket, turned.ticket[turned.at != NONE])
    return seen.having(old_enough=view.as_of - seen.start >= OLD_ENOUGH, contacted=contacted)


def _are(observed: Table, loops: Iterable[Loop]) -> Array:
    return np.isin(observed.loop, [code(loop) for loop in loops])


def figures(observed: Table, view: ReportScope) -> Figures:
    """The headline counts confirmed loops only; with the presumed beside it."""
    eligible = observed.where(observed.old_enough)
    loops = {str(name): many(_are(eligible, [name])) for name in Loop}
    confirmed, with_presumed, heard = (many(_are(eligible, names)) for names in (CONFIRMED, CLOSED, HEARD))
    bounds = _bounds(observed, CONFIRMED)
    return {
        "eligible": len(eligible),
        "too_young": bounds["too_young"],
        "loops": loops,
        "closed_loop_rate": rate(confirmed, len(eligible)),
        "including_presumed": rate(with_presumed, len(eligible)),
        "agreed_share": rate(confirmed, heard),
        "contacted_within_48h": rate(many(eligible.contacted), len(eligible)),
        "bounds": bounds,
        "bounds_including_presumed": _bounds(observed, CLOSED),
    }


def _bounds(observed: Table, closing: frozenset[Loop]) -> Figures:
    """Of how these tickets stand today, the young ones taken as not closed, or all as closed: no forecast."""
    total, closes = len(observed), _are(observed, closing)
    closed, young = many(closes), many(~observed.old_enough & ~closes)
    return {
        "all": total,
        "too_young": young,
        "lower": closed / total if total else None,
        "upper": (closed + young) / total if total else None,
    }


def _in_loop(title: Promise, *loops: Loop) -> Count:
    return Count(title, lambda seen, view: seen.old_enough & _are(seen, loops))


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
    "contacted": Count(_("Contacted by us within 48 hours"), lambda seen, view: seen.old_enough & seen.contacted),
    "young": Count(
        _("Younger than 14 days and not yet confirmed"), lambda seen, view: ~seen.old_enough & ~_are(seen, CONFIRMED)
    ),
}
REPORT = Report(observe, figures, ("standing", "turned_to"), counts=COUNTS)
