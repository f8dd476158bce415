"""Which parts a ticket is in, by each way of splitting a report.

Beside what a ticket began with (its channel, hour and weekday), it counts by how it stands at the instant looked at. A ticket with
several tags is in the part of each; one that has no value is in the part of none.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from metrics.digests.section import Section
from metrics.measures import TicketStory, status
from tickets.rules.desk import Desk

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def local(at: int, desk: Desk) -> datetime:
    """Unix seconds on the desk's own clock, in the zone of the calendar that held at that instant."""
    return datetime.fromtimestamp(at, ZoneInfo(desk.calendar.at_version(at).versions[0].tz))


def _began(ticket: TicketStory, desk: Desk, told: Callable[[datetime], str]) -> Iterable[str]:
    """What the desk's clock showed when the customer first turned to us."""
    start = ticket.story.started_at
    return () if start is None else (told(local(start, desk)),)


def _channel(ticket: TicketStory, desk: Desk) -> Iterable[Hashable]:
    return (ticket.story.start.data["channel"],) if ticket.story.start else ()


SPLITS: dict[str, Callable[[TicketStory, Desk], Iterable[Hashable]]] = {
    "channel": _channel,
    "hour": lambda ticket, desk: _began(ticket, desk, lambda at: f"{at:%H}"),
    "owner": lambda ticket, desk: (ticket.story.owner,),
    "priority": lambda ticket, desk: (str(ticket.story.chosen.priority),),
    "status": lambda ticket, desk: (status(ticket.story),),
    "tag": lambda ticket, desk: ticket.story.chosen.tags,
    "team": lambda ticket, desk: (ticket.story.team,),
    "waiting_on": lambda ticket, desk: (str(ticket.story.waiting_on),),
    "weekday": lambda ticket, desk: _began(ticket, desk, lambda at: WEEKDAYS[at.weekday()]),
}


def parts(ticket: TicketStory, desk: Desk, as_of: int) -> dict[str, list[Hashable]]:
    """By each split, the parts that the ticket is in, at least one."""
    return {name: list(values(ticket, desk)) or [None] for name, values in SPLITS.items()}


PLACE: dict[str, Section] = {"parts": parts}
