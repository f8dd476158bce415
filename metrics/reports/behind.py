"""The tickets behind a figure, each with what one asks next: how long on both clocks, whose it is, how its loop stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from metrics.facts import Facts
from metrics.facts.table import NONE, Array, Table
from metrics.reports.view import ReportScope
from tickets.rules.lifecycle import Loop


@dataclass(frozen=True, slots=True)
class Behind:
    """A ticket behind a figure. Seconds from its start to the resolution that holds, or to now while it is `running`.

    `loop`: how it stands; None for a ticket that we opened. `untold`: resolved without telling the customer.
    """

    number: int
    start: int
    calendar: int
    business: int
    running: bool
    loop: Loop | None
    untold: bool
    channel: str
    owner: int | None


LISTED = ("lives", "standing", "places")
"""What is read of the tickets behind a figure."""


@dataclass(frozen=True)
class Listed:
    """The tickets behind a figure, by the rows that it counts."""

    facts: Facts
    seen: Table

    @cached_property
    def tickets(self) -> Array:
        """Their numbers, each once."""
        return self._one_each.ticket

    @cached_property
    def _one_each(self) -> Table:
        _tickets, first = np.unique(self.seen.ticket, return_index=True)
        return self.seen.where(first)

    def rows(self, view: ReportScope) -> list[Behind]:
        """Each as it is listed, by their numbers."""
        by_calendar, by_business = replace(view, clock="calendar"), replace(view, clock="business")
        seen = self._one_each
        lives, standing, places = (self._of(name) for name in LISTED)
        spans = lives.start, lives.end, lives.business
        times = [by_calendar.lasted(*spans), by_business.lasted(*spans), lives.end == NONE]
        marks = [standing.loop, standing.opened_by_us, standing.untold, places.channel, places.owner]
        columns = [column.tolist() for column in (seen.ticket, lives.start, *times, *marks)]
        told = self.facts.words.told(np.unique(np.concatenate([standing.loop, places.channel])))
        return [
            Behind(
                number=number,
                start=start,
                calendar=calendar,
                business=business,
                running=running,
                loop=None if ours else Loop(told[loop]),  # type: ignore[arg-type]
                untold=untold,
                channel=told[channel] or "",
                owner=None if owner == NONE else owner,
            )
            for number, start, calendar, business, running, loop, ours, untold, channel, owner in zip(
                *columns, strict=True
            )
        ]

    def _of(self, name: str) -> Table:
        """A row for each ticket; whatever counts has one."""
        seen = self._one_each
        table = self.facts.begun(name, seen.start)
        return table.where(np.searchsorted(table.ticket, seen.ticket))


Order = Callable[[Behind], Any]


def orders(
    owners: Mapping[Any, str], customers: Mapping[int, str], standing: Callable[[Behind], str]
) -> dict[str, Order]:
    """By what the list can be sorted: each column as it is read."""
    return {
        "ticket": lambda one: one.number,
        "customer": lambda one: customers.get(one.number, "").casefold(),
        "owner": lambda one: owners.get(one.owner, "").casefold(),
        "channel": lambda one: one.channel,
        "business": lambda one: one.business,
        "calendar": lambda one: one.calendar,
        "started": lambda one: one.start,
        "loop": standing,
    }
