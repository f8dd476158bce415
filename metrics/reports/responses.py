"""What first and next responses share: how long people waited for an answer, and how often that was within target."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from metrics.measures import Figures, TicketStory
from metrics.reports.shapes import Lasting, durations, ended_only
from metrics.reports.sla import attainment
from metrics.reports.view import Count, ReportScope
from tickets.rules.conversation import Stretch


@dataclass(frozen=True, slots=True)
class Response:
    """A wait for an answer; one that ended without an answer lasted at least that long."""

    lasting: Lasting
    running: bool


@dataclass(frozen=True, slots=True)
class Promptness:
    """How the clock of such a wait went."""

    state: str


def waits(stretches: Iterable[Stretch], view: ReportScope) -> Iterator[Response]:
    """Each wait on the clock looked at."""
    for stretch in stretches:
        lasting = Lasting(view.elapsed(stretch.start, stretch.end), stretch.answer is not None)
        yield Response(lasting, stretch.end is None)


def promptness(ticket: TicketStory, metric: str, view: ReportScope) -> Iterator[Promptness]:
    """Its clocks of a target."""
    for clock in view.clocks(ticket):
        if clock.metric == metric:
            yield Promptness(clock.state)


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
