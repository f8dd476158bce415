"""What first and next responses share: how long people waited for an answer, and how often that was within target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from metrics.digests import Digest
from metrics.measures import Figures
from metrics.reports.shapes import Lasting, durations, ended_only
from metrics.reports.sla import attainment
from metrics.reports.view import Count, ReportScope


@dataclass(frozen=True, slots=True)
class Response:
    """A wait for an answer; one that ended without an answer lasted at least that long."""

    lasting: Lasting
    running: bool


@dataclass(frozen=True, slots=True)
class Promptness:
    """How the clock of such a wait went."""

    state: str


def waits(ticket: Digest, section: str, view: ReportScope) -> Iterator[Response]:
    """Each wait for an answer on the clock looked at."""
    for start, end, business, answered in ticket[section]:
        yield Response(Lasting(view.lasted(start, end, business), answered), end is None)


def promptness(ticket: Digest, metric: str) -> Iterator[Promptness]:
    """Its clocks of a target."""
    for target, state in ticket["service_levels"]:
        if target == metric:
            yield Promptness(state)


def figures(observed: Sequence[Response | Promptness], view: ReportScope) -> Figures:
    """How long, with what still runs, and the share within target (none where the desk has no such target)."""
    responses = [one for one in observed if isinstance(one, Response)]
    states = [one.state for one in observed if isinstance(one, Promptness)]
    lasting = [response.lasting for response in responses]
    return durations(lasting) | {
        "n_running": sum(response.running for response in responses),
        "n_unanswered": sum(not r.running and not r.lasting.ended for r in responses),
        "clock": view.clock,
        "answered_only_biased": ended_only(lasting),
        "within_target": attainment(states),
    }


COUNTS = {
    "waits": Count(_("Waits for an answer"), lambda one, view: isinstance(one, Response)),
    "running": Count(_("Still waiting for an answer"), lambda one, view: isinstance(one, Response) and one.running),
    "unanswered": Count(
        _("Ended without an answer"),
        lambda one, view: isinstance(one, Response) and not one.running and not one.lasting.ended,
    ),
    "within": Count(_("Answered within the target"), lambda one, view: _is(one, "achieved")),
    "missed": Count(_("Target missed"), lambda one, view: _is(one, "breached")),
}


def _is(one: Response | Promptness, state: str) -> bool:
    return isinstance(one, Promptness) and one.state == state
