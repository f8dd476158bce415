"""Answers: to whom they go, how often, and what becomes of them."""

from email import message_from_bytes

import pytest
from django.utils import timezone

from tests import make
from tests.journeys.complaints.conftest import DAY, HOUR, of_ours, reply
from tests.make import MIA, WEDNESDAY
from tests.tickets.channels.post import Counting, delivered, serving
from tickets import tasks
from tickets.actions.record import Stale
from tickets.models import Customer, Mailbox, Message, Ticket, tokens
from tickets.models.message import Direction

pytestmark = pytest.mark.django_db
REPORT = """\
From: mailer-daemon@mx.example
Return-Path: <>
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; mia@example.org
Action: failed
Status: 5.1.1

--b
Content-Type: message/rfc822

Message-ID: {}

--b--
"""


def test_a_further_mail_of_the_day_is_not_acknowledged_again(arrive):
    arrive()
    arrive("And the basket is empty.", at=WEDNESDAY + HOUR)
    assert Message.objects.filter(automatic=True).count() == 1


def test_a_reply_to_counts_where_the_mail_comes_from_our_own_mailbox_too(arrive, ben):
    ticket = arrive(sender="Form <help@example.org>", Reply_To="lea@example.org").ticket
    assert reply(ticket, ben).recipient == "lea@example.org"


def test_the_second_answer_goes_to_the_customer_too(arrive, ben):
    ticket = arrive().ticket
    assert [reply(ticket, ben, at=WEDNESDAY + hour * HOUR).recipient for hour in (1, 2)] == [MIA, MIA]


def test_a_forwarded_mail_is_answered_to_its_writer(arrive, ben):
    words = "Please help her.\n\n---------- Forwarded message ---------\nFrom: Lea <lea@example.org>\nSubject: Help\n\nIt hangs."
    ticket = arrive(words, sender="Ben <ben@example.org>", subject="Fwd: Help").ticket
    make.do("passed-on", ticket, by=ben, at=WEDNESDAY)
    assert reply(Ticket.objects.get(pk=ticket.pk), ben).recipient == "lea@example.org"


def test_the_second_of_two_answers_at_once_is_stopped(arrive, ben):
    ticket = arrive().ticket
    seen = ticket.version
    reply(ticket, ben)
    with pytest.raises(Stale):
        reply(ticket, make.person("ana"), at=WEDNESDAY + 2 * HOUR, expected_version=seen)
    assert Message.objects.filter(direction=Direction.OUT, automatic=False).count() == 1


def test_an_answer_that_came_back_is_seen_and_the_report_is_no_customer(arrive, boxes, ben, desk, mailoutbox):
    ours = reply(arrive().ticket, ben, then="resolve")
    tasks.deliver()
    make.arrive(boxes["help"], REPORT.format(tokens.message_id_for(ours)).encode(), WEDNESDAY + 2 * HOUR)
    tasks.deliver()
    assert (Ticket.objects.count(), Customer.objects.count(), len(mailoutbox)) == (1, 1, 2)  # what we sent before
    assert "Our answer did not arrive" in desk.words("ticket/", view="undelivered")
    assert Ticket.objects.get().loop == "open"


def test_an_answer_waits_while_the_mail_server_is_away_and_leaves_once(arrive, boxes, ben):
    ticket, server = arrive().ticket, Counting()
    with serving(Counting()) as port:
        pass  # nobody listens there any more
    box = Mailbox.objects.create(account=boxes["help"], smtp_host="127.0.0.1", smtp_port=port, smtp_security="none")
    ours = reply(ticket, ben)
    assert delivered(ours)[0] == "waiting"
    with serving(server) as port:
        Mailbox.objects.filter(pk=box.pk).update(smtp_port=port)
        for hours in (1, 2):
            assert delivered(ours, WEDNESDAY + hours * DAY)[0] == "sent"
    ids = [message_from_bytes(envelope.content)["Message-ID"] for envelope in server.mails]
    assert ids.count(tokens.message_id_for(ours)) == 1


def test_an_answer_goes_to_whom_it_was_written_whoever_the_ticket_belongs_to_when_it_leaves(arrive, ben, mailoutbox):
    mias, toms = arrive().ticket, arrive("Mine too.", sender="tom@example.org").ticket
    reply(mias, ben, text="Your password is reset, Mia.")
    make.do("merge", mias, by=ben, at=WEDNESDAY + 2 * HOUR, into=toms.pk)
    tasks.deliver()
    assert [sent.to for sent in mailoutbox if "Mia." in sent.body] == [[MIA]]


def test_a_note_is_in_no_mail_and_on_no_page_of_the_customer(arrive, ben, client, mailoutbox):
    ticket = arrive().ticket
    make.do("note", ticket, by=ben, at=WEDNESDAY, text="They owe us money.")
    reply(ticket, ben)
    tasks.deliver()
    page = client.get(f"/r/{ticket.reference}", {"t": tokens.sign(ticket, make.holder(ticket), at=timezone.now())})
    assert ("Try 4.2.1." in page.content.decode(), "owe us" in page.content.decode()) == (True, False)
    assert [sent.to for sent in mailoutbox] == [[MIA], [MIA]]
    assert not any("owe us" in str(sent.message()) for sent in mailoutbox)


def test_send_pressed_twice_sends_once(arrive, desk, mailoutbox):
    ticket = arrive().ticket
    page = desk.get(f"ticket/{ticket.pk}/change/").context
    for _press in range(2):
        desk.post(ticket, "reply", text="Try 4.2.1.", version=page["version"], seen=page["last_line"])
    tasks.deliver()
    assert (of_ours().count(), sum("Try 4.2.1." in sent.body for sent in mailoutbox)) == (1, 1)
