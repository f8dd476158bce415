"""The tickets behind a figure, each with what one asks next: how long on both clocks, whose it is, how its loop stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from metrics.digests import Digest, digest_of
from metrics.facts import Facts
from metrics.facts.table import NONE, Array, Table
from metrics.facts.words import code
from metrics.reading import StoryReader
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


LOOPS = {code(loop): loop for loop in Loop}
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
        told = self.facts.words.told(np.unique(places.channel))
        return [
            Behind(
                number=number,
                start=start,
                calendar=calendar,
                business=business,
                running=running,
                loop=None if ours else LOOPS[loop],
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


def these(reader: StoryReader, tickets: set[int], view: ReportScope) -> list[Behind]:
    """Tickets by their numbers, as they are listed; also those that are in no figure."""
    facts = reader.facts((), (None, None), lambda: tickets, LISTED)
    starts = facts.source.starts(np.array(sorted(tickets), dtype="i8"))
    counted = {"ticket": np.array(list(starts), dtype="i8"), "start": np.array(list(starts.values()), dtype="i8")}
    found = Listed(facts, Table(counted)).rows(view)
    others = reader.stories(tickets - starts.keys())
    told = (digest_of(ticket, reader.desk, view.as_of, UNCOUNTED) for ticket in others)
    return sorted([*found, *(_uncounted(one, view) for one in told)], key=lambda one: one.number)


UNCOUNTED = ("life", "standing", "parts")


def _uncounted(ticket: Digest, view: ReportScope) -> Behind:
    """One that is in no figure, and perhaps never began."""
    standing, (channel,), (owner,) = ticket["standing"], ticket["parts"]["channel"], ticket["parts"]["owner"]
    start, end, business = ticket["life"] or (view.as_of, None, None)
    return Behind(
        number=ticket.number or 0,
        start=start,
        calendar=replace(view, clock="calendar").between(start, end),
        business=replace(view, clock="business").between(start, end) if business is None else business,
        running=end is None,
        loop=None if standing["opened_by_us"] else Loop(standing["loop"]),
        untold=standing["untold"],
        channel=channel or "",
        owner=owner,
    )


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
