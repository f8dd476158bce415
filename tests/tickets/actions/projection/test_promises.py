"""Promises as rows: made with their words by an event; how they stand follows from the story."""

import pytest

from tests import make
from tests.telling import stands
from tickets.actions import sweep
from tickets.actions.change import Written
from tickets.actions.intake import calls
from tickets.actions.projection import promises
from tickets.models import Promise, Ticket

CONTACT, PROMISE = ("5 10:00", "contact"), ("5 10:30", "promise", {"due_at": "6 10:00"})
DONE = {"promise": "promise"}

# When | what happened after the promise | state, owed, settled at, kept late at
OUTCOMES = [
    ("5 12:00", [], ("open", True, None, None)),
    ("6 10:00", [], ("broken", True, None, None)),
    ("7 10:00", [("5 11:00", "answer"), ("5 11:00", "promise_done", DONE)], ("kept", False, "5 11:00", None)),
    ("7 10:00", [("6 11:00", "answer"), ("6 11:00", "promise_done", DONE)], ("broken", False, "6 11:00", "6 11:00")),
    ("7 10:00", [("5 11:00", "promise_waived", DONE)], ("waived", False, "5 11:00", None)),
]


@pytest.mark.parametrize(("until", "told", "outcome"), OUTCOMES)
def test_how_a_promise_stands_by_the_event_that_made_it(until, told, outcome):
    state, owed, settled, late = outcome
    found = promises.rows(stands(until, CONTACT, PROMISE, *told), Ticket(pk=1), Written())
    assert found == {2: (state, owed, settled and make.at(settled), late and make.at(late))}


@pytest.mark.django_db
def test_a_row_is_made_with_its_words_and_moves_with_the_story():
    make.desk()
    ticket, ana = make.ticket("5 10:00"), make.person()
    make.do("promise", ticket, by=ana, at=make.at("5 10:30"), text="a" * 500)
    row = Promise.objects.get()
    assert (row.text, row.by, row.message, row.made_at) == ("a" * 500, ana, None, make.at("5 10:30"))
    assert (row.due_at, row.state, row.owed) == (make.at("6 10:30"), "open", True)
    assert promises.stored([ticket.pk]) == {ticket.pk: {row.made_in_id: ("open", True, None, None)}}
    while sweep.check_due(make.at("6 10:30")):
        pass
    row.refresh_from_db()
    assert (row.state, row.owed) == ("broken", True)
    make.answered(ticket, "6 11:00", keeps=[row.pk])
    row.refresh_from_db()
    assert (row.state, row.owed) == ("broken", False)
    assert row.settled_at == row.fulfilled_late_at == make.at("6 11:00")


@pytest.mark.django_db
def test_one_that_the_story_does_not_tell_is_void():
    """A call back is owed for a missed call, until we hear that it was answered after all."""
    make.desk()
    ticket = make.ticket("5 10:00", phone="+4930901820", channel="phone", session="line:1")
    calls.owe_call_back(ticket, "line:1", when=make.at("5 10:01"), at=make.at("5 10:01"))
    assert Promise.objects.get().state == "open"
    make.answered(ticket, "5 11:00", channel="phone", session="line:1")
    row = Promise.objects.get()
    assert (row.state, row.owed, row.settled_at) == ("void", False, None)
