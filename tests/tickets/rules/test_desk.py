"""What the desk agreed to, read strictly; and which version of it holds at an instant."""

import pytest

from tests.make import HOURS
from tickets.rules.desk import Desk, InvalidDesk, Policy, Target

OFFICE = {"calendar": HOURS}
TARGET = Target(3600, "business")
LATER = Target(7200, "calendar")

WRONG = [
    ({"policy": {"r9_bh": 3}}, "unknown limit 'r9_bh'"),
    ({"policy": {"r2_bh": -1}}, "r2_bh must be a number"),
    ({"policy": {"r2_bh": True}}, "r2_bh must be a number"),
    ({"policy": {"r2_bh": "16"}}, "r2_bh must be a number"),
    ({"targets": {"smiles": {"target_s": 1, "clock": "business"}}}, "unknown target 'smiles'"),
    ({"targets": {"update": {"target_s": 1, "clock": "sundial"}}}, "update needs the clock"),
    ({"targets": {"update": {"target_s": 1}}}, "update needs the clock"),
]


@pytest.mark.parametrize(("more", "reason"), WRONG)
def test_a_desk_file_that_cannot_be_used_says_what_to_mend(more, reason):
    with pytest.raises(InvalidDesk, match=reason):
        Desk.from_json(OFFICE | more)


def test_what_is_not_named_keeps_its_limit():
    policy = Desk.from_json(OFFICE | {"policy": {"r3_bh": 0.5, "r4_bh": 0}}).policy(0)
    assert policy == Policy(promise_bh=8, r2_bh=16, r3_bh=0.5, r4_bh=0, r5_bh=24)


def test_a_target_that_was_not_agreed_is_none():
    desk = Desk.from_json(OFFICE | {"targets": {"update": {"target_s": "60", "clock": "calendar"}}})
    assert desk.target("update", 0) == Target(60, "calendar")
    assert desk.target("resolution", 0) is None


# When versions begin | an instant | the one that holds
VERSIONS = [
    ((None, 100), 99, 0),
    ((None, 100), 100, 1),  # from its instant on
    ((None, 100, 200), 500, 2),
    ((100, 200), 50, None),
]


@pytest.mark.parametrize(("since", "at", "holds"), VERSIONS)
def test_a_version_holds_from_its_own_instant_on(since, at, holds):
    values = [Policy(r2_bh=number) for number in range(len(since))]
    desk = Desk(None, tuple(zip(since, values, strict=True)))
    assert desk.policy(at) == values[holds or 0]  # before the first version the first holds


@pytest.mark.parametrize(("at", "holds"), [(99, None), (100, TARGET), (199, TARGET), (200, LATER)])
def test_a_target_holds_for_what_starts_under_it(at, holds):
    assert Desk(None, targets={"update": ((100, TARGET), (200, LATER))}).target("update", at) == holds
