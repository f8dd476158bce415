"""What reports need of every ticket is kept up by the clock and by nothing else: told again after every event and whenever the clock
changes something.

Whatever is kept can be thrown away and told again from events at any time. What is out of date is not believed (see `reading.py`), only
slower to answer with, so a worker that dies, or two that work at once, spoil nothing. One round after the other goes through all
tickets, tells each the slow way and compares: what was wrong is put right and logged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from secrets import randbits
from typing import Any

import numpy as np
import structlog
from django.db import transaction

from metrics.digests.holding import Held, edition, hold
from metrics.facts import blocks
from metrics.facts.relations import FORM, RELATIONS
from metrics.facts.table import Array
from metrics.facts.words import Words
from metrics.models import DigestRound, FactBlock, TicketDigest
from metrics.reading import StoryReader
from tickets.actions import feed
from tickets.actions.feed import Cursor
from tickets.events.joining import Merged
from tickets.models import Event, Ticket
from tickets.models.history import MERGING, current_desk, root_of, seconds, with_roots

AT_ONCE = 1000  # events that are followed, and tickets that are told because the clock changed them
EVER = datetime(9999, 1, 1, tzinfo=UTC)  # all that happened and is known, whatever this machine's clock says
IN_A_ROUND = 200  # tickets that are compared at a time
WRITTEN = ["version", "true_from", "true_until", "known_from", "start", "places", "told"]
log = structlog.get_logger(__name__)


def keep(at: datetime) -> bool:
    """One piece of work, as of `at`; gives whether there is more that cannot wait.

    On a desk that was just filled, after a release and after new opening hours nothing of the tickets that the round has not come to
    can be believed: then it goes on at once.
    """
    here = begun(at)
    cursor = Cursor(here.transaction, here.event)
    events, after = feed.read(cursor, AT_ONCE)
    due = TicketDigest.objects.filter(true_until__lte=seconds(at)).order_by("true_until")
    changed = {event.ticket_id for event in events} | set(due.values_list("pk", flat=True)[:AT_ONCE])
    tell(with_roots(changed), at)
    compared = _next_of_round(here.ticket)
    compare(compared, at)
    is_last = len(compared) < IN_A_ROUND
    DigestRound.objects.filter(
        pk=here.pk,
        transaction=cursor.transaction,
        event=cursor.event,
        form=here.form,
        edition=here.edition,
        ticket=here.ticket,
    ).update(
        transaction=after.transaction,
        event=after.event,
        ticket=0 if is_last else compared[-1],
        complete=here.complete or is_last,
    )
    return len(events) == AT_ONCE or len(changed) >= AT_ONCE or not (here.complete or is_last)


def begun(at: datetime) -> DigestRound:
    """The round that goes on. By other rules or agreements it begins anew, and what was told by other rules is thrown away.

    The feed is followed from the first round on: what was before comes with it.
    """
    form, agreed = FORM, edition(current_desk(at))
    with transaction.atomic():  # of two workers at once the second finds the round as the first one left it
        here = DigestRound.objects.select_for_update().first()
        if here is None:
            last = Event.objects.order_by("pk").last()
            cursor = Cursor.of(last) if last else Cursor()
            here = DigestRound(transaction=cursor.transaction, event=cursor.event)
        if (here.form, here.edition) != (form, agreed):
            if here.form != form:
                FactBlock.objects.all().delete()
                TicketDigest.objects.all().delete()
            here.form, here.edition, here.ticket, here.complete = form, agreed, 0, False
            here.save()
    return here


def _next_of_round(last: int) -> list[int]:
    return list(Ticket.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:IN_A_ROUND])


def rounds() -> Iterator[list[int]]:
    """All tickets, a few at a time."""
    last = 0
    while some := _next_of_round(last):
        yield some
        last = some[-1]


def tell(tickets: Collection[int], at: datetime) -> list[int]:
    """Tell these tickets from their events and put their facts away.

    Gives those whose facts would have been believed and said something else.
    """
    if not tickets:
        return []
    # Read before the events: what became another meanwhile is not put away, and comes with its event.
    versions = dict(Ticket.objects.filter(pk__in=tickets).values_list("pk", "version"))
    words = Words()
    held = _held(tickets, at)
    digests = [(pk, one.digest) for pk, one in held.items()]
    rows = {name: relation.rows(digests, words) for name, relation in RELATIONS.items()}
    hashes = _hashes(held, rows)
    with transaction.atomic():
        list(DigestRound.objects.select_for_update())  # one at a time
        kept = TicketDigest.objects.in_bulk(list(tickets))
        now = dict(Ticket.objects.filter(pk__in=tickets).values_list("pk", "version"))
        told = {
            pk: TicketDigest(
                ticket_id=pk,
                version=versions[pk],
                true_from=one.true_from,
                true_until=one.true_until,
                known_from=one.known_from,
                start=one.digest.start if one.digest.counts else None,
                told=hashes[pk],
            )
            for pk, one in held.items()
            if now.get(pk) == versions[pk]
        }
        words.write_down()
        _put_away({pk: row for pk, row in kept.items() if pk in told or pk not in held}, told, rows)
    return [pk for pk, row in told.items() if _was_believed(kept.get(pk), row, at)]


def _put_away(kept: Mapping[int, TicketDigest], told: dict[int, TicketDigest], rows: Mapping[str, Array]) -> None:
    """Write what is another than before; what is not told any more goes."""
    gone = [pk for pk, row in kept.items() if pk not in told]
    others = [pk for pk, row in told.items() if pk not in kept or kept[pk].told != row.told]
    leaving = {pk: [(name, day) for name, day in kept[pk].places] for pk in (*gone, *others) if pk in kept}
    coming = {name: some[_are_among(some["ticket"], others)] for name, some in rows.items()}
    places = blocks.replace(leaving, coming, randbits(62))
    for pk, row in told.items():
        row.places = places.get(pk, []) if pk in others else kept[pk].places
    changed = [row for pk, row in told.items() if pk not in kept or _values(kept[pk]) != _values(row)]
    TicketDigest.objects.filter(pk__in=gone).delete()
    TicketDigest.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["ticket"], update_fields=WRITTEN, batch_size=AT_ONCE
    )


def _values(row: TicketDigest) -> list[Any]:
    return [getattr(row, name) for name in WRITTEN]


def compare(tickets: Collection[int], at: datetime) -> list[int]:
    """The same of tickets to which nothing happened: what `tell` gives is a mistake, and logged."""
    TicketDigest.objects.filter(pk__in=_spoilt(tickets)).update(told="")
    differed = tell(tickets, at)
    if differed:
        log.error("digests_differed", tickets=differed)
    return differed


def _spoilt(tickets: Collection[int]) -> list[int]:
    """Those of which there are other rows than were put away."""
    kept = TicketDigest.objects.in_bulk(list(tickets))
    rows = blocks.at({(name, day) for row in kept.values() for name, day in row.places})
    hashes = _hashes(kept, {name: some[_are_among(some["ticket"], kept)] for name, some in rows.items()})
    return [pk for pk, row in kept.items() if row.told != hashes[pk]]


def _hashes(tickets: Collection[int], rows: Mapping[str, Array]) -> dict[int, str]:
    """What is kept of each ticket, in short."""
    found = {pk: blake2b(digest_size=16) for pk in tickets}
    for name, some in rows.items():
        for row in np.sort(some):  # whatever the order in which blocks have them
            found[int(row["ticket"])].update(name.encode() + row.tobytes())
    return {pk: one.hexdigest() for pk, one in found.items()}


def _are_among(tickets: Array, some: Iterable[int]) -> Array:
    return np.isin(tickets, list(some))


def _was_believed(kept: TicketDigest | None, now: TicketDigest, at: datetime) -> bool:
    if kept is None or kept.version != now.version or kept.told == now.told:
        return False
    return kept.true_until is None or kept.true_until > seconds(at)


def _held(tickets: Collection[int], at: datetime) -> dict[int, Held]:
    desk = current_desk(at)
    reader = StoryReader(desk, EVER, EVER)
    joined = _joined()
    return {
        ticket.number: hold(ticket, desk, seconds(at), joined.get(ticket.number, (0, 0)))
        for ticket in reader.stories(tickets, with_facts=True)
        if ticket.number is not None
    }


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
