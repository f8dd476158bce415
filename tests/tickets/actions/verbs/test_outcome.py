"""What comes after a resolution: a thank-you that is one, and one that asks for more."""

import pytest

from tests import make
from tickets.actions.ledger import Invalid
from tickets.models import Message
from tickets.models.message import Direction
from tickets.rules.access import Denied

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket():
    """Resolved on Thursday at ten; at eleven the customer wrote no more than thanks."""
    make.desk()
    ticket = make.resolved(make.ticket("5 10:00"), "6 10:00")
    assert not make.receive("6 11:00", "Thank you!", ticket=ticket).new_ticket
    ticket.refresh_from_db()
    assert ticket.status == "resolved"
    return ticket


def thanks():
    return Message.objects.filter(direction=Direction.IN).latest("id")


def not_thanks(ticket, when="7 09:30", message=None, reason="They ask for a refund.", by=None):
    by = by or make.person()
    pk = message or thanks().pk
    return make.do("not-thanks", ticket, by=by, at=make.at(when), message=pk, reason=reason)


def test_it_is_a_contact_from_its_own_time_on(ticket):
    ticket = not_thanks(ticket)
    [figures] = make.figures(as_of="7 10:00").values()
    assert (ticket.status, ticket.waiting_on) == ("open", "us")
    assert figures["reopens"] == 1
    assert figures["contacts"] == 2
    [wait] = [wait for wait in figures["next_responses"] if wait["running"]]
    assert wait["calendar_s"] == 23 * 3600  # from the thank-you, not from the second look at it
    assert figures["ttr"]["running"]


def test_the_reason_is_kept_where_only_we_see_it(ticket):
    not_thanks(ticket)
    note = Message.objects.latest("id")
    assert (note.direction, note.text, note.author.username) == ("internal", "They ask for a refund.", "ana")


def test_figures_of_before_stay_as_they_were_known(ticket):
    before = make.figures(as_of="7 09:00")
    not_thanks(ticket)
    assert make.figures(as_of="7 09:00") == before


def test_it_goes_out_and_comes_in_again(ticket):
    not_thanks(ticket)
    lines, figures = make.exported(), make.figures()
    assert [line["text"] for line in lines if line["kind"] == "not_thanks"] == ["They ask for a refund."]
    with make.passing():
        make.empty()
        assert not make.take(lines).refused
        assert make.exported() == lines
        assert make.figures() == figures


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": " "},
        {"message": 10**9},
    ],
)
def test_what_is_refused(ticket, wrong):
    with pytest.raises(Invalid):
        not_thanks(ticket, **wrong)


def test_a_contact_of_another_ticket_cannot_be_named(ticket):
    other = make.ticket("6 12:00", email="leo@example.org")
    with pytest.raises(Invalid):
        not_thanks(other)


def test_who_only_reads_may_not(ticket):
    with pytest.raises(Denied):
        not_thanks(ticket, by=make.person("rita", "read_only"))
