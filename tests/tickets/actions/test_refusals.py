"""Whatever a verb is refused with is said in one sentence."""

import pytest
from rest_framework.exceptions import ValidationError

from tickets.actions import inputs
from tickets.actions.record import Invalid, Stale
from tickets.actions.refusals import REFUSALS, reason
from tickets.rules.access import Denied


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Stale(None), "Something new came in it since you looked."),
        (inputs.Refused("for a program", "to", "for a person"), "for a person"),
        (ValidationError({"text": ["Write something."], "to": ["Choose."]}), "Write something. Choose."),
        (Invalid("text", "Too long."), "Too long."),
        (Denied("Not yours."), "Not yours."),
    ],
)
def test_each_is_a_sentence(error, said):
    assert reason(error) == said
    assert isinstance(error, REFUSALS)
