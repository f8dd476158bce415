"""What arrives is kept once, read once, and never lost."""

from datetime import timedelta

import pytest

from tests.make import WEDNESDAY, account, person
from tickets.actions import leases
from tickets.actions.inbox import arrivals
from tickets.models import RawInbound
from tickets.models.inbound import InboundState
from tickets.rules.access import Denied

pytestmark = pytest.mark.django_db


@pytest.fixture
def arrival():
    return arrivals.store(account("email", "help")[0], b"From: mia", "email:help:1", at=WEDNESDAY)[0]


def test_one_source_key_is_one_arrival(arrival):
    again, is_new = arrivals.store(arrival.account, b"other", "email:help:1", at=WEDNESDAY + timedelta(hours=1))
    assert (again, is_new, bytes(RawInbound.objects.get().body)) == (arrival, False, b"From: mia")


def test_nobody_else_gets_what_is_being_read_until_the_lease_ends(arrival):
    assert arrivals.claim(WEDNESDAY, 10) == [arrival]
    assert arrivals.claim(WEDNESDAY + leases.LEASE - timedelta(seconds=1), 10) == []
    assert arrivals.claim(WEDNESDAY + leases.LEASE, 10) == [arrival]


def test_a_reader_that_lost_its_lease_decides_nothing(arrival):
    (slow,) = arrivals.claim(WEDNESDAY, 10)
    (quick,) = arrivals.claim(WEDNESDAY + leases.LEASE, 10)
    arrivals.unreadable(slow, "too late")
    arrivals.mark_done(quick, None)
    arrival.refresh_from_db()
    assert (arrival.state, arrival.error) == (InboundState.DONE, "")


def test_what_fails_for_a_reason_of_ours_is_shown_after_a_few_times(arrival):
    at = WEDNESDAY
    for _ in range(arrivals.MOST_ATTEMPTS):
        (claimed,) = arrivals.claim(at, 10)
        arrivals.mark_failed(claimed, "The database was away.", at=at)
        at += arrivals.PAUSE
    arrival.refresh_from_db()
    assert (arrival.state, arrival.error) == (InboundState.UNREADABLE, "The database was away.")


def test_trying_again_needs_the_right_to_mend(arrival):
    arrivals.unreadable(arrivals.claim(WEDNESDAY, 10)[0], "broken")
    with pytest.raises(Denied):
        arrivals.retry(arrival, by=person("eve", role="read_only"))
    arrivals.retry(arrival, by=person("ana"))
    assert arrivals.claim(WEDNESDAY, 10) == [arrival]
