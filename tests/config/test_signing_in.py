"""Guessing is made slow: for a name at an address, and for an address whatever names it tries."""

from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth import hashers
from django.test import Client
from django.utils import timezone

from tickets.models import User

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = "203.0.113.9", "203.0.113.10"
RIGHT = "of-Ana-alone-7"


@pytest.fixture
def ana():
    return User.objects.create_user("ana", password=RIGHT, is_staff=True)


@pytest.fixture
def hashed(monkeypatch):
    """The passwords that were hashed, to be compared or to take as long as if they were."""
    seen = []
    hasher = type(hashers.get_hasher())
    encode = hasher.encode

    def noted(self, password, salt, *more):
        seen.append(password)
        return encode(self, password, salt, *more)

    monkeypatch.setattr(hasher, "encode", noted)
    return seen


def sign_in(username, password="wrong", *, address=HERE):
    said = {"username": username, "password": password}
    return Client(REMOTE_ADDR=address).post("/admin/login/", said).status_code


def guess(times, name="stranger-{}", **more):
    return [sign_in(name.format(number), **more) for number in range(times)]


def test_an_address_has_thirty_guesses_with_whatever_names(ana):
    assert guess(30) == [200] * 30
    assert sign_in("one-more") == 429
    assert sign_in("ana", RIGHT) == 429
    assert sign_in("ana", RIGHT, address=ELSEWHERE) == 302


def test_a_name_at_an_address_has_five(ana):
    assert guess(5, "ana") == [200, 200, 200, 200, 429]
    assert sign_in("ana", RIGHT) == 429
    assert sign_in("ana", RIGHT, address=ELSEWHERE) == 302


def test_an_account_of_ones_own_buys_no_more_guesses(ana):
    guess(29)
    assert sign_in("ana", RIGHT) == 302
    assert guess(2, "another-{}") == [200, 429]


def test_after_a_while_they_may_try_again(ana):
    guess(31)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert sign_in("ana", RIGHT) == 302


@pytest.mark.parametrize("guesses", [{"times": 30}, {"times": 5, "name": "ana"}], ids=["address", "name"])
def test_what_is_refused_hashes_and_writes_nothing(ana, hashed, guesses, django_assert_max_num_queries):
    guess(**guesses)
    hashed.clear()
    before = list(AccessAttempt.objects.values())
    with django_assert_max_num_queries(6):
        assert sign_in("ana", RIGHT) == 429
    assert hashed == []
    assert list(AccessAttempt.objects.values()) == before


def test_another_address_of_the_same_ipv6_network_buys_no_more_guesses(ana):
    for number in range(30):
        sign_in(f"stranger-{number}", address=f"2001:db8:1:2::{number:x}")
    assert sign_in("ana", RIGHT, address="2001:db8:1:2::ffff") == 429
    assert sign_in("ana", RIGHT, address="2001:db8:1:3::1") == 302
