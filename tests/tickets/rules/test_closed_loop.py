"""What the customer's last word on the outcome was (definitions 5)."""

import pytest

from tests.telling import clock, tell
from tickets.rules.closed_loop import loop

START = ("5 10:00", "contact")
ASKED = [START, ("5 11:00", "answer"), ("5 11:00", "resolve"), ("5 11:00", "asked_confirmation")]


LOOPS = [
    ("12 10:59", ASKED, "awaiting"),
    ("12 11:00", ASKED, "presumed"),  # seven days of silence after we asked
    ("6 11:00", [*ASKED, ("5 12:00", "confirm")], "confirmed"),
    ("6 11:00", [*ASKED, ("5 12:00", "dispute")], "disputed"),
    ("6 11:00", [*ASKED, ("5 12:00", "contact")], "reopened"),
    ("12 12:00", [*ASKED, ("5 12:00", "bounce", {"of": "answer"})], "open"),  # our word never arrived
    ("12 12:00", [START, ("5 11:00", "answer"), ("5 11:00", "resolve")], "open"),  # never asked
    ("12 12:00", [START, ("5 11:00", "resolve", {"delivered": False}), ("5 11:00", "asked_confirmation")], "open"),
    ("6 11:00", [*ASKED, ("5 12:00", "confirm"), ("5 13:00", "contact")], "reopened"),  # revokes
    ("5/4 12:00", [*ASKED, ("4/4 12:00", "contact")], "reopened"),  # thirty days of 24 hours; the clocks have changed
    ("5/4 12:00", [*ASKED, ("4/4 12:00:01", "contact")], "open"),  # later it is another matter
]


@pytest.mark.parametrize(("until", "rows", "expected"), LOOPS)
def test_what_the_customers_last_word_was(until, rows, expected):
    assert loop(tell(*rows), clock(until)) == expected
