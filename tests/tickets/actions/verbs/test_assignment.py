"""Whose ticket it is, and where our people put it."""

import pytest

from tests import make
from tickets.actions.record import Invalid
from tickets.actions.verbs import VERBS, perform
from tickets.actions.verbs.assignment import Take
from tickets.models import Event, Team
from tickets.rules.access import Denied

pytestmark = pytest.mark.django_db
LATER = make.at("5 11:00")


@pytest.fixture
def ticket():
    make.desk()
    return make.ticket("5 10:00")


@pytest.fixture
def ana():
    return make.person()


def test_only_a_person_takes_a_ticket(ticket):
    with pytest.raises(Denied):
        perform(ticket, [Take()], actor=make.ACCOUNT, at=LATER)


def rows(ticket, kind):
    """What the events of a kind say."""
    return list(Event.objects.filter(ticket=ticket, kind=kind).order_by("id").values_list("data", flat=True))


def test_what_is_not_given_stays_and_null_is_nobody(ticket, ana):
    team = Team.objects.create(slug="app", name="App")
    make.do("assign", ticket, by=ana, at=LATER, to=ana, team=team)
    done = make.do("assign", ticket, by=ana, at=LATER, to=None)
    assert (done.owner, done.team) == (None, team)
    assert rows(ticket, "assign") == [{"to": ana.pk, "team": team.pk}, {"to": None}]


def test_somebody_who_left_gets_no_ticket(ticket, ana):
    with pytest.raises(Invalid, match="does not work here any more"):
        make.do("assign", ticket, by=ana, at=LATER, to=make.person("ben", is_active=False))
    with pytest.raises(Invalid, match="Say whom"):
        make.do("assign", ticket, by=ana, at=LATER)


def test_whoever_takes_a_ticket_owns_it(ticket, ana):
    done = make.do("take", ticket, by=ana, at=LATER)
    assert (done.owner, done.status) == (ana, "open")


@pytest.mark.parametrize(("to", "waits_on"), [("open", "us"), ("pending", "us"), ("on_hold", "third_party")])
def test_only_on_hold_moves_the_wait(ticket, ana, to, waits_on):
    done = make.do("status", ticket, by=ana, at=LATER, to=to)
    assert (done.status, done.waiting_on) == (to, waits_on)


def test_a_priority_is_kept_with_its_event(ticket, ana):
    assert make.do("priority", ticket, by=ana, at=LATER, to="urgent").priority == "urgent"
    assert rows(ticket, "priority") == [{"to": "urgent"}]


def test_a_ticket_is_put_out_of_sight_until_a_time_to_come(ticket, ana):
    with pytest.raises(Invalid, match="in the future"):
        make.do("snooze", ticket, by=ana, at=LATER, until=LATER)
    done = make.do("snooze", ticket, by=ana, at=LATER, until=make.at("6 09:00"))
    assert done.snoozed_until == make.at("6 09:00")
    assert make.receive("5 12:00", ticket=ticket).ticket.snoozed_until is None


SAID = [("assign", {"to": None}, "is handed over"), ("take", {}, "is yours"), ("status", {"to": "on_hold"}, "on hold")]
SAID += [("priority", {"to": "high"}, "high"), ("snooze", {"until": make.at("6 09:00")}, "No clock stops")]


@pytest.mark.parametrize(("verb", "given", "sentence"), SAID)
def test_what_was_done_is_said(ticket, ana, verb, given, sentence):
    done = make.do(verb, ticket, by=ana, at=LATER, **given)
    assert sentence in VERBS[verb](**given).done(ticket, done)
