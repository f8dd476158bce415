"""An answer with what is done along with it: one save, each step with its own permission, all or none."""

import json

import pytest
from django.http import QueryDict
from rest_framework.exceptions import ValidationError

from tests import make
from tests.make import at
from tickets.actions.inputs import Refused
from tickets.actions.setup import people
from tickets.actions.verbs import VERBS, perform
from tickets.models import Event, Message, Promise, Ticket
from tickets.rules import access
from tickets.rules.access import COMMAND, Denied

NOW = at("5 10:05")


@pytest.fixture
def ticket(db):
    make.desk()
    return make.ticket("5 10:00", "The app hangs.")


def read(*steps, verb="reply", **more):
    """A form with steps, as the composer sends it."""
    typed = QueryDict(mutable=True)
    typed.update({"text": "On it.", **more})
    typed.setlist("steps", [step if isinstance(step, str) else json.dumps(step) for step in steps])
    return VERBS[verb].read(typed, actor=make.person("ana"), at=NOW, form=True)


def sent(ticket, *steps, by=None, **more):
    return perform(ticket, [read(*steps, **more)], actor=by or make.person("ana"), at=NOW)


def test_all_of_it_is_one_save_after_the_answer(ticket):
    version = ticket.version
    team = people.create_team(by=COMMAND, slug="app", name="App support")
    done = sent(
        ticket,
        {"verb": "status", "to": "pending"},
        {"verb": "priority", "to": "high"},
        {"verb": "tag", "add": ["app"]},
        {"verb": "assign", "team": "app"},
        {"verb": "facts", "facts": {"device": "Pixel 7"}},
        {"verb": "promise", "text": "a fix", "due_at": "2025-03-06T09:00:00Z"},
    )
    assert done.version == version + 1
    assert (done.status, done.priority, done.tags, done.team) == ("pending", "high", ["app"], team)
    promise = Promise.objects.get()
    assert (promise.text, promise.due_at) == ("a fix", at("6 10:00"))
    assert promise.made_in.message == Message.objects.get(direction="out", automatic=False)


def test_whose_it_is_then_is_said_before_the_answer_that_would_make_it_its_writers(ticket):
    make.person("ben")
    assert sent(ticket, {"verb": "assign", "to": "ben"}).owner.username == "ben"
    assert list(Event.objects.filter(kind="assign").values_list("data", flat=True)) == [{"to": make.person("ben").pk}]


def test_who_takes_it_along_with_an_answer_owns_it(ticket):
    make.do("assign", ticket, at=at("5 10:01"), to=make.person("ben"))
    assert sent(ticket, {"verb": "take"}).owner.username == "ana"


def test_a_step_that_resolves_is_how_the_answer_ends(ticket):
    done = sent(ticket, {"verb": "resolve"})
    assert (done.status, done.loop) == ("resolved", "awaiting")


@pytest.mark.parametrize("step", [{"verb": "resolve"}, {"verb": "status", "to": "on_hold"}])
def test_what_a_person_pressed_goes_before_what_a_macro_says(ticket, step):
    assert sent(ticket, step, then="wait").status == "pending"


def test_each_step_needs_its_own_permission_and_then_nothing_is_done(ticket, monkeypatch):
    monkeypatch.setitem(access.MAY, "priority", access.LEADS)
    events = Event.objects.count()
    with pytest.raises(Denied):
        sent(ticket, {"verb": "tag", "add": ["app"]}, {"verb": "priority", "to": "high"})
    assert Event.objects.count() == events
    monkeypatch.undo()
    assert sent(ticket, {"verb": "priority", "to": "high"}).priority == "high"


@pytest.mark.parametrize(
    "step",
    [
        "{",
        "[]",
        '"take"',
        "{}",
        {"verb": "merge", "into": 1},
        {"verb": "spam"},
        {"verb": "reply", "text": "and this"},
        {"verb": ["take"]},
    ],
)
def test_what_is_no_step_of_a_macro_is_refused(ticket, step):
    with pytest.raises(ValidationError, match="cannot be read"):
        read(step)


@pytest.mark.parametrize(
    "step",
    [
        {"verb": "priority", "to": "very"},
        {"verb": "tag", "add": ["x" * 81]},
        {"verb": "tag", "colour": "red"},
        {"verb": "promise", "text": ""},
        {"verb": "snooze", "until": "tomorrow"},
    ],
)
def test_a_step_is_read_by_its_verbs_own_input(ticket, step):
    with pytest.raises(ValidationError):
        read(step)


def test_a_step_that_names_somebody_who_left_is_refused(ticket):
    with pytest.raises(Refused):
        read({"verb": "assign", "to": "nobody here"})


def test_more_than_forty_are_refused(ticket):
    with pytest.raises(ValidationError, match="So much cannot be done at once"):
        read(*[{"verb": "tag", "add": [str(n)]} for n in range(41)])


def test_a_note_goes_with_steps_too_and_resolves_nothing(ticket):
    done = perform(ticket, [read({"verb": "tag", "add": ["app"]}, verb="note")], actor=make.person("ana"), at=NOW)
    assert done.tags == ["app"]
    with pytest.raises(ValidationError, match="A note resolves nothing"):
        read({"verb": "resolve"}, verb="note")


def test_programs_send_no_steps_with_an_answer(ticket):
    with pytest.raises(ValidationError, match="There is no such field"):
        VERBS["reply"].read({"text": "Hello", "steps": []}, actor=make.person("ana"), at=NOW)


def test_without_steps_an_answer_is_what_it_was(ticket):
    assert "steps" not in read().given
    assert sent(ticket).status == "open"
    assert Ticket.objects.get(pk=ticket.pk).owner.username == "ana"
