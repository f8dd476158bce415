"""What happens by the clock. Each task reads the clock once, finds its work in the database and may run twice."""

import structlog
from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from tickets.actions import arrivals, chats, clockwork, delivery, idempotency, operations
from tickets.channels.email import arriving, sending
from tickets.rules.lifecycle import Channel

log = structlog.get_logger(__name__)


@shared_task
def tick():
    """Show that beat, broker and worker are there; forget what was kept long enough."""
    at = timezone.now()
    idempotency.forget(at)
    chats.forget_silent(at)
    operations.beat("tick", at=at)


@shared_task
def sweep():
    """Look at every ticket for which something has become true by the clock."""
    at = timezone.now()
    while clockwork.sweep(at):
        pass
    operations.beat("sweep", at=at)


@shared_task
def process_inbound():
    """Read what has arrived. One mail that cannot be taken never stands in the way of the next."""
    at = timezone.now()
    while claimed := arrivals.claim(at, 1):
        _take(claimed[0], at)


def _take(raw, at):
    try:
        arriving.take(raw, at=at)
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:
        # Whatever it is: the arrival is kept, tried again, and shown to a person in the end.
        log.exception("arrival_not_taken", arrival=raw.pk)
        arrivals.left(raw, f"It could not be taken into the history ({type(error).__name__}).")


@shared_task
def deliver():
    """Send what waits in the outbox. The claim has committed and nothing is open while we talk to a server.

    Answers in chats that were left unread wait there too. A server in trouble is left alone until the next run.
    """
    at = timezone.now()
    chats.hand_over(at)
    while (claimed := delivery.claim(at, 1)) and _send(claimed[0], at):
        pass


def _send(message, at):
    """Send one message; says whether to go on."""
    try:
        if message.channel in (Channel.EMAIL, Channel.CHAT):
            sending.send(message, at=at)
    except sending.Refused as error:
        delivery.failed(message, str(error), at, final=True)
        return True
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:
        # A mail that we cannot even write must not hold up the others: it counts as failed, with its error.
        log.exception("not_delivered", message=message.pk)
        delivery.failed(message, f"{type(error).__name__}: {error}"[:1000], at)
        return not isinstance(error, sending.TEMPORARY)
    delivery.sent(message, at)
    return True
