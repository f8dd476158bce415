"""Whose move it was, and for how long."""

import pytest

from tests.telling import clock, tell
from tickets.rules import waits
from tickets.rules.lifecycle import WaitingOn
from tickets.rules.story import OURS_TO_MOVE

STORY = (
    ("5 10:00", "contact"),
    ("5 11:00", "answer"),
    ("5 12:00", "contact"),
    ("5 13:00", "status", {"to": "on_hold"}),
    ("5 14:00", "status", {"to": "open"}),
)


def told(on, start="5 10:00", end=None):
    found = waits.pieces(tell(*STORY), on, clock(start), end and clock(end))
    return [tuple(at and (at - clock("5 00:00")) / 3600 for at in piece) for piece in found]


@pytest.mark.parametrize(
    ("on", "found"),
    [
        ([WaitingOn.US], [(10, 11), (12, 13), (14, None)]),
        ([WaitingOn.CUSTOMER], [(11, 12)]),
        (OURS_TO_MOVE, [(10, 11), (12, 13), (13, 14), (14, None)]),
        ([WaitingOn.NOBODY], []),
    ],
)
def test_a_story_falls_into_pieces_by_whom_it_waited_on(on, found):
    assert told(on) == found


def test_what_lies_outside_of_start_and_end_is_cut_off():
    assert told([WaitingOn.US], "5 10:30", "5 12:30") == [(10.5, 11), (12, 12.5)]
    assert told([WaitingOn.US], "5 11:00", "5 12:00") == []  # nothing of it lasts
