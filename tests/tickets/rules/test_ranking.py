"""What stands first in a list."""

import pytest

from tickets.rules.lifecycle import WaitingOn
from tickets.rules.ranking import DONE, LAST, NOT_DUE, NOT_OURS, rank, rank_of_done

NOON, ONE, TWO = 43_200, 46_800, 50_400


@pytest.mark.parametrize(
    ("waiting_on", "due", "place"),
    [
        (WaitingOn.US, [(ONE, "first_response"), (NOON, "resolution")], NOON),
        (WaitingOn.US, [], NOT_DUE),
        (WaitingOn.CUSTOMER, [(NOON, "resolution")], NOT_OURS + NOON),
        (WaitingOn.CUSTOMER, [], NOT_OURS + NOT_DUE),
        (WaitingOn.CUSTOMER, [(NOON, "resolution"), (TWO, "promise")], TWO),
        (WaitingOn.THIRD_PARTY, [(NOON, "resolution"), (ONE, "update")], ONE),
        (WaitingOn.THIRD_PARTY, [(NOON, "resolution")], NOT_OURS + NOON),
    ],
)
def test_a_ticket_stands_where_what_we_can_do_something_about_falls_due(waiting_on, due, place):
    assert rank(waiting_on, due) == place


def test_ours_with_nothing_due_comes_before_what_is_not_ours_and_is_long_overdue():
    assert rank(WaitingOn.US, []) < rank(WaitingOn.CUSTOMER, [(0, "resolution")])


def test_what_is_done_comes_last_the_latest_first():
    open_ones = [rank(WaitingOn.NOBODY, []), rank(WaitingOn.CUSTOMER, [(1 << 39, "resolution")])]
    assert max(open_ones) < DONE < rank_of_done(TWO) < rank_of_done(ONE) < rank_of_done(None) == LAST
