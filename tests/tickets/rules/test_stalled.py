"""Promises and stalled follow-ups (definitions 3). The desk is open from nine to five, Monday to Friday."""

import pytest

from tests.tickets.rules.tell import DESK, at, lines, stands, story, when
from tickets.events.replay import story_of
from tickets.rules.promises import promise_outcomes
from tickets.rules.stalled import flags

START = ("Wed 10:00", "contact")
OWNED = ("Wed 10:00", "assign", {"to": "ana"})
PROMISE = ("Wed 10:04", "promise")  # due Thu 10:04
DONE = {"promise": "2"}


def outcome(until, *rows):
    told = story(START, PROMISE, *rows)
    found = promise_outcomes(told, at(until))[0]
    overdue = found.overdue and tuple(when(moment) for moment in found.overdue)
    return found.state, when(found.fulfilled_late_at), overdue


CAME_BACK = [("Wed 15:00", "answer"), ("Wed 15:00", "promise_done", DONE), ("Wed 16:00", "bounce", {"of": "3"})]

OUTCOMES = [
    ("Thu 10:03", [], ("open", None, None)),
    ("Thu 10:04", [], ("broken", None, ("Thu 10:04", None))),  # at due, not a second later
    (
        "Fri 10:00",
        [("Thu 10:04", "answer"), ("Thu 10:04", "promise_done", DONE)],
        ("kept", None, None),
    ),  # at due is kept
    (
        "Fri 10:00",
        [("Thu 10:05", "answer"), ("Thu 10:05", "promise_done", DONE)],
        ("broken", "Thu 10:05", ("Thu 10:04", "Thu 10:05")),  # never un-broken
    ),
    ("Fri 10:00", [("Thu 10:00", "promise_waived", DONE)], ("waived", None, None)),
    ("Fri 10:00", [("Thu 11:00", "promise_waived", DONE)], ("broken", None, ("Thu 10:04", "Thu 11:00"))),
    ("Fri 10:00", [("Thu 10:00", "promise_superseded", DONE)], ("superseded", None, None)),
    # What delivered it came back: it is owed again, and only until then it was kept.
    ("Wed 15:30", CAME_BACK[:2], ("kept", None, None)),
    ("Wed 16:30", CAME_BACK, ("open", None, None)),
    ("Fri 10:00", CAME_BACK, ("broken", None, ("Thu 10:04", None))),
    ("Fri 10:00", [*CAME_BACK, ("Thu 09:00", "answer"), ("Thu 09:00", "promise_done", DONE)], ("kept", None, None)),
    # Resolution settles nothing, but from it on nothing is overdue.
    ("Fri 10:00", [("Thu 09:00", "resolve")], ("broken", None, ("Thu 10:04", "Thu 10:04"))),
]


@pytest.mark.parametrize(("until", "rows", "expected"), OUTCOMES)
def test_what_became_of_a_promise(until, rows, expected):
    assert outcome(until, *rows) == expected


def test_a_promise_that_did_not_arrive_is_ours_to_move():
    assert story(START, PROMISE, *CAME_BACK[:2]).waiting_on == "customer"
    assert story(START, PROMISE, *CAME_BACK).waiting_on == "us"


def raised(until, *rows):
    found, _ = flags(story_of(lines(*rows), DESK), DESK, at(until))
    return [(flag.rule, flag.anchor.name, when(flag.stalled_from), when(flag.cleared_at)) for flag in found]


FLAGS = [
    # R4 after two business hours without an owner, R3 after twelve without an answer, R2 after sixteen of waiting.
    ("Wed 11:59", [START], []),
    ("Wed 12:00", [START], [("R4", "1", "Wed 12:00", None)]),
    ("Thu 14:00", [START, OWNED], [("R3", "1", "Thu 14:00", None)]),
    ("Fri 10:00", [START, OWNED], [("R3", "1", "Thu 14:00", None), ("R2", "1", "Fri 10:00", None)]),
    # An assignment in the very instant comes in time; later it clears.
    ("Wed 17:00", [START, ("Wed 12:00", "assign", {"to": "ana"})], []),
    ("Wed 17:00", [START, ("Wed 12:01", "assign", {"to": "ana"})], [("R4", "1", "Wed 12:00", "Wed 12:01")]),
    # A holding reply with a promise starts R3 anew and not R2; R1 is the promise past due.
    (
        "Fri 17:00",
        [START, OWNED, ("Wed 10:04", "answer"), ("Wed 10:04", "promise")],
        [("R1", "4", "Thu 10:04", None), ("R3", "3", "Thu 14:04", None), ("R2", "1", "Fri 10:00", None)],
    ),
    # An answer clears all, and a cleared flag never returns for its anchor.
    (
        "Tue 16:00",
        [START, OWNED, ("Fri 11:00", "answer"), ("Fri 11:00", "promise", {"due_at": at("wed 10:00")})],
        [("R3", "1", "Thu 14:00", "Fri 11:00"), ("R2", "1", "Fri 10:00", "Fri 11:00"), ("R3", "3", "Mon 15:00", None)],
    ),
    # An answer at the very instant of the limit comes in time, though the wait goes on.
    (
        "Fri 12:00",
        [START, OWNED, ("Fri 10:00", "answer"), ("Fri 10:00", "promise")],
        [("R3", "1", "Thu 14:00", "Fri 10:00")],
    ),
    # A third party has it and the customer hears nothing for 24 business hours; a status clears nothing.
    (
        "Mon 17:00",
        [START, OWNED, ("Wed 10:00", "answer"), ("Wed 10:00", "status", {"to": "on_hold"})],
        [("R2", "1", "Fri 10:00", None), ("R5", "3", "Mon 10:00", None)],
    ),
    ("Mon 17:00", [START, OWNED, ("Wed 11:00", "spam")], []),
    # Resolved at due: true when it comes back with the promise still owed.
    (
        "Fri 12:00",
        [START, OWNED, PROMISE, ("Thu 09:00", "resolve"), ("Fri 11:00", "contact")],
        [("R1", "3", "Fri 11:00", None)],
    ),
]


@pytest.mark.parametrize(("until", "rows", "expected"), FLAGS)
def test_when_a_follow_up_is_stalled(until, rows, expected):
    assert raised(until, *rows) == expected


def test_the_row_says_when_to_look_again():
    assert stands("Wed 10:00", START, OWNED).next_check_at == at("Wed 11:00") + 1  # the first response breaks
    assert when(stands("Wed 12:00", START, OWNED).next_check_at) == "Thu 14:00"  # R3
    assert stands("Wed 13:00", START).row["stalled_rules"] == ["R4"]


def test_a_limit_reached_at_closing_time_is_true_at_closing_time():
    assert raised("Wed 17:00", ("Wed 15:00", "contact")) == [("R4", "1", "Wed 17:00", None)]
