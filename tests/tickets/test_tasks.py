"""What happens by the clock, called as the worker calls it."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail as outbox

from tests import make
from tests.make import WEDNESDAY, account, mail
from tickets import tasks
from tickets.actions import leases
from tickets.actions.idempotency import once
from tickets.actions.inbox import arrivals
from tickets.actions.intake import receive as intake
from tickets.actions.intake.inbound_message import InboundMessage, Sender
from tickets.channels.email import incoming, sending
from tickets.models import Heartbeat, IdempotencyKey, Message, RawInbound, StalledFlag, Ticket
from tickets.models.inbound import InboundState
from tickets.rules.version import RULES_VERSION

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def clock():
    with time_machine.travel(WEDNESDAY, tick=False) as moved:
        yield moved


def test_a_tick_and_a_sweep_are_seen(clock):
    tasks.tick()
    tasks.sweep()
    assert dict(Heartbeat.objects.values_list("name", "at")) == {"tick": WEDNESDAY, "sweep": WEDNESDAY}


def test_a_sweep_flags_what_stalls_once_however_often_it_runs(clock):
    intake.receive(InboundMessage("web", Sender(email="mia@example.com"), "It hangs."), at=WEDNESDAY)
    clock.shift(timedelta(days=3))
    tasks.sweep()
    flags = list(StalledFlag.objects.values_list("rule", "detected_at"))
    assert {"R2", "R3", "R4"} == {rule for rule, _ in flags}
    clock.shift(60)
    tasks.sweep()
    assert list(StalledFlag.objects.values_list("rule", "detected_at")) == flags


def test_a_sweep_makes_rows_true_that_older_rules_have_written(clock):
    ticket = intake.receive(InboundMessage("web", Sender(email="mia@example.com"), "It hangs."), at=WEDNESDAY).ticket
    Ticket.objects.update(rules_version=0, contacts=9)
    tasks.sweep()
    ticket.refresh_from_db()
    assert (ticket.contacts, ticket.rules_version) == (1, RULES_VERSION)


def test_answers_are_forgotten_after_a_week(clock):
    once("owner", "key", "hash", at=WEDNESDAY, work=dict)
    clock.shift(WEEK - timedelta(seconds=1))
    tasks.tick()
    assert IdempotencyKey.objects.exists()
    clock.shift(1)
    tasks.tick()
    assert not IdempotencyKey.objects.exists()


def test_a_mail_that_cannot_be_taken_does_not_stand_in_the_way(clock, monkeypatch):
    mailbox, _ = account("email", "help")
    for text in ("one", "two"):
        incoming.store(mailbox, mail(text), at=WEDNESDAY)
    receive = intake.receive

    def fails_for_one(message, **more):
        if message.text == "one":
            raise RuntimeError("A fault of ours.")
        return receive(message, **more)

    monkeypatch.setattr(incoming, "receive", fails_for_one)
    tasks.process_inbound()
    one, two = RawInbound.objects.order_by("id")
    assert (one.state, two.state) == (InboundState.WAITING, InboundState.DONE)
    assert "RuntimeError" in one.error
    monkeypatch.undo()
    clock.shift(arrivals.PAUSE)
    tasks.process_inbound()
    assert set(Message.objects.filter(direction="in").values_list("text", flat=True)) == {"one", "two"}


def test_a_reader_killed_after_its_work_leaves_one_message(clock):
    raw, _ = incoming.store(account("email", "help")[0], mail(), at=WEDNESDAY)
    arrivals.claim(WEDNESDAY, 1)
    contact = incoming.contact(incoming.reader.read(mail()), raw, answers=False)
    received = intake.receive(contact, at=WEDNESDAY)  # and then kill -9
    clock.shift(leases.LEASE)
    tasks.process_inbound()
    raw.refresh_from_db()
    assert (raw.state, raw.message) == (InboundState.DONE, received.message)
    assert Ticket.objects.count() == 1


def test_an_acknowledgement_goes_out_and_its_delivery_report_finds_it(clock):
    mailbox, _ = account("email", "help", address="help@example.org")
    incoming.store(mailbox, mail(), at=WEDNESDAY)
    tasks.process_inbound()
    tasks.deliver()
    (sent,) = outbox.outbox
    assert sent.extra_headers["Auto-Submitted"] == "auto-replied"
    report = (
        "From: MAILER-DAEMON@example.com\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n"
        "\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
        "Final-Recipient: rfc822; mia@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {sent.extra_headers['Message-ID']}\r\n\r\n--b--\r\n"
    )
    incoming.store(mailbox, report.encode(), at=WEDNESDAY)
    tasks.process_inbound()
    message = Message.objects.get(direction="out")
    assert (message.delivery, message.error) == ("bounced", "5.1.1")
    assert Ticket.objects.count() == 1


def test_one_mail_that_we_cannot_write_does_not_hold_up_the_others(clock, monkeypatch):
    mailbox, _ = account("email", "help", address="help@example.org")
    for name in ("mia", "tom"):
        incoming.store(mailbox, mail(sender=f"{name}@example.com"), at=WEDNESDAY)
    tasks.process_inbound()
    compose = sending.compose

    def fails_for_mia(message, mailbox, **more):
        if message.recipient.startswith("mia"):
            raise ValueError("A fault of ours.")
        return compose(message, mailbox, **more)

    monkeypatch.setattr(sending, "compose", fails_for_mia)
    tasks.deliver()
    assert [sent.to for sent in outbox.outbox] == [["tom@example.com"]]
    failed = Message.objects.get(recipient="mia@example.com")
    assert (failed.delivery, failed.error) == ("waiting", "ValueError: A fault of ours.")


def test_a_run_that_sent_something_asks_for_the_next_and_an_empty_one_does_not(clock, monkeypatch):
    asked = []
    monkeypatch.setattr(tasks, "nudge", asked.append)
    incoming.store(account("email", "help", address="help@example.org")[0], mail(), at=WEDNESDAY)
    tasks.process_inbound()
    tasks.deliver()
    assert asked == ["tickets.tasks.deliver"]
    tasks.deliver()
    assert asked == ["tickets.tasks.deliver"]


def test_an_answer_leaves_before_the_acknowledgements_that_waited_longer(clock):
    mailbox, _ = account("email", "help", address="help@example.org")
    for name in ("mia", "tom"):
        incoming.store(mailbox, mail(sender=f"{name}@example.com"), at=WEDNESDAY)
    tasks.process_inbound()
    clock.shift(60)
    tom = Ticket.objects.get(messages__sender__email="tom@example.com")
    make.do(
        "reply", tom, by=make.person("ben"), at=WEDNESDAY + timedelta(seconds=60), text="Try 4.2.1.", channel="email"
    )
    tasks.deliver()
    assert ["4.2.1" in sent.body for sent in outbox.outbox] == [True, False, False]


def test_a_run_ends_when_its_time_is_over(clock, monkeypatch):
    mailbox, _ = account("email", "help", address="help@example.org")
    for sender in ("mia@example.com", "tom@example.com"):
        incoming.store(mailbox, mail(sender, sender=sender), at=WEDNESDAY)
    tasks.process_inbound()
    monkeypatch.setattr(tasks, "WORKING", 0)
    monkeypatch.setattr(tasks, "MAILS", 1)
    for sent in (1, 2):
        tasks.deliver()
        assert len(outbox.outbox) == sent
