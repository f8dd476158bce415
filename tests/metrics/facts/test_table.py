"""Rows as columns."""

import numpy as np
import pytest

from metrics.facts.table import NONE, Table, each, joined, looked_up


def table(**columns):
    return Table({name: np.array(column) for name, column in columns.items()})


def test_rows_are_chosen_by_a_mask_or_by_their_places():
    rows = table(ticket=[1, 2, 3], start=[10, 20, 30])
    assert rows.where(rows.start > 10).ticket.tolist() == [2, 3]
    assert rows.where(np.array([2, 0])).where(np.array([True, False])).start.tolist() == [30]


def test_a_column_that_nobody_asks_for_is_not_made():
    rows = Table({"ticket": np.array([1, 2]), "dear": lambda: pytest.fail("made")}, 2)
    assert len(joined(rows, rows).where(np.array([3, 0]))) == 2
    assert rows.having(start=np.array([5, 6])).ticket.tolist() == [1, 2]


def test_fields_of_rows_are_columns():
    rows = Table.of(np.array([(1, True)], dtype=[("ticket", "i8"), ("owed", "?")]))
    assert (rows.names, rows.ticket.tolist(), rows.owed.tolist()) == (("ticket", "owed"), [1], [True])
    with pytest.raises(AttributeError):
        rows.start  # noqa: B018


def test_a_key_that_nobody_knows_has_what_stands_for_nothing():
    keys = np.array([3, 1, 9])
    assert looked_up(keys, np.array([1, 3]), np.array([10, 30])).tolist() == [30, 10, NONE]
    assert looked_up(keys, np.array([], "i8"), np.array([], "i8")).tolist() == [NONE] * 3
    assert each(keys, np.array([3, 3, 1])).tolist() == [2, 1, 0]
