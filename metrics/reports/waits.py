"""Where the time went: how long tickets waited on us, a third party or the customer, or were resolved before they came back.

The tickets started in the period, each from its start to its last resolution, or to now (definitions 2, Our time ...). The
bottleneck is the part with the largest share; of equal ones the first of PARTS, so that ours is named before another's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from metrics.digests import Digest
from metrics.digests.time import PARTS
from metrics.measures import Figures
from metrics.reports.shapes import Lasting, durations
from metrics.reports.view import Count, Report, ReportScope


@dataclass(frozen=True, slots=True)
class Spent:
    """How many seconds of a ticket went where, by part; a part in which it never was is missing. `ended`: it is resolved."""

    seconds: Mapping[str, int]
    ended: bool


def observe(ticket: Digest, view: ReportScope) -> Iterator[Spent]:
    """A ticket started in the period."""
    if view.is_in_cohort(ticket):
        spent = {part: _seconds(view, *told) for part, told in ticket["spent"].items()}
        yield Spent(spent, ticket["standing"]["resolved"])


def _seconds(view: ReportScope, calendar: int, business: int, running: int | None) -> int:
    over = calendar if view.clock == "calendar" else business
    return over if running is None else over + view.elapsed(running, None)


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


def _in(part: str) -> Callable[[Spent, ReportScope], bool]:
    return lambda one, view: part in one.seconds


TITLES = {
    "us": _("Waited on us"),
    "third_party": _("Waited on a third party"),
    "customer": _("Waited on the customer"),
    "resolved": _("Were resolved before they came back"),
}
COUNTS = {part: Count(TITLES[part], _in(part)) for part in PARTS} | {
    "started": Count(_("Tickets started in the period"), lambda one, view: True),
    "open": Count(_("Started in the period and still open"), lambda one, view: not one.ended),
}
REPORT = Report(observe, figures, ("spent", "standing"), counts=COUNTS)
