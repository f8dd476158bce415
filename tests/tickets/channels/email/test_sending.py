"""Conversations with real mail servers: what is taken, put off, refused, dropped, and what that does to the others."""

import time
from datetime import timedelta

import pytest

from tests.make import WEDNESDAY
from tests.tickets.channels.post import (
    Accepting,
    Busy,
    Counting,
    Greylisting,
    HangingUp,
    Refusing,
    Silent,
    Suspicious,
    answer,
    delivered,
    mailbox,
    question,
    serving,
)
from tickets.actions.outbox import delivery
from tickets.channels.email import sending, smtp
from tickets.models import Event, tokens
from tickets.models.message import Delivery

pytestmark = pytest.mark.django_db


def test_a_server_that_accepts_gets_it_once():
    server = Accepting()
    with serving(server) as port:
        message = answer(question(mailbox("help", port)))
        assert delivered(message) == (Delivery.SENT, "")
        assert delivered(message) == (Delivery.SENT, "")
    assert [envelope.rcpt_tos for envelope in server.mails] == [["mia@example.org"]]


def test_who_is_greylisted_comes_again_with_the_same_mail():
    server = Greylisting()
    with serving(server) as port:
        message = answer(question(mailbox("help", port)))
        assert delivered(message) == (Delivery.WAITING, "451 4.7.1 Greylisted, come again")
        assert message.next_attempt_at >= WEDNESDAY + timedelta(seconds=30)
        assert delivered(message, WEDNESDAY + timedelta(minutes=1)) == (Delivery.SENT, "")
    assert server.read()["Message-ID"] == tokens.message_id_for(message)


@pytest.mark.parametrize(
    ("server", "error"),
    [(Refusing(), "550 5.1.1 No such user here"), (Suspicious(), "554 5.7.1 Looks like spam")],
)
def test_what_is_refused_for_good_is_tried_once_and_its_resolution_did_not_arrive(server, error):
    with serving(server) as port:
        ticket = question(mailbox("help", port))
        message = answer(ticket, then="resolve")
        assert delivered(message) == (Delivery.FAILED, error)
        delivered(message, WEDNESDAY + timedelta(days=2))
    assert server.tries == 1
    ticket.refresh_from_db()
    assert (ticket.status, ticket.loop) == ("resolved", "open")
    assert Event.objects.filter(ticket=ticket, kind="bounce").count() == 1


def test_one_mail_that_is_put_off_holds_up_no_other():
    server = Busy()
    with serving(server) as port:
        box = mailbox("help", port)
        first = answer(question(box))
        second = answer(question(box, "leo@example.org"))
        delivered(first)
        second.refresh_from_db()
    assert [(m.delivery, m.error) for m in (first, second)] == [(Delivery.WAITING, "452 4.3.1 Disk full")] * 2
    assert server.tries == 2


def test_a_server_that_hangs_up_in_the_middle_gets_it_again():
    server = HangingUp()
    with serving(server) as port:
        message = answer(question(mailbox("help", port)))
        assert delivered(message) == (Delivery.WAITING, "The server hung up, or did not answer in time.")
        assert delivered(message, WEDNESDAY + timedelta(minutes=1)) == (Delivery.SENT, "")
    assert len(server.mails) == 1


def test_a_mailbox_in_trouble_holds_up_no_other_and_loses_no_attempt(monkeypatch):
    """Its first mail finds out; what else it has to send waits a minute, untried; the other mailbox sends."""
    monkeypatch.setattr(smtp, "SECONDS", 0.5)
    silent, accepting = Silent(), Accepting()
    with serving(silent) as dead, serving(accepting) as port:
        ill, well = mailbox("ill", dead), mailbox("well", port)
        first = answer(question(ill, "anna@example.org"))
        second = answer(question(ill, "ben@example.org"))
        third = answer(question(well, "carl@example.org"))
        began = time.monotonic()
        assert delivered(third) == (Delivery.SENT, "")
        assert time.monotonic() - began < 5
    for message in (first, second):
        message.refresh_from_db()
    assert (first.delivery, first.attempts) == (Delivery.WAITING, 1)
    assert first.error == "The server hung up, or did not answer in time."
    assert (second.delivery, second.attempts, second.error) == (Delivery.WAITING, 0, "")
    assert second.next_attempt_at == WEDNESDAY + delivery.PAUSE
    assert silent.tries == 1


def three_answers(port):
    """Three customers of one mailbox are answered; gives the answers."""
    box = mailbox("help", port)
    return [answer(question(box, f"{name}@example.org")) for name in ("anna", "ben", "carl")]


def states(messages):
    for message in messages:
        message.refresh_from_db()
    return {message.delivery for message in messages}


def test_one_connection_serves_a_run_of_mails():
    server = Counting()
    with serving(server) as port:
        answers = three_answers(port)
        delivered(answers[0])
    assert states(answers) == {Delivery.SENT}
    assert (server.greeted, len(server.mails)) == (1, 3)


def test_a_connection_that_the_server_ended_is_opened_anew_and_costs_no_attempt(monkeypatch):
    server, compose = Counting(most=2), sending.compose

    def composed(*given, **more):
        time.sleep(0.2)  # the server hangs up meanwhile
        return compose(*given, **more)

    monkeypatch.setattr(sending, "compose", composed)
    with serving(server) as port:
        answers = three_answers(port)
        delivered(answers[0])
    assert states(answers) == {Delivery.SENT}
    assert (server.greeted, len(server.mails)) == (2, 3)


def test_a_connection_is_not_used_longer_than_servers_bear(monkeypatch):
    monkeypatch.setattr(smtp, "MOST_IN_A_ROW", 2)
    server = Counting()
    with serving(server) as port:
        answers = three_answers(port)
        delivered(answers[0])
    assert states(answers) == {Delivery.SENT}
    assert (server.greeted, len(server.mails)) == (2, 3)
