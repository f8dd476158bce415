"""A customer's links: a new one for whose link has expired or was lost, and the end of those that must not open any more.

A link is made for one identity (`tickets.rules.showing`) and only ever mailed to it. All links of a ticket end when a person
of ours says so, when an identity's owner says that it was not they who wrote, and with every merge, its undo, and every
identity that leaves a file or changes hands.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from tickets.actions.record import Entry, record
from tickets.events.answer import AutoReplied
from tickets.models import Identity, Message, Ticket
from tickets.models.customer_page import home_of
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
        ticket=ticket,
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
    sent = Entry(AutoReplied, {"channel": Channel.EMAIL}, actor=channel_actor(Channel.EMAIL), message=message)
    try:
        with transaction.atomic():
            message.save()
            record(ticket.merged_into or ticket, [sent], at=at)  # nothing is told of a ticket that was merged away
    except IntegrityError:  # somebody has asked in this hour already
        if not Message.objects.filter(cause=message.cause).exists():
            raise


def end_links(tickets: QuerySet[Ticket]) -> None:
    """No link and no receipt of these tickets opens anything any more; new ones are mailed to who asks for them."""
    tickets.update(link_version=F("link_version") + 1)
