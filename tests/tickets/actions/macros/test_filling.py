"""A macro for one ticket: values in place, and its actions as inputs of verbs."""

from datetime import timedelta

import pytest

from tests import make
from tests.make import at
from tickets.actions.macros.filling import fill, known_facts
from tickets.actions.promises import PromiseGiven
from tickets.actions.setup import people
from tickets.models import Customer, Macro, Ticket
from tickets.rules.access import COMMAND

NOW = "5 10:05"  # a Wednesday


@pytest.fixture
def ana(db):
    make.desk()
    return make.person("ana", first_name="Ana", last_name="Marić")


@pytest.fixture
def ticket(ana):
    facts = {"device": "Pixel 7"}
    return make.ticket("5 10:00", "The app hangs.", subject="App hangs", name="Mia Novak", facts=facts)


def of(ticket, by, text="", **more):
    """One macro filled in."""
    fresh = Ticket.objects.get(pk=ticket.pk) if ticket else None
    return fill([Macro(name="M", text=text, **more)], fresh, by, at(NOW))[0]


def test_every_value_that_a_ticket_has(ana, ticket):
    team = people.create_team(by=COMMAND, slug="app", name="App support")
    make.do("assign", ticket, at=at("5 10:01"), team=team)
    text = "{customer.name}|{customer.first_name}|{ticket.subject}|{agent.name}|{agent.first_name}|{team.name}|{fact.device}"
    told = of(ticket, ana, text + "|{ticket.reference}")
    assert told.text == f"Mia Novak|Mia|App hangs|Ana Marić|Ana|App support|Pixel 7|{ticket.reference}"
    assert told.missing == []


def test_what_has_no_value_is_named_and_stays_in_place(ana, ticket):
    told = of(ticket, ana, "{fact.app_version} {team.name} {promise.due} {agent.name}")
    assert told.text == "{fact.app_version} {team.name} {promise.due} Ana Marić"
    assert told.missing == ["fact.app_version", "team.name", "promise.due"]


@pytest.mark.parametrize("name", ["", "mia@example.org"])
def test_nobody_is_greeted_by_an_address(ana, ticket, name):
    Customer.objects.update(name=name)
    assert of(ticket, ana, "{customer.name}{customer.first_name}").missing == ["customer.name", "customer.first_name"]


def test_without_a_ticket_nothing_of_one_has_a_value(ana):
    assert of(None, ana, "{customer.name} {agent.first_name}").text == "{customer.name} Ana"


def test_the_newest_fact_counts_and_one_that_has_expired_is_none(ana, ticket):
    make.do("facts", ticket, by=ana, at=at("5 10:01"), facts={"device": "Pixel 8"})
    assert known_facts(ticket, at(NOW)) == {"device": "Pixel 8"}
    make.do("facts", ticket, by=ana, at=at("5 10:02"), facts={"device": "loan"}, valid_until=at("5 10:05"))
    assert known_facts(ticket, at("5 10:04")) == {"device": "loan"}
    assert known_facts(ticket, at(NOW)) == {}


def test_its_own_promise_goes_before_one_that_was_made_earlier(ana, ticket):
    promise = PromiseGiven("a call", at("6 12:00"))
    make.do("promise", ticket, by=ana, at=at("5 10:01"), text=promise.text, due_at=promise.due_at)
    assert of(ticket, ana, "{promise.text} {promise.due}").text == "a call Thursday 6 March, 12:00"
    own = of(
        ticket, ana, "{promise.text} by {promise.due}", promise="a fix for {fact.device}", promise_due="end_of_day"
    )
    assert own.text == "a fix for Pixel 7 by Wednesday 5 March, 17:00"
    assert own.steps == [{"verb": "promise", "text": "a fix for Pixel 7", "due_at": "2025-03-05T16:00:00Z"}]


def test_a_promise_without_a_time_is_due_as_the_policy_says(ana, ticket):
    own = of(ticket, ana, "{promise.due}", promise="a fix")
    assert own.text == "Thursday 6 March, 10:05"  # 8 business hours
    assert own.steps == [{"verb": "promise", "text": "a fix", "due_at": None}]


def test_each_thing_that_it_does_is_a_step_of_its_own(ana, ticket):
    team = people.create_team(by=COMMAND, slug="app", name="App support")
    does = {"status": "on_hold", "priority": "high", "to_owner": "me", "to_team": team, "snooze": "next_morning"}
    told = of(ticket, ana, add_tags="app, known fault", remove_tags="shop", facts="a: b: c\n\nd: e", **does)
    assert told.steps == [
        {"verb": "take"},
        {"verb": "assign", "team": "app"},
        {"verb": "status", "to": "on_hold"},
        {"verb": "priority", "to": "high"},
        {"verb": "tag", "add": ["app"]},
        {"verb": "tag", "add": ["known fault"]},
        {"verb": "tag", "remove": ["shop"]},
        {"verb": "facts", "facts": {"a": "b: c"}},
        {"verb": "facts", "facts": {"d": "e"}},
        {"verb": "snooze", "until": "2025-03-06T09:00:00Z"},
    ]


@pytest.mark.parametrize(
    ("does", "step"),
    [
        ({"to_owner": "nobody"}, {"verb": "assign", "to": None}),
        ({"to_owner": "ben"}, {"verb": "assign", "to": "ben"}),
        ({"status": "resolved"}, {"verb": "resolve"}),
    ],
)
def test_whose_it_is_then_and_that_it_is_resolved(ana, ticket, does, step):
    assert of(ticket, ana, **does).steps == [step]


def test_many_macros_cost_as_many_statements_as_one(ana, ticket, django_assert_num_queries):
    team = people.create_team(by=COMMAND, slug="app", name="App support")
    for number in range(20):
        Macro.objects.create(name=str(number), text="{fact.device} {promise.due}", to_team=team)
    own = Ticket.objects.select_related("customer", "team").get(pk=ticket.pk)
    fill([], own, ana, at(NOW) + timedelta(seconds=1))
    with django_assert_num_queries(4):  # the person's teams, their macros, what is owed, what is known
        assert len(fill(Macro.objects.offered_to(ana), own, ana, at(NOW) + timedelta(seconds=1))) == 20
