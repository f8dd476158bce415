"""A promise that is made now, when it is due, and what lines call it."""

from datetime import timedelta

import pytest

from tests import make
from tickets.actions.promises import PromiseGiven, due_by_policy, due_data, promise_entry, promise_names
from tickets.actions.record import Invalid
from tickets.models import Promise
from tickets.models.history import seconds
from tickets.rules.access import COMMAND
from tickets.rules.business_time import Calendar
from tickets.rules.desk import Desk

NOW, DUE = make.at("5 10:30"), make.at("6 10:00")
NEVER_OPEN = Calendar.from_json({"versions": [{"valid_from": None, "tz": "UTC", "hours": {}, "holidays": []}]})


def test_words_lie_beside_the_event_and_a_time_that_was_told_does_not_move():
    entry = promise_entry(PromiseGiven(" a fix ", DUE), actor=COMMAND, at=NOW)
    assert (entry.name, entry.text, entry.data) == ("promise", "a fix", {"due_at": seconds(DUE)})


@pytest.mark.parametrize(
    ("given", "field"), [(PromiseGiven("  ", DUE), "promise"), (PromiseGiven("a fix", NOW), "due_at")]
)
def test_a_promise_has_words_and_is_due_in_the_future(given, field):
    with pytest.raises(Invalid) as caught:
        promise_entry(given, actor=COMMAND, at=NOW)
    assert caught.value.field == field


def test_by_the_policy_it_is_due_after_eight_business_hours_and_says_whose_time_it_is():
    assert due_by_policy(make.DESK, seconds(NOW)) == {"due_at": seconds(make.at("6 10:30")), "by_policy": True}
    assert due_by_policy(Desk(NEVER_OPEN), 7) == {
        "due_at": 7,
        "by_policy": True,
    }  # a desk that never opens is late at once


@pytest.mark.django_db
def test_without_a_date_the_desk_of_that_moment_says_when():
    make.desk()
    assert due_data(None, NOW) == {"due_at": seconds(make.at("6 10:30")), "by_policy": True}
    assert due_data(DUE, NOW) == {"due_at": seconds(DUE)}


@pytest.mark.django_db
def test_lines_call_promises_by_the_events_that_made_them_in_the_order_asked_for():
    ticket, other = make.ticket(), make.ticket("5 10:10", email="leo@example.org")
    for minute, owner in enumerate((ticket, ticket, other)):
        make.do("promise", owner, by=make.person(), at=NOW + timedelta(minutes=minute), text="a fix")
    first, second, foreign = Promise.objects.order_by("pk")
    assert promise_names(ticket, [second.pk, first.pk]) == [second.made_in.name, first.made_in.name]
    assert promise_names(ticket, []) == []
    with pytest.raises(Invalid, match="no such promise"):
        promise_names(ticket, [first.pk, foreign.pk])
