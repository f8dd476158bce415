"""Reading a ticket's log as the rules want it: all lines that belong to it at an instant, merges and splits included."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from typing import Any

from django.db.models import BigIntegerField, Func, Q, QuerySet, TextField
from django.db.models.functions import Cast

from tickets.events.joining import Merged, SplitFrom, SplitOff, Unmerged
from tickets.models.desk import AgentFigures, CalendarVersion, PolicyVersion, ServiceTarget
from tickets.models.event import Event, event_name
from tickets.models.ticket import Ticket
from tickets.rules.business_time import Calendar
from tickets.rules.desk import Desk, Policy, Target
from tickets.rules.story import Event as StoryEvent

ALWAYS_OPEN: dict[str, Any] = {
    "valid_from": None,
    "tz": "UTC",
    "hours": {str(day): [["00:00", "24:00"]] for day in range(7)},
    "holidays": [],
}
DESK_IS_FRESH_FOR = 10  # seconds; versions are published for the future, so a worker may learn of one a little later
MERGING = (Merged.name, Unmerged.name)
SPLITS = (SplitOff.name, SplitFrom.name)


class Seconds(Func):
    """A moment as whole Unix seconds, made by the database: a long log has too many to make them one by one here."""

    output_field = BigIntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "FLOOR(DATE_PART('epoch', %(expressions)s))::bigint"  # a float: EXTRACT gives a slower numeric
        return self.as_sql(compiler, connection, template=template, **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "CAST(strftime('%%%%s', %(expressions)s) AS INTEGER)"
        return self.as_sql(compiler, connection, template=template, **context)


COLUMNS = (
    *("id", "ticket_id", "kind"),
    *(Seconds("occurred_at"), Seconds("recorded_at")),
    *("by_id", Cast("data", TextField()), "external_id"),
)
TOLD_AT_ONCE = 5000  # rows


@dataclass(frozen=True)
class Horizon:
    """What is looked at: what had happened by `as_of` and was known by `known_at`; None means everything."""

    as_of: datetime | None = None
    known_at: datetime | None = None

    def events(self) -> QuerySet[Event]:
        """The events within."""
        within = Q()
        if self.as_of is not None:
            within &= Q(occurred_at__lte=self.as_of)
        if self.known_at is not None:
            within &= Q(recorded_at__lte=self.known_at)
        return Event.objects.filter(within)


EVERYTHING = Horizon()


def load_events(
    tickets: Collection[int], horizon: Horizon = EVERYTHING, homes: Mapping[int, int] | None = None
) -> dict[int, list[StoryEvent]]:
    """The whole log of each ticket (by id), with what was merged into it and without what was split off it.

    `homes`: what `merged_homes` gives, if it is known already: who reads many chunks reads the merges once.
    """
    home = merged_homes(tickets, horizon) if homes is None else homes
    lines: dict[int, list[StoryEvent]] = {ticket: [] for ticket in tickets}
    rows = horizon.events().filter(ticket__in=home).order_by("id").values_list(*COLUMNS)
    for ticket, event in told(rows.iterator(chunk_size=TOLD_AT_ONCE)):
        lines[home[ticket]].append(event)
    for ticket, own in lines.items():
        lines[ticket] = _resettle(own)
    return lines


def own_events(tickets: Collection[int]) -> dict[int, list[StoryEvent]]:
    """What was recorded for each ticket itself: nothing merged in, nothing split off or brought."""
    lines: dict[int, list[StoryEvent]] = {ticket: [] for ticket in tickets}
    rows = Event.objects.filter(ticket__in=tickets).order_by("id").values_list(*COLUMNS)
    for ticket, event in told(rows.iterator(chunk_size=TOLD_AT_ONCE)):
        lines[ticket].append(event)
    return lines


def merged_homes(tickets: Collection[int], horizon: Horizon = EVERYTHING) -> dict[int, int]:
    """Every ticket whose events belong to one of `tickets`, with the ticket they belong to."""
    if horizon is EVERYTHING:
        merged = Ticket.objects.filter(merged_into__in=tickets)
        return {ticket: ticket for ticket in tickets} | {
            row.pk: row.merged_into_id or row.pk for row in merged.only("merged_into")
        }
    into = merges(horizon)
    home = {ticket: ticket for ticket in tickets}
    for ticket in into:
        root = root_of(ticket, into)
        if root in home:
            home[ticket] = root
    return home


def merges(horizon: Horizon = EVERYTHING) -> dict[int, int]:
    """Which ticket had been merged into which."""
    into: dict[int, int] = {}
    steps = horizon.events().filter(kind__in=MERGING).order_by("occurred_at", "id")
    for ticket, kind, data in steps.values_list("ticket_id", "kind", "data"):
        if kind == Merged.name:
            into[ticket] = data["into"]
        else:
            into.pop(ticket, None)
    return into


def root_of(ticket: int, into: Mapping[int, int]) -> int:
    """Where a merged ticket's story goes on; a circle of merges ends where it began."""
    seen = {ticket}
    while ticket in into and into[ticket] not in seen:
        ticket = into[ticket]
        seen.add(ticket)
    return ticket


