"""Stalled follow-ups (definitions 3). The desk is open from nine to five, Monday to Friday."""

import pytest

from tests.telling import DESK, clock, tell, when
from tickets.rules.promises import promise_outcomes
from tickets.rules.stalled import flags

START = ("5 10:00", "contact")
OWNED = ("5 10:00", "assign", {"to": "ana"})
PROMISE = ("5 10:04", "promise")  # due 6 10:04


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
    # A wait that passes to the customer at the very instant of its limit was not too long.
    ("7 12:00", [START, OWNED, ("5 10:00", "answer"), ("5 10:00", "on_hold"), ("7 10:00", "pending")], []),
    (
        "7 12:00",
        [START, OWNED, ("5 10:00", "answer"), ("5 10:00", "on_hold"), ("7 10:01", "pending")],
        [("R2", "contact", "7 10:00", None)],
    ),
    # Nobody is helped by giving it to nobody.
    ("5 17:00", [START, ("5 13:00", "nobody")], [("R4", "contact", "5 12:00", None)]),
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


def test_a_limit_reached_at_closing_time_is_true_at_closing_time():
    assert raised("5 17:00", ("5 15:00", "contact")) == [("R4", "contact", "5 17:00", None)]


OWED = ("promise", {"name": "promise", "due_at": "7 10:00"})
DELIVERED = (("5 12:00", "answer"), ("5 12:00", "kept"))


def outcome(story, until):
    """What became of the first promise."""
    return promise_outcomes(story, until)[0]


def stood(story, rule, until="20 10:00"):
    """Since when, and until when, the flags of a rule stood."""
    found, _ = flags(story, DESK, clock(until))
    return [(flag.stalled_from, flag.cleared_at) for flag in found if flag.rule == rule]


@pytest.mark.parametrize(
    ("bounced", "true_from"),
    [
        ("6 09:00", "7 10:00"),  # before it is due: owed in time to be kept after all
        ("7 10:00", "7 10:00"),
        ("8 09:00", "8 09:00"),
    ],
)
def test_a_promise_whose_answer_came_back_is_past_due_from_the_later_of_due_and_bounce(bounced, true_from):
    story = tell(("5 10:00", "contact"), ("5 11:00", *OWED), *DELIVERED, (bounced, "bounce"))
    found = outcome(story, clock("20 10:00"))
    assert (found.state, found.overdue) == ("broken", (clock("7 10:00"), None))
    assert stood(story, "R1") == [(clock(true_from), None)]


def test_a_bounce_of_a_resolved_ticket_is_past_due_once_it_is_back():
    lines = [("7 09:00", "resolve"), ("8 09:00", "bounce"), ("9 09:00", "dispute")]
    story = tell(("5 10:00", "contact"), ("5 11:00", *OWED), *DELIVERED, *lines)
    assert stood(story, "R1") == [(clock("9 09:00"), None)]


def test_a_bounce_takes_nothing_away_from_another_answer_of_the_same_second():
    other = ("5 12:00", "answer", {"name": "by chat", "channel": "chat"})
    told = [("5 10:00", "contact"), ("5 11:00", *OWED), *DELIVERED, other, ("8 09:00", "bounce")]
    assert outcome(tell(*told), clock("20 10:00")).state == "kept"
    story = tell(*told, ("9 09:00", "bounce", {"of": "by chat"}))
    assert outcome(story, clock("20 10:00")).state == "broken"
    assert stood(story, "R1") == [(clock("9 09:00"), None)]


OVERDUE = [("5 10:00", "contact"), ("5 10:10", "answer"), ("5 10:10", *OWED)]


def test_a_waiver_clears_the_flags_of_a_wait_that_passes_to_the_customer():
    story = tell(*OVERDUE, ("10 10:00", "waived"))
    assert [len(stood(story, rule)) for rule in ("R1", "R2", "R3", "R4")] == [1, 1, 1, 1]
    assert {stood(story, rule)[0][1] for rule in ("R1", "R2", "R3")} == {clock("10 10:00")}
    assert stood(story, "R4")[0][1] is None
    assert outcome(story, clock("20 10:00")).state == "broken"


def test_a_waiver_that_leaves_the_wait_with_us_clears_its_promise_only():
    """Another promise is still owed."""
    other = ("5 10:10", "promise", {"name": "other", "due_at": "20 10:00"})
    story = tell(*OVERDUE, other, ("10 10:00", "waived"))
    assert stood(story, "R1", "11 10:00") == [(clock("7 10:00"), clock("10 10:00"))]
    assert [stood(story, rule, "11 10:00")[0][1] for rule in ("R2", "R3")] == [None, None]


def test_a_status_that_passes_the_wait_to_the_customer_clears_nothing():
    story = tell(("5 10:00", "contact"), ("5 10:10", "answer"), ("5 10:20", "on_hold"), ("20 10:00", "pending"))
    assert str(story.waiting_on) == "customer"
    assert stood(story, "R5", "21 10:00")[0][1] is None
