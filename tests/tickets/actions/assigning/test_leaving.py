"""What belongs to somebody who is not there goes on, once, and the history says why."""

import pytest

from tests import make
from tests.tickets.actions.assigning.conftest import case, change, member, owner_of
from tickets.actions.assigning.leaving import of_ended_shifts, of_who_is_away
from tickets.actions.assigning.new_tickets import give_out
from tickets.actions.promises import PromiseGiven
from tickets.actions.setup.out_of_office import be_away
from tickets.actions.verbs import perform
from tickets.actions.verbs.assignment import Give
from tickets.models import Event, Promise
from tickets.rules.access import ASSIGNING, SWEEP

WEEK = {str(day): [["09:00", "17:00"]] for day in range(5)}
LATE = {str(day): [["12:00", "20:00"]] for day in range(5)}


@pytest.fixture
def ana(team):
    return member(team, "ana")


def away(ana, since="5 12:00", until="7 09:00", **more):
    return be_away(by=ana, at=make.at("5 11:00"), from_at=make.at(since), until_at=make.at(until), **more)


def test_when_it_begins_what_is_ours_to_move_waits_for_the_team_and_whoever_is_there_is_given_it(team, ana):
    ours, theirs = case(team, number=1, owner=ana), case(team, number=2, owner=ana)
    make.answered(theirs, "5 10:30", ana)
    away(ana)
    assert of_who_is_away(make.at("5 11:59:59")) == 0
    assert of_who_is_away(make.at("5 12:00")) == 1
    assert (owner_of(ours), owner_of(theirs)) == (None, ana)
    event = Event.objects.latest("id")
    assert (event.actor_kind, event.data) == ("clock", {"to": None, "why": "out_of_office"})
    assert of_who_is_away(make.at("5 12:01")) == 0
    ben = member(team, "ben")
    give_out(make.at("5 12:01"))
    assert owner_of(ours) == ben


def test_what_becomes_ours_to_move_while_they_are_away_goes_on_too(team, ana):
    ticket = case(team, owner=ana)
    make.answered(ticket, "5 10:30", ana)
    ben = member(team, "ben")
    away(ana, hands="person", to=ben)
    assert of_who_is_away(make.at("5 12:00")) == 0
    make.receive("6 10:00", "Any news?", email="m1@example.org", ticket=ticket)
    assert of_who_is_away(make.at("6 10:01")) == 1
    assert owner_of(ticket) == ben


def test_a_promise_of_theirs_stays_a_promise_that_another_owes(team, ana):
    ticket = case(team, owner=ana)
    make.answered(ticket, "5 10:30", ana, promise=PromiseGiven("A fix", make.at("6 12:00")))
    before = Promise.objects.values("text", "due_at", "state", "owed").get()
    ben = member(team, "ben")
    away(ana, hands="person", to=ben)
    assert of_who_is_away(make.at("5 12:00")) == 1
    assert (owner_of(ticket), Promise.objects.values("text", "due_at", "state", "owed").get()) == (ben, before)


def test_to_somebody_who_is_away_too_nothing_is_handed_over_but_to_the_team(team, ana):
    ticket, ben = case(team, owner=ana), member(team, "ben")
    be_away(by=ben, at=make.at("5 11:00"), from_at=make.at("5 11:00"), until_at=make.at("6 09:00"))
    away(ana, hands="person", to=ben)
    of_who_is_away(make.at("5 12:00"))
    assert owner_of(ticket) is None


def test_who_keeps_theirs_keeps_them(team, ana):
    ticket = case(team, owner=ana)
    away(ana, hands="keep")
    assert (of_who_is_away(make.at("5 12:00")), owner_of(ticket)) == (0, ana)


def shifts(team, ana):
    change(team, hands_over_shifts=True)
    ana.working_hours, ana.time_zone = WEEK, "Europe/Berlin"
    ana.save()


def test_at_the_end_of_a_shift_what_is_due_before_they_are_back_goes_to_who_is_there(team, ana):
    shifts(team, ana)
    ben = member(team, "ben", working_hours=LATE, time_zone="Europe/Berlin")
    # A first answer is due an hour after it came, in the desk's hours: at 10:30 the next morning, after she is back.
    early, later = case(team, "5 15:30", 1, owner=ana), case(team, "5 16:30", 2, owner=ana)
    assert of_ended_shifts(make.at("5 16:59:59")) == 0
    assert of_ended_shifts(make.at("5 17:00")) == 1
    assert (owner_of(early), owner_of(later)) == (ben, ana)
    event = Event.objects.latest("id")
    assert (event.actor_kind, event.data) == ("clock", {"to": ben.pk, "why": "shift_ended"})


def test_a_shift_is_looked_at_once_so_that_what_they_take_later_stays_theirs(team, ana):
    shifts(team, ana)
    member(team, "ben", working_hours=LATE, time_zone="Europe/Berlin")
    of_ended_shifts(make.at("5 17:00"))
    taken = case(team, "5 15:30", 1, owner=ana)
    assert of_ended_shifts(make.at("5 18:00")) == 0
    assert owner_of(taken) == ana
    assert of_ended_shifts(make.at("6 17:00")) == 1  # after the next shift


def test_where_nobody_is_there_or_the_team_does_not_want_it_it_stays_theirs(team, ana):
    shifts(team, ana)
    ticket = case(team, "5 15:30", 1, owner=ana)
    assert of_ended_shifts(make.at("5 17:00")) == 0
    member(team, "ben")
    change(team, hands_over_shifts=False)
    assert of_ended_shifts(make.at("6 17:00")) == 0
    assert owner_of(ticket) == ana


def test_what_somebody_took_or_resolved_meanwhile_is_given_to_nobody(team, ana):
    ben, ticket = member(team, "ben"), case(team, owner=ana)
    step = Give(whose=None, to=ben.pk, why="turn")  # it was nobody's when the machine looked
    assert perform(ticket, [step], actor=ASSIGNING, at=make.at("5 11:00")).owner == ana
    make.resolved(ticket, "5 11:10", ana)
    step = Give(whose=ana.pk, to=ben.pk, why="out_of_office")
    assert perform(ticket, [step], actor=SWEEP, at=make.at("5 11:20")).owner == ana
