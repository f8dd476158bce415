"""A worker is killed with work in its hands: another one that lives has it within seconds, and never sooner.

Processes of their own, on a real broker. What is in hand takes long: a mail server that answers one byte a second, or a
reading child that was stopped.
"""

import os
import random
import signal
import socket
import threading
import time
from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone

from tests import make
from tests.journeys.processes import RunningDesk, until
from tests.redis_server import RedisServer
from tests.yardstick import slowness
from tickets.actions import leases
from tickets.actions.intake.inbound_message import InboundMessage, Sender
from tickets.actions.intake.receive import receive
from tickets.actions.setup import accounts
from tickets.channels.email import incoming
from tickets.models import Mailbox, Message, RawInbound, User, tokens
from tickets.models.inbound import InboundState
from tickets.models.message import Delivery
from tickets.rules.access import COMMAND

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("left_clean")]
TAKEN_OVER = 15  # seconds after a kill
DRAINED = 20  # seconds after the last kill
KILLS = int(os.environ.get("KILLS", "8"))


@pytest.fixture
def desk(tmp_path):
    with RedisServer() as server, RunningDesk(server, tmp_path) as running:
        yield running


@pytest.fixture
def another(desk):
    """A second worker that has started."""
    worker = desk.another_worker("another")
    until(lambda: "ready" in worker.log.read_text(), 60, "the other worker is there")
    yield worker
    worker.kill()


@pytest.fixture
def slow_server():
    """Its port: a server that greets by one byte a second and never comes to an end."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=serve, args=(listening,), daemon=True).start()
        yield listening.getsockname()[1]


def serve(listening):
    with suppress(OSError):
        while True:
            connection, _from = listening.accept()
            threading.Thread(target=drip, args=(connection,), daemon=True).start()


def drip(connection):
    with suppress(OSError), connection:
        connection.sendall(b"220-")
        for _second in range(120):
            connection.sendall(b"x")
            time.sleep(1)


@pytest.fixture
def account():
    return accounts.create_account(by=COMMAND, channel="email", slug="help", name="Help", address="help@example.org")[0]


def a_send(desk, account, port):
    """An answer on its way to a slow server."""
    server = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none"}
    Mailbox.objects.create(account=account, **server)
    message = InboundMessage("email", Sender(email="mia@example.com"), "It hangs.")
    receive(message, at=timezone.now())
    return lambda: Message.objects.get(direction="out").attempts


def a_fetch(desk, account, port):
    """A mailbox whose server is slow."""
    server = {"imap_host": "127.0.0.1", "imap_port": port, "imap_security": "none", "imap_user": "help"}
    Mailbox.objects.create(account=account, polling=True, **server)
    return lambda: Mailbox.objects.get().polls


def a_parse(desk, account, port):
    """A mail whose reading takes its time."""
    incoming.store(account, b"From: tom@example.com\r\n\r\nThe first.", at=timezone.now())
    until(lambda: RawInbound.objects.filter(state=InboundState.DONE).exists(), 30, "a mail is read")
    for child in desk.workers.forked("tickets.channels.email.mail_parser.child"):
        os.kill(child, signal.SIGSTOP)
    raw, _is_new = incoming.store(account, b"From: mia@example.com\r\n\r\nThe second.", at=timezone.now())
    return lambda: RawInbound.objects.get(pk=raw.pk).attempts


@pytest.mark.parametrize("work", [a_send, a_fetch, a_parse])
def test_what_a_killed_worker_had_in_hand_is_taken_over(desk, another, account, slow_server, work):
    another.pause()
    claims = work(desk, account, slow_server)
    until(lambda: claims() == 1, 30, "the first worker claims it")
    another.go_on()
    if work is not a_parse:  # whose child would be given up before
        time.sleep(leases.LEASE.total_seconds() + 5)
    assert claims() == 1, "Two workers had it in hand while the first lived."
    desk.workers.kill()
    killed = time.monotonic()
    until(lambda: claims() == 2, 60, "the other worker has it")
    taken = time.monotonic() - killed
    print(f"\n{work.__name__}: taken over after {taken:.1f} s")
    assert taken < TAKEN_OVER * slowness()


def test_everything_is_done_soon_after_the_last_of_many_kills(desk, another, account):
    """Mails are read and answers leave while one of two workers is killed at random; each is started again at once."""
    ana = User.objects.create_user(username="ana", role="agent")
    chance = random.Random(7)  # the same moments each time
    for number in range(KILLS):
        for part in range(3):
            mail = f"From: c{number}-{part}@example.org\r\nSubject: Help\r\n\r\nIt hangs, {number}.".encode()
            incoming.store(account, mail, at=timezone.now() - timedelta(seconds=1))
        contact = InboundMessage("web", Sender(email=f"w{number}@example.org"), "It hangs.")
        ticket = receive(contact, at=timezone.now()).ticket
        make.do("reply", ticket, by=ana, at=timezone.now(), text="We look into it.", channel="email")
        time.sleep(chance.uniform(1, 8))
        worker = chance.choice([desk.workers, another])
        worker.kill()
        last = time.monotonic()
        worker.start()
    until(is_drained, 120, "everything is done")
    took = time.monotonic() - last
    ours = {tokens.message_id_for(message) for message in Message.objects.filter(direction="out")}
    left = desk.sent()
    print(f"\n{KILLS} kills: drained {took:.1f} s after the last; {len(ours)} mails, {len(left) - len(ours)} twice")
    assert set(left) == ours
    assert Message.objects.filter(direction="in").count() == 4 * KILLS
    assert took < DRAINED * slowness()


def is_drained():
    unread = RawInbound.objects.exclude(state=InboundState.DONE)
    unsent = Message.objects.exclude(delivery__in=[Delivery.NONE, Delivery.SENT])
    return not unread.exists() and not unsent.exists()
