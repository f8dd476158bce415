"""The tickets behind a figure, each with what one asks next: how long on both clocks, whose it is, how its loop stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from metrics.measures import TicketStory
from metrics.reports.grouping import GROUPS
from metrics.reports.view import ReportScope
from tickets.rules.closed_loop import loop
from tickets.rules.lifecycle import Loop


@dataclass(frozen=True, slots=True)
class Behind:
    """A ticket behind a figure. Seconds from its start to the resolution that holds, or to now while it is `running`.

    `loop`: how it stands; None for a ticket that we opened. `untold`: resolved without telling the customer.
    """

    number: int
    start: int | None
    calendar: int
    business: int
    running: bool
    loop: Loop | None
    untold: bool
    channel: str
    owner: int | None


def listed(tickets: Iterable[TicketStory], view: ReportScope) -> Iterator[Behind]:
    """Each of these tickets as it is listed."""
    for ticket in tickets:
        story, number = ticket.story, ticket.number
        if number is None:
            continue
        start = story.started_at
        stop = view.as_of if story.ended_at is None else story.ended_at
        resolution, owner = story.resolution, story.owner
        yield Behind(
            number=number,
            start=start,
            calendar=0 if start is None else stop - start,
            business=0 if start is None else view.desk.calendar.elapsed(start, stop),
            running=story.ended_at is None,
            loop=None if story.opened_by_us else loop(story, view.as_of),
            untold=resolution is not None and resolution.untold,
            channel=str(GROUPS["channel"](ticket) or ""),
            owner=owner if isinstance(owner, int) else None,
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
        "started": lambda one: one.start or 0,
        "loop": standing,
    }
