"""How often tickets were handed on, and whose customers were sent round (definitions 2, Hand-offs).

A **runaround** is a ticket that was handed on at least twice, or whose customer changed the channel by force (definitions 2,
Channel switches) or was asked again for a fact that we knew (definitions 4): each has the customer begin anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from metrics.digests import Digest
from metrics.measures import Figures
from metrics.reports.shapes import rate
from metrics.reports.view import Count, Report, ReportScope

RUN_AROUND = 2  # hand-offs


@dataclass(frozen=True, slots=True)
class HandedOn:
    """How often a ticket was handed on, and what else had its customer begin anew."""

    times: int
    forced_switch: bool
    asked_again: bool

    @property
    def often(self) -> bool:
        """Whether the hand-offs alone are a runaround."""
        return self.times >= RUN_AROUND

    @property
    def runaround(self) -> bool:
        """Whether its customer had to begin anew."""
        return self.often or self.forced_switch or self.asked_again


def observe(ticket: Digest, view: ReportScope) -> Iterator[HandedOn]:
    """A ticket started in the period."""
    if view.is_in_cohort(ticket):
        forced = any(a[1] != b[1] and b[2] for a, b in pairwise(ticket["contacts"]))
        yield HandedOn(ticket["handed_on"], forced, ticket["repeats"]["asked_again"] > 0)


def figures(observed: Sequence[HandedOn], view: ReportScope) -> Figures:
    """Hand-offs a ticket, the shares handed on once or more and twice or more, and the runaround with what it came of.

    One ticket may have several causes; `causes` count tickets.
    """
    n, total = len(observed), sum(one.times for one in observed)
    return {
        "n": n,
        "handoffs": total,
        "per_ticket": total / n if n else None,
        "at_least_one": rate(sum(one.times >= 1 for one in observed), n),
        "at_least_two": rate(sum(one.often for one in observed), n),
        "runaround": rate(sum(one.runaround for one in observed), n)
        | {
            "causes": {
                "handed_on_twice": sum(one.often for one in observed),
                "forced_switch": sum(one.forced_switch for one in observed),
                "asked_again": sum(one.asked_again for one in observed),
            }
        },
    }


COUNTS = {
    "started": Count(_("Tickets started in the period"), lambda one, view: True),
    "handed_on": Count(_("Handed on at least once"), lambda one, view: one.times >= 1),
    "handed_on_twice": Count(_("Handed on at least twice"), lambda one, view: one.often),
    "forced_switch": Count(_("With a forced change of channel"), lambda one, view: one.forced_switch),
    "asked_again": Count(_("Asked again for a fact that we knew"), lambda one, view: one.asked_again),
    "runaround": Count(_("With a runaround"), lambda one, view: one.runaround),
}
REPORT = Report(observe, figures, ("handed_on", "contacts", "repeats"), counts=COUNTS)
