"""What belongs together: merging two tickets into one, undoing it, splitting one, linking two.

A merge moves no event: a ticket's story is replayed from its own log and the logs of what was merged into it, so an
undo is exact. The rows that follow from the story are made anew for the tickets that are touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tickets.actions.change import whole
from tickets.actions.ledger import Entry, Invalid, Stale, locked, permit, record
from tickets.actions.projection.rebuild import rebuild
from tickets.actions.references import new_reference
from tickets.events import KINDS, Contacted, Linked, Merged, SplitFrom, SplitOff, Unmerged
from tickets.models import Event, Message, Ticket, User
from tickets.models.message import Direction
from tickets.rules.lifecycle import Forbidden


def merge(
    ticket: Ticket | int, *, by: User | None, at: datetime, into: Ticket | int, expected_version: int | None = None
) -> Ticket:
    """This ticket goes into that one, and its history with it. Gives the ticket that goes on.

    Errors: Invalid for itself, Forbidden for one that was merged away, Stale.
    """
    permit(by, "merge")
    source, target = _pk(ticket), _pk(into)
    if source == target:
        raise Invalid("into", "A ticket cannot be merged into itself.")
    with transaction.atomic():
        rows = {pk: locked(pk) for pk in sorted((source, target))}
        if expected_version is not None and rows[source].version != expected_version:
            raise Stale(rows[source])
        _write(rows[source], Entry(Merged, {"into": target}, by=by), at)
        Ticket.objects.filter(merged_into=source).update(merged_into=target)
        Ticket.objects.filter(pk=source).update(merged_into=target)
        rebuild([source, target], at=at)
    return Ticket.objects.get(pk=target)


def unmerge(ticket: Ticket | int, *, by: User | None, at: datetime, expected_version: int | None = None) -> Ticket:
    """Undo the merge of this ticket; each goes on with its own history. Errors: Forbidden if it is not merged, Stale."""
    permit(by, "unmerge")
    with transaction.atomic():
        fresh = Ticket.objects.select_for_update().get(pk=_pk(ticket))
        if expected_version is not None and fresh.version != expected_version:
            raise Stale(fresh)
        if fresh.merged_into_id is None:
            raise Forbidden("This ticket was not merged.")
        target = fresh.merged_into_id
        Ticket.objects.select_for_update().get(pk=target)
        _write(fresh, Entry(Unmerged, by=by), at)
        Ticket.objects.filter(pk=fresh.pk).update(merged_into=None)
        rebuild([fresh.pk, target], at=at)
    return Ticket.objects.get(pk=fresh.pk)


def split(
    ticket: Ticket | int,
    *,
    by: User | None,
    at: datetime,
    messages: Sequence[int],
    expected_version: int | None = None,
) -> Ticket:
    """Messages that are about something else go on in a new ticket of the same customer, with their true times.

    Gives the new ticket. Errors: Invalid for messages that are not this ticket's, or for all that the customer wrote.
    """
    permit(by, "split")
    with transaction.atomic():
        fresh = locked(ticket, expected_version)
        events = list(Event.objects.filter(ticket=fresh, message__in=messages).order_by("id"))
        _check_split(fresh, events, messages)
        new = Ticket.objects.create(
            reference=new_reference(), subject=fresh.subject, customer_id=fresh.customer_id, created_at=at
        )
        moved = [event.name for event in events]
        _write(fresh, Entry(SplitOff, {"to": new.pk, "lines": moved}, by=by), at)
        _write(new, Entry(SplitFrom, {"from": fresh.pk, "lines": moved}, by=by), at)
        Message.objects.filter(pk__in=messages).update(ticket=new)
        rebuild([fresh.pk, new.pk], at=at)
    return Ticket.objects.get(pk=new.pk)


def _check_split(ticket: Ticket, events: Sequence[Event], messages: Sequence[int]) -> None:
    if {event.message_id for event in events} != set(messages) or not events:
        raise Invalid("messages", "Choose messages of this ticket.")
    if not any(KINDS[event.kind].writes == Direction.IN for event in events):
        raise Invalid("messages", "Choose at least one message of the customer: a ticket begins with them.")
    chosen = [event.pk for event in events]
    if not Event.objects.filter(ticket=ticket, kind=Contacted.name).exclude(pk__in=chosen).exists():
        raise Invalid("messages", "Leave at least one message of the customer here.")


def link(
    ticket: Ticket | int,
    *,
    by: User | None,
    at: datetime,
    to: Ticket | int,
    relation: str = "related",
    expected_version: int | None = None,
) -> Ticket:
    """Two tickets that belong together without being one: "same_issue" or "related"."""
    permit(by, "link")
    if relation not in ("same_issue", "related"):
        raise Invalid("relation", "A link is same_issue or related.")
    if _pk(ticket) == _pk(to):
        raise Invalid("to", "A ticket cannot be linked to itself.")
    entry = Entry(Linked, {"to": _pk(to), "relation": relation}, by=by)
    return record(ticket, [entry], at=at, expected_version=expected_version)


def _write(ticket: Ticket, entry: Entry, at: datetime) -> None:
    Event.objects.create(
        ticket=ticket, kind=entry.name, data=entry.data, by=entry.by, occurred_at=whole(at), recorded_at=whole(at)
    )


def _pk(ticket: Ticket | int) -> int:
    return ticket if isinstance(ticket, int) else ticket.pk
