"""The nudge: it reaches a worker, it never hurts, and it never takes long."""

import threading
import time

import pytest
from django.db import transaction

from config import broker
from config.broker import Breaker, nudge, ping
from tests.yardstick import within

pytestmark = pytest.mark.django_db(transaction=True)
QUEUE = "delivery"


def test_nudge_puts_one_message_into_the_queue(redis_server):
    nudge("tickets.tasks.deliver", 7)
    assert redis_server.client().llen(QUEUE) == 1


def test_nudge_waits_for_the_commit(redis_server):
    with transaction.atomic():
        nudge("tickets.tasks.deliver", 7)
        assert redis_server.client().llen(QUEUE) == 0
    assert redis_server.client().llen(QUEUE) == 1


def test_nudge_is_forgotten_with_a_rollback(redis_server):
    with transaction.atomic():
        nudge("tickets.tasks.deliver", 7)
        transaction.set_rollback(True)
    assert redis_server.client().llen(QUEUE) == 0


def test_frozen_redis_costs_less_than_a_second_once(redis_server):
    nudge("tickets.tasks.deliver", 7)  # the connection that will freeze is in the pool
    redis_server.freeze()
    with within(0.8):
        nudge("tickets.tasks.deliver", 8)
    with within(0.05):
        nudge("tickets.tasks.deliver", 9)


def test_missing_redis_costs_next_to_nothing(caplog):
    broker.forget()
    with within(0.3):
        nudge("tickets.tasks.deliver", 7)
    assert "nudge_failed" in caplog.text


def test_nudge_goes_through_again_after_the_pause(redis_server):
    redis_server.kill()
    nudge("tickets.tasks.deliver", 7)
    redis_server.start()
    nudge("tickets.tasks.deliver", 8)  # still within the pause
    assert redis_server.client().llen(QUEUE) == 0
    broker.breaker._open_until = time.monotonic()  # the pause is over
    nudge("tickets.tasks.deliver", 9)
    assert redis_server.client().llen(QUEUE) == 1


def test_ping_tells_the_truth_in_time(redis_server):
    assert ping()
    redis_server.freeze()
    with within(1.2):
        assert not ping()
    redis_server.thaw()
    assert ping()
    redis_server.kill()
    assert not ping()


def test_after_a_pause_one_caller_tries_and_the_others_wait():
    breaker = Breaker(pause=0.05)
    breaker.failed()
    assert not breaker.allows()
    time.sleep(0.06)
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(breaker.allows())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False] * 7 + [True]


def test_breaker_closes_when_it_worked():
    breaker = Breaker()
    breaker.failed()
    breaker.worked()
    assert breaker.allows()
    assert breaker.allows()
