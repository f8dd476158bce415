"""What we owe: making, keeping, waiving and replacing promises (definitions 3)."""

from datetime import timedelta

import pytest

from tests import make
from tickets.actions.record import Invalid
from tickets.models import Event, Promise
from tickets.rules.lifecycle import Forbidden

pytestmark = pytest.mark.django_db
MADE, DUE = make.at("5 10:30"), make.at("6 10:00")
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def ana():
    return make.person()


@pytest.fixture
def ticket():
    make.desk()
    return make.ticket("5 10:00")


@pytest.fixture
def owed(ticket, ana):
    """A fix by Thursday at ten."""
    make.do("promise", ticket, by=ana, at=MADE, text=" a fix ", due_at=DUE)
    return Promise.objects.get()


def stands():
    """How all promises stand, oldest first."""
    return [(row.text, row.state, row.owed) for row in Promise.objects.order_by("pk")]


def test_a_promise_is_made_with_its_words_its_author_and_its_due_time(ticket, owed, ana):
    assert (owed.text, owed.by, owed.made_at, owed.due_at, owed.state) == ("a fix", ana, MADE, DUE, "open")
    ticket.refresh_from_db()
    assert (ticket.waiting_on, Event.objects.get(kind="promise").data) == ("us", {"due_at": DUE.timestamp()})


def test_without_a_date_the_policy_says_by_when(ticket, ana):
    make.do("promise", ticket, by=ana, at=MADE, text="a fix")
    assert Promise.objects.get().due_at == make.at("6 10:30")
    assert Event.objects.get(kind="promise").data["by_policy"] is True


@pytest.mark.parametrize("due", [MADE, MADE - A_MINUTE])
def test_what_is_past_cannot_be_promised(ticket, ana, due):
    with pytest.raises(Invalid, match="in the future"):
        make.do("promise", ticket, by=ana, at=MADE, text="a fix", due_at=due)


def test_a_promise_counts_as_kept_from_the_answer_that_delivered_it(ticket, owed, ana):
    make.answered(ticket, "5 11:00", ana)
    make.answered(ticket, "5 12:00", ana)
    make.do("keep-promise", ticket, by=ana, at=make.at("6 15:00"), promise=owed.pk)
    owed.refresh_from_db()
    assert (owed.state, owed.settled_at) == ("kept", make.at("5 12:00"))


@pytest.mark.parametrize("told_at", ["5 10:30", "5 10:15"])
def test_an_answer_of_before_keeps_nothing(ticket, owed, ana, told_at):
    make.answered(ticket, "5 11:00", ana, occurred_at=make.at(told_at))
    with pytest.raises(Invalid, match="Tell the customer first"):
        make.do("keep-promise", ticket, by=ana, at=make.at("5 12:00"), promise=owed.pk)


def test_an_answer_to_their_call_keeps_nothing(ticket, owed, ana):
    make.answered(ticket, "5 11:00", ana, channel="phone", session="line:1")
    with pytest.raises(Invalid, match="an answer that we start"):
        make.do("keep-promise", ticket, by=ana, at=make.at("5 12:00"), promise=owed.pk)


@pytest.mark.parametrize(("when", "state"), [("6 10:00", "waived"), ("6 10:01", "broken")])
def test_what_is_not_needed_any_more_is_not_owed_and_was_broken_once_it_was_late(ticket, owed, ana, when, state):
    make.do("waive-promise", ticket, by=ana, at=make.at(when), promise=owed.pk)
    assert stands() == [("a fix", state, False)]


def test_another_promise_takes_its_place_and_says_the_same_unless_it_has_words(ticket, owed, ana):
    make.do("supersede-promise", ticket, by=ana, at=DUE - A_MINUTE, promise=owed.pk, due_at=make.at("10 10:00"))
    second = Promise.objects.latest("pk")
    assert stands() == [("a fix", "superseded", False), ("a fix", "open", True)]
    assert second.due_at == make.at("10 10:00")
    make.do("supersede-promise", ticket, by=ana, at=DUE, promise=second.pk, text="a better fix")
    assert stands()[2] == ("a better fix", "open", True)


def test_what_is_due_is_kept_or_broken_and_replaced_by_nothing(ticket, owed, ana):
    with pytest.raises(Forbidden, match="before it is due"):
        make.do("supersede-promise", ticket, by=ana, at=DUE, promise=owed.pk)
    with pytest.raises(Invalid, match="in the future"):
        make.do("supersede-promise", ticket, by=ana, at=MADE + A_MINUTE, promise=owed.pk, due_at=MADE + A_MINUTE)


@pytest.mark.parametrize("verb", ["keep-promise", "waive-promise", "supersede-promise"])
def test_a_promise_of_another_ticket_is_none_of_this_one(owed, ana, verb):
    other = make.ticket("5 10:10", email="leo@example.org")
    with pytest.raises(Invalid, match="no such promise"):
        make.do(verb, other, by=ana, at=MADE + A_MINUTE, promise=owed.pk)
