"""When a promise is due, and what became of it (definitions 3). The desk is open from nine to five, Monday to Friday."""

import pytest

from tests.telling import clock, in_a_row, tell, when
from tickets.rules.promises import promise_outcomes

START = ("5 10:00", "contact")
PROMISE = ("5 10:04", "promise")  # due 6 10:04
DONE = {"promise": "promise"}


def became(until, *rows):
    told = tell(START, PROMISE, *rows)
    found = promise_outcomes(told, clock(until))[0]
    overdue = found.overdue and tuple(when(moment) for moment in found.overdue)
    return found.state, when(found.fulfilled_late_at), overdue


CAME_BACK = [("5 15:00", "answer"), ("5 15:00", "promise_done", DONE), ("5 16:00", "bounce", {"of": "answer"})]


OUTCOMES = [
    ("6 10:03", [], ("open", None, None)),
    ("6 10:04", [], ("broken", None, ("6 10:04", None))),  # at due, not a second later
    (
        "7 10:00",
        [("6 10:04", "answer"), ("6 10:04", "promise_done", DONE)],
        ("kept", None, None),
    ),  # at due is kept
    (
        "7 10:00",
        [("6 10:05", "answer"), ("6 10:05", "promise_done", DONE)],
        ("broken", "6 10:05", ("6 10:04", "6 10:05")),  # never un-broken
    ),
    ("7 10:00", [("6 10:00", "promise_waived", DONE)], ("waived", None, None)),
    ("7 10:00", [("6 11:00", "promise_waived", DONE)], ("broken", None, ("6 10:04", "6 11:00"))),
    ("7 10:00", [("6 10:00", "promise_superseded", DONE)], ("superseded", None, None)),
    # What delivered it came back: it is owed again, and only until then it was kept.
    ("5 15:30", CAME_BACK[:2], ("kept", None, None)),
    ("5 16:30", CAME_BACK, ("open", None, None)),
    ("7 10:00", CAME_BACK, ("broken", None, ("6 10:04", None))),
    ("7 10:00", [*CAME_BACK, ("6 09:00", "answer"), ("6 09:00", "promise_done", DONE)], ("kept", None, None)),
    # Resolution settles nothing, but from it on nothing is overdue.
    ("7 10:00", [("6 09:00", "resolve")], ("broken", None, ("6 10:04", "6 10:04"))),
]


@pytest.mark.parametrize(("until", "rows", "expected"), OUTCOMES)
def test_what_became_of_a_promise(until, rows, expected):
    assert became(until, *rows) == expected


def test_a_promise_that_did_not_arrive_is_ours_to_move():
    assert tell(START, PROMISE, *CAME_BACK[:2]).waiting_on == "customer"
    assert tell(START, PROMISE, *CAME_BACK).waiting_on == "us"


def outcome(story, until):
    """What became of the first promise."""
    return promise_outcomes(story, until)[0]


@pytest.mark.parametrize(
    ("instant", "state"),
    [
        ("answer+kept", "kept"),
        ("kept+answer", "kept"),
        ("kept+on_hold+answer", "kept"),
        ("kept+live_answer+answer", "kept"),
        ("answer+live_answer+kept", "kept"),  # another answer of the same second takes nothing away
        ("answer+kept+live_answer", "kept"),
        ("kept+live_answer", "open"),
        ("kept", "open"),
    ],
)
def test_a_delivery_and_its_answer_come_in_either_order_within_an_instant(instant, state):
    story = in_a_row(f"contact promise {instant}")
    assert outcome(story, clock("5 13:00")).state == state
    assert bool(story.void) == (state == "open")


def test_a_promise_without_a_date_is_due_after_eight_business_hours():
    story = tell(("5 10:00", "contact"), ("5 10:04", "promise"))
    assert story.promises[0].due_at == clock("6 10:04")
