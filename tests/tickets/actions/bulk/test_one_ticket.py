"""One ticket of a bulk change: what it changes, and an accident that stops no other."""

import pytest

from tests import make
from tickets.actions.bulk import one_ticket, runs
from tickets.actions.verbs import VERBS
from tickets.models import Message, Ticket

NOW = make.at("5 12:00")


@pytest.fixture
def ana(db):
    make.desk()
    return make.person()


def test_a_snooze_whose_time_has_come_is_none(ana):
    ticket = make.ticket("5 10:00")
    make.do("snooze", ticket, by=ana, at=make.at("5 11:00"), until=make.at("5 11:30"))
    assert one_ticket.part_of("snooze", ticket.pk, make.at("5 11:29")) == {"snoozed_until": "2025-03-05T10:30:00Z"}
    assert one_ticket.part_of("snooze", ticket.pk, make.at("5 11:30")) == {"snoozed_until": None}
    assert one_ticket.part_of("reply", ticket.pk, NOW) is None


def test_an_error_in_one_is_told_and_the_others_are_done(ana, monkeypatch):
    pks = [make.ticket("5 10:00", email=f"m{n}@example.org").pk for n in range(3)]
    real = VERBS["priority"].events

    def broken(self, found, actor, at):
        if found.ticket.pk == pks[1]:
            raise RuntimeError("no")
        return real(self, found, actor, at)

    monkeypatch.setattr(VERBS["priority"], "events", broken)
    run = runs.choose("priority", Ticket.objects.all(), by=ana, at=NOW)
    runs.ask(run, VERBS["priority"](to="high"), NOW)
    runs.start(run, NOW)
    told = dict(run.items.values_list("ticket", "reason"))
    assert told == {pks[0]: "", pks[1]: "It could not be done (RuntimeError).", pks[2]: ""}
    assert Ticket.objects.filter(priority="high").count() == 2


def test_of_two_workers_the_second_finds_a_ticket_answered(ana):
    make.ticket("5 10:00")
    run = runs.choose("reply", Ticket.objects.all(), by=ana, at=NOW)
    runs.ask(run, VERBS["reply"](text="We work on it."), NOW)
    item = run.items.get()
    item.version = None
    item.save()
    for _worker in range(2):
        one_ticket.do(item.pk, run, NOW)
    assert Message.objects.filter(direction="out", automatic=False).count() == 1
