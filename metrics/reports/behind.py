"""The tickets behind a figure, each with what one asks next: how long on both clocks, whose it is, how its loop stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from metrics.digests import Digest
from metrics.reports.grouping import GROUPS
from metrics.reports.view import ReportScope
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


def listed(tickets: Iterable[Digest], view: ReportScope) -> Iterator[Behind]:
    """Each of these tickets as it is listed."""
    by_calendar, by_business = replace(view, clock="calendar"), replace(view, clock="business")
    for ticket in tickets:
        if ticket.number is None:
            continue
        start, end, business = ticket["life"] or (None, None, None)
        standing, (channel,), (owner,) = ticket["standing"], GROUPS["channel"].of(ticket), GROUPS["owner"].of(ticket)
        yield Behind(
            number=ticket.number,
            start=start,
            calendar=0 if start is None else by_calendar.lasted(start, end, business),
            business=0 if start is None else by_business.lasted(start, end, business),
            running=end is None,
            loop=None if standing["opened_by_us"] else Loop(standing["loop"]),
            untold=standing["untold"],
            channel=str(channel or ""),
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
