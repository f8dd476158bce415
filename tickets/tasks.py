"""What happens by the clock. Each task reads the clock once, finds its work in the database and may run twice."""

import time

import structlog
from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from config.broker import nudge
from tickets.actions import arrivals, chats, clockwork, delivery, files, idempotency, mailboxes, operations
from tickets.channels.email import arriving, hooks, imap, sending, trouble

log = structlog.get_logger(__name__)
POLLING = 5  # seconds after which no further mailbox is begun: one takes up to 40, and a task 50


@shared_task
def tick():
    """Show that beat, broker and worker are there; forget what was kept long enough."""
    at = timezone.now()
    idempotency.forget(at)
    chats.forget_silent(at)
    operations.beat("tick", at=at)


@shared_task
def sweep():
    """Look at every ticket for which something has become true by the clock, and at some that older rules have written."""
    at = timezone.now()
    while clockwork.sweep(at):
        pass
    operations.beat("sweep", at=at)
    clockwork.heal_some(at)


@shared_task
def process_inbound():
    """Read what has arrived. One mail that cannot be taken never stands in the way of the next."""
    at = timezone.now()
    while claimed := arrivals.claim(at, 1):
        _take(claimed[0], at)


def _take(raw, at):
    try:
        (hooks if raw.provider else arriving).take(raw, at=at)
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:
        # Whatever it is: the arrival is kept, tried again, and shown to a person in the end.
        log.exception("arrival_not_taken", arrival=raw.pk)
        arrivals.left(raw, f"It could not be taken into the history ({type(error).__name__}).")


@shared_task
def poll_mailboxes():
    """Fetch from the mailboxes whose time has come, as many as there is time for. A server in trouble costs its own time
    only: it is left alone for longer and longer, and the others have their turn with the next worker."""
    at, until = timezone.now(), time.monotonic() + POLLING
    while mailbox := mailboxes.claim(at):
        _poll(mailbox, at)
        if time.monotonic() > until:
            nudge("tickets.tasks.poll_mailboxes")
            return


def _poll(mailbox, at):
    try:
        fetched = imap.fetch(mailbox, at=at)
    except SoftTimeLimitExceeded:
        mailboxes.failed(mailbox, trouble.explain(TimeoutError(), "IMAP"), at)
        raise
    except mailboxes.Lost:
        log.info("mailbox_lost", mailbox=mailbox.pk)
    except trouble.KINDS as error:
        log.warning("mailbox_not_polled", mailbox=mailbox.pk, error=type(error).__name__)
        mailboxes.failed(mailbox, trouble.explain(error, "IMAP"), at)
    except Exception as error:
        log.exception("mailbox_not_polled", mailbox=mailbox.pk)
        mailboxes.failed(mailbox, trouble.explain(error, "IMAP"), at)
    else:
        mailboxes.polled(mailbox, at, more=fetched.more, error=fetched.error)
        if fetched.stored:
            nudge("tickets.tasks.process_inbound")


@shared_task
def deliver():
    """Send what waits in the outbox. The claim has committed and nothing is open while we talk to a server.

    Answers in chats that were left unread wait there too. A mailbox whose server is in trouble is left alone until the
    next run; the others go on.
    """
    at = timezone.now()
    chats.hand_over(at)
    troubled = set()
    while claimed := delivery.claim(at, 1):
        _send(claimed[0], troubled, at)


def _send(message, troubled, at):
    """Send one message, unless its mailbox is in trouble; adds it to those that are."""
    try:
        if not message.is_mail:
            delivery.sent(message, at)
        elif not delivery.withheld(message, at):
            _mail(message, sending.mailbox_for(message), troubled, at)
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:
        # A mail that we cannot even write must not hold up the others: it counts as failed, with its error.
        log.exception("not_delivered", message=message.pk)
        delivery.failed(message, f"{type(error).__name__}: {error}"[:1000], at)


def _mail(message, mailbox, troubled, at):
    if mailbox in troubled:
        delivery.postponed(message, at)
        return
    try:
        sending.send(message, mailbox, at=at)
    except (sending.Refused, sending.Later) as error:
        delivery.failed(message, str(error), at, final=isinstance(error, sending.Refused))
    except sending.Trouble as error:
        log.warning("mailbox_in_trouble", mailbox=mailbox and mailbox.slug, error=str(error))
        troubled.add(mailbox)
        delivery.failed(message, str(error), at)
    else:
        delivery.sent(message, at)


@shared_task
def tidy():
    """Take away files whose message was never saved."""
    removed = files.sweep_orphans(timezone.now())
    if removed:
        log.info("files_of_nobody_removed", files=removed)
