"""A customer's way back: a new link for a request whose old link has expired or was lost."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError
from django.utils.translation import gettext as _

from tickets.actions.ledger import Entry, record
from tickets.models import Identity, Message, Ticket
from tickets.models.customers_view import home_of
from tickets.models.message import Delivery, Direction
from tickets.rules.access import channel_actor
from tickets.rules.identity import email
from tickets.rules.lifecycle import Channel


def send_new_link(reference: str, address: str, *, at: datetime) -> None:
    """Queue a mail for the address on file, if the request and the address belong together.

    It says nothing of whether they do, and one hour gives one mail, however often somebody asks. The link itself is put
    under every mail of ours by whoever sends it, so no token lies in the history.
    """
    known = Ticket.objects.select_related("customer", "merged_into").filter(reference=reference.strip().upper())
    ticket, recipient = known.first(), email(address)
    if ticket is None or recipient is None:
        return
    if not Identity.objects.filter(customer=ticket.customer, kind="email", value=recipient).exists():
        return
    ticket = home_of(ticket)
    message = Message(
        direction=Direction.OUT,
        channel=Channel.EMAIL,
        automatic=True,
        text=_("You asked for a new link to your request. Here it is."),
        recipient=recipient,
        occurred_at=at,
        recorded_at=at,
        delivery=Delivery.WAITING,
        next_attempt_at=at,
        cause=f"new-link:{ticket.pk}:{at:%Y%m%d%H}",
    )
    try:
        record(
            ticket,
            [Entry("auto_reply", {"channel": Channel.EMAIL}, actor=channel_actor(Channel.EMAIL), message=message)],
            at=at,
        )
    except IntegrityError:  # somebody has asked in this hour already
        if not Message.objects.filter(cause=message.cause).exists():
            raise
