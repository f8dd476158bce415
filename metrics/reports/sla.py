"""Service levels: which share of the decided clocks was within target (definitions 6)."""

from __future__ import annotations

import numpy as np
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from metrics.facts import Facts
from metrics.facts.table import Array, Table
from metrics.facts.words import code
from metrics.measures import Figures
from metrics.reports.shapes import many, rate
from metrics.reports.view import Count, Report, ReportScope
from tickets.models.words import METRIC

TARGETS = dict(METRIC)
ACHIEVED, BREACHED, PENDING, CANCELLED = map(code, ("achieved", "breached", "pending", "cancelled"))


def observe(facts: Facts, view: ReportScope) -> Table:
    """All clocks of the tickets started in the period: target and state."""
    return facts.clocks.where(view.covers(facts.clocks.start))


def figures(observed: Table, view: ReportScope) -> Figures:
    """Each target, and the tickets of which no clock was breached."""
    of_target = {target: observed.target == code(target) for target in sorted(TARGETS)}
    decided = np.unique(observed.ticket[_is_decided(observed)])
    breached = np.unique(observed.ticket[observed.state == BREACHED])
    return {
        "targets": {target: attainment(observed.state[rows]) for target, rows in of_target.items() if rows.any()},
        "tickets": rate(len(decided) - len(breached), len(decided)),
    }


def _is_decided(observed: Table) -> Array:
    return (observed.state == ACHIEVED) | (observed.state == BREACHED)


def attainment(states: Array) -> Figures:
    """Achieved of the decided; what still runs within target, or ended unanswered within it, is shown, not counted."""
    achieved, breached, pending, cancelled = (
        many(states == state) for state in (ACHIEVED, BREACHED, PENDING, CANCELLED)
    )
    return rate(achieved, achieved + breached) | {"pending": pending, "cancelled": cancelled}


STATES = {
    "achieved": _("Target reached: {target}"),
    "breached": _("Target missed: {target}"),
    "pending": _("Running within the target: {target}"),
    "cancelled": _("Ended unanswered within the target: {target}"),
}


def clock_of(target: str, state: str) -> str:
    """What the tickets with a clock of this target in this state are called in addresses."""
    return f"{target}.{state}"


def _clocks(target: str, state: str) -> Count:
    title = format_lazy(STATES[state], target=TARGETS[target])
    return Count(title, lambda seen, view: (seen.target == code(target)) & (seen.state == code(state)))


COUNTS = {clock_of(target, state): _clocks(target, state) for target in TARGETS for state in STATES} | {
    "decided": Count(_("With a decided target"), lambda seen, view: _is_decided(seen)),
    "met": Count(
        _("With a decided target and none missed"),
        lambda seen, view: _is_decided(seen) & ~np.isin(seen.ticket, seen.ticket[seen.state == BREACHED]),
    ),
    "breached": Count(_("With a target missed"), lambda seen, view: seen.state == BREACHED),
}
REPORT = Report(observe, figures, ("clocks",), counts=COUNTS)
