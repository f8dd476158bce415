"""When each periodic task last went through."""

import pytest

from tests import make
from tickets.actions.heartbeats import beat
from tickets.models import Heartbeat


@pytest.mark.django_db
def test_a_task_has_one_row_with_its_latest_time():
    for name, when in (("sweep", "5 10:00"), ("deliver", "5 10:01"), ("sweep", "5 10:02")):
        beat(name, at=make.at(when))
    assert dict(Heartbeat.objects.values_list("name", "at")) == {
        "sweep": make.at("5 10:02"),
        "deliver": make.at("5 10:01"),
    }
