"""Live chats and calls: what belongs together while it lasts. What happens in a call is in `calls`."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tickets.actions.intake.inbound_message import InboundMessage
from tickets.actions.intake.receive import Received, receive
from tickets.actions.record import Invalid
from tickets.models import ChannelAccount, ChannelSession, Message, Ticket


def open_session(channel: str, external_id: str, *, at: datetime) -> ChannelSession:
    """A chat or a call begins; the same id again is the same session."""
    defaults = {"opened_at": at}
    return ChannelSession.objects.get_or_create(channel=channel, external_id=external_id, defaults=defaults)[0]


def said(session: ChannelSession, message: InboundMessage, *, at: datetime, account: ChannelAccount) -> Received:
    """The customer wrote in a chat. Its first line finds the ticket, the others follow it.

    Error: Invalid once the chat was ended, save for a line that was taken before.
    """
    with transaction.atomic():
        fresh = lock(session)
        known = Message.objects.filter(channel=message.channel, external_id=message.external_id)
        if fresh.ended_at and not known.exists():
            raise Invalid("session", _("This chat has ended. Open a new one."))
        ChannelSession.objects.filter(pk=fresh.pk).update(seen_at=at)
        return receive_line(fresh, message, at=at, account=account, occurred_at=at)


def lock(session: ChannelSession) -> ChannelSession:
    """The session's fresh row, locked until the transaction ends."""
    return ChannelSession.objects.select_for_update().get(pk=session.pk)


def receive_line(
    session: ChannelSession, message: InboundMessage, *, at: datetime, account: ChannelAccount, occurred_at: datetime
) -> Received:
    """A line of the customer in a locked session: the first finds the session's ticket."""
    ticket = home(session) if session.ticket_id else None
    received = receive(message, at=at, account=account, ticket=ticket, occurred_at=occurred_at)
    if session.ticket_id != received.ticket.pk:
        session.ticket = received.ticket
        session.save(update_fields=["ticket"])
    return received


def home(session: ChannelSession) -> Ticket:
    """The session's ticket, or the one it was merged into."""
    ticket = Ticket.objects.get(sessions=session)
    while ticket.merged_into_id:
        ticket = Ticket.objects.get(pk=ticket.merged_into_id)
    return ticket
