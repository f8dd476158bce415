"""Digests are kept up by the clock and by nothing else: told again after every event and whenever the clock changes something.

Whatever is kept can be thrown away and told again from events at any time. A digest that is out of date is not believed (see
`reading.py`), only slower to answer with, so a worker that dies, or two that work at once, spoil nothing. One round after the other
goes through all tickets, tells each the slow way and compares: a digest that was wrong is put right and logged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import structlog
from django.db import transaction

from metrics.digests.holding import FORM, Held, edition, hold
from metrics.digests.plain import plain
from metrics.models import DigestRound, TicketDigest
from metrics.reading import StoryReader
from tickets.actions import feed
from tickets.actions.feed import Cursor
from tickets.events.joining import Merged
from tickets.models import Event, Ticket
from tickets.models.history import MERGING, current_desk, root_of, seconds
from tickets.rules.desk import Desk

AT_ONCE = 1000  # events that are followed, and digests that are told because the clock changed them
EVER = datetime(9999, 1, 1, tzinfo=UTC)  # all that happened and is known, whatever this machine's clock says
IN_A_ROUND = 200  # tickets that are compared at a time
WRITTEN = ["version", "form", "edition", "true_from", "true_until", "known_from", "data"]
log = structlog.get_logger(__name__)


def keep(at: datetime) -> bool:
    """One piece of work, as of `at`; gives whether there is more that cannot wait.

    On a desk that was just filled, after a release and after new opening hours most tickets of the round have no digest that
    can be believed: then the round goes on at once.
    """
    here = DigestRound.objects.first() or _begin()
    cursor = Cursor(here.transaction, here.event)
    events, after = feed.read(cursor, AT_ONCE)
    due = TicketDigest.objects.filter(true_until__lte=seconds(at)).order_by("true_until")
    changed = {event.ticket_id for event in events} | set(due.values_list("pk", flat=True)[:AT_ONCE])
    tell(_with_roots(changed), at)
    compared = _next_of_round(here.ticket)
    usable = TicketDigest.objects.filter(pk__in=compared, form=FORM, edition=edition(current_desk(at))).count()
    compare(compared, at)
    DigestRound.objects.filter(pk=here.pk, transaction=cursor.transaction, event=cursor.event).update(
        transaction=after.transaction,
        event=after.event,
        ticket=compared[-1] if len(compared) == IN_A_ROUND else 0,
    )
    return len(events) == AT_ONCE or len(changed) >= AT_ONCE or usable < len(compared) // 2


def _begin() -> DigestRound:
    """The feed is followed from now on; what was before comes with the first round."""
    last = Event.objects.order_by("pk").last()
    cursor = Cursor.of(last) if last else Cursor()
    return DigestRound.objects.create(transaction=cursor.transaction, event=cursor.event)


def _with_roots(tickets: Collection[int]) -> set[int]:
    """These, and those that tell of them: an event of a ticket that was merged away is the other's."""
    merged = Ticket.objects.filter(pk__in=tickets).exclude(merged_into=None)
    return {*tickets, *(into for into in merged.values_list("merged_into", flat=True) if into is not None)}


def _next_of_round(last: int) -> list[int]:
    return list(Ticket.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:IN_A_ROUND])


def rounds() -> Iterator[list[int]]:
    """All tickets, a few at a time."""
    last = 0
    while some := _next_of_round(last):
        yield some
        last = some[-1]


def tell(tickets: Collection[int], at: datetime) -> list[int]:
    """Tell the digests of these tickets from their events and put them away.

    Gives those whose digest would have been believed and said something else.
    """
    if not tickets:
        return []
    desk = current_desk(at)
    # Read before the events: a version that is too old is only not believed.
    versions = dict(Ticket.objects.filter(pk__in=tickets).values_list("pk", "version"))
    kept = TicketDigest.objects.in_bulk(list(tickets))
    now = [_row(pk, versions[pk], held, desk) for pk, held in _held(tickets, desk, at)]
    changed = [row for row in now if row.pk not in kept or _values(kept[row.pk]) != _values(row)]
    gone = kept.keys() - {row.pk for row in now}
    with transaction.atomic():
        TicketDigest.objects.filter(pk__in=gone).delete()
        TicketDigest.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["ticket"], update_fields=WRITTEN, batch_size=AT_ONCE
        )
    return [row.pk for row in changed if _was_believed(kept.get(row.pk), row, at)]


def _values(row: TicketDigest) -> list[Any]:
    return [getattr(row, name) for name in WRITTEN]


def compare(tickets: Collection[int], at: datetime) -> list[int]:
    """The same of tickets to which nothing happened: what `tell` gives is a mistake, and logged."""
    differed = tell(tickets, at)
    if differed:
        log.error("digests_differed", tickets=differed)
    return differed


def _was_believed(kept: TicketDigest | None, now: TicketDigest, at: datetime) -> bool:
    if kept is None or (kept.version, kept.form, kept.edition) != (now.version, now.form, now.edition):
        return False
    return kept.data != now.data and (kept.true_until is None or kept.true_until > seconds(at))


def _held(tickets: Collection[int], desk: Desk, at: datetime) -> Iterable[tuple[int, Held]]:
    reader = StoryReader(desk, EVER, EVER)
    joined = _joined()
    for ticket in reader.stories(tickets, with_facts=True):
        if ticket.number is not None:
            yield ticket.number, hold(ticket, desk, seconds(at), joined.get(ticket.number, (0, 0)))


def _row(pk: int, version: int, held: Held, desk: Desk) -> TicketDigest:
    return TicketDigest(
        ticket_id=pk,
        version=version,
        form=FORM,
        edition=edition(desk),
        true_from=held.true_from,
        true_until=held.true_until,
        known_from=held.known_from,
        data=plain(held.digest),
    )


def _joined() -> dict[int, tuple[int, int]]:
    """When each ticket last took another in or was parted from one, and when that was recorded."""
    into: dict[int, int] = {}
    found: dict[int, tuple[int, int]] = {}
    steps = Event.objects.filter(kind__in=MERGING).order_by("occurred_at", "id")
    for ticket, kind, data, at, recorded_at in steps.values_list(
        "ticket_id", "kind", "data", "occurred_at", "recorded_at"
    ):
        if kind == Merged.name:
            into[ticket] = data["into"]
        for touched in {ticket, root_of(ticket, into)}:
            before = found.get(touched, (0, 0))
            found[touched] = max(before[0], seconds(at)), max(before[1], seconds(recorded_at))
        if kind != Merged.name:
            into.pop(ticket, None)
    return found
