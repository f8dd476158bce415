"""The end of a customer's links to a ticket."""

import pytest

from tests import make
from tickets.actions.record import Stale
from tickets.models import Identity, Message, tokens
from tickets.rules.access import Denied, customer_actor

pytestmark = pytest.mark.django_db
LATER = make.at("5 11:00")


@pytest.fixture
def ticket():
    make.desk()
    return make.ticket("5 10:00")


def opens(ticket, token):
    return tokens.read(ticket.reference, token, LATER) is not None


def test_a_person_of_ours_ends_them_and_a_note_says_so(ticket):
    token = make.token(ticket, at=LATER)
    assert opens(ticket, token)
    make.do("revoke-links", ticket, by=make.person(), at=LATER)
    assert not opens(ticket, token)
    note = Message.objects.latest("pk")
    assert (note.direction, note.author, note.text) == (
        "internal",
        make.person(),
        "All links of the customer were ended.",
    )
    ticket.refresh_from_db()
    assert opens(ticket, make.token(ticket, at=LATER))  # the next mail brings a new one


def test_the_owner_says_that_it_was_not_they_who_wrote(ticket):
    owner = customer_actor(ticket.customer_id, Identity.objects.get().pk)
    make.do("revoke-links", ticket, by=owner, at=LATER)
    assert Message.objects.latest("pk").text.startswith(f"The owner of {make.MIA} says that they did not write this.")


def test_a_link_of_a_ticket_that_was_merged_in_ends_too(ticket):
    other = make.ticket("5 10:10", email="leo@example.org")
    make.do("merge", other, by=make.person(), at=make.at("5 10:30"), into=ticket)
    other.refresh_from_db()
    before = other.link_version
    make.do("revoke-links", ticket, by=make.person(), at=LATER)
    other.refresh_from_db()
    assert other.link_version == before + 1


def test_nobody_ends_what_they_have_not_seen_or_may_not(ticket):
    with pytest.raises(Stale):
        make.do("revoke-links", ticket, by=make.person(), at=LATER, expected_version=ticket.version - 1)
    with pytest.raises(Denied):
        make.do("revoke-links", ticket, by=make.person("rita", "read_only"), at=LATER)
