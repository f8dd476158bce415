"""The cache behind rate limits: it answers in time and counts exactly, with Redis or without."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.test import RequestFactory

from config.throttling import PerAddress, PerKey, PerTarget, client_address, count, counted_address
from tests.yardstick import within


def cache():
    """A cache made after the test has chosen its Redis."""
    return caches.create_connection("default")


def count_in_threads(times):
    with ThreadPoolExecutor(8) as pool:
        return sorted(pool.map(lambda _: count("test", "anna", 3600), range(times)))


def test_a_hundred_at_once_are_counted_as_a_hundred_in_redis(redis_server):
    assert count_in_threads(100) == list(range(1, 101))
    assert redis_server.client().keys("*rate:test:*")


def test_a_hundred_at_once_are_counted_as_a_hundred_without_redis():
    assert count_in_threads(100) == list(range(1, 101))


def test_counters_vanish_by_themselves(redis_server):
    count("test", "anna", 60)
    [key] = redis_server.client().keys("*rate:*")
    assert 60 < redis_server.client().ttl(key) <= 120


@pytest.mark.parametrize("away", ["freeze", "kill"])
def test_memory_answers_while_redis_is_away(redis_server, away):
    ours = cache()
    ours.set("seen", "in redis")
    getattr(redis_server, away)()
    with within(0.4):
        assert ours.get("seen", "nothing") == "nothing"
    with within(0.1):
        assert ours.add("seen", 1)
        assert ours.incr("seen") == 2


def test_values_are_kept_as_json(redis_server):
    ours = cache()
    ours.set("presence", {"agents": [1, 2]})
    assert ours.get("presence") == {"agents": [1, 2]}
    [key] = redis_server.client().keys("*presence*")
    assert redis_server.client().get(key) == b'{"agents": [1, 2]}'


def test_clearing_leaves_the_brokers_queue_alone(redis_server):
    redis_server.client().lpush("celery", "a task")
    cache().clear()
    assert redis_server.client().llen("celery") == 1


# --- Whom a limit counts ----------------------------------------------------------------------


class Stranger:
    """A request of DRF, as far as throttles look at it."""

    def __init__(self, method="POST", address="198.51.100.7", user=None, auth=None):
        self.META = {"REMOTE_ADDR": address}
        self.method = method
        self.user = user or AnonymousUser()
        self.auth = auth


class Agent:
    pk = 5
    is_authenticated = True


class Key:
    pk = 3


class View:
    kwargs = {"reference": "FT-7KQ2-9XMD"}


class Intake:
    kwargs = {}

    def throttle_target(self, request):
        return "anna@example.com"


@pytest.mark.parametrize(
    ("throttle", "request_", "view", "expected"),
    [
        (PerAddress, Stranger(), View(), "198.51.100.7"),
        (PerAddress, Stranger(user=Agent()), View(), None),
        (PerKey, Stranger(user=Agent(), auth=Key()), View(), "key-3"),
        (PerKey, Stranger(user=Agent()), View(), "user-5"),
        (PerKey, Stranger(), View(), None),
        (PerTarget, Stranger(), View(), "FT-7KQ2-9XMD"),
        (PerTarget, Stranger(), Intake(), "anna@example.com"),
        (PerTarget, Stranger(method="GET"), View(), None),
        (PerTarget, Stranger(user=Agent()), View(), None),
    ],
)
def test_who_is_counted(throttle, request_, view, expected):
    assert throttle().ident(request_, view) == expected


def test_the_request_after_the_last_allowed_one_waits(monkeypatch):
    monkeypatch.setattr(PerAddress, "THROTTLE_RATES", {"address": "3/hour"})
    allowed = [PerAddress().allow_request(Stranger(), View()) for _ in range(4)]
    assert allowed == [True, True, True, False]
    assert PerAddress().allow_request(Stranger(address="203.0.113.9"), View())
    assert 0 < PerAddress().wait() <= 3600


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "192.0.2.1", "10.0.0.1"),  # nobody of ours wrote that header
        (1, "192.0.2.1", "192.0.2.1"),
        (1, "192.0.2.66, 192.0.2.1", "192.0.2.1"),  # the first was made up by the client
        (2, "192.0.2.1, 10.0.0.2", "192.0.2.1"),
        (2, "192.0.2.1", "192.0.2.1"),
        (1, "", "10.0.0.1"),
    ],
)
def test_address_behind_proxies(settings, proxies, forwarded, expected):
    settings.PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == expected


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:DB8:1:2::", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("a lie", "a lie"),
        ("", ""),
    ],
)
def test_limits_count_an_ipv6_network_as_one(address, counted):
    assert counted_address(RequestFactory().get("/", REMOTE_ADDR=address)) == counted


def test_another_address_of_the_same_ipv6_network_buys_no_more_requests(monkeypatch):
    monkeypatch.setattr(PerAddress, "THROTTLE_RATES", {"address": "3/hour"})
    addresses = [f"2001:db8:1:2::{number:x}" for number in range(4)]
    assert [PerAddress().allow_request(Stranger(address=each), View()) for each in addresses] == [
        True,
        True,
        True,
        False,
    ]
    assert PerAddress().allow_request(Stranger(address="2001:db8:1:3::1"), View())
