"""Writing what was decided: events, the rows that carry their words, and the rows that follow from the story.

Everything is written in bulk, for one ticket as for a thousand.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tickets.actions.change import BATCH, Change, Entry, Written, whole
from tickets.actions.inserting import insert
from tickets.actions.projection import ticket as ticket_row
from tickets.actions.projection.following import write
from tickets.events.facts import FactsNoted
from tickets.events.feedback import FeedbackGiven
from tickets.events.joining import Linked, Unlinked
from tickets.events.note import Noted
from tickets.events.status import FieldsSet, Renamed
from tickets.models import Event, Feedback, Follow, KnownFact, Mention, Message, Ticket, TicketLink, TicketValue
from tickets.models.history import moment
from tickets.rules.access import person_id


def save(changes: Sequence[Change], *, at: datetime, imported: bool = False) -> None:
    """Write changes; call it inside a transaction that holds their tickets' locks.

    Imported history raises no flag as news; of the others the sweep says when it saw them.
    """
    for change in changes:
        ticket_row.put_down(change.ticket, change.after, at)
    ticket_row.save([change.ticket for change in changes])
    written = _save_events(changes, at)
    _save_words(changes, written)
    _rename(changes, written)
    _fill_in(changes, written)
    write(changes, written, imported=imported)


def _save_events(changes: Sequence[Change], at: datetime) -> Written:
    """Messages first, then the events in the order in which they were said."""
    said = [(change.ticket, number, entry) for change in changes for number, entry in change.entries.items()]
    messages = {id(e.message): _addressed(e.message, ticket) for ticket, _, e in said if e.message and not e.message.pk}
    insert(Message, messages.values())
    events = [_event(ticket, entry, at) for ticket, _, entry in said]
    insert(Event, events)
    written = Written()
    for (ticket, number, _), event in zip(said, events, strict=True):
        written.events[ticket.pk, number] = event
    return written


def _addressed(message: Message, ticket: Ticket) -> Message:
    message.ticket = ticket
    return message


def _event(ticket: Ticket, entry: Entry, at: datetime) -> Event:
    return Event(
        ticket_id=ticket.pk,
        kind=entry.name,
        occurred_at=whole(entry.at or at),
        recorded_at=whole(entry.recorded_at or at),
        by_id=person_id(entry.actor),
        actor_kind=entry.actor.actor_kind,
        actor_id=entry.actor.actor_id,
        message_id=entry.message.pk if entry.message else None,
        data=dict(entry.data),
        external_id=entry.external_id,
    )


def _save_words(changes: Sequence[Change], written: Written) -> None:
    facts = [
        KnownFact(
            customer_id=change.ticket.customer_id,
            ticket_id=change.ticket.pk,
            event_id=event.pk,
            message_id=event.message_id,
            key=key,
            value=value,
            noted_at=event.occurred_at,
            valid_until=moment(entry.data.get("valid_until")),
        )
        for change, entry, event in written.of_kind(changes, FactsNoted.name)
        for key, value in entry.facts.items()
    ]
    insert(KnownFact, facts)
    feedback = [
        Feedback(
            ticket=change.ticket,
            event=event,
            survey=entry.data["survey"],
            score=entry.data["score"],
            comment=entry.text,
            given_at=event.occurred_at,
        )
        for change, entry, event in written.of_kind(changes, FeedbackGiven.name)
    ]
    insert(Feedback, feedback)
    _save_links(changes, written)
    _save_mentions(changes, written)


def _save_mentions(changes: Sequence[Change], written: Written) -> None:
    """Whoever a note names is told of it, and follows its ticket from that note on."""
    named = [
        (event, event.message_id, person)
        for _change, entry, event in written.of_kind(changes, Noted.name)
        if event.message_id is not None
        for person in entry.mentions
    ]
    if named:
        insert(
            Mention, [Mention(ticket_id=e.ticket_id, person_id=p, message_id=m, at=e.occurred_at) for e, m, p in named]
        )
        follows = [Follow(ticket_id=e.ticket_id, person_id=p, since=e.occurred_at, seen=e.pk) for e, _m, p in named]
        Follow.objects.bulk_create(follows, ignore_conflicts=True)


def _rename(changes: Sequence[Change], written: Written) -> None:
    """The latest name holds, in whatever order they came."""
    tickets = [change.ticket for change, _entry, _event in written.of_kind(changes, Renamed.name)]
    if tickets:
        renamed = Event.objects.filter(ticket__in=tickets, kind=Renamed.name).order_by("occurred_at", "id")
        names = dict(renamed.values_list("ticket_id", "message__subject"))
        for ticket in tickets:
            ticket.subject = names[ticket.pk]
        Ticket.objects.bulk_update(tickets, ["subject"], batch_size=BATCH)


def _fill_in(changes: Sequence[Change], written: Written) -> None:
    """What was put into a field last holds, in whatever order they came."""
    found = list(written.of_kind(changes, FieldsSet.name))
    if not found:
        return
    values = [
        TicketValue(ticket=change.ticket, event=event, key=key, value=value)
        for change, entry, event in found
        for key, value in entry.facts.items()
    ]
    insert(TicketValue, values)
    tickets = {change.ticket.pk: change.ticket for change, _entry, _event in found}
    told = TicketValue.objects.filter(ticket__in=tickets).order_by("event__occurred_at", "event_id", "id")
    held: dict[int, dict[str, str]] = {pk: {} for pk in tickets}
    for pk, key, value in told.values_list("ticket", "key", "value"):
        held[pk][key] = value
    for pk, ticket in tickets.items():
        ticket.fields = {key: value for key, value in sorted(held[pk].items()) if value}
    Ticket.objects.bulk_update(tickets.values(), ["fields"], batch_size=BATCH)


def _save_links(changes: Sequence[Change], written: Written) -> None:
    links = [
        TicketLink(
            from_ticket=change.ticket,
            to_ticket_id=entry.data["to"],
            relation=entry.data["relation"],
            created_at=event.occurred_at,
        )
        for change, entry, event in written.of_kind(changes, Linked.name)
    ]
    if links:
        TicketLink.objects.bulk_create(links, ignore_conflicts=True, batch_size=BATCH)
    for change, entry, _event in written.of_kind(changes, Unlinked.name):
        TicketLink.objects.filter(from_ticket=change.ticket, to_ticket=entry.data["to"]).delete()
