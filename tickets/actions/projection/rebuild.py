"""Rows made true from nothing but events: after a merge, after the rules have changed, or because somebody asks.

Only what differs is written. What live sweeps know and events do not, when a flag was detected, stays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from tickets.actions.change import Change, Written
from tickets.actions.projection import promises
from tickets.actions.projection.clocks import CLOCKS
from tickets.actions.projection.flags import FLAGS
from tickets.actions.projection.ticket import AT_REST, row_of
from tickets.actions.record import decide
from tickets.actions.saving import save
from tickets.models import Promise, ServiceClock, StalledFlag, Ticket
from tickets.models.history import current_desk, load_events
from tickets.rules.desk import Desk
from tickets.rules.story import Event
from tickets.rules.version import RULES_VERSION

MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Difference:
    """What a ticket's rows say, and what its events say: `what` is a column, or promises, flags or clocks."""

    ticket: Ticket
    what: list[str]


def rebuild(tickets: Sequence[int], *, at: datetime, desk: Desk | None = None, imported: bool = False) -> None:
    """Make the rows of these tickets true as of `at`; call it inside a transaction that holds their locks.

    `desk`: not the database's. `imported`: flags that are new are no news.
    """
    rows = list(Ticket.objects.filter(pk__in=tickets).order_by("pk"))
    events = load_events(tickets)
    going_on = [ticket for ticket in rows if ticket.merged_into_id is None]
    _gather({event.id: ticket.pk for ticket in going_on for event in events[ticket.pk]})
    for ticket in rows:
        if ticket.merged_into_id:
            _rest(ticket)
    changes = [
        decide(ticket, events[ticket.pk], [], desk=desk or current_desk(at), at=at, anew=True) for ticket in going_on
    ]
    save(changes, at=at, imported=imported)


def _gather(homes: Mapping[int, int]) -> None:
    """A row belongs to the ticket whose story its event belongs to."""
    for pk, ticket, event in Promise.objects.filter(made_in__in=homes).values_list("pk", "ticket", "made_in"):
        if ticket != homes[event]:
            Promise.objects.filter(pk=pk).update(ticket=homes[event])
    FLAGS.gather(homes)
    CLOCKS.gather(homes)


def _rest(ticket: Ticket) -> None:
    """A ticket that was merged away asks for nothing: its story goes on elsewhere."""
    Ticket.objects.filter(pk=ticket.pk).update(
        **AT_REST, next_check_at=None, rules_version=RULES_VERSION, version=ticket.version + 1
    )
    StalledFlag.objects.filter(ticket=ticket).delete()
    ServiceClock.objects.filter(ticket=ticket).delete()


def heal(tickets: Collection[int], at: datetime) -> list[Difference]:
    """Compare the rows of these tickets with their events, and make those that differ true. Gives what differed."""
    with transaction.atomic():
        rows = list(
            Ticket.objects.filter(pk__in=tickets).order_by("pk").select_for_update(skip_locked=True, of=("self",))
        )
        found = list(_differences(rows))
        rebuild([difference.ticket.pk for difference in found], at=at)
        Ticket.objects.filter(pk__in=[row.pk for row in rows]).update(rules_version=RULES_VERSION)
    return found


def check(tickets: Collection[int]) -> list[Difference]:
    """What of these tickets' rows is not as their events and today's rules have it. Nothing is written."""
    return list(_differences(list(Ticket.objects.filter(pk__in=tickets).order_by("pk"))))


def _differences(rows: Sequence[Ticket]) -> Iterator[Difference]:
    """As of the instant at which each was last looked at: what has come true since is the sweep's business."""
    ids = [row.pk for row in rows]
    events = load_events(ids)
    stored: list[dict[int, Any]] = [promises.stored(ids), FLAGS.stored(ids), CLOCKS.stored(ids)]
    for ticket in rows:
        tables = [table.get(ticket.pk, {}) for table in stored]
        if what := _what_differs(ticket, events[ticket.pk], tables):
            yield Difference(ticket, what)


def _what_differs(ticket: Ticket, events: list[Event], tables: Sequence[dict[Any, Any]]) -> list[str]:
    if ticket.merged_into_id:
        return [name for name, value in AT_REST.items() if getattr(ticket, name) != value]
    if ticket.projected_at is None:
        return ["projected_at"] if events else []
    change = decide(ticket, events, [], desk=current_desk(ticket.projected_at), at=ticket.projected_at, anew=True)
    wanted = row_of(ticket, change.after)
    found = [name for name, value in wanted.items() if getattr(ticket, name) != value]
    return found + [name for name, known, now in _tables(change, tables) if known != now]


def _tables(change: Change, tables: Sequence[dict[Any, Any]]) -> Iterator[tuple[str, Any, Any]]:
    known_promises, known_flags, known_clocks = tables
    written = Written()
    told = dict.fromkeys(known_promises, promises.WITHOUT_EFFECT) | promises.rows(change.after, change.ticket, written)
    yield "promises", known_promises, told
    yield "flags", known_flags, FLAGS.rows(change.after, change.ticket, written)
    yield "clocks", known_clocks, CLOCKS.rows(change.after, change.ticket, written)
