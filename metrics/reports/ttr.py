"""Time to resolution of the tickets started in the period: open ones count as "at least this long" (definitions 6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from metrics.digests import Digest
from metrics.measures import Figures
from metrics.reports.shapes import Lasting, durations, ended_only
from metrics.reports.view import Count, Report, ReportScope
from metrics.statistics import MEDIAN, P90, nearest_rank
from tickets.events.contact import CONTACTS
from tickets.events.resolution import Resolved


@dataclass(frozen=True, slots=True)
class Life:
    """A ticket's time to resolution, whether it started in the period, and whether it was last resolved in it."""

    lasting: Lasting
    started: bool
    resolved: bool


def observe(ticket: Digest, view: ReportScope) -> Iterator[Life]:
    """From the start to the resolution that holds, or to now."""
    if not ticket.counts:
        return
    start, end, business = ticket["life"]
    started, resolved = view.covers(start), view.covers(end)
    if started or resolved:
        yield Life(Lasting(view.lasted(start, end, business), end is not None), started, resolved)


def figures(observed: Sequence[Life], view: ReportScope) -> Figures:
    """By start; beside it what leaving the open ones out would pretend, and the throughput by last resolution."""
    started = [life.lasting for life in observed if life.started]
    resolved = [life.lasting.seconds for life in observed if life.resolved]
    return durations(started) | {
        "n_open": sum(not lasting.ended for lasting in started),
        "clock": view.clock,
        "closed_only_biased": ended_only(started),
        "throughput": {
            "n": len(resolved),
            "median": nearest_rank(resolved, MEDIAN),
            "p90": nearest_rank(resolved, P90),
        },
    }


COUNTS = {
    "started": Count(_("Tickets started in the period"), lambda life, view: life.started),
    "open": Count(
        _("Started in the period and still open"), lambda life, view: life.started and not life.lasting.ended
    ),
    "closed": Count(_("Started in the period and resolved"), lambda life, view: life.started and life.lasting.ended),
    "resolved": Count(_("Last resolved in the period"), lambda life, view: life.resolved),
}
REPORT = Report(observe, figures, ("life",), kinds=CONTACTS | {Resolved.name}, counts=COUNTS)
