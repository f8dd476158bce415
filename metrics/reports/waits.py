"""Where the time went: how long tickets waited on us, a third party or the customer, or were resolved before they came back.

The tickets started in the period, each from its start to its last resolution, or to now (definitions 2, Our time ...). The
bottleneck is the part with the largest share; of equal ones the first of PARTS, so that ours is named before another's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from metrics.measures import Figures, TicketStory
from metrics.reports.shapes import Lasting, durations
from metrics.reports.view import Report, ReportScope, start_of
from tickets.rules.lifecycle import WaitingOn
from tickets.rules.waits import pieces

PARTS = {
    "us": WaitingOn.US,
    "third_party": WaitingOn.THIRD_PARTY,
    "customer": WaitingOn.CUSTOMER,
    "resolved": WaitingOn.NOBODY,
}


@dataclass(frozen=True, slots=True)
class Spent:
    """How many seconds of a ticket went where, by part; a part in which it never was is missing. `ended`: it is resolved."""

    seconds: Mapping[str, int]
    ended: bool


def observe(ticket: TicketStory, view: ReportScope) -> Iterator[Spent]:
    """A ticket started in the period."""
    start = start_of(ticket)
    if start is None or not view.is_in_cohort(ticket):
        return
    end = ticket.story.ended_at
    found = {part: pieces(ticket.story, [on], start, end) for part, on in PARTS.items()}
    spent = {part: sum(view.elapsed(*piece) for piece in some) for part, some in found.items() if some}
    yield Spent(spent, end is not None)


def figures(observed: Sequence[Spent], view: ReportScope) -> Figures:
    """The sum of each part, its share of the whole, and how long half of the tickets that were there stayed there.

    A ticket that is unresolved stays at least so long, whomever it waits on now.
    """
    sums = {part: sum(one.seconds.get(part, 0) for one in observed) for part in PARTS}
    whole = sum(sums.values())
    return {
        "n": len(observed),
        "n_open": sum(not one.ended for one in observed),
        "clock": view.clock,
        "whole_seconds": whole,
        "bottleneck": max(sums, key=sums.__getitem__) if whole else None,
        "parts": {part: _part(part, observed, sums[part], whole) for part in PARTS},
    }


def _part(part: str, observed: Sequence[Spent], seconds: int, whole: int) -> Figures:
    lasting = [Lasting(one.seconds[part], one.ended) for one in observed if part in one.seconds]
    return {"seconds": seconds, "share": seconds / whole if whole else None} | durations(lasting)


REPORT = Report(observe, figures)
