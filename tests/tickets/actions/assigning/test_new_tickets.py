"""New tickets of a team find an owner by themselves."""

import threading
from collections import Counter

import pytest

from tests import make
from tests.tickets.actions.assigning.conftest import case, change, member, new_team, owner_of
from tickets import tasks
from tickets.actions.assigning.new_tickets import give_out
from tickets.actions.setup.out_of_office import be_away
from tickets.models import Event, Ticket

NOW = make.at("5 12:00")
WEEK = {str(day): [["09:00", "17:00"]] for day in range(5)}


def test_a_team_that_said_nothing_has_its_tickets_taken_by_its_people(db):
    make.desk()
    team = new_team("none")
    member(team, "ana")
    ticket = case(team)
    assert (give_out(NOW), owner_of(ticket)) == (0, None)


def test_by_turns_each_gets_the_next_and_the_history_says_why(team):
    ana, ben = member(team, "ana"), member(team, "ben")
    first, second, third = (case(team, f"5 10:0{n}", n) for n in range(3))
    assert give_out(NOW) == 3
    assert [owner_of(ticket) for ticket in (first, second, third)] == [ana, ben, ana]
    event = Event.objects.filter(ticket=first, kind="assign").latest("id")
    assert (event.data["why"], event.actor_kind, event.actor_id, event.by) == ("turn", "rule", "assigning", None)
    assert give_out(NOW) == 0
    assert give_out_one(team, 4) == ben


def give_out_one(team, number):
    ticket = case(team, "5 11:00", number)
    give_out(NOW)
    return owner_of(ticket)


def test_by_load_whoever_owns_least_gets_it_up_to_their_limit(team):
    change(team, assigning="least_loaded")
    ana, ben = member(team, "ana"), member(team, "ben", most_open=2)
    for number in range(3):
        case(team, number=number, owner=ana)
    assert [give_out_one(team, number) for number in range(10, 14)] == [ben, ben, ana, ana]


def test_who_is_not_at_work_or_only_reads_gets_none(team):
    away, _reads = member(team, "ana"), member(team, "rob", role="read_only")
    member(team, "nina", working_hours=WEEK, time_zone="Asia/Tokyo")  # 20:00 there
    gone = member(team, "gone")
    gone.is_active = False
    gone.save()
    be_away(by=away, at=NOW, from_at=NOW, until_at=make.at("6 09:00"))
    ticket = case(team)
    assert (give_out(NOW), owner_of(ticket)) == (0, None)
    assert give_out(make.at("6 09:00")) == 1
    assert owner_of(ticket) == away


def test_a_tag_that_is_somebodys_skill_goes_to_who_has_it_and_holds_up_no_other(team):
    ana = member(team, "ana")
    skilled = member(team, "sam", skills=["billing"], working_hours=WEEK, time_zone="Asia/Tokyo")
    first, other = case(team, "5 09:30", 1, tags=["billing"]), case(team, "5 10:00", 2, tags=["app"])
    assert give_out(NOW) == 1
    assert (owner_of(first), owner_of(other)) == (None, ana)
    give_out(make.at("6 01:00"))  # 9 o'clock in Tokyo
    assert owner_of(first) == skilled


def test_what_waits_on_others_is_snoozed_or_of_another_team_is_left(team, db):
    ana = member(team, "ana")
    waiting, snoozed = case(team, number=1), case(team, number=2)
    foreign = make.ticket("5 10:00", "Foreign", email="x@example.org")
    make.answered(waiting, "5 10:10", ana)
    make.do("assign", waiting, by=ana, at=make.at("5 10:20"), to=None)
    make.do("snooze", snoozed, by=ana, at=make.at("5 10:10"), until=make.at("6 10:00"))
    assert give_out(NOW) == 0
    assert {owner_of(ticket) for ticket in (waiting, snoozed, foreign)} == {None}


def test_the_clock_gives_all_that_waits(team, time_machine_at):
    member(team, "ana")
    for number in range(45):  # more than one transaction holds
        case(team, number=number)
    tasks.assign()
    assert not Ticket.objects.filter(owner=None).exists()


@pytest.fixture
def time_machine_at(monkeypatch):
    monkeypatch.setattr(tasks.timezone, "now", lambda: NOW)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("left_clean")
@pytest.mark.parametrize("way", ["round_robin", "least_loaded"])
def test_eight_workers_give_a_hundred_tickets_to_five_people_each_once_and_evenly(way):
    make.desk()
    team = new_team(way)
    agents = [member(team, f"agent{number}") for number in range(5)]
    tickets = {case(team, number=number).pk for number in range(100)}
    events = Event.objects.filter(kind="assign").count()
    left = threading.Event()

    def work():
        given = 0
        while not left.is_set():
            given += give_out(NOW)
            if not Ticket.objects.filter(owner=None).exists():
                left.set()
        return given

    given = make.at_once(*[work] * 8)
    assert all(isinstance(each, int) for each in given), given
    assert (sum(given), Event.objects.filter(kind="assign").count() - events) == (100, 100)
    assert set(Ticket.objects.exclude(owner=None).values_list("pk", flat=True)) == tickets
    assert Counter(Ticket.objects.values_list("owner", flat=True)) == {agent.pk: 20 for agent in agents}
