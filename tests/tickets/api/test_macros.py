"""Macros as programs read them, and send them by the verbs' own addresses."""

import pytest

from tests import make
from tests.make import api_key, person
from tests.tickets.api.conftest import Caller
from tickets.actions.setup import macros
from tickets.models import Ticket
from tickets.rules.access import COMMAND

pytestmark = pytest.mark.django_db


def macro(name="Known fault", **more):
    return macros.create_macro(by=COMMAND, at=make.at("10 10:00"), **{"name": name, "text": "{fact.device}", **more})


def test_a_list_says_whose_they_are(agent, ana):
    own = macros.create_macro(by=ana, at=make.at("10 10:00"), name="Mine", text="Hello", person=ana)
    shared = macro()
    assert agent.get("macros").json() == [
        {"id": shared.pk, "name": "Known fault", "text": "{fact.device}", "own": False, "team": None, "used": 0},
        {"id": own.pk, "name": "Mine", "text": "Hello", "own": True, "team": None, "used": 0},
    ]


def test_one_is_filled_in_for_a_ticket_and_its_steps_are_bodies_of_verbs(agent, ana, ticket):
    macro(text="Hello {agent.name}: {fact.device}", to_owner="me", status="resolved", add_tags="app", facts="a: b")
    (told,) = agent.get(f"tickets/{ticket.pk}/macros").json()
    assert told["text"] == f"Hello {ana}: {{fact.device}}"
    assert (told["missing"], told["then"]) == (["{fact.device}"], "resolve")
    assert [step["verb"] for step in told["steps"]] == ["assign", "tag", "facts"]
    refused = agent.post(f"tickets/{ticket.pk}/reply", {"text": told["text"], "then": told["then"]})
    assert refused.status_code == 409
    assert "Fill in or take out {fact.device}" in refused.json()["detail"]
    for step in told["steps"]:
        assert agent.post(f"tickets/{ticket.pk}/{step['verb']}", step["body"]).status_code == 200
    assert agent.post(f"tickets/{ticket.pk}/reply", {"text": "Hello", "then": told["then"]}).status_code == 200
    done = Ticket.objects.get(pk=ticket.pk)
    assert (done.status, done.owner, done.tags) == ("resolved", ana, ["app"])


def test_who_answers_nobody_gets_none(ticket):
    reader = Caller(**api_key(person("rita", "read_only")))
    assert reader.get("macros").status_code == 403
    assert reader.get(f"tickets/{ticket.pk}/macros").status_code == 403
