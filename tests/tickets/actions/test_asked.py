"""Questions for what we know are read off an answer's words."""

import pytest

from tests import make
from tickets.actions.asked import ever_noted, held
from tickets.actions.record import log_of
from tickets.actions.verbs import perform
from tickets.actions.verbs.conversation import Learn
from tickets.models import Event, FactName
from tickets.models.caught import forget_fact_names
from tickets.models.history import seconds


@pytest.fixture
def ana(db):
    make.desk()
    return make.person("ana")


def type_in(ticket, ana, when, facts, **more):
    """Somebody types facts at the desk."""
    step = Learn(facts=facts, **more)
    step.is_typed = True
    perform(ticket, [step], actor=ana, at=make.at(when))


@pytest.fixture
def ticket(ana):
    ticket = make.ticket("10 10:00", facts={"app_version": "4.2"})  # as a program called it
    type_in(ticket, ana, "10 10:05", {"Phone model": "Pixel 7"})
    return ticket


def asked(ticket):
    events = Event.objects.filter(ticket=ticket, kind="asked").order_by("id")
    return [(event.data["facts"], event.data["verify"]) for event in events]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Which device are you using?", [(["device"], False)]),
        ("What version of the app do you have?", [(["app_version"], False)]),
        ("Is your device still the pixel 7?", [(["device"], True)]),
        ("Could you confirm the device, a Pixel 7?", [(["device"], True)]),
        ("Which device is it? And is version 4.2 still the one?", [(["device"], False), (["app_version"], True)]),
        ("Could you send me your order number?", []),  # we do not hold it
        ("Is your device still the same?", []),
        ("We are on it.", []),
    ],
)
def test_an_answer_tells_what_it_asked_for(ticket, ana, text, told):
    make.answered(ticket, "10 10:10", ana, text)
    assert asked(ticket) == told


def test_what_is_not_known_any_more_may_be_asked_for(ticket, ana):
    until = make.at("10 10:08")
    type_in(ticket, ana, "10 10:06", {"device": "Pixel 7"}, valid_until=until)
    make.answered(ticket, "10 10:10", ana, "Which device are you using?")
    assert asked(ticket) == []


def test_a_desks_own_words_count(ticket, ana):
    FactName.objects.update_or_create(key="device", defaults={"words": "handset"})
    forget_fact_names()
    make.answered(ticket, "10 10:10", ana, "Which handset do you use, please tell me your handset?")
    assert asked(ticket) == [(["device"], False)]


def test_a_newer_value_keeps_the_name_that_it_is_held_under(ticket, ana):
    type_in(ticket, ana, "10 10:06", {"Version": "4.3"})
    assert ever_noted(log_of(ticket)) == ["app_version", "device"]


def test_what_is_held_is_the_newest_note_of_each_key(ticket):
    lines = log_of(ticket)
    assert set(held(lines, seconds(make.at("10 10:06")))) == {"app_version", "device"}
    assert held(lines, seconds(make.at("10 09:59"))) == {}
    assert ever_noted(lines) == ["app_version", "device"]


def test_a_program_keeps_its_own_names(ana):
    ticket = make.ticket("10 10:00")
    make.do("facts", ticket, by=ana, at=make.at("10 10:05"), facts={"Phone model": "Pixel 7"})
    assert set(held(log_of(ticket), seconds(make.at("10 10:06")))) == {"phone model"}
