"""The broker is stopped, frozen and emptied, workers are killed: every request is answered, and nothing is lost.

A real desk: web, worker and beat as processes of their own, on a real broker. People's work is done by the actions, as
their pages do it; the outbox is a folder.
"""

import json
import os
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.utils import timezone

from config import workers
from config.celery_options import DELIVERY
from tests import make
from tests.journeys.processes import RunningDesk, until
from tests.redis_server import RedisServer
from tests.yardstick import slowness
from tickets.actions.intake.inbound_message import InboundMessage, Sender
from tickets.actions.intake.receive import receive
from tickets.actions.setup import accounts
from tickets.channels.email import dispatch
from tickets.models import Heartbeat, Message, RawInbound, StalledFlag, Ticket, User, tokens
from tickets.models.inbound import InboundState
from tickets.models.message import Delivery
from tickets.rules.access import COMMAND

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("left_clean")]
AT_ONCE = 1.0  # second, for every request
BACK = 60  # seconds after which all that was left behind is done
STOPS = int(os.environ.get("STOPS", "3"))  # of the broker, under load
STOPPED, IN_BETWEEN = 5, 3  # seconds
A_SECOND = 20  # intakes under load
DONE = 300  # seconds after which all of a load is done


@pytest.fixture
def broker():
    with RedisServer() as server:
        yield server


@pytest.fixture
def desk(broker, tmp_path):
    """A running desk that has shown its first tick."""
    with RunningDesk(broker, tmp_path) as running:
        until_it_ticks()
        yield running


@pytest.fixture
def ana():
    return User.objects.create_user(username="ana", role="agent")


@pytest.fixture
def mailbox():
    """The header that opens the support mailbox."""
    given = {"channel": "email", "slug": "support", "name": "Support", "address": "support@example.com"}
    return {"X-Followthrough-Secret": accounts.create_account(by=COMMAND, **given)[1]}


def until_it_ticks():
    since = timezone.now()
    until(lambda: Heartbeat.objects.filter(name="tick", at__gt=since).exists(), BACK, "a tick")


def contact(name):
    """A customer turned to us by mail; gives their ticket."""
    message = InboundMessage("web", Sender(email=f"{name}@example.org"), "The app hangs.")
    return receive(message, at=timezone.now()).ticket


def reply(ticket, ana):
    return make.do("reply", ticket, by=ana, at=timezone.now(), text="We look into it.", channel="email")


def by_api(desk, mailbox, name):
    body = json.dumps({"from": {"email": f"{name}@example.org"}, "text": "The app hangs."}).encode()
    return desk.post("/api/v1/intake", body, **{"Content-Type": "application/json", "Idempotency-Key": name})


def by_mail(desk, mailbox, name):
    mail = f"From: {name}-mail@example.org\r\nTo: support@example.com\r\nSubject: Help\r\n\r\nIt hangs.".encode()
    return desk.post("/api/v1/channels/email/support", mail, **mailbox, **{"Content-Type": "message/rfc822"})


def hand_in(desk, mailbox, name):
    """A contact by the API and a raw mail, each answered at once."""
    for way in (by_api, by_mail):
        status, text, seconds = way(desk, mailbox, name)
        assert status in (201, 202), text
        assert seconds < AT_ONCE * slowness()


def freeze(broker):
    broker.freeze()
    yield
    broker.thaw()


def stop(broker):
    broker.kill()
    yield
    broker.start()


def empty(broker):
    broker.client().flushall()
    yield
    broker.client().flushall()


@pytest.mark.parametrize("trouble", [freeze, stop, empty])
def test_every_request_is_answered_at_once_and_nothing_is_lost(trouble, broker, desk, mailbox, ana):
    owed = make.do("promise", contact("owed"), by=ana, at=timezone.now(), text="We call.", due_at=soon())
    course = trouble(broker)
    next(course)
    began = time.monotonic()
    for number in range(8):
        hand_in(desk, mailbox, f"{trouble.__name__}{number}")
        reply(contact(f"answered{number}"), ana)
    while time.monotonic() < began + 15:  # longer than connections are patient and the breaker is open
        hand_in(desk, mailbox, f"{trouble.__name__}-{time.monotonic():.1f}")
        time.sleep(1)
    next(course, None)

    until_it_ticks()
    until(everything_is_read, BACK, "every mail is a ticket")
    until(everything_is_sent, BACK, "every reply has left")
    until(lambda: flags(owed).exists(), BACK, "the broken promise is flagged")
    assert_all_became_tickets()
    assert_sent_once(desk)
    assert flags(owed).get().stalled_from == owed.promises.get().due_at


