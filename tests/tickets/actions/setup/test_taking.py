"""Whether an answer takes a ticket that nobody owns is decided by who sets the desk up, and the newest decision holds."""

import pytest

from tests import make
from tickets.actions.setup import taking
from tickets.models import TakingByAnswer, Ticket
from tickets.rules.access import Denied

NOW = make.at("5 11:00")


@pytest.fixture
def clara(db):
    make.desk()
    return make.person("clara", "administrator")


def owner_after_an_answer():
    ticket = make.ticket("5 10:00", email=f"m{Ticket.objects.count()}@example.org")
    return make.answered(ticket, "5 10:10").owner


def test_an_answer_takes_it_until_somebody_decides_otherwise_and_then_again(clara):
    assert owner_after_an_answer() == make.person()
    taking.decide(False, by=clara, at=NOW)
    assert owner_after_an_answer() is None
    taking.decide(True, by=clara, at=NOW)
    assert owner_after_an_answer() == make.person()


def test_what_has_an_owner_stays_theirs_whatever_was_decided(clara):
    ticket = make.ticket("5 10:00")
    make.do("assign", ticket, by=clara, at=make.at("5 10:05"), to=clara)
    assert make.answered(ticket, "5 10:10").owner == clara


@pytest.mark.parametrize("role", ["agent", "team_lead", "manager", "read_only"])
def test_nobody_else_decides_it(clara, role):
    with pytest.raises(Denied):
        taking.decide(False, by=make.person("somebody", role), at=NOW)
    assert not TakingByAnswer.objects.exists()
