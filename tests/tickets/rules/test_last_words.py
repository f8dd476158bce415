"""What ends a wait on us, and what only looks as if it did: disputes, holds, waivers, deliveries within one second."""

import pytest

from tests.tickets.rules.telling import clock, in_a_row
from tickets.rules.followups import promise_outcome

OWED = ("promise", {"name": "promise", "due_at": "7 10:00"})


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
    assert promise_outcome(story, story.promises[0], clock("5 13:00")).state == state
    assert bool(story.void) == (state == "open")
