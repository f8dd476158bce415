"""What is counted by the clock: the answer times that visitors of the chat are told before their first word."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from metrics import reports
from tickets.actions.setup import widgets
from tickets.rules.lifecycle import Channel

LATELY = timedelta(days=28)
ENOUGH = 30  # tickets; a median of fewer would promise by chance what it cannot hold


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
