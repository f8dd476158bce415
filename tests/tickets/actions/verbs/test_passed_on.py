"""Whose mail a person of ours passed on becomes the customer of its ticket."""

import pytest

from tests import make
from tests.make import account, mail
from tickets.actions.record import Invalid
from tickets.actions.verbs.passed_on import CustomerIsSender
from tickets.models import Message
from tickets.models.message import Direction

pytestmark = pytest.mark.django_db
QUOTED = "Please help her.\n\n-------- Forwarded Message --------\nFrom: Ines <ines@example.com>\nSubject: Cold\n\nIt is cold."


@pytest.fixture
def arrive():
    help_desk = account("email", "help", address="help@example.org")[0]
    return lambda body: make.arrive(help_desk, body).message


def test_one_click_makes_the_writer_of_a_mail_that_was_passed_on_the_customer(arrive):
    ben = make.person("ben", email="ben@desk.example")
    known = arrive(mail(sender="Ines <ines@example.com>")).customer
    ticket = arrive(mail(QUOTED, sender="Ben <ben@desk.example>", subject="Fwd: Cold")).ticket
    assert CustomerIsSender.fits(ticket)
    ticket = make.do("passed-on", ticket, by=ben, at=make.at("5 11:00"))
    assert (ticket.customer, CustomerIsSender.fits(ticket)) == (known, False)
    assert Message.objects.get(direction=Direction.INTERNAL).text.startswith("The customer is ines@example.com")
    make.answered(ticket, "5 12:00")
    assert Message.objects.get(text="We look into it.").recipient == "ines@example.com"


def test_a_writer_whom_we_do_not_know_becomes_a_customer(arrive):
    ben = make.person("ben", email="ben@desk.example")
    ticket = arrive(mail(QUOTED, sender="ben@desk.example", subject="Fwd: Cold")).ticket
    ticket = make.do("passed-on", ticket, by=ben, at=make.at("5 11:00"))
    (identity,) = ticket.customer.identities.all()
    assert (identity.value, identity.verified) == ("ines@example.com", False)


def test_where_nothing_was_passed_on_nobody_else_is_the_customer(arrive):
    with pytest.raises(Invalid):
        make.do("passed-on", arrive(mail()).ticket, by=make.person(), at=make.at("5 11:00"))
