"""What is counted by the clock: digests of tickets, the figures of /metrics, and the answer times that visitors of the chat are told."""

import time
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from metrics import gauges, keeping, reports
from metrics.actions.gauges import note_reading
from tickets.actions.setup import widgets
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
