"""Next: the most urgent ticket that somebody may take is theirs, and nobody else's."""

import threading
from time import perf_counter

import pytest
from django.db import connection

from tests import make
from tickets.actions.next_ticket import next_for
from tickets.actions.setup import people
from tickets.models import Event, Ticket
from tickets.rules.access import COMMAND, Denied

NOW = make.at("5 12:00")


@pytest.fixture
def ana(db):
    make.desk()
    return make.person()


def case(when, number):
    return make.ticket(when, f"Case {number}", email=f"m{number}@example.org")


def test_what_is_due_soonest_and_nobody_owns_is_theirs(ana):
    later, sooner = case("5 11:00", 1), case("5 10:00", 2)
    assert next_for(ana, NOW) == sooner
    assert Ticket.objects.get(pk=sooner.pk).owner == ana
    assert (Event.objects.latest("id").kind, Event.objects.latest("id").by) == ("assign", ana)
    assert next_for(ana, NOW, passed=[sooner.pk]) == later
    assert next_for(ana, NOW, passed=[sooner.pk, later.pk]) is None


def test_ones_own_overdue_ones_come_before_what_is_free_and_more_overdue(ana):
    free, own = case("5 09:30", 1), case("5 10:30", 2)
    make.do("assign", own, by=ana, at=make.at("5 10:31"), to=ana)
    assert next_for(ana, NOW) == own
    assert Ticket.objects.get(pk=free.pk).owner is None


def test_ones_own_that_is_not_due_yet_waits_for_a_free_one_that_is(ana):
    own, free = case("5 11:30", 1), case("5 11:20", 2)
    make.do("assign", own, by=ana, at=make.at("5 11:31"), to=ana)
    assert next_for(ana, NOW) == free
    assert next_for(ana, NOW, passed=[free.pk]) == own


def test_what_is_not_ours_to_move_is_anothers_snoozed_or_out_of_sight_is_not_given(ana):
    ben = make.person("ben")
    theirs, waiting, snoozed, hidden, done = (case("5 10:00", number) for number in range(5))
    make.do("assign", theirs, by=ben, at=make.at("5 10:10"), to=ben)
    make.answered(waiting, "5 10:10", ben)
    make.do("assign", waiting, by=ben, at=make.at("5 10:20"), to=None)
    make.do("snooze", snoozed, by=ben, at=make.at("5 10:10"), until=make.at("6 10:00"))
    team = people.create_team(by=COMMAND, slug="other", name="Others")
    make.do("assign", hidden, by=ben, at=make.at("5 10:10"), to=None, team=team)
    make.resolved(done, "5 10:10", ben)
    make.do("assign", done, by=ben, at=make.at("5 10:20"), to=None)
    assert next_for(ana, NOW) is None


def test_what_needs_a_skill_goes_to_who_has_it_and_who_owns_enough_gets_their_own(ana):
    sam = make.person("sam", skills=["billing"])
    first, second, third = case("5 09:30", 1), case("5 10:00", 2), case("5 10:10", 3)
    make.do("tag", first, by=ana, at=make.at("5 10:00"), add=["billing"])
    assert (next_for(ana, NOW), next_for(sam, NOW)) == (second, first)
    ana.most_open = 1
    assert next_for(ana, NOW, passed=[second.pk]) is None
    assert next_for(ana, NOW) == second
    ana.most_open = 2
    assert next_for(ana, NOW, passed=[second.pk]) == third


def test_who_may_only_read_gets_none(ana):
    with pytest.raises(Denied):
        next_for(make.person("rob", "read_only"), NOW)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("left_clean")
def test_twenty_people_who_press_at_once_get_two_hundred_tickets_each_once():
    make.desk()
    cases = {case("5 10:00", number).pk for number in range(200)}
    agents = [make.person(f"agent{number}") for number in range(20)]
    took: list[float] = []
    lock = threading.Lock()

    def press(agent):
        given = []
        while True:
            began = perf_counter()
            found = next_for(agent, NOW, passed=given)
            with lock:
                took.append(perf_counter() - began)
            if found is None:
                return given
            given.append(found.pk)

    given = make.at_once(*(lambda agent=agent: press(agent) for agent in agents))
    assert all(isinstance(each, list) for each in given), given
    claimed = [pk for each in given for pk in each]
    assert (len(claimed), set(claimed)) == (len(cases), cases)
    owners = dict(Ticket.objects.values_list("pk", "owner__username"))
    assert all(owners[pk] == agents[n].username for n, each in enumerate(given) for pk in each)
    assert Event.objects.filter(kind="assign").count() == len(cases)
    took.sort()
    told = f"median {took[len(took) // 2] * 1000:.0f} ms, p99 {took[-len(took) // 100] * 1000:.0f} ms"
    print(f"{connection.vendor}: {len(took)} presses, {told}")
