"""The order in which a log is told, within an instant too (definitions 1.1 and 1.8)."""

import pytest

from tests.telling import lines
from tickets.events.order import in_order

# Lines of one instant as they stand in the file | as they are applied (definitions 1.8)
INSTANTS = [
    # an answer goes before pending, on hold and resolve
    ("pending answer", "answer pending"),
    ("on_hold answer", "answer on_hold"),
    ("pending on_hold answer", "answer pending on_hold"),
    ("resolve asked_confirmation answer", "answer resolve asked_confirmation"),
    # not before open, an assignment or a promise
    ("open answer", "open answer"),
    ("promise answer", "promise answer"),
    # not past a line of the customer
    ("pending contact answer", "pending contact answer"),
    ("pending contact on_hold answer", "pending contact answer on_hold"),
    ("resolve thanks answer", "resolve thanks answer"),
    ("resolve confirm answer", "resolve confirm answer"),
    ("resolve dispute answer", "resolve dispute answer"),
    ("pending waived answer", "pending waived answer"),
    # two answers keep their order
    ("resolve answer live_answer", "answer live_answer resolve"),
    # a machine's word is no answer
    ("pending auto_reply", "pending auto_reply"),
]


@pytest.mark.parametrize(("told", "applied"), INSTANTS)
def test_within_an_instant_an_answer_is_applied_before_what_parks_the_ticket(told, applied):
    instant = lines(*(("5 10:00", word) for word in told.split()))
    assert [line.name for line in in_order(reversed(instant))] == applied.split()


def test_an_answer_is_not_moved_out_of_its_instant():
    told = lines(("5 10:00", "pending"), ("5 10:00:01", "answer"))
    assert [line.name for line in in_order(told)] == ["pending", "answer"]


def test_a_line_that_was_taken_late_keeps_the_place_that_it_names():
    told = lines(("5 10:00", "answer"), ("5 10:00", "note"), ("5 10:00", "dispute", {"before": "answer"}))
    assert [line.name for line in in_order(told)] == ["dispute", "answer", "note"]
    lost = lines(("5 10:00", "answer"), ("5 10:00", "dispute", {"before": "nothing"}))
    assert [line.name for line in in_order(lost)] == ["answer", "dispute"]
