"""What ends a wait on us, and what only looks as if it did: disputes, holds, waivers, deliveries within one second."""

import pytest

from tests.make import DESK
from tests.telling import clock, in_a_row, tell
from tickets.rules.promises import promise_outcomes
from tickets.rules.stalled import flags

OWED = ("promise", {"name": "promise", "due_at": "7 10:00"})
DELIVERED = (("5 12:00", "answer"), ("5 12:00", "kept"))


def outcome(story, until):
    """What became of the first promise."""
    return promise_outcomes(story, until)[0]


@pytest.mark.parametrize(
    ("words", "waits_on"),
    [
        ("contact answer resolve dispute on_hold pending", "us"),
        ("contact answer resolve open on_hold pending", "us"),  # an agent took it up again
        ("contact answer on_hold open on_hold pending", "us"),
        ("contact answer resolve dispute answer on_hold pending", "customer"),
        ("contact answer on_hold pending", "customer"),
        ("contact answer promise resolve dispute waived", "us"),
        ("contact answer promise on_hold open waived", "us"),
        ("contact answer promise resolve dispute answer waived", "customer"),
        ("contact answer promise resolve dispute answer+kept", "customer"),
    ],
)
def test_a_dispute_and_a_reopen_stay_with_us_until_a_human_message(words, waits_on):
    assert str(in_a_row(words).waiting_on) == waits_on


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


def raised(story, rule, until="20 10:00"):
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
    assert raised(story, "R1") == [(clock(true_from), None)]


def test_a_bounce_of_a_resolved_ticket_is_past_due_once_it_is_back():
    lines = [("7 09:00", "resolve"), ("8 09:00", "bounce"), ("9 09:00", "dispute")]
    story = tell(("5 10:00", "contact"), ("5 11:00", *OWED), *DELIVERED, *lines)
    assert raised(story, "R1") == [(clock("9 09:00"), None)]


def test_a_bounce_takes_nothing_away_from_another_answer_of_the_same_second():
    other = ("5 12:00", "answer", {"name": "by chat", "channel": "chat"})
    told = [("5 10:00", "contact"), ("5 11:00", *OWED), *DELIVERED, other, ("8 09:00", "bounce")]
    assert outcome(tell(*told), clock("20 10:00")).state == "kept"
    story = tell(*told, ("9 09:00", "bounce", {"of": "by chat"}))
    assert outcome(story, clock("20 10:00")).state == "broken"
    assert raised(story, "R1") == [(clock("9 09:00"), None)]


OVERDUE = [("5 10:00", "contact"), ("5 10:10", "answer"), ("5 10:10", *OWED)]


def test_a_waiver_clears_the_flags_of_a_wait_that_passes_to_the_customer():
    story = tell(*OVERDUE, ("10 10:00", "waived"))
    assert [len(raised(story, rule)) for rule in ("R1", "R2", "R3", "R4")] == [1, 1, 1, 1]
    assert {raised(story, rule)[0][1] for rule in ("R1", "R2", "R3")} == {clock("10 10:00")}
    assert raised(story, "R4")[0][1] is None
    assert outcome(story, clock("20 10:00")).state == "broken"


def test_a_waiver_that_leaves_the_wait_with_us_clears_its_promise_only():
    """Another promise is still owed."""
    other = ("5 10:10", "promise", {"name": "other", "due_at": "20 10:00"})
    story = tell(*OVERDUE, other, ("10 10:00", "waived"))
    assert raised(story, "R1", "11 10:00") == [(clock("7 10:00"), clock("10 10:00"))]
    assert [raised(story, rule, "11 10:00")[0][1] for rule in ("R2", "R3")] == [None, None]


def test_a_status_that_passes_the_wait_to_the_customer_clears_nothing():
    story = tell(("5 10:00", "contact"), ("5 10:10", "answer"), ("5 10:20", "on_hold"), ("20 10:00", "pending"))
    assert str(story.waiting_on) == "customer"
    assert raised(story, "R5", "21 10:00")[0][1] is None
