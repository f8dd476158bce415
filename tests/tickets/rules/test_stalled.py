"""Promises and stalled follow-ups (definitions 3). The desk is open from nine to five, Monday to Friday."""

import pytest

from tests.telling import DESK, clock, stands, tell, when
from tickets.rules.promises import promise_outcomes
from tickets.rules.stalled import flags

START = ("5 10:00", "contact")
OWNED = ("5 10:00", "assign", {"to": "ana"})
PROMISE = ("5 10:04", "promise")  # due Thu 10:04
DONE = {"promise": "promise"}


def outcome(until, *rows):
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
    assert outcome(until, *rows) == expected


def test_a_promise_that_did_not_arrive_is_ours_to_move():
    assert tell(START, PROMISE, *CAME_BACK[:2]).waiting_on == "customer"
    assert tell(START, PROMISE, *CAME_BACK).waiting_on == "us"


def raised(until, *rows):
    found, _ = flags(tell(*rows), DESK, clock(until))
    return [(flag.rule, flag.anchor.name, when(flag.stalled_from), when(flag.cleared_at)) for flag in found]


FLAGS = [
    # R4 after two business hours without an owner, R3 after twelve without an answer, R2 after sixteen of waiting.
    ("5 11:59", [START], []),
    ("5 12:00", [START], [("R4", "contact", "5 12:00", None)]),
    ("6 14:00", [START, OWNED], [("R3", "contact", "6 14:00", None)]),
    ("7 10:00", [START, OWNED], [("R3", "contact", "6 14:00", None), ("R2", "contact", "7 10:00", None)]),
    # An assignment in the very instant comes in time; later it clears.
    ("5 17:00", [START, ("5 12:00", "assign", {"to": "ana"})], []),
    ("5 17:00", [START, ("5 12:01", "assign", {"to": "ana"})], [("R4", "contact", "5 12:00", "5 12:01")]),
    # A holding reply with a promise starts R3 anew and not R2; R1 is the promise past due.
    (
        "7 17:00",
        [START, OWNED, ("5 10:04", "answer"), ("5 10:04", "promise")],
        [("R1", "promise", "6 10:04", None), ("R3", "answer", "6 14:04", None), ("R2", "contact", "7 10:00", None)],
    ),
    # An answer clears all, and a cleared flag never returns for its anchor.
    (
        "11 16:00",
        [START, OWNED, ("7 11:00", "answer"), ("7 11:00", "promise", {"due_at": "12 10:00"})],
        [
            ("R3", "contact", "6 14:00", "7 11:00"),
            ("R2", "contact", "7 10:00", "7 11:00"),
            ("R3", "answer", "10 15:00", None),
        ],
    ),
    # An answer at the very instant of the limit comes in time, though the wait goes on.
    (
        "7 12:00",
        [START, OWNED, ("7 10:00", "answer"), ("7 10:00", "promise")],
        [("R3", "contact", "6 14:00", "7 10:00")],
    ),
    # A third party has it and the customer hears nothing for 24 business hours; a status clears nothing.
    (
        "10 17:00",
        [START, OWNED, ("5 10:00", "answer"), ("5 10:00", "status", {"to": "on_hold"})],
        [("R2", "contact", "7 10:00", None), ("R5", "answer", "10 10:00", None)],
    ),
    ("10 17:00", [START, OWNED, ("5 11:00", "spam")], []),
    # Resolved at due: true when it comes back with the promise still owed.
    (
        "7 12:00",
        [START, OWNED, PROMISE, ("6 09:00", "resolve"), ("7 11:00", "contact")],
        [("R1", "promise", "7 11:00", None)],
    ),
]


@pytest.mark.parametrize(("until", "rows", "expected"), FLAGS)
def test_when_a_follow_up_is_stalled(until, rows, expected):
    assert raised(until, *rows) == expected


def test_the_row_says_when_to_look_again():
    assert stands("5 10:00", START, OWNED).next_check_at == clock("5 11:00") + 1  # the first response breaks
    assert when(stands("5 12:00", START, OWNED).next_check_at) == "6 14:00"  # R3
    assert stands("5 13:00", START).row["stalled_rules"] == ["R4"]


def test_a_limit_reached_at_closing_time_is_true_at_closing_time():
    assert raised("5 17:00", ("5 15:00", "contact")) == [("R4", "contact", "5 17:00", None)]
