"""What the desk agreed to: a desk file is taken over, and what is there stays."""

from datetime import UTC, datetime

import pytest

from tickets.actions.ledger import Invalid
from tickets.actions.setup.hours_and_targets import set_desk
from tickets.actions.setup.people import create_person
from tickets.models import PolicyVersion, ServiceTarget
from tickets.models.history import current_desk
from tickets.rules.access import COMMAND, Denied
from tickets.rules.desk import Desk

pytestmark = pytest.mark.django_db

AT = datetime(2025, 3, 5, 9, tzinfo=UTC)
HOURS = {"valid_from": None, "tz": "Europe/Berlin", "hours": {"0": [["09:00", "17:00"]]}, "holidays": ["2025-04-21"]}
AGREED = {
    "calendar": {"versions": [HOURS]},
    "policy": {"r3_bh": 10},
    "targets": {"update": {"target_s": 3600, "clock": "calendar"}},
}


def test_an_agent_agrees_to_nothing():
    agent, _ = create_person(by=COMMAND, username="dee", role="agent")
    with pytest.raises(Denied):
        set_desk(AGREED, by=agent, at=AT)


def test_a_desk_file_is_what_the_desk_then_is():
    set_desk(AGREED, by=COMMAND, at=AT)
    assert current_desk(AT) == Desk.from_json(AGREED)


def test_a_second_agreement_leaves_the_first_in_force_until_then():
    set_desk(AGREED, by=COMMAND, at=AT)
    later = {**AGREED, "calendar": {"versions": [{**HOURS, "valid_from": "2025-06-01"}]}, "policy": {"r3_bh": 4}}
    set_desk(later, by=COMMAND, at=AT)
    assert list(PolicyVersion.objects.values_list("valid_from", "r3_bh")) == [(None, 10), (AT, 4)]
    assert list(ServiceTarget.objects.values_list("valid_from", flat=True)) == [None, AT]


def test_opening_hours_from_the_same_day_are_refused_whole():
    set_desk(AGREED, by=COMMAND, at=AT)
    with pytest.raises(Invalid):
        set_desk(AGREED, by=COMMAND, at=AT)
    assert PolicyVersion.objects.count() == 1
