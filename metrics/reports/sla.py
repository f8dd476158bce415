"""Service levels: which share of the decided clocks was within target (definitions 6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from metrics.digests import Digest
from metrics.measures import Figures
from metrics.reports.shapes import rate
from metrics.reports.view import Count, Report, ReportScope
from tickets.models.words import METRIC

TARGETS = dict(METRIC)
DECIDED = frozenset({"achieved", "breached"})


def observe(ticket: Digest, view: ReportScope) -> Iterator[list[tuple[str, str]]]:
    """All clocks of a ticket started in the period, as (target, state)."""
    if view.is_in_cohort(ticket):
        yield [(target, state) for target, state in ticket["service_levels"]]


def figures(observed: Sequence[list[tuple[str, str]]], view: ReportScope) -> Figures:
    """Each target, and the tickets of which no clock was breached."""
    all_clocks = [clock for ticket in observed for clock in ticket]
    targets = sorted({metric for metric, _state in all_clocks})
    decided = [states for states in map(_states, observed) if states & DECIDED]
    return {
        "targets": {
            target: attainment(state for metric, state in all_clocks if metric == target) for target in targets
        },
        "tickets": rate(sum("breached" not in states for states in decided), len(decided)),
    }


def _states(ticket: list[tuple[str, str]]) -> set[str]:
    return {state for _metric, state in ticket}


def attainment(states: Iterable[str]) -> Figures:
    """Achieved of the decided; what still runs within target, or ended unanswered within it, is shown, not counted."""
    count = Counter(states)
    decided = rate(count["achieved"], count["achieved"] + count["breached"])
    return decided | {"pending": count["pending"], "cancelled": count["cancelled"]}


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
    return Count(title, lambda ticket, view: (target, state) in ticket)


COUNTS = {clock_of(target, state): _clocks(target, state) for target in TARGETS for state in STATES} | {
    "decided": Count(_("With a decided target"), lambda ticket, view: bool(_states(ticket) & DECIDED)),
    "met": Count(
        _("With a decided target and none missed"), lambda ticket, view: _states(ticket) & DECIDED == {"achieved"}
    ),
    "breached": Count(_("With a target missed"), lambda ticket, view: "breached" in _states(ticket)),
}
REPORT = Report(observe, figures, ("service_levels",), counts=COUNTS)
