"""One worker at a time asks for a mailbox's token, and what it is told is not lost."""

from datetime import timedelta

import pytest

from tests.make import WEDNESDAY, account
from tickets.actions.inbox import access
from tickets.models import Mailbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def box():
    row, _secret = account("email", "help", address="help@example.org")
    return Mailbox.objects.create(account=row, oauth_refresh_token="first", oauth_access_token="old")


def kept(box):
    row = Mailbox.objects.get(pk=box.pk)
    return row.oauth_access_token, row.oauth_refresh_token


def test_one_asks_at_a_time_until_it_lets_go_or_has_died(box):
    row = access.claim(box, "", at=WEDNESDAY)
    assert access.claim(box, "", at=WEDNESDAY) is None
    access.let_go(row)
    assert access.claim(box, "", at=WEDNESDAY)
    assert access.claim(box, "", at=WEDNESDAY) is None
    assert access.claim(box, "", at=WEDNESDAY + access.ASKING)


def test_what_was_told_is_written_down_and_a_refresh_token_stays_unless_there_is_another(box):
    row = access.claim(box, "", at=WEDNESDAY)
    access.keep(row, "new", WEDNESDAY, "")
    assert kept(box) == ("new", "first")
    access.keep(row, "newer", WEDNESDAY, "rotated")
    assert kept(box) == ("newer", "rotated")


def test_only_the_refused_token_is_thrown_away(box):
    access.let_go(access.claim(box, "another", at=WEDNESDAY))
    access.drop(box, "another")
    assert kept(box) == ("old", "first")
    access.drop(box, "old")
    assert kept(box) == ("", "first")
    assert Mailbox.objects.get().oauth_expires_at is None


def test_who_was_dead_too_long_or_whose_mailbox_was_set_up_anew_writes_nothing(box):
    slow = access.claim(box, "", at=WEDNESDAY)
    quick = access.claim(box, "", at=WEDNESDAY + access.ASKING + timedelta(seconds=1))
    access.keep(slow, "late", WEDNESDAY, "late")
    access.let_go(slow)
    assert access.claim(box, "", at=WEDNESDAY + access.ASKING + timedelta(seconds=1)) is None
    access.keep(quick, "new", WEDNESDAY, "rotated")
    assert kept(box) == ("new", "rotated")
