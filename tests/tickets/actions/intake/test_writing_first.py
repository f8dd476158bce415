"""We write to somebody who has not written: a ticket that we opened, and what leaves by mail."""

import pytest

from tests import make
from tickets.actions.intake.writing_first import FirstMail, write_first
from tickets.actions.outbox.signature import mailbox_for
from tickets.actions.record import Invalid
from tickets.channels.email import sending
from tickets.models import Customer, Event, Identity, Message, Ticket
from tickets.rules.access import Denied

pytestmark = pytest.mark.django_db
MAIL = FirstMail("Your order", "It leaves tomorrow.")


@pytest.fixture(autouse=True)
def _desk():
    make.desk()


def opened(mail=MAIL, when="10 10:00", **more):
    given = {"to": "mia@example.org"} | more
    return write_first(mail, by=make.person(), at=make.at(when), **given)


def sent(message):
    return sending.compose(message, mailbox_for(message), at=make.at("10 10:00"))


def test_a_ticket_that_we_opened_is_ours_and_waits_for_them():
    ticket = opened(name="Mia")
    assert (ticket.subject, ticket.owner, ticket.waiting_on) == ("Your order", make.person(), "customer")
    assert (str(ticket.customer), ticket.customer.identities.get().value) == ("Mia", "mia@example.org")
    assert list(Event.objects.values_list("kind", flat=True)) == ["assign", "answer"]


def test_it_is_in_no_figure_until_they_write():
    ticket = opened()
    assert (ticket.started_at, ticket.first_answered_at, ticket.contacts) == (None, None, 0)
    assert make.figures(as_of="10 12:00")[ticket.key]["first_response"] is None
    make.receive("10 11:00", "When exactly?", ticket=ticket, proven=True)
    ticket.refresh_from_db()
    assert (ticket.started_at, ticket.first_answered_at) == (make.at("10 11:00"), None)


def test_it_leaves_under_its_own_subject_and_by_the_chosen_mailbox():
    make.account("email", "first", address="first@example.org")
    box, _secret = make.account("email", "orders", address="orders@example.org")
    ticket = opened(FirstMail("Your order", "It leaves.", box, cc=["boss@example.com"], bcc=["law@example.net"]))
    left = sent(Message.objects.get())
    assert (left.subject, left.from_email) == ("Your order", "Orders <orders@example.org>")
    assert left.recipients() == ["mia@example.org", "boss@example.com", "law@example.net"]
    make.answered(ticket, "10 10:30")
    left = sent(Message.objects.last())
    assert (left.subject, left.from_email) == ("Re: Your order", "Orders <orders@example.org>")


def test_an_answer_to_it_comes_back_to_the_ticket():
    box, _secret = make.account("email", "orders", address="orders@example.org")
    ticket = opened()
    left = sent(Message.objects.get())
    arrived = make.arrive(
        box, make.mail("Fine.", sender="mia@example.org", In_Reply_To=left.extra_headers["Message-ID"])
    )
    assert arrived.message.ticket == ticket


def test_whoever_has_the_address_on_file_is_who_is_written_to():
    known = make.ticket("10 09:00", name="Mia Novak")
    ticket = opened(to="Mia@Example.org", name="Somebody")
    assert (ticket.customer, ticket != known) == (known.customer, True)
    assert (Customer.objects.count(), Identity.objects.count()) == (1, 1)


def test_a_chosen_customer_is_written_to_where_answers_go_and_nowhere_else():
    customer = make.ticket("10 09:00").customer
    opened(to="", customer=customer)
    assert Message.objects.last().recipient == make.MIA
    with pytest.raises(Invalid, match="no address of theirs"):
        opened(to="eve@evil.example", customer=customer)
    with pytest.raises(Invalid, match="no email address of this customer"):
        opened(to="", customer=Customer.objects.create(name="Nobody", created_at=make.at("10 09:00")))


def test_who_presses_twice_writes_once():
    twice = FirstMail("Your order", "It leaves.", key="k")
    assert opened(twice) == opened(twice, "10 10:01")
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("mail", "to", "field"),
    [
        (FirstMail(" ", "Words."), "mia@example.org", "subject"),
        (FirstMail("Order", " "), "mia@example.org", "text"),
        (MAIL, "noreply@example.org", "to"),
        (MAIL, "", "to"),
        (FirstMail("Order", "Words.", bcc=["x"]), "mia@example.org", "bcc"),
    ],
)
def test_what_cannot_be_sent_opens_nothing(mail, to, field):
    with pytest.raises(Invalid) as refused:
        opened(mail, to=to)
    assert refused.value.field == field
    assert not Ticket.objects.exists()
    assert not Customer.objects.exists()


def test_who_only_reads_writes_to_nobody():
    with pytest.raises(Denied):
        write_first(MAIL, by=make.person("rita", "read_only"), at=make.at("10 10:00"), to="mia@example.org")
