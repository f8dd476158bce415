"""Events in the order in which they can be seen, from a cursor on: what others follow who must miss none and take none twice.

On PostgreSQL ids are given out before a transaction commits: one that has been open for long can still bring an event before
those that were read. So events are read in the order of their transactions, and only of those before which nothing runs any
more. A transaction that stays open holds the feed back, and never makes it skip. SQLite has one writer: the order of the ids
is the order of its commits.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import BigIntegerField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, LessThan

from tickets.models import Event

MOST_AT_ONCE = 500


@dataclass(frozen=True, order=True)
class Cursor:
    """Up to where somebody has read: the transaction and the id of the last event. The default is the beginning."""

    transaction: int = 0
    event: int = 0

    @classmethod
    def of(cls, event: Event) -> Cursor:
        """After an event."""
        return cls(event.transaction or 0, event.pk)


class _Row(Func):
    """Several values compared as one, so that the index is read from the cursor on."""

    template = "(%(expressions)s)"
    output_field = BigIntegerField()


class _OldestRunning(Func):
    """The first transaction that may still be running as this statement begins."""

    template = "(pg_snapshot_xmin(pg_current_snapshot())::text::bigint)"
    output_field = BigIntegerField()


def read(after: Cursor, limit: int = MOST_AT_ONCE) -> tuple[list[Event], Cursor]:
    """The next events, at most `limit`, and the cursor to go on from; none, and the same cursor, if there is nothing new.

    Keep the cursor in the transaction that does the work: then each event has its effect once.
    """
    events = list(_seen_by_all().filter(_is_after(after)).order_by(Coalesce("transaction", 0), "id")[:limit])
    return events, Cursor.of(events[-1]) if events else after


def end() -> Cursor:
    """Where to begin for whoever knows by other means what was before."""
    last = _seen_by_all().order_by(Coalesce("transaction", 0).desc(), "-id").first()
    return Cursor.of(last) if last else Cursor()


def tickets_after(cursor: Cursor) -> set[int]:
    """The tickets of all events after a cursor that are there, also of those that are not in the feed yet."""
    found = Event.objects.filter(_is_after(cursor)).order_by()
    return set(found.values_list("ticket_id", flat=True).distinct())


def _is_after(cursor: Cursor) -> GreaterThan:
    here = _Row(Coalesce(F("transaction"), 0), F("id"))
    return GreaterThan(here, _Row(Value(cursor.transaction), Value(cursor.event)))


def _seen_by_all() -> QuerySet[Event]:
    if connection.vendor != "postgresql":
        return Event.objects.all()
    return Event.objects.filter(Q(transaction=None) | Q(LessThan(F("transaction"), _OldestRunning())))
