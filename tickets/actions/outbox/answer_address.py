"""Where an answer goes: the channel that the customer last used if it can be written to, into a chat while they are there,
by mail once they have left, to the address that they last wrote from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from tickets.actions.record import Invalid
from tickets.events.contact import CONTACTS
from tickets.models import ChannelSession, Event, Identity, Message, Ticket
from tickets.models.message import Direction
from tickets.rules.conversation import SESSION_PAUSE
from tickets.rules.identity import email
from tickets.rules.lifecycle import Channel
from tickets.rules.showing import SPOKEN

NOT_WRITTEN_TO = {Channel.PHONE, Channel.WEB, Channel.IN_PERSON, Channel.OTHER}


@dataclass(frozen=True)
class AnswerAddress:
    """Where an answer goes: the channel, the address, and the running chat or call that it belongs to.

    `shown_in`: the chat in which it can be read as well, running or not.
    """

    channel: str
    recipient: str = ""
    session: str = ""
    shown_in: str = ""

    @property
    def asks_at_once(self) -> bool:
        """Whether a question in it reaches them without their coming back: a mail leaves, and who is spoken to hears it. In a
        chat, and where there is no address, they are asked when they look (definitions 5, *Asked*)."""
        return self.channel == Channel.EMAIL or self.channel in SPOKEN


def address_of(ticket: Ticket, channel: str | None, recipient: str | None, session: str, at: datetime) -> AnswerAddress:
    if session:
        return AnswerAddress(channel or Channel.PHONE, recipient or "", session)
    channel = channel or _last_channel(ticket)
    if channel == Channel.CHAT:
        return _in_the_chat(ticket, recipient or "", at)
    if channel == Channel.EMAIL or channel in NOT_WRITTEN_TO:
        address = recipient or _email_of(ticket)
        if address and channel != Channel.PHONE:
            return AnswerAddress(Channel.EMAIL, address)
    if channel == Channel.EMAIL:
        raise Invalid("channel", _("We have no email address of this customer."))
    return AnswerAddress(channel, recipient or "")


def _last_channel(ticket: Ticket) -> str:
    last = ticket.last_channel or Channel.EMAIL
    return Channel.EMAIL if last == Channel.PHONE else last


def _in_the_chat(ticket: Ticket, recipient: str, at: datetime) -> AnswerAddress:
    """Into the chat while they are there. Once they have left it goes by mail, if we know where to, and waits in the chat."""
    chat = last_chat(ticket)
    if chat is None:
        return AnswerAddress(Channel.CHAT, recipient)
    if not chat.is_here(at) and (address := recipient or address_for_chat(chat, ticket)):
        return AnswerAddress(Channel.EMAIL, address, shown_in=chat.external_id)
    running = chat.external_id if runs(chat, ticket, at) else ""
    return AnswerAddress(Channel.CHAT, recipient, running, shown_in=chat.external_id)


def last_chat(ticket: Ticket) -> ChannelSession | None:
    """The chat in which the customer last wrote."""
    return ChannelSession.objects.filter(ticket=ticket, channel=Channel.CHAT).order_by("-id").first()


def address_for_chat(chat: ChannelSession, ticket: Ticket) -> str:
    """Where the answers to a chat go by mail; "" when we do not know."""
    known = Identity.objects.filter(customer=ticket.customer_id).order_by("id").values_list("kind", "value")
    said = Message.objects.filter(session=chat.external_id, channel=Channel.CHAT, direction=Direction.IN)
    named = [sender.get("email", "") for sender in said.values_list("sender", flat=True).distinct()]
    return chosen_address(chat, list(known), named)


def chosen_address(chat: ChannelSession, known: Sequence[tuple[str, str]], named: Collection[str]) -> str:
    """What was typed into a chat counts if it is the customer's, or if nothing is `known` of them, as (kind, value).

    A chat may have been put into the ticket of somebody whose address was only named in it; what was said in it is mailed to
    none of their addresses but those that its own messages named.
    """
    emails = [value for kind, value in known if kind == "email"]
    if chat.reach and (not known or chat.reach in emails):
        return chat.reach
    own = {email(name) for name in named}
    return next((address for address in emails if address in own), "")


def runs(chat: ChannelSession, ticket: Ticket, at: datetime) -> bool:
    """Whether a chat still goes on: not ended, and not silent for too long."""
    if chat.ended_at or ticket.last_contact_at is None:
        return False
    last = max(ticket.last_contact_at, ticket.last_answer_at or ticket.last_contact_at)
    return at - last <= timedelta(seconds=SESSION_PAUSE)


def _email_of(ticket: Ticket) -> str:
    """Where an answer goes unless somebody chooses another address: to whom wrote last, where they wrote from."""
    story = Ticket.objects.of_one_story(ticket).values("pk")
    contacts = Event.objects.filter(ticket__in=story, kind__in=CONTACTS).order_by("occurred_at", "id")
    rows = list(contacts.values_list("data__address", "message__customer"))
    wrote_from = [address for address, _customer in rows]
    customer = rows[-1][1] if rows and rows[-1][1] else ticket.customer_id
    return next(iter(last_used_first(emails_of(customer), wrote_from)), "")


def emails_of(customer: int) -> list[Identity]:
    """A customer's addresses, those first that we know to be theirs."""
    return list(Identity.objects.filter(customer=customer, kind="email").order_by("-verified", "kind", "id"))


def last_used_first(identities: Sequence[Identity], wrote_from: Sequence[int | None]) -> list[str]:
    """A customer's addresses: the one that they last wrote from in this ticket first, the others as they are.

    `wrote_from`: the identities of the ticket's contacts, oldest first. One that is not on the customer's file any more is
    never written to.
    """
    rows = [row for row in identities if row.kind == "email"]
    last = next((row for pk in reversed(wrote_from) for row in rows if row.pk == pk), None)
    return [row.value for row in sorted(rows, key=lambda row: row is not last)]
