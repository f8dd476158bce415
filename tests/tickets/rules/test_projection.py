"""How a ticket stands at an instant: what its row says, and when to look again."""

import pytest

from tests.telling import DAY, DESK, clock, stands, tell, when
from tickets.rules.projection import project

START = ("5 10:00", "contact")
OWNED = ("5 10:00", "assign", {"to": "ana"})


def test_the_row_says_when_to_look_again():
    assert stands("5 10:00", START, OWNED).next_check_at == clock("5 11:00") + 1  # the first response breaks
    assert when(stands("5 12:00", START, OWNED).next_check_at) == "6 14:00"  # R3
    assert stands("5 13:00", START).row["stalled_rules"] == ["R4"]


PROMISE = ("5 10:04", "promise", {"due_at": "6 10:00"})
ANSWER = ("5 11:00", "answer")
ASKED = [START, ANSWER, ("5 11:00", "resolve"), ("5 11:00", "asked_confirmation")]

# When | what happened | what the row says
ROWS = [
    ("5 12:00", [START], {"status": "new", "waiting_on": "us", "waiting_since": "5 10:00", "started_at": "5 10:00"}),
    (
        "5 12:00",
        [START, ANSWER],
        {"first_answered_at": "5 11:00", "last_answer_at": "5 11:00", "waiting_on": "customer"},
    ),
    ("5 12:00", [START, ("5 11:00", "resolve")], {"first_answered_at": None, "first_resolved_at": "5 11:00"}),
    ("5 12:00", [*ASKED, ("5 11:30", "contact")], {"resolved_at": None, "first_resolved_at": "5 11:00", "reopens": 1}),
    ("5 12:00", [START, OWNED, ("5 11:00", "assign", {"team": 3})], {"owner_id": "ana", "team_id": 3}),
    ("5 12:00", [START, ("5 10:30", "snooze", {"until": "9 09:00"})], {"snoozed_until": "9 09:00"}),
    ("5 12:00", [START, ("5 10:30", "priority", {"to": "high"})], {"priority": "high"}),
    ("5 12:00", [START, ("5 11:00", "contact"), ("5 11:30", "thanks")], {"contacts": 3, "chasers": 1}),
    ("5 12:00", [START, ("5 11:00", "contact", {"channel": "chat"})], {"channels": ["email", "chat"]}),
    ("5 12:00", [START, ("5 11:00", "contact", {"channel": "chat"})], {"last_channel": "chat"}),
    ("5 12:00", [START, ("5 11:00", "spam")], {"status": "spam", "due_at": None, "due_kind": ""}),
    # What presses first: a promise, or a clock that runs.
    ("5 10:30", [START, PROMISE], {"due_at": "5 11:00", "due_kind": "first_response"}),
    ("5 12:00", [START, PROMISE, ANSWER], {"due_at": "6 10:00", "due_kind": "promise"}),
    ("5 12:00", [START, PROMISE, *ASKED[1:]], {"due_at": None, "due_kind": "", "loop": "awaiting"}),
    # Flags that stand, since the earliest of them.
    ("6 15:00", [START], {"stalled_since": "5 12:00", "stalled_rules": ["R3", "R4"]}),
    ("6 15:00", [START, ("6 14:30", "assign", {"to": "ana"})], {"stalled_since": "6 14:00", "stalled_rules": ["R3"]}),
    # What clears one later has not cleared it yet.
    ("5 13:00", [START, ("5 14:00", "assign", {"to": "ana"})], {"stalled_since": "5 12:00", "stalled_rules": ["R4"]}),
]


@pytest.mark.parametrize(("until", "told", "says"), ROWS)
def test_what_a_row_says(until, told, says):
    row = stands(until, *told).row
    shown = {name: when(row[name]) if isinstance(row[name], int) and row[name] > 1000 else row[name] for name in says}
    assert shown == says


# When | what happened | when something next becomes true by the clock alone
NEXT = [
    ("5 10:30", [START, OWNED, PROMISE, ANSWER], "6 10:00"),  # the promise falls due
    ("5 12:00", ASKED, "12 11:00"),  # silence is taken for consent
    ("12 11:00", ASKED, "4 12:00"),  # then it closes, thirty days after; the clocks have changed
    ("30 11:00", [START, ("5 11:00", "resolve"), ("5 12:00", "spam")], None),
]


@pytest.mark.parametrize(("until", "told", "moment"), NEXT)
def test_when_to_look_again(until, told, moment):
    assert when(stands(until, *told).next_check_at) == moment


def test_a_ticket_that_should_have_closed_long_ago_is_looked_at():
    resolved = [START, ("5 11:00", "resolve")]
    due = stands("6 10:00", *resolved).row["resolved_at"] + 30 * DAY
    assert stands("30/6 10:00", *resolved).next_check_at == due


def test_a_row_names_the_channels_of_the_latest_thirty_contacts_and_counts_all():
    told = [("5 10:00", "contact", {"channel": "chat"})] + [(f"6 10:{minute}", "contact") for minute in range(10, 41)]
    row = stands("7 10:00", *told).row
    assert (len(row["channels"]), "chat" in row["channels"]) == (30, False)
    assert row["contacts_by_channel"] == {"chat": 1, "email": 31}


def test_what_was_over_before_is_left_out_and_the_row_is_the_same():
    told = [START, OWNED, PROMISE, ("5 12:00", "answer"), ("5 12:00", "promise_done", {"promise": "promise"})]
    story = tell(*told)
    whole, part = (project(story, DESK, clock("7 10:00"), since) for since in (None, clock("7 09:00")))
    assert (len(whole.promises), len(part.promises)) == (1, 0)
    assert part.row == whole.row
