"""Blocks of rows by relation and day: what is put away is read again, by the days of a period, and never as it was before."""

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from metrics.facts import blocks
from metrics.facts.relation import ALWAYS
from metrics.facts.relations import RELATIONS
from metrics.facts.table import NONE
from metrics.models import FactBlock
from tickets.rules.lifecycle import DAY

pytestmark = pytest.mark.django_db
LIVES, ENDINGS = "lives", "endings"


@pytest.fixture(autouse=True)
def _nothing_remembered():
    blocks.forget()


def lives(*told):
    """Each (ticket, day of the start)."""
    return np.array([(ticket, day * DAY + 5, day * DAY + 9, 4) for ticket, day in told], RELATIONS[LIVES].dtype)


def put(*told, gone=None, stamp=1):
    return blocks.replace(gone or {}, {LIVES: lives(*told)}, stamp)


def read(since=None, to=None):
    days = blocks.of_period([LIVES], (since, to))[LIVES].values()
    return sorted(
        row for day in days for row in zip(day["ticket"].tolist(), (day["start"] // DAY).tolist(), strict=True)
    )


def test_a_period_reads_its_own_days_alone():
    assert put((1, 10), (2, 10), (3, 11), (4, 12)) == {
        1: [(LIVES, 10)],
        2: [(LIVES, 10)],
        3: [(LIVES, 11)],
        4: [(LIVES, 12)],
    }
    assert read() == [(1, 10), (2, 10), (3, 11), (4, 12)]
    assert read(11 * DAY, 12 * DAY) == [(3, 11)]
    assert read(11 * DAY, 12 * DAY + 1) == [(3, 11), (4, 12)]
    assert read(to=11 * DAY) == [(1, 10), (2, 10)]


def test_what_has_no_instant_is_read_always_and_what_comes_after_where_it_is_needed():
    flags = np.array([(1, 5, 0, 0, 7, end, True) for end in (NONE, 10 * DAY, 30 * DAY)], RELATIONS["flags"].dtype)
    blocks.replace({}, {"flags": flags}, 1)
    assert set(FactBlock.objects.values_list("day", flat=True)) == {ALWAYS, 10, 30}
    assert set(blocks.of_period(["flags"], (20 * DAY, 21 * DAY))["flags"]) == {ALWAYS, 30}


def test_a_ticket_that_is_told_again_leaves_the_places_where_it_was():
    places = put((1, 10), (2, 10))
    put((1, 11), gone={1: places[1]}, stamp=2)
    assert read() == [(1, 11), (2, 10)]
    put(gone={2: places[2]}, stamp=3)
    assert read() == [(1, 11)]
    assert not FactBlock.objects.filter(day=10).exists()


def test_the_rows_of_a_ticket_lie_together_in_the_order_in_which_they_were_told():
    """Whoever counts the steps of a ticket relies on it (`reports/paths.py`)."""

    def contacts(*told):
        return {
            "contacts": np.array([(ticket, 9, at, 3, False, 0) for ticket, at in told], RELATIONS["contacts"].dtype)
        }

    blocks.replace({}, contacts((1, 20), (1, 30), (2, 10)), 1)
    blocks.replace({1: [("contacts", 0)]}, contacts((1, 20), (1, 30), (1, 40)), 2)
    (rows,) = blocks.of_period(["contacts"], (None, None))["contacts"].values()
    assert list(zip(rows["ticket"].tolist(), rows["at"].tolist(), strict=True)) == [(2, 10), (1, 20), (1, 30), (1, 40)]


def test_a_block_is_read_once_until_it_is_another():
    put((1, 10), (2, 11))
    read()
    with CaptureQueriesContext(connection) as sent:
        assert read() == [(1, 10), (2, 11)]
    assert len(sent) == 1  # the stamps
    put((3, 10), stamp=2)
    with CaptureQueriesContext(connection) as sent:
        assert read() == [(1, 10), (2, 11), (3, 10)]
    assert len(sent) == 2


def test_no_more_is_remembered_than_is_allowed(monkeypatch):
    monkeypatch.setattr(blocks, "REMEMBERED", 2 * lives((1, 1)).nbytes)
    put(*((day, day) for day in range(9)))
    assert len(read()) == 9
    assert len(blocks._MEMORY.blocks) == 2


def test_what_other_rules_told_is_neither_read_nor_kept_beside_ours():
    put((1, 10))
    FactBlock.objects.update(form="other")
    assert read() == []
    put((2, 10), stamp=2)
    assert read() == [(2, 10)]
