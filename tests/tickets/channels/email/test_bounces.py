"""Delivery reports: attached to the mail of ours that they are about, and to no other; no ticket is made of them."""

import pytest

from tests import make
from tests.make import WEDNESDAY, account, mail
from tests.yardstick import within
from tickets import tasks
from tickets.channels.email import incoming
from tickets.channels.email.parse import parse
from tickets.models import Event, Message, RawInbound, Ticket, tokens
from tickets.models.inbound import InboundState
from tickets.models.message import Delivery, Direction

pytestmark = pytest.mark.django_db

REPORT = """\
From: Mail Delivery System <mailer-daemon@mx.example>
To: help@desk.example
Subject: {subject}
Return-Path: <>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

{text}
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; mia@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {diagnostic}

--b
Content-Type: message/rfc822

From: help@desk.example
Message-ID: {message_id}
Subject: Re: Help

--b--
"""


@pytest.fixture
def desk():
    return account("email", "help", address="help@desk.example")[0]


@pytest.fixture
def message(desk):
    """A resolution that was sent."""
    row, _is_new = incoming.store(desk, mail(sender="mia@example.org"), at=WEDNESDAY)
    incoming.process(row, at=WEDNESDAY)
    make.do(
        "reply",
        Ticket.objects.get(),
        by=make.person("ben"),
        at=WEDNESDAY,
        text="Fixed.",
        channel="email",
        then="resolve",
    )
    Message.objects.filter(direction=Direction.OUT).update(delivery=Delivery.SENT, sent_at=WEDNESDAY)
    return Message.objects.get(direction=Direction.OUT, automatic=False)


def report(desk, message_id, *, action="failed", status="5.1.1", text="Sorry.", subject="Undelivered Mail", **more):
    """A delivery report arrives; gives its arrival."""
    said = {"diagnostic": "550 No such user", "message_id": message_id, **more}
    raw = REPORT.format(action=action, status=status, text=text, subject=subject, **said).encode()
    row, _is_new = incoming.store(desk, raw, at=WEDNESDAY)
    row.attempts = RawInbound.objects.get(pk=row.pk).attempts
    incoming.process(row, at=WEDNESDAY)
    return RawInbound.objects.get(pk=row.pk)


def test_a_report_is_attached_to_the_mail_that_came_back_and_its_resolution_did_not_arrive(desk, message):
    arrival = report(desk, tokens.message_id_for(message))
    message.refresh_from_db()
    assert (message.delivery, message.error) == (Delivery.BOUNCED, "550 No such user")
    assert arrival.message == message
    assert (Ticket.objects.get().status, Ticket.objects.get().loop) == ("resolved", "open")
    assert Event.objects.filter(kind="bounce").count() == 1


def test_a_second_report_changes_nothing(desk, message):
    report(desk, tokens.message_id_for(message))
    report(desk, tokens.message_id_for(message), text="Sorry again.")
    assert Event.objects.filter(kind="bounce").count() == 1
    assert Ticket.objects.count() == 1


def test_an_old_report_that_quotes_the_mail_in_its_text_is_known_by_our_mark(desk, message):
    text = f"The user you wrote to is unknown.\n\n  Message-ID: {tokens.message_id_for(message)}\n  Subject: Re: Help"
    raw = mail(text, sender="MAILER-DAEMON@mx.example", subject="Undelivered mail returned", Return_Path="<>")
    row, _is_new = incoming.store(desk, raw, at=WEDNESDAY)
    incoming.process(row, at=WEDNESDAY)
    message.refresh_from_db()
    assert message.delivery == Delivery.BOUNCED
    assert Ticket.objects.count() == 1


def test_a_delay_is_noted_and_takes_nothing_back(desk, message):
    report(desk, tokens.message_id_for(message), action="delayed", status="4.4.1", diagnostic="451 still trying")
    message.refresh_from_db()
    assert (message.delivery, message.error) == (Delivery.SENT, "451 still trying")
    assert (Ticket.objects.count(), Ticket.objects.get().loop) == (1, "awaiting")


def test_a_receipt_is_attached_and_changes_nothing(desk, message):
    arrival = report(desk, tokens.message_id_for(message), action="delivered", status="2.0.0", subject="Delivered")
    message.refresh_from_db()
    assert (message.delivery, message.error, arrival.message) == (Delivery.SENT, "", message)


@pytest.mark.parametrize("forged", ["<ft.{pk}.aaaaaaaaaaaaaaaaaaaaaaaa@example.com>", "<mia-1@example.org>", ""])
def test_a_report_that_names_no_mail_of_ours_marks_none(desk, message, forged):
    report(desk, forged.format(pk=message.pk))
    message.refresh_from_db()
    assert message.delivery == Delivery.SENT
    told = Message.objects.filter(direction=Direction.IN, automatic=True)
    assert told.count() == 1  # kept, as a machine's mail that nobody answers
    assert not Message.objects.filter(recipient="mailer-daemon@mx.example").exists()


def test_a_report_does_not_find_what_came_in(desk, message):
    reply = Message.objects.get(direction=Direction.IN)
    report(desk, tokens.message_id_for(reply))
    reply.refresh_from_db()
    assert reply.delivery == Delivery.NONE


FLOODS = {
    "at signs": "@" * 65_536,
    "names without an end": "a@" * 32_768,
    "one long name": "a" * 65_536,
    "words of failure": "delay" * 13_107,
    "links without an end": "<a " + "href=http://a " * 4_681,
}


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_of_mails_that_are_slow_to_search_holds_nobody_up(desk, message, name):
    kind = "text/html" if name.startswith("links") else "text/plain"
    for number in range(40):
        machine = {"sender": "MAILER-DAEMON@mx.example", "subject": "Undelivered mail", "content_type": kind}
        incoming.store(desk, mail(f"{number} {FLOODS[name]}", **machine), at=WEDNESDAY)
    told = {"sender": "mia@example.org", "in_reply_to": tokens.message_id_for(message)}
    behind = [
        incoming.store(desk, mail("It hangs too.", sender="tom@example.org"), at=WEDNESDAY)[0],
        incoming.store(desk, mail("Thank you!", **told), at=WEDNESDAY)[0],
    ]
    with within(10):
        tasks.process_inbound()
    for raw in behind:
        raw.refresh_from_db()
    assert [raw.state for raw in behind] == [InboundState.DONE, InboundState.DONE]
    assert (behind[0].message.text, behind[1].message.ticket) == ("It hangs too.", message.ticket)
    assert RawInbound.objects.exclude(state=InboundState.DONE).count() == 0


def test_the_address_of_an_old_report_is_found_among_its_signs():
    words = "Sorry, <MAILTO:Mia.Novak@Example.org>, or (tom@example.org)... failed: 550 5.1.1 no such user @ here"
    found = parse(mail(words, sender="MAILER-DAEMON@mx.example", subject="Undelivered mail")).bounce
    assert (found.recipient, found.status) == ("mia.novak@example.org", "5.1.1")
