"""Service-level clocks as rows: what was agreed when each started, and how it went."""

import pytest

from tests import make
from tests.telling import stands
from tickets.actions.change import Written
from tickets.actions.projection.clocks import CLOCKS, COLUMNS
from tickets.models import ServiceClock, Ticket


def test_each_clock_is_a_row_of_its_metric_and_anchor():
    follows = stands("5 12:00", ("5 10:00", "contact"), ("5 11:30", "answer"))
    rows = CLOCKS.rows(follows, Ticket(pk=1), Written())
    assert rows["first_response", 1] == {
        "target_s": 3600,
        "clock": "business",
        "started_at": make.at("5 10:00"),
        "due_at": make.at("5 11:00"),
        "ended_at": make.at("5 11:30"),
        "state": "breached",
        "breached_at": make.at("5 11:00"),
    }
    running = rows["resolution", 1]
    assert (running["state"], running["ended_at"], running["breached_at"]) == ("pending", None, None)
    assert all(tuple(row) == COLUMNS for row in rows.values())


@pytest.mark.django_db
def test_a_row_ends_with_what_it_waited_for():
    make.desk()
    ticket = make.ticket("5 10:00")
    before = ServiceClock.objects.get(ticket=ticket, metric="first_response")
    assert (before.state, before.due_at, before.ended_at) == ("pending", make.at("5 11:00"), None)
    make.answered(ticket, "5 10:40")
    before.refresh_from_db()
    assert (before.state, before.ended_at, before.breached_at) == ("achieved", make.at("5 10:40"), None)
