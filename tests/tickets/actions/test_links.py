"""A new link is mailed to an address that is on file, and says nothing of whether it is."""

from datetime import timedelta

import pytest

from tests import make
from tickets.actions.links import end_links, send_new_link
from tickets.models import Event, Message, Ticket, tokens

pytestmark = pytest.mark.django_db
NOW = make.at("6 10:10")


@pytest.fixture
def ticket():
    make.desk()
    return make.ticket("5 10:00")


def sent():
    """The addresses to which links were sent."""
    return list(Message.objects.filter(cause__startswith="new-link").values_list("recipient", flat=True))


def test_whoever_knows_both_gets_one_mail_an_hour(ticket):
    for minutes in (0, 10, 49):
        send_new_link(f" {ticket.reference.lower()} ", " MIA@example.org", at=NOW + timedelta(minutes=minutes))
    assert sent() == [make.MIA]
    send_new_link(ticket.reference, make.MIA, at=NOW + timedelta(minutes=50))
    assert sent() == [make.MIA] * 2
    assert Message.objects.filter(automatic=False, direction="out").count() == 0


@pytest.mark.parametrize(
    ("reference", "address"), [(None, "eve@example.org"), ("FT-2222-2222", make.MIA), (None, "no address")]
)
def test_who_does_not_know_both_gets_nothing(ticket, reference, address):
    send_new_link(reference or ticket.reference, address, at=NOW)
    assert sent() == []


@pytest.mark.parametrize(("email", "theirs"), [(make.MIA, False), ("leo@example.org", True)])
def test_the_link_of_a_merged_ticket_leads_where_its_customer_may_look(ticket, email, theirs):
    """Into another customer's ticket they may not: they get the link to their own part, as anybody gets one."""
    make.answered(ticket, "5 11:00")
    other = make.ticket("6 10:05", "Another.", email=email)
    make.do("merge", other, by=make.person(), at=make.at("6 10:07"), into=ticket)
    send_new_link(other.reference, email, at=NOW)
    assert sent() == [email]
    assert Message.objects.get(cause__startswith="new-link").ticket == (other if theirs else ticket)
    assert Event.objects.latest("id").ticket == ticket


def test_links_that_ended_open_nothing(ticket):
    token = make.token(ticket, at=NOW)
    assert tokens.read(ticket.reference, token, NOW)
    end_links(Ticket.objects.filter(pk=ticket.pk))
    assert tokens.read(ticket.reference, token, NOW) is None
