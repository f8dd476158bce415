"""Who takes part in a ticket: its customer, whoever was joined to it, and whom a person of ours wrote to from it."""

import pytest

from tests import make
from tickets.actions.intake.participants import named
from tickets.models import Message, Ticket
from tickets.rules.identity import JoinHint

pytestmark = pytest.mark.django_db
EVE = "eve@example.org"


@pytest.fixture
def ticket():
    make.desk()
    return make.ticket("5 10:00")


def takes_part(ticket, address, customer=0):
    """Whether somebody with this address takes part in a ticket that their mail names."""
    rows = {row.pk: row for row in Ticket.objects.all()}
    (claim,) = named([(Ticket.objects.get(pk=ticket.pk), JoinHint.TOKEN)], rows, customer, address)
    return claim.takes_part


def test_its_customer_does_by_any_address_and_a_stranger_does_not(ticket):
    assert takes_part(ticket, "new@example.org", customer=ticket.customer_id)
    assert not takes_part(ticket, EVE)
    assert not takes_part(ticket, "")


def test_whoever_a_person_of_ours_wrote_to_does(ticket):
    make.answered(ticket, "5 11:00", recipient="Eve@Example.org")
    assert takes_part(ticket, EVE)


def test_whom_only_a_machine_wrote_to_does_not(ticket):
    make.answered(ticket, "5 11:00", recipient=EVE)
    Message.objects.filter(recipient=EVE).update(automatic=True)
    assert not takes_part(ticket, EVE)


def test_whoever_was_joined_to_it_does_there_and_where_it_went(ticket):
    eves = make.ticket("5 10:10", "Mine.", email=EVE)
    make.do("merge", eves, by=make.person(), at=make.at("5 11:00"), into=ticket)
    assert takes_part(ticket, EVE)
    assert takes_part(eves, EVE)  # it names the one that went away


def test_being_in_copy_makes_nobody_take_part(ticket):
    make.receive("5 10:20", "And Eve knows.", ticket=ticket, copied=(EVE,))
    assert not takes_part(ticket, EVE)


@pytest.mark.parametrize(("verb", "role"), [("spam", "agent"), ("test", "team_lead")])
def test_in_what_is_no_ticket_nobody_does(ticket, verb, role):
    make.do(verb, ticket, by=make.person("lea", role), at=make.at("5 11:00"))
    assert not takes_part(ticket, make.MIA, customer=ticket.customer_id)