@pytest.fixture
def unlimited(broker, tmp_path):
    """A running desk that takes any number of contacts from one address."""
    with RunningDesk(broker, tmp_path, THROTTLE_ADDRESS="100000/min") as running:
        until_it_ticks()
        yield running


def test_many_stops_under_load_lose_nothing_and_end_no_worker(broker, unlimited, mailbox):
    """By the API and by mail in turn; the broker is away for five seconds and back for three, again and again."""
    ways, answers = (by_api, by_mail), []
    with ThreadPoolExecutor(8) as customers:
        for _stop in range(STOPS):
            broker.kill()
            answers += load(customers, lambda n: ways[n % 2](unlimited, mailbox, f"c{n}"), STOPPED, len(answers))
            broker.start()
            answers += load(customers, lambda n: ways[n % 2](unlimited, mailbox, f"c{n}"), IN_BETWEEN, len(answers))
        results = Counter(answer.result()[0] for answer in answers)
    slowest = max(answer.result()[2] for answer in answers)
    until_it_ticks()
    until(everything_is_read, DONE, "every mail is a ticket")
    until(everything_is_sent, DONE, "every acknowledgement has left")
    tickets, said = Ticket.objects.count(), unlimited.workers.log.read_text()
    print(
        f"\n{STOPS} stops: {len(answers)} intakes, answered {dict(results)}, {tickets} tickets, slowest {slowest:.1f} s"
    )
    assert sum(results[status] for status in (201, 202)) == len(answers) == tickets
    assert_all_became_tickets()
    assert_sent_once(unlimited)
    assert "worker_ended" not in said


def load(customers, hand_in, seconds, number):
    """Contacts at an even pace for so many seconds, numbered from `number` on; gives their answers to come."""
    began, coming = time.monotonic(), []
    while (now := time.monotonic()) < began + seconds:
        if len(coming) < (now - began) * A_SECOND:
            coming.append(customers.submit(hand_in, number + len(coming)))
        else:
            time.sleep(0.005)
    return coming


def soon():
    return (timezone.now() + timedelta(seconds=5)).replace(microsecond=0)


def everything_is_read():
    return not RawInbound.objects.exclude(state=InboundState.DONE).exists()


def everything_is_sent():
    return not Message.objects.exclude(delivery__in=[Delivery.NONE, Delivery.SENT]).exists()


def flags(ticket):
    return StalledFlag.objects.filter(ticket=ticket, rule="R1", detected_at__isnull=False)


def assert_all_became_tickets():
    """One ticket for each arrival, each contact by the API and each contact noted here; none twice."""
    senders = [message.sender["email"] for message in Message.objects.filter(direction="in")]
    assert len(set(senders)) == len(senders) == Ticket.objects.count()
    mails = set(RawInbound.objects.values_list("message__ticket", flat=True))
    assert None not in mails
    assert len(mails) == RawInbound.objects.count()


def assert_sent_once(desk):
    """All our mails left, none twice."""
    assert Counter(desk.sent()) == Counter(map(tokens.message_id_for, Message.objects.filter(delivery=Delivery.SENT)))


def test_a_promise_that_falls_due_is_flagged_by_the_next_sweep(desk, ana):
    ticket = make.do("promise", contact("mia"), by=ana, at=timezone.now(), text="We call.", due_at=soon())
    until(lambda: flags(ticket).exists(), 45, "the sweep flags it")
    flag = flags(ticket).get()
    assert flag.stalled_from == ticket.promises.get().due_at
    assert flag.stalled_from <= flag.detected_at <= flag.stalled_from + timedelta(seconds=25)
    since = timezone.now()
    until(lambda: Heartbeat.objects.filter(name="sweep", at__gt=since).exists(), 45, "another sweep")
    assert flags(ticket).get() == flag


def test_workers_killed_in_the_middle_of_their_mails_lose_none(desk, ana):
    tickets = [contact(f"customer{number}") for number in range(150)]
    desk.workers.kill()
    for ticket in tickets:
        reply(ticket, ana)
    kills = 0
    while not everything_is_sent() and kills < 5:
        before = len(desk.sent())
        desk.workers.start()
        until(lambda before=before: len(desk.sent()) > before + 10 or everything_is_sent(), BACK, "mails leave")
        desk.workers.kill()
        kills += 1
    assert kills > 1, "The worker was not killed in the middle."
    desk.workers.start()
    until(everything_is_sent, BACK, "every reply has left")
    expected = set(map(tokens.message_id_for, Message.objects.filter(direction="out")))
    assert set(desk.sent()) == expected
    in_hand = dispatch.AT_ONCE + dispatch.WRITTEN_AT_ONCE  # only these may leave again, for each sender that was killed
    assert len(desk.sent()) <= len(expected) + kills * workers.AT_ONCE[DELIVERY] * in_hand
