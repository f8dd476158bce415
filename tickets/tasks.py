"""What happens by the clock. Each piece of work reads the clock once; tasks find theirs in the database and may run twice."""

import time

import structlog
from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone
from django.utils.translation import gettext as _

from config import here
from config.broker import nudge
from tickets.actions import composed, files, heartbeats, held, idempotency, leases
from tickets.actions.assigning import leaving, new_tickets
from tickets.actions.bulk import runs
from tickets.actions.inbox import arrivals, mailboxes
from tickets.actions.intake import chats
from tickets.actions.outbox import delivery
from tickets.actions.search import keeping
from tickets.actions.sweep import check_due, heal_some, release_of_who_left
from tickets.actions.telling import following, gathering, outbox
from tickets.channels.email import dispatch, hooks, imap, incoming, mail_errors
from tickets.channels.email.smtp import Connections
from tickets.channels.notices.sending import send

log = structlog.get_logger(__name__)
TELLING = 10  # seconds: it shares its workers with the mails to customers, and a webhook may be slow
WORKING = 30  # seconds after which the next worker goes on
MAILS = 20  # in one hand at a time: each claim and each note of what has left waits for other writers
POLLING = 5  # seconds after which no further mailbox is begun: one takes up to 40, and a task 50


@shared_task
def tick():
    """Show that beat, broker and worker are there; forget what was kept long enough."""
    at = timezone.now()
    idempotency.forget(at)
    chats.forget_silent(at)
    heartbeats.beat("tick", at=at)


@shared_task
def sweep():
    """Look at every ticket for which something has become true by the clock, at what is left of people who left, and at some
    that older rules have written.
    """
    at = timezone.now()
    while release_of_who_left(at):
        pass
    while check_due(at):
        pass
    heartbeats.beat("sweep", at=at)
    heal_some(at)


@shared_task
def assign():
    """Hand on what belongs to who is not there, then give what nobody owns to who is, where teams want that."""
    at, until = timezone.now(), time.monotonic() + WORKING
    leaving.of_who_is_away(at)
    leaving.of_ended_shifts(at)
    while new_tickets.give_out(at):
        if time.monotonic() > until:
            nudge("tickets.tasks.assign")
            break


@shared_task
def process_inbound():
    """Read what has arrived. One mail that cannot be taken never stands in the way of the next."""
    _work(lambda at: next(iter(arrivals.claim(at, 1)), None), _take, WORKING, "process_inbound")


def _work(claim, work, seconds, task):
    """Claim one row after another and keep each in hand while it is worked on, for as long as there is time.

    What is left has the next run at once. Gives the number of rows.
    """
    until, count = time.monotonic() + seconds, 0
    while row := claim(at := timezone.now()):
        with leases.renewed(row, clock=timezone.now):
            work(row, at)
        count += 1
        if time.monotonic() > until:
            nudge(f"tickets.tasks.{task}")
            break
    return count


def _take(raw, at):
    try:
        (hooks if raw.provider else incoming).process(raw, at=at)
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:
        # Whatever it is: the arrival is kept, tried again, and shown to a person in the end.
        log.exception("arrival_not_taken", arrival=raw.pk)
        arrivals.mark_failed(
            raw, _("It could not be taken into the history (%(error)s).") % {"error": type(error).__name__}, at=at
        )


@shared_task
def poll_mailboxes():
    """Fetch from the mailboxes whose time has come, as many as there is time for. A server in trouble costs its own time
    only: it is left alone for longer and longer, and the others have their turn with the next worker."""
    _work(mailboxes.claim, _poll, POLLING, "poll_mailboxes")


def _poll(mailbox, at):
    try:
        fetched = imap.fetch(mailbox, at=at)
    except SoftTimeLimitExceeded:
        mailboxes.failed(mailbox, mail_errors.explain(TimeoutError(), "IMAP"), at)
        raise
    except mailboxes.Lost:
        log.info("mailbox_lost", mailbox=mailbox.pk)
    except mail_errors.KINDS as error:
        log.warning("mailbox_not_polled", mailbox=mailbox.pk, error=type(error).__name__)
        mailboxes.failed(mailbox, mail_errors.explain(error, "IMAP"), at)
    except Exception as error:
        log.exception("mailbox_not_polled", mailbox=mailbox.pk)
        mailboxes.failed(mailbox, mail_errors.explain(error, "IMAP"), at)
    else:
        mailboxes.polled(mailbox, at, more=fetched.more, error=fetched.error)
        if fetched.stored:
            nudge("tickets.tasks.process_inbound")


@shared_task
def deliver():
    """Send what waits in the outbox. The claim has committed and nothing is open while we talk to a server, but for the
    connections themselves, which serve all mails of a mailbox.

    Answers in chats that were left unread wait there too. A mailbox whose server is in trouble is left alone until the
    next run; the others go on. What came to the outbox meanwhile has the next run at once.
    """
    at = timezone.now()
    chats.hand_over(at)
    until, sent = time.monotonic() + WORKING, False
    with dispatch.Dispatch(at=at) as run:
        while messages := _to_deliver(at := timezone.now()):
            with leases.renewed(*messages, clock=timezone.now):
                run.send(messages, at)
            sent = True
            if time.monotonic() > until:
                break
    if sent:
        nudge("tickets.tasks.deliver")


def _to_deliver(at):
    """The next mails to send, those that could be taken back until now among them."""
    held.let_go_due(at)
    return delivery.claim(at, MAILS)


@shared_task
def tell():
    """Tell people what happened while they were not at the desk. What is left has the next run."""
    at = timezone.now()
    while following.follow():
        pass
    gathering.gather(at, here.looked)
    until, connections = time.monotonic() + TELLING, Connections(at=at)
    try:
        while time.monotonic() < until and (one := outbox.claim(at := timezone.now())):
            with leases.renewed(one, clock=timezone.now):
                send(one, connections, at)
    finally:
        connections.close()


@shared_task
def keep_search():
    """Write down for the search what was said since. What is left has the next run at once: after an upgrade all tickets."""
    until = time.monotonic() + WORKING
    while keeping.keep():
        if time.monotonic() > until:
            nudge("tickets.tasks.keep_search")
            break


@shared_task
def bulk():
    """Go on with what is done to many tickets, a chunk of each in its turn."""
    _work(runs.claim, runs.work, WORKING, "bulk")


@shared_task
def tidy():
    """Take away files whose message was never saved, and bulk changes that were kept long enough."""
    runs.forget(timezone.now())
    gathering.forget(timezone.now())
    composed.tidy(timezone.now())
    removed = files.sweep_orphans(timezone.now())
    if removed:
        log.info("files_of_nobody_removed", files=removed)
