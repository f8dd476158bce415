"""The feed misses no event and gives none twice, whoever commits when."""

import random
import time
from threading import Event as Signal

import pytest
from django.db import connection, transaction

from tests import make
from tickets.actions.feed import Cursor, read
from tickets.models import Event
from tickets.models.history import instant, seconds

# The feed stops before what still runs anywhere on the server: on PostgreSQL these want it to themselves, without the
# databases of other test processes.
pytestmark = pytest.mark.slow

WRITERS, NOTES = 8, 15


BEGINNING = Cursor()


@pytest.fixture(autouse=True)
def _really_committed(transactional_db):
    """What is not committed is not in the feed; the events go away as no application could take them."""
    yield
    with transaction.atomic():
        make.empty()


def read_all(after=BEGINNING, limit=7):
    """All that can be read from a cursor on, a few at a time, and the cursor at its end."""
    found = []
    while True:
        events, after = read(after, limit)
        if not events:
            return found, after
        found += [event.pk for event in events]


def test_all_events_are_read_once_from_the_beginning_and_then_what_is_new():
    ticket = make.ticket()
    for _ in range(4):
        make.do("note", ticket, by=make.person(), at=make.at("5 11:00"), text="Look.")
    every = list(Event.objects.order_by("pk").values_list("pk", flat=True))
    found, cursor = read_all(limit=2)
    assert found == every
    assert read(cursor) == ([], cursor)
    make.do("note", ticket, by=make.person(), at=make.at("5 12:00"), text="Look again.")
    assert read_all(cursor)[0] == [Event.objects.latest("pk").pk]


class Desk:
    """Eight people who write at once, each on a ticket of their own, and take their time before they commit."""

    def __init__(self):
        self.tickets = [make.ticket(email=f"c{number}@example.org") for number in range(WRITERS)]
        self.people = [make.person(f"agent{number}") for number in range(WRITERS)]
        self.left = [Signal() for _ in range(WRITERS)]

    def writer(self, number):
        """Writes notes, now and then one that is rolled back."""

        def write():
            dice = random.Random(number)
            try:
                for note in range(NOTES):
                    self._note(number, note, dice)
            finally:
                self.left[number].set()

        return write

    def _note(self, number, note, dice):
        with transaction.atomic():
            at = instant(seconds(make.at("5 12:00")) + 60 * note)
            make.do("note", self.tickets[number], by=self.people[number], at=at, text="Look.")
            time.sleep(dice.random() / 100)
            transaction.set_rollback(dice.random() < 0.2)

    def reader(self, cursor):
        """Reads as fast as it can until all have left, and then what there still is."""

        def follow():
            found, after = [], cursor
            while not all(left.is_set() for left in self.left):
                events, after = read(after, 3)
                found += [event.pk for event in events]
            return found + read_all(after)[0]

        return follow


def test_eight_writers_leave_no_gap_and_no_double():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
    desk = Desk()
    before, cursor = read_all()
    results = make.at_once(desk.reader(cursor), *(desk.writer(number) for number in range(WRITERS)))
    found, *written = results
    assert written == [None] * WRITERS
    assert sorted(before + found) == list(Event.objects.order_by("pk").values_list("pk", flat=True))
    assert len(found) == len(set(found)) > WRITERS * NOTES / 2


def test_an_older_transaction_that_still_runs_is_waited_for():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
    one, other = make.ticket(email="a@example.org"), make.ticket(email="b@example.org")
    ana, (_, cursor) = make.person(), read_all()
    began, may_end, seen = Signal(), Signal(), []

    def slow():
        with transaction.atomic():
            make.do("note", one, by=ana, at=make.at("5 12:00"), text="First.")
            began.set()
            may_end.wait(20)

    def quick():
        began.wait(20)
        make.do("note", other, by=ana, at=make.at("5 12:00"), text="Second.")
        seen.append(read_all(cursor)[0])
        may_end.set()

    assert make.at_once(slow, quick) == [None, None]
    first, second = Event.objects.filter(ticket=one).latest("pk").pk, Event.objects.filter(ticket=other).latest("pk").pk
    assert seen == [[]]  # the second had committed, and is not read before the first
    assert read_all(cursor)[0] == [first, second]
