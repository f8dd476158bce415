"""What is to leave is in one hand at a time, and tried again after a failure."""

from datetime import timedelta

import pytest

from tests import make
from tickets.actions import leases
from tickets.actions.setup.told import want
from tickets.actions.telling import outbox
from tickets.models import Telling

NOW = make.at("5 12:00")


@pytest.fixture
def telling(ana):
    want(by=ana, by_mail=["mention"])
    return Telling.objects.create(person=ana, way="mail", made_at=NOW, next_attempt_at=NOW)


def state(telling):
    return Telling.objects.get(pk=telling.pk).state


def test_it_is_claimed_once_and_left_to_the_next_by_a_worker_that_dies(telling):
    first = outbox.claim(NOW)
    assert (first, outbox.claim(NOW)) == (telling, None)
    later = NOW + leases.LEASE
    second = outbox.claim(later)
    assert second == telling
    outbox.sent(first, later)  # it lives after all, and decides nothing any more
    assert state(telling) == "sending"
    outbox.sent(second, later)
    assert (state(telling), outbox.claim(later + timedelta(days=1))) == ("sent", None)


def test_a_failure_is_tried_again_and_given_up_in_the_end(telling):
    at, tries = NOW, 0
    while one := outbox.claim(at):
        outbox.failed(one, "Away.", at)
        tries, at = tries + 1, at + timedelta(days=1)
    assert (tries, state(telling), Telling.objects.get().reason) == (7, "failed", "Away.")


def test_what_can_never_be_sent_is_not_tried_again(telling):
    outbox.failed(outbox.claim(NOW), "Gone.", NOW, final=True)
    assert state(telling) == "failed"
