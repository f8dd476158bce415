"""The same request twice is one request, also when both come at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest
from django.db import connection, transaction

from tests.make import WEDNESDAY
from tickets.actions import idempotency
from tickets.actions.idempotency import KeyConflict, Mismatch, once
from tickets.models import Customer, IdempotencyKey


def work(name="Mia"):
    """Something that leaves a row."""

    def done():
        return {"id": Customer.objects.create(name=name, created_at=WEDNESDAY).pk}

    return done


def do(key="k", *, owner="program", body="hash", at=WEDNESDAY, work=None):
    return once(owner, key, body, at=at, work=work or globals()["work"]())


@pytest.mark.django_db
class TestOneAfterTheOther:
    def test_a_repeat_gets_the_same_answer_and_does_nothing(self):
        first, second = do(), do()
        assert first == ({"id": Customer.objects.get().pk}, False)
        assert second == (first[0], True)

    def test_another_key_is_another_request(self):
        assert do("k")[0] != do("l")[0]

    def test_another_owner_has_keys_of_their_own(self):
        assert do(owner="program")[0] != do(owner="another")[0]

    def test_the_same_key_with_another_body_is_refused(self):
        do(body="hash")
        with pytest.raises(Mismatch):
            do(body="other")
        assert Customer.objects.count() == 1

    def test_work_that_fails_leaves_no_key_so_it_can_be_tried_again(self):
        def fails():
            Customer.objects.create(created_at=WEDNESDAY)
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            do(work=fails)
        assert not Customer.objects.exists()
        assert do()[1] is False

    def test_an_error_of_the_work_is_not_taken_for_a_repeat(self):
        def breaks_a_constraint():
            IdempotencyKey.objects.create(owner="x", key="x", body_hash="", created_at=WEDNESDAY)
            IdempotencyKey.objects.create(owner="x", key="x", body_hash="", created_at=WEDNESDAY)

        with pytest.raises(Exception, match=r"(?i)unique"):
            do(work=breaks_a_constraint)

    def test_after_seven_days_a_key_is_new_again(self):
        do()
        almost = WEDNESDAY + timedelta(days=7) - timedelta(seconds=1)
        assert do(at=almost)[1] is True
        assert do(at=WEDNESDAY + timedelta(days=7), body="other")[1] is False

    def test_what_was_kept_long_enough_is_forgotten(self):
        do("old")
        do("new", at=WEDNESDAY + timedelta(days=1))
        assert idempotency.forget(WEDNESDAY + timedelta(days=7)) == 1
        assert IdempotencyKey.objects.get().key == "new"


def at_once(threads, task):
    """Run `task` in so many threads, each with a connection of its own, all starting together."""
    together = Barrier(threads)

    def run(number):
        try:
            together.wait()
            return task(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(threads)))


@pytest.mark.django_db(transaction=True)
class TestAtTheSameMoment:
    def test_the_same_key_a_hundred_times_is_done_once(self):
        # SQLite has one writer at a time: there a few show as much as a hundred, in less time.
        threads = 100 if connection.vendor == "postgresql" else 8
        answers = at_once(threads, lambda number: do())
        assert Customer.objects.count() == 1
        assert {answer["id"] for answer, _ in answers} == {Customer.objects.get().pk}
        assert sorted(repeated for _, repeated in answers) == [False] + [True] * (threads - 1)

    def test_a_twin_that_takes_too_long_is_not_waited_for(self):
        if connection.vendor != "postgresql":
            pytest.skip("SQLite has one writer: the twin waits where its transaction begins")
        working, answered = Event(), Event()

        def slow():
            working.set()
            answered.wait(10)
            return {}

        def task(number):
            if number == 0:
                return do(work=slow)
            working.wait(10)
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '100ms'")
            try:
                with pytest.raises(KeyConflict):
                    do()
            finally:
                answered.set()
            return None

        at_once(2, task)
        assert do() == ({}, True)

    def test_a_twin_of_work_that_failed_does_the_work_itself(self):
        if connection.vendor != "postgresql":
            pytest.skip("SQLite has one writer: the twin waits where its transaction begins")
        working = Event()

        def fails():
            working.set()
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.2)")
            raise ZeroDivisionError

        def task(number):
            if number == 0:
                with pytest.raises(ZeroDivisionError):
                    do(work=fails)
                return None
            working.wait(10)
            return do()

        assert at_once(2, task)[1][1] is False
        assert Customer.objects.count() == 1
