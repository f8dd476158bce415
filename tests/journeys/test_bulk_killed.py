"""A worker is killed in the middle of a bulk change: the next one goes on, and no ticket is changed or answered twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import make
from tests.journeys.processes import RunningDesk, until
from tests.redis_server import RedisServer
from tickets.actions.bulk import runs
from tickets.actions.verbs import VERBS
from tickets.models import BulkRun, Event, Message, Ticket, User
from tickets.models.bulk import BulkState, ItemState

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("left_clean")]
TICKETS = 120
PATIENCE = 200  # seconds


def test_it_goes_on_where_it_was_and_does_nothing_twice(tmp_path):
    ana = User.objects.create_user(username="ana", role="agent")
    for number in range(TICKETS):
        make.ticket(timezone.now() - timedelta(hours=1), f"Case {number}", email=f"m{number}@example.org")
    run = runs.choose("reply", Ticket.objects.all(), by=ana, at=timezone.now())
    runs.ask(run, VERBS["reply"](text="We know, and work on it."), timezone.now())
    kills = 0

    def done():
        return run.items.filter(state=ItemState.DONE).count()

    def state():
        return BulkRun.objects.get(pk=run.pk).state

    with RedisServer() as broker, RunningDesk(broker, tmp_path) as desk:
        until(lambda: state() == BulkState.READY, PATIENCE, "every ticket is looked at")
        assert not Message.objects.filter(direction="out", automatic=False).exists()
        runs.start(run, timezone.now())
        while state() != BulkState.DONE and kills < 5:
            before = done()
            until(lambda before=before: done() > before + 10 or state() == BulkState.DONE, PATIENCE, "it goes on")
            desk.workers.kill()
            kills += 1
            desk.workers.start()
        until(lambda: state() == BulkState.DONE, PATIENCE, "it is done")
    assert kills > 1, "The worker was not killed in the middle."
    assert done() == TICKETS
    assert Event.objects.filter(kind="answer").count() == TICKETS
    sent = Message.objects.filter(direction="out", automatic=False)
    assert sent.count() == sent.values("ticket").distinct().count() == TICKETS
    print(f"{kills} kills, {TICKETS} answers")
