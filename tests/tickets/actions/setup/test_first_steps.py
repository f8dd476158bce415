"""The first steps are tried and put away by who sets the desk up."""

import pytest

from tests import make
from tickets.actions.setup import first_steps
from tickets.models import FirstStep
from tickets.rules.access import Denied

NOW = make.at("10 10:42")


def test_the_last_try_holds(db):
    clara = make.person("clara", "administrator")
    first_steps.tried("hours", ok=False, told="Closed.", by=clara, at=NOW)
    first_steps.tried("hours", ok=True, told="Open.", by=clara, at=NOW)
    assert FirstStep.objects.get().told == "Open."


@pytest.mark.parametrize("role", ["agent", "team_lead", "manager", "read_only"])
def test_nobody_else_tries_or_puts_away(db, role):
    with pytest.raises(Denied):
        first_steps.put_away(True, by=make.person("kim", role), at=NOW)
    assert not FirstStep.objects.exists()
