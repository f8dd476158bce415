"""The outbox: sent at least once, under one name, and what fails is seen."""

from datetime import timedelta

import pytest
from django.core import mail as outbox

from tests import make
from tests.make import WEDNESDAY, account, person
from tickets import tasks
from tickets.actions import leases
from tickets.actions.intake.inbound_message import InboundMessage, Sender
from tickets.actions.intake.receive import receive
from tickets.actions.outbox import delivery
from tickets.actions.outbox.signature import mailbox_for
from tickets.actions.record import Invalid
from tickets.channels.email import sending
from tickets.models import Event, Message, Promise, tokens
from tickets.models.message import Delivery
from tickets.rules.access import Denied
from tickets.rules.retries import WAITS

pytestmark = pytest.mark.django_db
MIA = Sender(name="Mia", email="mia@example.com")


@pytest.fixture
def ben():
    return person("ben")


@pytest.fixture
def ticket():
    account("email", "help", address="help@example.org")
    first = InboundMessage("email", MIA, "It hangs.", subject="Help", mail_id="theirs@example.com")
    return receive(first, at=WEDNESDAY).ticket


@pytest.fixture
def message(ticket, ben):
    make.do("reply", ticket, by=ben, at=WEDNESDAY, text="It is fixed.", then="resolve")
    Message.objects.filter(automatic=True).update(delivery=Delivery.SENT)
    return Message.objects.get(author=ben)


def claimed(at=WEDNESDAY):
    return delivery.claim(at, 10)


def test_nobody_else_sends_what_is_being_sent_until_the_lease_ends(message):
    assert claimed() == [message]
    assert claimed() == []
    assert claimed(WEDNESDAY + leases.LEASE) == [message]


def test_a_sender_that_died_leaves_the_same_mail_to_the_next(message):
    (first,) = claimed()  # and then kill -9
    (second,) = claimed(WEDNESDAY + leases.LEASE)
    ids = [sending.compose(row, mailbox_for(row), at=WEDNESDAY).extra_headers["Message-ID"] for row in (first, second)]
    assert ids[0] == ids[1] == tokens.message_id_for(message)


def test_a_sender_that_lost_its_lease_decides_nothing(message):
    (slow,) = claimed()
    (quick,) = claimed(WEDNESDAY + leases.LEASE)
    delivery.mark_failed(slow, "too late", WEDNESDAY, final=True)
    delivery.mark_sent(quick, at=WEDNESDAY)
    message.refresh_from_db()
    assert (message.delivery, message.error) == (Delivery.SENT, "")


def test_a_failure_is_tried_again_later_and_given_up_in_the_end(message):
    at = WEDNESDAY
    for wait in WAITS:
        (row,) = claimed(at)
        delivery.mark_failed(row, "451 later", at)
        message.refresh_from_db()
        assert message.delivery == Delivery.WAITING
        assert wait <= (message.next_attempt_at - at).total_seconds() <= 1.25 * wait
        at = message.next_attempt_at
    delivery.mark_failed(claimed(at)[0], "451 later", at)
    message.refresh_from_db()
    assert (message.delivery, message.error, message.attempts) == (Delivery.FAILED, "451 later", len(WAITS) + 1)


def test_a_resolution_that_did_not_arrive_is_not_presumed(message, ticket):
    delivery.mark_failed(claimed()[0], "550 no such user", WEDNESDAY, final=True)
    answer = Event.objects.get(kind="answer")
    assert Event.objects.get(kind="bounce").data == {"of": answer.name}
    ticket.refresh_from_db()
    assert ticket.loop == "open"


def test_a_promise_whose_delivery_came_back_is_owed_again(ticket, ben):
    make.do("promise", ticket, by=ben, at=WEDNESDAY, text="a fix", due_at=WEDNESDAY + timedelta(days=1))
    owed = Promise.objects.get()
    later = WEDNESDAY + timedelta(hours=1)
    make.do("reply", ticket, by=ben, at=later, text="Here it is.", keeps=[owed.pk])
    owed.refresh_from_db()
    assert (owed.state, owed.owed) == ("kept", False)

    delivery.bounced(Message.objects.get(author=ben), later + timedelta(minutes=5), "550 no such user")
    owed.refresh_from_db()
    ticket.refresh_from_db()
    assert (owed.state, owed.owed, owed.settled_at, ticket.waiting_on) == ("open", True, None, "us")


def test_a_second_report_of_one_bounce_changes_nothing(message):
    delivery.mark_sent(claimed()[0], at=WEDNESDAY)
    for _ in range(2):
        delivery.bounced(message, WEDNESDAY, "550 no such user")
    message.refresh_from_db()
    assert (message.delivery, Event.objects.filter(kind="bounce").count()) == (Delivery.BOUNCED, 1)


def test_only_what_failed_is_sent_again_and_only_by_who_may(message, ben):
    with pytest.raises(Invalid):
        delivery.retry(message, WEDNESDAY, by=ben)
    delivery.mark_failed(claimed()[0], "550", WEDNESDAY, final=True)
    with pytest.raises(Denied):
        delivery.retry(message, WEDNESDAY, by=person("eve", role="read_only"))
    delivery.retry(message, WEDNESDAY, by=ben)
    assert claimed() == [message]


def test_the_task_sends_it_with_everything_that_threads_it(message, ticket):
    tasks.deliver()
    (sent,) = outbox.outbox
    assert (sent.to, sent.subject, sent.from_email) == (["mia@example.com"], "Re: Help", "Help <help@example.org>")
    assert sent.body.startswith("It is fixed.\n\nDoes it work for you now?")
    assert f"/r/{ticket.reference}?t=" in sent.body
    assert sent.extra_headers["In-Reply-To"] == sent.extra_headers["References"].split()[-1]
    assert sent.extra_headers["References"].split()[0] == "<theirs@example.com>"
    assert sent.reply_to == [tokens.reply_address(ticket, "help@example.org")]
    assert "Auto-Submitted" not in sent.extra_headers
    message.refresh_from_db()
    assert (message.delivery, message.attempts) == (Delivery.SENT, 1)


def test_what_a_machine_sends_says_so(ticket):
    automatic = InboundMessage("email", Sender(email="tom@example.com"), "Hello?")
    other = receive(automatic, at=WEDNESDAY).ticket
    message = Message.objects.get(ticket=other, automatic=True)
    headers = sending.compose(message, mailbox_for(message), at=WEDNESDAY).message()
    assert (headers["Auto-Submitted"], headers["Precedence"]) == ("auto-replied", "auto_reply")


def test_a_line_break_in_a_header_is_refused_for_good(message, ticket):
    Message.objects.filter(pk=message.pk).update(subject="Help\nBcc: all@example.com")
    tasks.deliver()
    message.refresh_from_db()
    assert (message.delivery, outbox.outbox) == (Delivery.FAILED, [])
    assert message.error == "A header of this mail contains a line break."


def test_a_server_that_is_away_costs_nothing_but_time(message, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    tasks.deliver()
    message.refresh_from_db()
    assert (message.delivery, message.attempts) == (Delivery.WAITING, 1)
    assert message.error == "The server does not answer: are its name, port and security right?"
