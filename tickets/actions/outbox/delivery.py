"""The outbox: messages of ours are rows until they have left. Claimed by a lease, sent outside of any transaction.

A sender that dies leaves its messages to the next one, under the same Message-ID: sent at least once, and a second copy
is recognised. What cannot be delivered is an event of the ticket's, for a promise or a resolution in it did not arrive.
"""

from __future__ import annotations

import random
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from tickets.actions import leases
from tickets.actions.record import Entry, Invalid, locked, permit, record
from tickets.events.answer import Answered, Bounced
from tickets.events.side import ForwardBounced, Forwarded
from tickets.events.status import StatusSet
from tickets.models import Event, Message
from tickets.models.message import Delivery, Direction
from tickets.rules.access import Actor, channel_actor
from tickets.rules.identity import email
from tickets.rules.lifecycle import Channel, Status
from tickets.rules.retries import next_attempt_in

PAUSE = timedelta(minutes=1)  # for what a mailbox in trouble still has to send
UNDELIVERED = (Delivery.FAILED, Delivery.BOUNCED)
MOST_BY_MACHINES, MACHINES_HOUR = 3, timedelta(hours=1)  # in one ticket: two machines never talk each other full


def claim(at: datetime, limit: int) -> list[Message]:
    """Take up to `limit` messages to send; nobody else gets them until the lease ends."""
    claimed = leases.claim(Message.objects.to_send(at), at, limit, delivery=Delivery.SENDING)
    with_files = claimed.select_related("ticket__team", "author").prefetch_related("attachments")
    return list(with_files.order_by("automatic", "pk"))


def mark_sent(*messages: Message, at: datetime) -> None:
    """They have left. Several are written down at once, for each write waits for those of others."""
    _mine(*messages).update(delivery=Delivery.SENT, sent_at=at, lease_until=None, error="")


def withheld(message: Message, at: datetime, *, behind: Collection[int] = ()) -> bool:
    """Hold back a machine's mail where machines of ours have written enough; says whether it was.

    What else is in hand counts as sent, so that two senders together do not send one too many. Not so what this sender comes
    to after it: those `behind`.
    """
    if not message.automatic or message.channel != Channel.EMAIL:
        return False
    others = Message.objects.of(message.ticket_id).exclude(pk__in=[message.pk, *behind])
    ours = others.filter(direction=Direction.OUT, automatic=True, channel=Channel.EMAIL)
    lately = ours.filter(Q(delivery=Delivery.SENDING) | Q(sent_at__gt=at - MACHINES_HOUR))
    if lately.count() < MOST_BY_MACHINES:
        return False
    mark_failed(
        message, _("Not sent: machines of ours wrote three times in this ticket within an hour."), at, final=True
    )
    return True


def postponed(message: Message, at: datetime) -> None:
    """It was not tried, for its mailbox is in trouble: that costs it no attempt."""
    _mine(message).update(
        delivery=Delivery.WAITING, next_attempt_at=at + PAUSE, lease_until=None, attempts=F("attempts") - 1
    )


def delayed(message: Message, reason: str) -> None:
    """Another mail system reports that it still tries to deliver it."""
    Message.objects.filter(pk=message.pk, delivery=Delivery.SENT).update(error=reason)


def mark_failed(message: Message, error: str, at: datetime, *, final: bool = False) -> None:
    """It could not be sent: tried again later, or never if the error is `final` or there were enough attempts."""
    wait = None if final else next_attempt_in(message.attempts, random.random())  # noqa: S311  not a secret
    if wait is None:
        _give_up(message, error, at)
        return
    _mine(message).update(
        delivery=Delivery.WAITING, next_attempt_at=at + timedelta(seconds=wait), lease_until=None, error=error
    )


def bounced(message: Message, at: datetime, reason: str) -> None:
    """Another mail system reports that it could not deliver it. A second report changes nothing."""
    with transaction.atomic():
        rows = Message.objects.filter(pk=message.pk).exclude(recipient="").exclude(delivery=Delivery.BOUNCED)
        if rows.update(delivery=Delivery.BOUNCED, error=reason, lease_until=None, next_attempt_at=None):
            _record(message, at)


def copy_came_back(message: Message, address: str) -> None:
    """Another mail system reports that it could not deliver a copy: the answer itself has arrived all the same."""
    with transaction.atomic():
        fresh = Message.objects.select_for_update().get(pk=message.pk)
        if address not in fresh.not_reached:
            Message.objects.filter(pk=message.pk).update(not_reached=[*fresh.not_reached, address])


def retry(message: Message, at: datetime, *, by: Actor, recipient: str = "") -> None:
    """Send again what failed or came back, to another address if one is given.

    That they did not arrive in time stays in the ticket's story: a resolution in them is presumed by nobody's silence.
    Errors: Invalid for what is no address, or if there is nothing to send again.
    """
    permit(by, "mend")
    changes = {"recipient": recipient} if recipient else {}
    if recipient and email(recipient) is None:
        raise Invalid("recipient", _("This is no email address."))
    rows = Message.objects.filter(pk=message.pk, delivery__in=UNDELIVERED)
    if not rows.update(delivery=Delivery.WAITING, next_attempt_at=at, attempts=0, lease_until=None, **changes):
        raise Invalid("message", _("Only a message that failed or came back can be sent again."))


def _give_up(message: Message, error: str, at: datetime) -> None:
    with transaction.atomic():
        if _mine(message).update(delivery=Delivery.FAILED, error=error, lease_until=None, next_attempt_at=None):
            _record(message, at)


def _record(message: Message, at: datetime) -> None:
    """A bounce is told of the message's own event; machines' words have none that a figure looks at.

    A third party who never got what was forwarded is not waited for: a ticket on hold comes back to us.
    """
    event = Event.objects.filter(message=message, kind__in=(Answered.name, Forwarded.name)).first()
    if event is None:
        return
    home, sender = locked(message.ticket.merged_into_id or message.ticket_id), channel_actor(message.channel)
    permit(sender, "bounce")
    kind = Bounced if event.kind == Answered.name else ForwardBounced
    entries = [Entry(kind, {"of": event.name}, actor=sender)]
    if kind is ForwardBounced and home.status == Status.ON_HOLD:
        entries.append(Entry(StatusSet, {"to": Status.OPEN.value}, actor=sender))
    record(home, entries, at=at)


def _mine(*messages: Message) -> QuerySet[Message]:
    return leases.mine(*messages).filter(delivery=Delivery.SENDING)
