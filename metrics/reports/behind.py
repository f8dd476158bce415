"""The tickets behind a figure: each figure of the page opens the list of those it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.digests import Digest
from metrics.reports import closed_loop, ttr
from metrics.reports.closed_loop import CLOSED, CONFIRMED, Standing
from metrics.reports.grouping import GROUPS
from metrics.reports.ttr import Life
from metrics.reports.view import ReportScope
from tickets.rules.lifecycle import Loop


@dataclass(frozen=True, slots=True)
class Counted:
    """A ticket behind a figure, with its own measure."""

    number: int
    start: int
    seconds: int
    running: bool
    loop: Loop | None
    untold: bool


@dataclass(frozen=True)
class Behind:
    """What a figure counts, in words and as a choice; a ticket that we opened has no standing."""

    title: Promise
    counts: Callable[[Life, Standing | None], bool]


def _in_loop(*loops: Loop) -> Callable[[Life, Standing | None], bool]:
    return lambda life, standing: standing is not None and standing.old_enough and standing.loop in loops


FIGURES = {
    "started": Behind(_("Tickets started in the period"), lambda life, standing: life.started),
    "open": Behind(
        _("Started in the period and still open"), lambda life, standing: life.started and not life.lasting.ended
    ),
    "closed": Behind(
        _("Started in the period and resolved"), lambda life, standing: life.started and life.lasting.ended
    ),
    "resolved": Behind(_("Last resolved in the period"), lambda life, standing: life.resolved),
    "eligible": Behind(_("Counted for the closed loop"), _in_loop(*Loop)),
    "confirmed": Behind(_("Confirmed by the customer"), _in_loop(*CONFIRMED)),
    "closed_loop": Behind(_("Confirmed or presumed"), _in_loop(*CLOSED)),
    "presumed": Behind(_("Presumed after 7 days of silence"), _in_loop(Loop.PRESUMED)),
    "disputed": Behind(_("Disputed by the customer"), _in_loop(Loop.DISPUTED)),
    "reopened": Behind(_("Reopened within 30 days"), _in_loop(Loop.REOPENED)),
    "awaiting": Behind(_("Awaiting the customer's word"), _in_loop(Loop.AWAITING)),
    "unresolved": Behind(
        _("Open loops: unresolved, resolved without telling, never asked, or not delivered"), _in_loop(Loop.OPEN)
    ),
    "contacted": Behind(
        _("Contacted by us within 48 hours"),
        lambda life, standing: standing is not None and standing.old_enough and standing.contacted,
    ),
    "young": Behind(
        _("Younger than 14 days and not yet confirmed"),
        lambda life, standing: standing is not None and not standing.old_enough and standing.loop not in CONFIRMED,
    ),
}


def counted(tickets: Iterable[Digest], figure: str, view: ReportScope, channel: str | None = None) -> Iterator[Counted]:
    """The tickets that a figure counts, of one first channel if given."""
    chosen = FIGURES[figure]
    for ticket in tickets:
        if channel and channel not in GROUPS["channel"].of(ticket):
            continue
        life = next(ttr.observe(ticket, view), None)
        standing = next(closed_loop.observe(ticket, view), None)
        start = ticket.start
        if life and start is not None and ticket.number is not None and chosen.counts(life, standing):
            loop = standing.loop if standing else None
            untold = ticket["standing"]["untold"]
            yield Counted(ticket.number, start, life.lasting.seconds, not life.lasting.ended, loop, untold)
