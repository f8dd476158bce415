"""Service levels: which share of the decided clocks was within target (definitions 6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from metrics.measures import Figures, TicketStory
from metrics.reports.shapes import rate
from metrics.reports.view import Report, ReportScope
from tickets.rules.service_level import clocks

DECIDED = frozenset({"achieved", "breached"})


def observe(ticket: TicketStory, view: ReportScope) -> Iterator[list[tuple[str, str]]]:
    """All clocks of a ticket started in the period, as (target, state)."""
    if view.is_in_cohort(ticket):
        yield [(clock.metric, clock.state) for clock in clocks(ticket.story, view.desk, view.as_of)]


def figures(observed: Sequence[list[tuple[str, str]]], view: ReportScope) -> Figures:
    """Each target, and the tickets of which no clock was breached."""
    all_clocks = [clock for ticket in observed for clock in ticket]
    targets = sorted({metric for metric, _ in all_clocks})
    decided = [{state for _, state in ticket} for ticket in observed]
    decided = [states for states in decided if states & DECIDED]
    return {
        "targets": {
            target: attainment(state for metric, state in all_clocks if metric == target) for target in targets
        },
        "tickets": rate(sum("breached" not in states for states in decided), len(decided)),
    }


def attainment(states: Iterable[str]) -> Figures:
    """Achieved of the decided; what still runs within target, or ended unanswered within it, is shown, not counted."""
    count = Counter(states)
    decided = rate(count["achieved"], count["achieved"] + count["breached"])
    return decided | {"pending": count["pending"], "cancelled": count["cancelled"]}


REPORT = Report(observe, figures)
