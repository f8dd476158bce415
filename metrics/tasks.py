"""What is counted by the clock: digests of tickets, the answer times that visitors of the chat are told, and mails of figures."""

import time
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from metrics import keeping, reports
from metrics.actions import mailing
from metrics.mails.sending import send
from tickets.actions import leases
from tickets.actions.setup import widgets
from tickets.channels.email.smtp import Connections
from tickets.rules.lifecycle import Channel

WORKING = 10  # seconds after which what is left waits for the next run
LATELY = timedelta(days=28)
ENOUGH = 30  # tickets; a median of fewer would promise by chance what it cannot hold


@shared_task
def keep_digests():
    """Tell the digests again of tickets to which something happened, and compare some with their events."""
    until = time.monotonic() + WORKING
    while keeping.keep(timezone.now()) and time.monotonic() < until:
        pass


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
