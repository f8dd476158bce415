"""Which tickets are about to be forgotten now, and for how long already (definitions 3)."""

from __future__ import annotations

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.facts import Facts
from metrics.facts.table import NONE, Array, Table
from metrics.facts.words import code
from metrics.measures import Figures
from metrics.reports.view import Count, Report, ReportScope
from metrics.statistics import MEDIAN, nearest_rank
from tickets.models.words import RULE


def observe(facts: Facts, view: ReportScope) -> Table:
    """Every flag: its rule, the event it is counted from, since when, when it ended, and whether its ticket is in any figure."""
    return facts.flags


def standing(observed: Table, at: int) -> Table:
    """The oldest flag of each ticket that was stalled at an instant, by what is known of it now."""
    found = observed.where(_stood(observed, at))
    found = found.where(np.lexsort((found.since, found.ticket)))
    _tickets, first = np.unique(found.ticket, return_index=True)
    return found.where(first)


def _stood(observed: Table, at: int) -> Array:
    found: Array = (observed.since <= at) & ((observed.cleared == NONE) | (at < observed.cleared)) & observed.counts
    return found


def stalled_at(observed: Table, at: int) -> int:
    """How many were stalled at an instant."""
    return len(standing(observed, at))


def figures(observed: Table, view: ReportScope) -> Figures:
    """How many are stalled, and how old half of them are at most."""
    found = standing(observed, view.as_of)
    return {"stalled": len(found), "median_age": nearest_rank(view.elapsed(found.since), MEDIAN)}


def _raised(rule: str, title: Promise) -> Count:
    return Count(title, lambda seen, view: seen.counts & (seen.rule == code(rule)) & (seen.cleared == NONE))


COUNTS = {"stalled": Count(_("Stalled"), lambda seen, view: seen.counts & (seen.cleared == NONE))} | {
    rule: _raised(rule, title) for rule, title in RULE
}
REPORT = Report(
    observe,
    figures,
    ("flags",),
    when="flagged",
    has_period=False,
    counts=COUNTS,
    parted=lambda seen, view: _stood(seen, view.as_of),
)
