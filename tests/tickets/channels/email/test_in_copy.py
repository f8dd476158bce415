"""Who was in copy of a customer's mail gets our answer too, and nobody else gets what they wrote to each other."""

import pytest

from tests import make
from tests.make import account, mail
from tickets.actions.intake.participants import reply_all
from tickets.actions.outbox.signature import mailbox_for
from tickets.api.history import MessageShape
from tickets.channels.email import sending
from tickets.models import Message, Ticket, tokens
from tickets.models.message import Delivery, Direction

pytestmark = pytest.mark.django_db
BOSS = "boss@example.com"


@pytest.fixture
def arrive():
    help_desk = account("email", "help", address="help@example.org")[0]
    return lambda body, at="5 10:00": make.arrive(help_desk, body, at).message


def answer(ticket, when="5 11:00", **more):
    make.answered(ticket, when, **more)
    return Message.objects.filter(direction=Direction.OUT, automatic=False).last()


def sent(message):
    return sending.compose(message, mailbox_for(message), at=make.at("5 11:00"))


def test_who_was_in_copy_is_kept_shown_and_answered(arrive):
    theirs = arrive(mail(Cc=f"Boss <{BOSS}>, help@example.org", To="help@example.org, max@example.com"))
    assert MessageShape(theirs).data["cc"] == [BOSS]
    left = sent(answer(theirs.ticket))
    assert (left.to, left.cc) == (["mia@example.com"], [BOSS])


@pytest.mark.parametrize("cc", [[], ["ines@example.com"]])
def test_a_reply_names_who_gets_it_instead(arrive, cc):
    ticket = arrive(mail(Cc=BOSS)).ticket
    assert sent(answer(ticket, cc=cc)).cc == cc


def test_a_mail_to_several_carries_no_link_and_asks_all_the_same(arrive):
    alone, several = arrive(mail(sender="ines@example.com")).ticket, arrive(mail(Cc=BOSS)).ticket
    assert "/r/" in sent(answer(alone, then="resolve")).body or "http" in sent(answer(alone, "5 11:01")).body
    left = sent(answer(several, then="resolve"))
    assert "http" not in left.body
    assert "Answer this mail with yes or no." in left.body
    assert all("http" not in html for html, _type in left.alternatives)


def test_what_was_written_to_some_is_not_quoted_to_others(arrive):
    ticket = arrive(mail("Between us: it is broken.", Cc=BOSS)).ticket
    assert "Between us" in sent(answer(ticket)).body
    assert "Between us" not in sent(answer(ticket, "5 11:01", cc=["ines@example.com"])).body


def test_who_was_in_copy_joins_by_the_thread_and_without_it_does_not(arrive):
    ticket = arrive(mail(Cc=BOSS, Message_ID="<first@example.com>")).ticket
    arrive(mail("I agree.", sender=BOSS, Cc="mia@example.com", References="<first@example.com>"), "5 10:05")
    assert Ticket.objects.get() == ticket
    arrive(mail("Something else.", sender=BOSS), "5 10:06")
    arrive(mail("Let me in.", sender="eve@evil.example", References="<first@example.com>"), "5 10:07")
    assert Ticket.objects.count() == 3


def test_who_writes_in_a_customers_name_gets_no_answer_in_copy_and_no_part(arrive):
    ticket = arrive(mail(Message_ID="<first@example.com>")).ticket
    forged = arrive(mail("Hurry.", Cc="eve@evil.example", Message_ID="<forged@example.com>"), "5 10:05")
    assert (forged.ticket, reply_all(ticket, "mia@example.com")) == (ticket, [])
    assert sent(answer(ticket)).cc == []
    eves = arrive(mail("And?", sender="eve@evil.example", References="<forged@example.com>"), "5 11:05")
    assert eves.ticket != ticket


# Unseen copies, and whom nobody writes to


HIDDEN = "lawyer@example.net"


def test_an_unseen_copy_is_delivered_and_stands_nowhere_in_the_mail(arrive):
    left = sent(answer(arrive(mail(Cc=BOSS)).ticket, bcc=[HIDDEN]))
    assert left.recipients() == ["mia@example.com", BOSS, HIDDEN]
    assert HIDDEN not in left.message().as_string()


def test_an_unseen_copy_gets_no_words_and_no_link_that_are_not_theirs(arrive):
    ticket = arrive(mail("Between us: it is broken.")).ticket
    left = sent(answer(ticket, bcc=[HIDDEN]))
    assert "Between us" not in left.body
    assert "http" not in left.body


def test_nobody_gets_a_mail_twice(arrive):
    ticket = arrive(mail()).ticket
    message = answer(ticket, cc=[BOSS, BOSS.title(), "mia@example.com"], bcc=[HIDDEN, BOSS, "Mia@Example.com"])
    assert (message.cc, message.bcc) == ([BOSS], [HIDDEN])


REPORT = """From: mailer-daemon@example.com
To: help@example.org
Subject: Undelivered
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

It did not arrive.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; example.com

Final-Recipient: rfc822; {recipient}
Action: failed
Status: 5.1.1

--b
Content-Type: text/rfc822-headers

Message-ID: {message_id}

--b--
"""


@pytest.mark.parametrize(("recipient", "state", "missed"), [(BOSS, "sent", [BOSS]), ("mia@example.com", "bounced", [])])
def test_a_copy_that_comes_back_is_noted_and_the_answer_has_arrived(arrive, recipient, state, missed):
    ticket = arrive(mail(Cc=BOSS)).ticket
    message = answer(ticket)
    Message.objects.filter(pk=message.pk).update(delivery=Delivery.SENT)
    report = REPORT.format(recipient=recipient, message_id=tokens.message_id_for(message))
    for _again in range(2):
        arrive(report.replace("\n", "\r\n").encode(), "5 11:05")
    message.refresh_from_db()
    assert (message.delivery, message.not_reached) == (state, missed)
    assert reply_all(ticket, "mia@example.com") == ([] if missed else [BOSS])
