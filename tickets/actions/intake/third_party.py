"""A third party answers what we forwarded to them: it comes in beside the ticket, and is nobody's contact."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from tickets.actions.change import whole
from tickets.actions.files import attach
from tickets.actions.intake.inbound_message import InboundMessage
from tickets.actions.intake.participants import root
from tickets.actions.record import Entry, decide, locked, log_of, permit, refuse, save
from tickets.events.side import ThirdPartyAnswered
from tickets.events.status import StatusSet
from tickets.models import Identity, Message, SideConversation
from tickets.models.history import current_desk
from tickets.models.message import Direction
from tickets.rules.access import channel_actor
from tickets.rules.lifecycle import Channel, Status

MOST_AN_HOUR = 20  # in one conversation: what comes after them was written by a machine


def is_the_customers(side: SideConversation, address: str) -> bool:
    """Whether a mail to a side conversation comes from the ticket's own customer: they are heard, however they answered."""
    known = Identity.objects.filter(customer=side.ticket.customer_id, kind="email", value=address)
    return bool(address) and known.exists()


def receive_beside(
    side: SideConversation, inbound: InboundMessage, *, account: str, at: datetime, occurred_at: datetime
) -> Message:
    """Keep an answer of a third party; a ticket on hold comes back to us by it, unless a machine wrote it. A repeat does nothing."""
    permit(channel_actor(account), "third-party-answer")
    with transaction.atomic():
        ticket = locked(root(side.ticket))
        copy = Message.objects.filter(channel=Channel.EMAIL, external_id=inbound.external_id).first()
        if copy is not None:
            return copy
        automatic = inbound.automatic or _too_many(side, at)
        message = Message(
            direction=Direction.INTERNAL,
            channel=Channel.EMAIL,
            automatic=automatic,
            sender=inbound.sender.as_dict(),
            subject=inbound.subject[:300],
            text=inbound.text,
            quoted_above=inbound.quoted_above,
            quoted_below=inbound.quoted_below,
            external_id=inbound.external_id,
            in_reply_to=inbound.in_reply_to[:250],
            mail_id=inbound.mail_id,
            side=side,
            occurred_at=whole(occurred_at),
            recorded_at=whole(at),
        )
        entries = [
            Entry(
                ThirdPartyAnswered,
                {"automatic": True} if automatic else {},
                actor=channel_actor(account),
                at=occurred_at,
                message=message,
            )
        ]
        if ticket.status == Status.ON_HOLD and not automatic:
            entries.append(Entry(StatusSet, {"to": Status.OPEN.value}, actor=channel_actor(account), at=occurred_at))
        change = decide(ticket, log_of(ticket), entries, desk=current_desk(at), at=at)
        refuse(change)
        save([change], at=at)
        attach(message, inbound.files)
    return message


def _too_many(side: SideConversation, at: datetime) -> bool:
    theirs = Message.objects.filter(side=side, recipient="", recorded_at__gt=at - timedelta(hours=1))
    return theirs.count() >= MOST_AN_HOUR
