"""What waits for somebody leaves in one mail: while they are away, outside their quiet hours, and only what they have not seen."""

from datetime import time, timedelta

import pytest

from tests import make
from tests.tickets.actions.telling.conftest import ALL, nobody_looked, read_on
from tickets.actions.setup import people
from tickets.actions.setup.told import want
from tickets.actions.telling.following import follow
from tickets.actions.telling.gathering import KEPT, forget, gather
from tickets.models import Notice, Telling, Told
from tickets.rules.access import COMMAND

NOW = make.at("5 12:00")


@pytest.fixture
def wrote(ticket):
    """The customer wrote three times."""
    for minute in (10, 30, 50):
        make.receive(f"5 11:{minute}", "Any news?", ticket=ticket)
    read_on()
    return ticket


def waiting():
    return Notice.objects.filter(telling=None, dropped_at=None).count()


def test_what_waits_leaves_together_and_once(wrote):
    assert (waiting(), gather(NOW, nobody_looked)) == (3, 1)
    assert Telling.objects.get().notices.count() == 3
    assert gather(NOW, nobody_looked) == 0


def test_nothing_leaves_while_they_use_the_desk(wrote, ana):
    def looked(person, ticket):
        return make.at("5 11:56") if ticket is None else None

    assert gather(NOW, looked) == 0
    assert gather(make.at("5 12:01"), looked) == 1


def test_what_they_had_before_them_or_have_answered_is_not_told(wrote, ana):
    assert gather(NOW, lambda person, ticket: make.at("5 11:51") if ticket == wrote.pk else None) == 0
    assert (waiting(), Notice.objects.exclude(dropped_at=None).count()) == (0, 3)
    make.receive("5 12:10", "Hello?", ticket=wrote)
    make.answered(wrote, "5 12:11", ana)
    read_on()
    assert (gather(make.at("5 13:00"), nobody_looked), waiting()) == (0, 0)


def test_what_comes_in_quiet_hours_arrives_at_their_end_in_one_mail(wrote, ana):
    want(by=ana, by_mail=ALL, quiet_from=time(22), quiet_until=time(7))
    assert gather(make.at("5 23:00"), nobody_looked) == 0
    assert gather(make.at("6 06:59:59"), nobody_looked) == 0
    assert gather(make.at("6 07:00"), nobody_looked) == 1
    assert Telling.objects.get().notices.count() == 3


def test_a_digest_comes_no_oftener_than_wanted(wrote, ana):
    want(by=ana, by_mail=ALL, pace="hour")
    assert gather(NOW, nobody_looked) == 1
    make.receive("5 12:20", "Hello?", ticket=wrote)
    read_on()
    assert gather(make.at("5 12:59:59"), nobody_looked) == 0
    assert gather(make.at("5 13:00"), nobody_looked) == 1


def test_what_they_may_not_see_any_more_or_do_not_want_any_more_is_dropped(wrote, ana, ben):
    team = people.create_team(by=COMMAND, slug="app", name="App")
    make.do("assign", wrote, by=ben, at=NOW, to=ben, team=team)
    assert (gather(NOW, nobody_looked), waiting()) == (0, 0)
    make.do("assign", wrote, by=make.person("boss", "manager"), at=NOW, to=ana)
    read_on()
    want(by=ana, by_mail=["wrote"])
    assert (gather(NOW, nobody_looked), waiting()) == (0, 0)


def test_what_was_told_long_ago_is_forgotten(wrote):
    gather(NOW, nobody_looked)
    forget(make.at("5 11:50") + KEPT - timedelta(seconds=1))
    assert Notice.objects.count() == 1
    forget(NOW + KEPT)
    assert (Notice.objects.count(), Telling.objects.count(), Told.objects.count()) == (0, 0, 1)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("left_clean")
def test_six_workers_at_once_make_each_notice_once_and_put_it_into_one_mail():
    make.desk()
    ana = make.person("ana", email="ana@example.com", is_staff=True)
    ben = make.person("ben", is_staff=True)
    want(by=ana, by_mail=ALL)
    follow()
    tickets = [make.ticket("5 10:00", email=f"m{number}@example.org") for number in range(30)]
    for ticket in tickets:
        make.do("note", ticket, by=ben, at=NOW, text="@ana: look.")

    def work():
        for _ in range(20):
            follow()
            gather(NOW, nobody_looked)

    failed = [error for error in make.at_once(*[work] * 6) if error]
    assert not failed
    assert (Notice.objects.count(), waiting()) == (30, 0)
    assert sum(telling.notices.count() for telling in Telling.objects.all()) == 30
