"""What happens by the clock: digests of tickets, the figures of /metrics, the chat's answer times, long files, and mails of figures."""

import time
from datetime import timedelta

import structlog
from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from config.broker import nudge
from metrics import gauges, keeping, preparing, reports
from metrics.actions import mailing
from metrics.actions.gauges import note_reading
from metrics.mails.sending import send
from tickets.actions import leases
from tickets.actions.setup import widgets
from tickets.channels.email.smtp import Connections
from tickets.rules.lifecycle import Channel

WORKING = 10  # seconds after which what is left waits for the next run
A_FILE = 1800  # seconds after which a file is given up
LATELY = timedelta(days=28)
ENOUGH = 30  # tickets; a median of fewer would promise by chance what it cannot hold
log = structlog.get_logger(__name__)


@shared_task
def keep_digests():
    """Tell the digests again of tickets to which something happened, and compare some with their events."""
    until = time.monotonic() + WORKING
    while keeping.keep(timezone.now()) and time.monotonic() < until:
        pass


@shared_task
def keep_gauges():
    """Count for /metrics what stands now."""
    at = timezone.now()
    note_reading(gauges.NOW, gauges.standing(at), at=at)


@shared_task
def keep_headlines():
    """Count for /metrics the overview's figures."""
    at = timezone.now()
    note_reading(gauges.PERIOD, gauges.headlines(at), at=at)


@shared_task
def report_mails():
    """Put out the mails of figures whose time has come, and send those that wait. What is left has the next run."""
    while mailing.put_out(timezone.now()):
        pass
    until, connections = time.monotonic() + WORKING, Connections(at=timezone.now())
    try:
        while time.monotonic() < until and (one := mailing.claim(at := timezone.now())):
            with leases.renewed(one, clock=timezone.now):
                send(one, connections, at)
    finally:
        connections.close()


@shared_task
def answer_times():
    """First responses in the chat, of tickets that began in the last four weeks, in business time.

    With fewer than 30 tickets, or where the curve does not fall to one in ten, nothing is told rather than something nice.
    """
    at = timezone.now()
    since = at - LATELY
    report = reports.run(
        "first-response", cohort_from=since, to=at, as_of=at, known_at=at, clock="business", by="channel"
    )
    found = report["groups"].get(Channel.CHAT, {"n": 0, "median": None, "p90": None})
    if found["n"] < ENOUGH or found["p90"] is None:
        widgets.forget_answer_time(Channel.CHAT)
        return
    widgets.note_answer_time(
        Channel.CHAT, median_s=found["median"], p90_s=found["p90"], n=found["n"], since=since, at=at
    )


@shared_task(soft_time_limit=A_FILE, time_limit=A_FILE + 60)
def prepare_files():
    """Make the file that has waited longest; whatever waits then has the next run at once."""
    at = timezone.now()
    if not (row := preparing.claim(at)):
        return
    with leases.renewed(row, clock=timezone.now):
        try:
            preparing.make(row, at, timezone.now)
        except DatabaseError:
            raise
        except SoftTimeLimitExceeded:
            preparing.fail(row, _("It took too long. Choose a shorter period, or fewer tickets."))
        except Exception as error:
            log.exception("file_not_made", file=row.pk)
            preparing.fail(row, _("It could not be made (%(error)s).") % {"error": type(error).__name__})
    nudge("metrics.tasks.prepare_files")


@shared_task
def throw_files_away():
    """Take away the files that were kept long enough."""
    preparing.throw_away(timezone.now())
