"""The table of moves, read once more by somebody who did not write it."""

import pytest

from tickets.rules.lifecycle import MOVES, REASONS, SETTLED, UNRESOLVED, Status, refusal

# In which states a move is allowed; in all others it is refused with a reason.
ALLOWED = {
    "open": "new open pending on_hold resolved closed",  # an agent may always take it up again
    "pending": "new open pending on_hold",  # a resolved ticket is not parked
    "on_hold": "new open pending on_hold",
    "resolve": "new open pending on_hold",  # only once
    "close": "resolved",  # and only what is resolved closes
    "confirm": "resolved closed",  # the customer's yes and no need something to speak of
    "dispute": "resolved closed",
}
# What may happen in every state: above all, the customer may always speak.
ALWAYS = ["contact", "thanks", "answer", "auto_reply", "note", "promise", "assign", "priority", "feedback", "spam"]


@pytest.mark.parametrize("move", ALLOWED)
@pytest.mark.parametrize("status", sorted(UNRESOLVED | SETTLED))
def test_a_move_is_allowed_where_the_table_says_and_refused_with_a_reason_elsewhere(move, status):
    reason = refusal(move, status)
    if status in ALLOWED[move].split():
        assert reason is None
    else:
        assert reason == REASONS[move]


@pytest.mark.parametrize("move", ALWAYS)
@pytest.mark.parametrize("status", Status)
def test_what_is_not_in_the_table_may_happen_always(move, status):
    assert refusal(move, status) is None


def test_every_move_that_can_be_refused_says_why_in_a_sentence():
    refused = {move for move, allowed in MOVES.items() if allowed < UNRESOLVED | SETTLED}
    assert refused == REASONS.keys()
    assert all(reason[0].isupper() and reason.endswith(".") for reason in REASONS.values())
