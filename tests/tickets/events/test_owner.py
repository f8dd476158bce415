"""Whose a ticket is."""

import pytest

from tests.telling import tell
from tests.tickets.events.sentences import read

SENTENCES = [
    ("assign", {"to": 1}, "Ana took it"),
    ("assign", {"to": 2}, "Ana handed it to Ben"),
    ("assign", {"to": None}, "Ana released it: nobody owns it"),
    ("assign", {"team": 3}, "Ana gave it to the team Billing"),
    ("assign", {"team": None}, "It belongs to no team any more"),
    ("assign", {"to": 2, "why": "turn"}, "Ben was given it: it was their turn"),
    ("assign", {"to": 2, "why": "out_of_office"}, "Ben was given it: its owner is out of office"),
    ("assign", {"to": None, "why": "out_of_office"}, "It waits for the team again: its owner is out of office"),
    ("came_to", {"team": 3}, "It came to the team Billing as well"),
]


@pytest.mark.parametrize(("name", "data", "sentence"), SENTENCES)
def test_it_is_read_in_a_sentence(name, data, sentence):
    assert read(name, data) == sentence


def test_what_an_answer_of_the_same_instant_says_is_not_said_twice():
    assert read("assign", {"to": 1}, answered={1}) is None
    assert read("assign", {"to": 2}, answered={1}) == "Ana handed it to Ben"


def test_a_team_that_a_rule_gave_it_to_has_nobody_who_did():
    assert read("assign", {"team": 3}, by=None) == "It came to the team Billing"


def test_what_is_not_named_stays():
    told = [("5 10:00", "contact"), ("5 10:10", "assign", {"to": "ana", "team": 3})]
    assert (tell(*told).owner, tell(*told).team) == ("ana", 3)
    handed, given = tell(*told, ("5 11:00", "ben")), tell(*told, ("5 11:00", "assign", {"team": None}))
    assert (handed.owner, handed.team) == ("ben", 3)
    assert (given.owner, given.team) == ("ana", None)


def test_a_new_ticket_that_somebody_takes_is_open_and_one_that_a_team_gets_is_not():
    assert tell(("5 10:00", "contact"), ("5 10:10", "ana")).status == "open"
    assert tell(("5 10:00", "contact"), ("5 10:10", "assign", {"team": 3})).status == "new"
