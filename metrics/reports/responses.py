"""What first and next responses share: how long people waited for an answer, and how often that was within target."""

from __future__ import annotations

import numpy as np
from django.utils.translation import gettext_lazy as _

from metrics.facts import Facts
from metrics.facts.table import NONE, Array, Table, joined
from metrics.facts.words import code
from metrics.measures import Figures
from metrics.reports.shapes import durations, ended_only, many
from metrics.reports.sla import attainment
from metrics.reports.view import Count, ReportScope
from metrics.statistics import Lasting


def waits(facts: Facts, relation: str, metric: str, view: ReportScope) -> Table:
    """The waits of the tickets that started in the period, on the clock looked at, and their clocks of a target.

    A wait that ended without an answer lasted at least that long. `state`: of a clock, and none of a wait.
    """
    every: Table = getattr(facts, relation)
    spans = every.where(view.covers(every.start))
    seconds, running = view.lasted(spans.since, spans.until, spans.business), spans.until == NONE
    clocks = facts.clocks.where(view.covers(facts.clocks.start) & (facts.clocks.target == code(metric)))
    nothing, never = np.zeros(len(clocks), "i8"), np.zeros(len(clocks), "?")
    waited = {"seconds": seconds, "ended": spans.answered, "running": running, "state": np.full(len(spans), NONE)}
    judged = {"seconds": nothing, "ended": never, "running": never, "state": clocks.state}
    return joined(
        Table({"ticket": spans.ticket, "start": spans.start, **waited}),
        Table({"ticket": clocks.ticket, "start": clocks.start, **judged}),
    )


def _is_wait(observed: Table) -> Array:
    found: Array = observed.state == NONE
    return found


def lasting(observed: Table) -> Lasting:
    """How long people waited."""
    of_waits = _is_wait(observed)
    return Lasting(observed.seconds[of_waits], observed.ended[of_waits])


def figures(observed: Table, view: ReportScope) -> Figures:
    """How long, with what still runs, and the share within target (none where the desk has no such target)."""
    waited = lasting(observed)
    return durations(waited) | {
        "n_running": many(observed.running),
        "n_unanswered": many(_unanswered(observed)),
        "clock": view.clock,
        "answered_only_biased": ended_only(waited),
        "within_target": attainment(observed.state[~_is_wait(observed)]),
    }


def _unanswered(observed: Table) -> Array:
    found: Array = _is_wait(observed) & ~observed.running & ~observed.ended
    return found


COUNTS = {
    "waits": Count(_("Waits for an answer"), lambda seen, view: _is_wait(seen)),
    "running": Count(_("Still waiting for an answer"), lambda seen, view: seen.running),
    "unanswered": Count(_("Ended without an answer"), lambda seen, view: _unanswered(seen)),
    "within": Count(_("Answered within the target"), lambda seen, view: seen.state == code("achieved")),
    "missed": Count(_("Target missed"), lambda seen, view: seen.state == code("breached")),
}
