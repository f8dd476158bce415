"""The web server under clients that send half of a request, read nothing, or send too much. Real processes and sockets."""

import json
import signal
import time

import pytest

from tests.config.slow_clients import HALF_SENT, HEAD, is_closed, received, serving, until

KINDS = ["headers", "body", "readers"]


@pytest.fixture(scope="module")
def served():
    with serving() as each:
        yield each


@pytest.fixture(scope="module")
def strict():
    """A server with limits that a test can wait for."""
    with serving(limits="PATIENCE=1 SLOWEST=5000 SILENCE=1") as each:
        yield each


@pytest.mark.parametrize("kind", KINDS)
def test_sixteen_slow_clients_hold_none_of_two_threads(served, kind):
    with served.slow(kind, 16):
        for _ in range(20):
            status, _, seconds = served.ask("/", b"words")
            assert (status, seconds < 1) == (200, True)


def test_a_body_of_25_mb_arrives_whole_and_one_of_65_mb_is_refused(served):
    status, answer, _ = served.ask("/", b"x" * 25 * 1024 * 1024, timeout=60)
    assert (status, json.loads(answer)["length"]) == (200, 25 * 1024 * 1024)
    with served.connect(HEAD + b"Content-Length: 68157440\r\n\r\n") as client:
        assert client.recv(100).startswith(b"HTTP/1.1 413 ")


def test_more_than_32_kb_of_headers_are_refused(served):
    assert served.ask(X_Long="x" * 30_000)[0] == 200
    with served.connect(HEAD + b"X-Long: " + b"x" * 33_000) as client:
        assert client.recv(100).startswith(b"HTTP/1.0 431 ")


def test_what_a_stranger_says_about_proxies_reaches_nobody(served):
    headers = {"X_Forwarded_For": "203.0.113.9", "Forwarded": "for=203.0.113.9"}
    answer = json.loads(served.ask("/", b"", **headers)[1])
    assert (answer["from"], answer["for"]) == ("127.0.0.1", None)


def test_our_own_proxy_is_listened_to():
    with serving(PROXIES="1") as served:
        answer = json.loads(served.ask("/", b"", X_Forwarded_For="203.0.113.9")[1])
    assert answer["for"] == "203.0.113.9"


@pytest.mark.parametrize("kind", HALF_SENT)
def test_who_is_too_slow_is_left(strict, kind):
    with strict.connect(HALF_SENT[kind]) as client:
        until(lambda: is_closed(client), 5)
        assert strict.ask()[0] == 200


def test_who_sends_a_byte_now_and_then_is_too_slow_and_who_sends_steadily_is_not(strict):
    body = HEAD + b"Content-Length: 40000\r\n\r\n"
    with strict.connect(body) as dripping, strict.connect(body) as steady:
        for number in range(30):
            time.sleep(0.1)
            steady.sendall(b"x" * (1500 if number < 26 else 250))
            if not is_closed(dripping):
                dripping.sendall(b"x")
        assert is_closed(dripping)
        assert steady.recv(100).startswith(b"HTTP/1.1 200 ")


def test_who_reads_nothing_for_long_is_left(strict):
    with strict.connect(b"GET /bytes/50000000 HTTP/1.1\r\nHost: localhost\r\n\r\n", buffer=2048) as client:
        time.sleep(3)
        assert received(client) < 50_000_000


def test_who_waits_for_us_is_never_too_slow(strict):
    assert strict.ask("/sleep/3")[0] == 200


def test_who_has_waited_longest_makes_room_for_the_next():
    with serving(limits="MOST=20") as served, served.slow("body", 60) as clients:
        assert [served.ask()[0] for _ in range(5)] == [200] * 5
        closed = [is_closed(client) for client in clients]
    assert 40 <= sum(closed) < 50
    assert closed == sorted(closed, reverse=True)  # the first came first


def test_a_stop_lets_what_has_arrived_be_answered():
    with serving() as served, served.connect(b"GET /sleep/4 HTTP/1.1\r\nHost: localhost\r\n\r\n") as client:
        time.sleep(0.5)
        served.process.send_signal(signal.SIGTERM)
        assert client.recv(100).startswith(b"HTTP/1.1 200 ")
        assert served.process.wait(timeout=10) == 0


def test_a_second_request_on_a_connection_is_answered_too(served):
    asked = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with served.connect(b"") as client:
        for _ in range(2):
            client.sendall(asked)
            answer = client.recv(1000)
            while b"}" not in answer:
                answer += client.recv(1000)
            assert answer.startswith(b"HTTP/1.1 200 ")
