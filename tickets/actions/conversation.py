"""What our people say, ask and note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from tickets.actions.files import attach
from tickets.actions.inbound import InboundFile
from tickets.actions.ledger import Entry, Invalid, decide, locked, log_of, permit, record, refuse, save
from tickets.events import Contacted, HistoryOpened, Thanked
from tickets.models import ChannelSession, Event, Identity, Message, Promise, Ticket, User
from tickets.models.history import current_desk, seconds
from tickets.models.message import Delivery, Direction
from tickets.rules.conversation import SESSION_PAUSE
from tickets.rules.desk import Desk
from tickets.rules.lifecycle import Channel
from tickets.rules.promises import promise_due

NOT_WRITTEN_TO = {Channel.PHONE, Channel.WEB, Channel.IN_PERSON, Channel.OTHER}


@dataclass(frozen=True)
class PromiseGiven:
    """A promise as it is made: its words, and when it is due (None: the desk's policy says)."""

    text: str
    due_at: datetime | None = None


@dataclass(frozen=True)
class Address:
    """Where an answer goes: the channel, the address, and the running chat or call that it belongs to.

    `shown_in`: the chat in which it can be read as well, running or not.
    """

    channel: str
    recipient: str = ""
    session: str = ""
    shown_in: str = ""


def reply(
    ticket: Ticket | int,
    *,
    by: User,
    at: datetime,
    text: str,
    channel: str | None = None,
    recipient: str | None = None,
    attachments: Sequence[InboundFile] = (),
    then: str | None = None,
    promise: PromiseGiven | None = None,
    keeps: Sequence[int] = (),
    session: str = "",
    initiated: bool | None = None,
    occurred_at: datetime | None = None,
    expected_version: int | None = None,
) -> Ticket:
    """A person of ours answers the customer; the message waits in the outbox until the channel has sent it.

    `then`: "resolve" (and ask for confirmation) or "wait" (status pending). `keeps`: ids of promises that this answer
    delivers. `initiated` None: started by us unless it answers a running chat or call. Errors: Forbidden, Stale, Invalid.
    """
    permit(by, "reply")
    if not text.strip():
        raise Invalid("text", "Write something before you send it.")
    if then not in (None, "resolve", "wait"):
        raise Invalid("then", "After a reply you can resolve, wait, or do nothing.")
    with transaction.atomic():
        fresh = locked(ticket, expected_version)
        to = _address(fresh, channel, recipient, session, occurred_at or at)
        message = _outgoing(to, by, text, occurred_at or at, at)
        initiated = not to.session if initiated is None else initiated
        entries = _reply_entries(fresh, message, to, by, then, promise, keeps, initiated, occurred_at, at)
        change = decide(fresh, log_of(fresh), entries, desk=current_desk(at), at=at)
        refuse(change)
        save([change], at=at)
        attach(message, attachments)
    return fresh


def _reply_entries(
    ticket: Ticket,
    message: Message,
    to: Address,
    by: User,
    then: str | None,
    promise: PromiseGiven | None,
    keeps: Sequence[int],
    initiated: bool,
    occurred_at: datetime | None,
    at: datetime,
) -> list[Entry]:
    data: dict[str, Any] = {"channel": message.channel, "initiated": initiated}
    if to.session:
        data["session"] = to.session
    entries = [Entry("answer", data, by=by, message=message)]
    entries += [Entry("promise_done", {"promise": name}, by=by) for name in promise_names(ticket, keeps)]
    if promise:
        entries.append(promise_entry(promise, by=by, at=at, message=message))
    if then == "wait":
        entries.append(Entry("status", {"to": "pending"}, by=by))
    if then == "resolve":
        entries += [Entry("resolve", {"delivered": True}, by=by), Entry("asked_confirmation", message=message)]
    for entry in entries:
        entry.at = occurred_at
    return entries


def promise_entry(promise: PromiseGiven, *, by: User, at: datetime, message: Message | None = None) -> Entry:
    """A promise made now; without a date it is due by the policy that holds now."""
    if not promise.text.strip():
        raise Invalid("promise", "Say what is promised.")
    if promise.due_at is not None and promise.due_at <= at:
        raise Invalid("due_at", "A promise is due in the future.")
    return Entry("promise", due_data(promise.due_at, at), by=by, message=message, text=promise.text.strip())


def due_data(due_at: datetime | None, at: datetime) -> dict[str, Any]:
    """When a promise is due, as its event keeps it: a time that was told does not move with the calendar."""
    return {"due_at": seconds(due_at)} if due_at is not None else due_by_policy(current_desk(at), seconds(at))


def due_by_policy(desk: Desk, made_at: int) -> dict[str, Any]:
    """When a promise that names no date is due, by the policy that holds when it is made."""
    due = promise_due(desk, made_at)
    return {"due_at": made_at if due is None else due, "by_policy": True}


def promise_names(ticket: Ticket, promises: Sequence[int]) -> list[str]:
    """What lines call these promises of a ticket. Errors: Invalid for one that is not the ticket's."""
    rows = Promise.objects.filter(ticket=ticket, pk__in=promises).select_related("made_in") if promises else ()
    names = {row.pk: row.made_in.name for row in rows}
    if len(names) < len(set(promises)):
        raise Invalid("promise", "There is no such promise on this ticket.")
    return [names[pk] for pk in promises]


def _address(ticket: Ticket, channel: str | None, recipient: str | None, session: str, at: datetime) -> Address:
    if session:
        return Address(channel or Channel.PHONE, recipient or "", session)
    channel = channel or _last_channel(ticket)
    if channel == Channel.CHAT:
        return _in_the_chat(ticket, recipient or "", at)
    if channel == Channel.EMAIL or channel in NOT_WRITTEN_TO:
        address = recipient or _email_of(ticket)
        if address and channel != Channel.PHONE:
            return Address(Channel.EMAIL, address)
    if channel == Channel.EMAIL:
        raise Invalid("channel", "We have no email address of this customer.")
    return Address(channel, recipient or "")


def _last_channel(ticket: Ticket) -> str:
    last = ticket.last_channel or Channel.EMAIL
    return Channel.EMAIL if last == Channel.PHONE else last


def _in_the_chat(ticket: Ticket, recipient: str, at: datetime) -> Address:
    """Into the chat while they are there. Once they have left it goes by mail, if we know where to, and waits in the chat."""
    chat = last_chat(ticket)
    if chat is None:
        return Address(Channel.CHAT, recipient)
    if not chat.is_here(at) and (address := recipient or address_for_chat(chat, ticket)):
        return Address(Channel.EMAIL, address, shown_in=chat.external_id)
    running = chat.external_id if _runs(chat, ticket, at) else ""
    return Address(Channel.CHAT, recipient, running, shown_in=chat.external_id)


def last_chat(ticket: Ticket) -> ChannelSession | None:
    """The chat in which the customer last wrote."""
    return ChannelSession.objects.filter(ticket=ticket, channel=Channel.CHAT).order_by("-id").first()


def address_for_chat(chat: ChannelSession, ticket: Ticket) -> str:
    """Where the answers to a chat go by mail; "" when we do not know."""
    known = Identity.objects.filter(customer=ticket.customer_id).order_by("id").values_list("kind", "value")
    return chosen_address(chat, list(known))


def chosen_address(chat: ChannelSession, known: Sequence[tuple[str, str]]) -> str:
    """What was typed into a chat counts if it is the customer's, or if nothing is `known` of them, as (kind, value).

    A mail of ours opens the ticket's whole history, and a chat may have been put into the ticket of somebody whose address
    was only named in it.
    """
    emails = [value for kind, value in known if kind == "email"]
    return chat.reach if chat.reach and (not known or chat.reach in emails) else next(iter(emails), "")


def _runs(chat: ChannelSession, ticket: Ticket, at: datetime) -> bool:
    """Whether a chat still goes on: not ended, and not silent for too long."""
    if chat.ended_at or ticket.last_contact_at is None:
        return False
    last = max(ticket.last_contact_at, ticket.last_answer_at or ticket.last_contact_at)
    return at - last <= timedelta(seconds=SESSION_PAUSE)


def _email_of(ticket: Ticket) -> str:
    """The address on file that an answer goes to unless somebody chooses another."""
    rows = list(Identity.objects.filter(customer=ticket.customer_id, kind="email").order_by("-verified", "kind", "id"))
    if len(rows) < 2:
        return rows[0].value if rows else ""
    story = Ticket.objects.of_one_story(ticket).values("pk")
    contacts = Event.objects.filter(ticket__in=story, kind__in=(Contacted.name, Thanked.name))
    wrote_from = [data.get("address") for data in contacts.order_by("occurred_at", "id").values_list("data", flat=True)]
    return last_used_first(rows, wrote_from)[0]


def last_used_first(identities: Sequence[Identity], wrote_from: Sequence[int | None]) -> list[str]:
    """A customer's addresses: the one that they last wrote from in this ticket first, the others as they are.

    `wrote_from`: the identities of the ticket's contacts, oldest first. One that is not on the customer's file any more is
    never written to.
    """
    rows = [row for row in identities if row.kind == "email"]
    last = next((row for pk in reversed(wrote_from) for row in rows if row.pk == pk), None)
    return [row.value for row in sorted(rows, key=lambda row: row is not last)]


def _outgoing(to: Address, by: User, text: str, occurred_at: datetime, at: datetime) -> Message:
    by_mail = to.channel == Channel.EMAIL
    return Message(
        direction=Direction.OUT,
        channel=to.channel,
        author=by,
        text=text,
        session=to.session or to.shown_in,
        recipient=to.recipient,
        occurred_at=occurred_at,
        recorded_at=at,
        delivery=Delivery.WAITING if by_mail else Delivery.NONE,
        next_attempt_at=at if by_mail else None,
    )


def note(ticket: Ticket | int, *, by: User, at: datetime, text: str, expected_version: int | None = None) -> Ticket:
    """Words that only we see; they change no figure."""
    permit(by, "note")
    if not text.strip():
        raise Invalid("text", "Write something before you save it.")
    message = Message(
        direction=Direction.INTERNAL, channel=Channel.OTHER, author=by, text=text, occurred_at=at, recorded_at=at
    )
    return record(ticket, [Entry("note", by=by, message=message)], at=at, expected_version=expected_version)


def ask(
    ticket: Ticket | int,
    *,
    by: User,
    at: datetime,
    facts: Sequence[str],
    verify: bool = False,
    expected_version: int | None = None,
) -> Ticket:
    """An agent asked the customer for facts; `verify`: showed the value and asked to confirm (never a re-ask)."""
    permit(by, "ask")
    keys = [key.strip().lower() for key in facts if key.strip()]
    if not keys:
        raise Invalid("facts", "Name at least one fact.")
    entry = Entry("asked", {"facts": keys, "verify": verify}, by=by)
    return record(ticket, [entry], at=at, expected_version=expected_version)


def learn(
    ticket: Ticket | int,
    *,
    by: User | None,
    at: datetime,
    facts: Mapping[str, str],
    from_message: int | None = None,
    valid_until: datetime | None = None,
    expected_version: int | None = None,
) -> Ticket:
    """Note what the customer told us, so that nobody asks again. Errors: Invalid for a message of another ticket."""
    permit(by, "facts")
    pk = ticket if isinstance(ticket, int) else ticket.pk
    message = Message.objects.filter(pk=from_message, ticket=pk).first() if from_message else None
    if from_message and message is None:
        raise Invalid("from_message", "There is no such message on this ticket.")
    entry = facts_entry(facts, by=by, message=message, valid_until=valid_until)
    return record(ticket, [entry], at=at, expected_version=expected_version)


def facts_entry(
    facts: Mapping[str, str],
    *,
    by: User | None = None,
    message: Message | None = None,
    valid_until: datetime | None = None,
) -> Entry:
    """Facts as they are recorded: keys in lower case, values as given. Errors: Invalid."""
    told = {key.strip().lower()[:80]: value.strip()[:1000] for key, value in facts.items()}
    if not told or not all(told) or not all(told.values()):
        raise Invalid("facts", "A fact has a name and a value.")
    data: dict[str, Any] = {"keys": list(told)}
    if valid_until is not None:
        data["valid_until"] = seconds(valid_until)
    return Entry("facts", data, by=by, message=message, facts=told)


def open_history(ticket: Ticket | int, *, by: User, at: datetime) -> Ticket:
    """An agent who may answer opened the ticket; recorded once per agent and contact.

    Somebody looking never makes another's page stale, so the version is left as it was.
    """
    permit(by, "note")
    with transaction.atomic():
        fresh = locked(ticket)
        seen = Event.objects.filter(ticket=fresh, kind=HistoryOpened.name, by=by).order_by("-occurred_at").first()
        if seen and fresh.last_contact_at and seen.occurred_at >= fresh.last_contact_at:
            return fresh
        change = decide(fresh, log_of(fresh), [Entry("opened_history", by=by)], desk=current_desk(at), at=at)
        fresh.version -= 1
        save([change], at=at)
    return fresh
