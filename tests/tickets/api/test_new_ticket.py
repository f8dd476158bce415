"""A program opens a ticket: by a mail of ours, or with a call that we made."""

import pytest

from tests import make
from tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db
MAIL = {"to": "tom@example.org", "name": "Tom", "subject": "Your order", "text": "It leaves tomorrow."}


def test_a_mail_opens_a_ticket_and_a_repeat_opens_none(agent):
    first = agent.post("tickets", MAIL, headers={"Idempotency-Key": "one"})
    assert (first.status_code, first.json()["waiting_on"]) == (201, "customer")
    assert agent.post("tickets", MAIL, headers={"Idempotency-Key": "one"}).json() == first.json()
    assert Ticket.objects.filter(subject="Your order").count() == 1


def test_it_leaves_by_the_named_mailbox(agent):
    box, _secret = make.account("email", "orders", address="orders@example.org")
    agent.post("tickets", MAIL | {"mailbox": "orders", "bcc": ["law@example.net"]})
    message = Message.objects.get(recipient="tom@example.org")
    assert (message.sent_from, message.bcc) == (box, ["law@example.net"])


def test_a_call_of_ours_is_an_answer_that_nobody_sends(agent):
    told = agent.post("tickets", {"channel": "phone", "to": "+4930901820", "subject": "Order", "text": "They know."})
    assert told.status_code == 201
    message = Message.objects.get(channel="phone")
    assert (message.ticket_id, message.delivery, message.direction) == (told.json()["number"], "none", "out")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (MAIL | {"to": "noreply@example.org"}, 409),
        (MAIL | {"mailbox": "none"}, 409),
        (MAIL | {"customer": 999}, 404),
        ({"subject": "Order", "text": "Words."}, 400),
        (MAIL | {"occurred_at": "2025-03-10T10:00:00Z"}, 400),
        (MAIL | {"channel": "phone", "cc": ["boss@example.com"]}, 400),
        (MAIL | {"channel": "phone"}, 409),
    ],
)
def test_what_cannot_be_opened_is_refused(agent, body, status):
    before = Ticket.objects.count()
    assert agent.post("tickets", body).status_code == status
    assert Ticket.objects.count() == before