def with_roots(tickets: Iterable[int]) -> set[int]:
    """These, and those that tell of them or did: an event of a ticket that was merged away is the other's, and a merge that was undone
    concerns both."""
    these = set(tickets)
    if not these:
        return these
    merges = Event.objects.filter(ticket__in=these, kind=Merged.name).order_by()
    found, more = set[int](), {*these, *(data["into"] for data in merges.values_list("data", flat=True))}
    while more:
        found |= more
        merged = Ticket.objects.filter(pk__in=more).exclude(merged_into=None)
        more = {into for into in merged.values_list("merged_into", flat=True) if into is not None} - found
    return found


def told(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[int, StoryEvent]]:
    """Rows, in the order of COLUMNS, as the rules see them, each with its ticket.

    The data of many is read as one JSON list: a call for each costs four times as much.
    """
    left = iter(rows)
    while part := list(islice(left, TOLD_AT_ONCE)):
        every = json.loads(f"[{','.join([row[6] for row in part])}]")
        for (pk, ticket, kind, at, recorded_at, by, _data, name), data in zip(part, every, strict=True):
            yield ticket, StoryEvent(pk, at, kind, by, data, recorded_at, name or event_name(pk))


def named(names: Collection[str]) -> Q:
    """The events of these names."""
    numbers = [int(name[6:]) for name in names if name.startswith("event:") and name[6:].isdigit()]
    return Q(external_id__in=names) | Q(external_id=None, pk__in=numbers)


def _resettle(own: list[StoryEvent]) -> list[StoryEvent]:
    """Lines that a split moved away leave; lines that it brought arrive."""
    if not any(line.kind in SPLITS for line in own):
        return own
    gone = {name for line in own if line.kind == SplitOff.name for name in line.data["lines"]}
    brought = [name for line in own if line.kind == SplitFrom.name for name in line.data["lines"]]
    rows = Event.objects.filter(named(brought)).order_by("id").values_list(*COLUMNS)
    return [line for line in own if line.name not in gone] + [event for _ticket, event in told(rows)]


def without_policy_dues(lines: Iterable[StoryEvent]) -> Iterator[StoryEvent]:
    """Lines for another desk: a promise that got its due time from the policy gets it from that desk's."""
    for line in lines:
        if line.data.get("by_policy"):
            line = line._replace(data={**line.data, "due_at": None})
        yield line


def seconds(at: datetime) -> int:
    """An instant as whole Unix seconds."""
    return int(at.timestamp())


def instant(at: int) -> datetime:
    """Whole Unix seconds as an instant in UTC."""
    return datetime.fromtimestamp(at, UTC)


def moment(at: int | None) -> datetime | None:
    """Whole Unix seconds as an instant in UTC, or None."""
    return None if at is None else instant(at)


def current_desk(at: datetime) -> Desk:
    """The desk's calendar, limits and targets, read at most once in ten seconds of `at`."""
    return _desk(seconds(at) // DESK_IS_FRESH_FOR)


def desk_known_at(known_at: datetime) -> Desk:
    """What the desk had agreed to as far as it was published by then: what is known covers versions as it covers events."""
    return _read_desk(Q(published_at=None) | Q(published_at__lte=known_at))


def forget_desk() -> None:
    """Read the desk anew: something was published."""
    _desk.cache_clear()
    _agents_compared.cache_clear()


def agents_compared(at: datetime) -> bool:
    """Whether figures may be split by agent; not, where nobody decided it. Read at most once in ten seconds of `at`."""
    return _agents_compared(seconds(at) // DESK_IS_FRESH_FOR)


@lru_cache(maxsize=4)
def _agents_compared(_period: int) -> bool:
    newest = AgentFigures.objects.order_by("pk").last()
    return newest is not None and newest.allowed


@lru_cache(maxsize=4)
def _desk(_period: int) -> Desk:
    return _read_desk(Q())


def _read_desk(known: Q) -> Desk:
    versions = [_calendar_version(version) for version in CalendarVersion.objects.filter(known)]
    policies = [(_since(row.valid_from), _policy(row)) for row in PolicyVersion.objects.filter(known)]
    targets: dict[str, list[tuple[int | None, Target]]] = defaultdict(list)
    for row in ServiceTarget.objects.filter(known):
        targets[row.metric].append((_since(row.valid_from), Target(row.target_s, row.clock)))
    return Desk(
        Calendar.from_json({"versions": versions or [ALWAYS_OPEN]}),
        tuple(policies) or ((None, Policy()),),
        {metric: tuple(rows) for metric, rows in targets.items()},
    )


def _calendar_version(row: CalendarVersion) -> dict[str, Any]:
    valid_from = row.valid_from.isoformat() if row.valid_from else None
    return {"valid_from": valid_from, "tz": row.time_zone, "hours": row.hours, "holidays": row.holidays}


def _policy(row: PolicyVersion) -> Policy:
    return Policy(row.promise_bh, row.r2_bh, row.r3_bh, row.r4_bh, row.r5_bh)


def _since(at: datetime | None) -> int | None:
    return None if at is None else seconds(at)
