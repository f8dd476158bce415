"""The workers as they run in production: one that ends is started again, and Redis may go away under all of them."""

import os
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from tests import make
from tests.journeys.processes import RunningDesk, until
from tests.make import account, mail
from tests.redis_server import RedisServer
from tickets.actions.intake.inbound_message import InboundMessage, Sender
from tickets.actions.intake.receive import receive
from tickets.channels.email import incoming
from tickets.models import Heartbeat, Message, RawInbound, Ticket
from tickets.models.message import Delivery

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("left_clean")]
STOPS, DOWN, BETWEEN, A_SECOND = 3, 5, 6, 20


@pytest.fixture
def broker():
    with RedisServer() as server:
        yield server


@pytest.fixture
def desk(broker, tmp_path):
    unlimited = {"THROTTLE_ADDRESS": "100000/min", "THROTTLE_TARGET": "100000/min"}
    with RunningDesk(broker, tmp_path, **unlimited) as running:
        until(a_tick(), 60, "a tick")
        yield running


def a_tick():
    """Whether a tick that began after this moment has gone through beat, broker and worker."""
    since = timezone.now()
    return lambda: Heartbeat.objects.filter(name="tick", at__gt=since).exists()


def forked(desk):
    """The process ids of the workers."""
    path = Path(f"/proc/{desk.workers.pid}/task/{desk.workers.pid}/children")
    return set(map(int, path.read_text().split()))


def test_a_worker_that_is_killed_is_started_again(desk):
    before = forked(desk)
    assert len(before) == 7
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    until(lambda: len(forked(desk)) == 7 and not forked(desk) & before, 40, "seven new workers")
    until(a_tick(), 40, "a tick")


def test_redis_stops_under_load_and_no_worker_ends_and_nothing_is_lost(desk, broker):
    """Mails that wait in the outbox keep the workers in the middle of their tasks."""
    before, accepted, by = forked(desk), 0, time.monotonic()
    for _ in range(STOPS):
        for is_down in (False, True):
            broker.kill() if is_down else None
            until_then = time.monotonic() + (DOWN if is_down else BETWEEN)
            while time.monotonic() < until_then:
                accepted += hand_in(desk, accepted)
                by = max(by + 1 / A_SECOND, time.monotonic() - 1)
                time.sleep(max(0, by - time.monotonic()))
        broker.start()
    until(a_tick(), 60, "a tick")
    until(lambda: not Message.objects.exclude(delivery__in=[Delivery.NONE, Delivery.SENT]).exists(), 60, "all left")
    assert forked(desk) == before
    assert Ticket.objects.count() == accepted


def hand_in(desk, number):
    """One contact, acknowledged by mail; says how many were accepted."""
    sender = Sender(email=f"mia-{number}@example.org")
    receive(InboundMessage("email", sender, "It hangs."), at=timezone.now())
    return 1


def test_a_flood_of_mail_holds_up_neither_an_answer_nor_the_sweep(desk):
    mailbox, _ = account("email", "help", address="help@example.org")
    now = timezone.now()
    ticket = receive(InboundMessage("web", Sender(email="mia@example.org"), "It hangs."), at=now).ticket
    for number in range(2000):
        incoming.store(mailbox, mail(sender=f"m{number}@example.com", Message_ID=f"<{number}@example.com>"), at=now)
    until(lambda: RawInbound.objects.filter(state="done").exists(), 30, "the flood is being read")
    asked_at = timezone.now()
    make.do("reply", ticket, by=make.person("ben"), at=asked_at, text="Try 4.2.1.", channel="email")
    ours = Message.objects.filter(ticket=ticket, automatic=False, direction="out")
    until(lambda: ours.filter(delivery=Delivery.SENT).exists(), 20, "the answer has left")
    until(lambda: Heartbeat.objects.filter(name="sweep", at__gt=asked_at).exists(), 40, "a sweep")
    assert RawInbound.objects.exclude(state="done").exists(), "The flood was over too soon to show anything."
    assert ours.get().sent_at < asked_at + timedelta(seconds=20)
