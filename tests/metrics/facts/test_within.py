"""Facts narrowed to a period: the days that can matter to it, and whatever was told just now."""

import numpy as np

from metrics.facts import Facts, Rows
from metrics.facts.relation import ALWAYS
from metrics.facts.relations import RELATIONS
from metrics.facts.table import NONE, Table, begins, counted, distinct
from metrics.facts.words import Words
from tickets.rules.lifecycle import DAY


def columns(name, *rows):
    told = np.array(list(rows), RELATIONS[name].dtype)
    return {column: told[column] for column in told.dtype.names}


def facts(name, days, told=(), believe=lambda kept: kept):
    rows = Rows(RELATIONS[name], Table(columns(name, *told), len(told)), days, believe)
    return Facts({name: rows}, Words(), None)


def life(ticket, day):
    return ticket, day * DAY, NONE, NONE


KEPT = {day: columns("lives", life(day, day)) for day in (10, 11, 12)}


def test_a_period_has_its_own_days_and_what_was_told():
    every = facts("lives", KEPT, [life(99, 50)])
    assert every.lives.ticket.tolist() == [10, 11, 12, 99]
    assert every.within((11 * DAY, 12 * DAY)).lives.ticket.tolist() == [11, 99]
    assert every.within((11 * DAY, 12 * DAY + 1)).lives.ticket.tolist() == [11, 12, 99]
    assert every.within((None, 11 * DAY)).lives.ticket.tolist() == [10, 99]
    assert every.within((13 * DAY, None)).lives.ticket.tolist() == [99]


def test_what_is_not_believed_is_in_no_period():
    some = facts("lives", KEPT, believe=lambda kept: kept.where(kept.ticket != 11))
    assert some.lives.ticket.tolist() == [10, 12]
    assert some.within((11 * DAY, 12 * DAY)).lives.ticket.tolist() == []


def test_what_has_no_day_or_comes_after_where_that_is_needed_is_in_every_period():
    flags = {day: columns("flags", (day, 0, 0, 0, 0, NONE, True)) for day in (ALWAYS, 10, 30)}
    assert facts("flags", flags).within((20 * DAY, 21 * DAY)).flags.ticket.tolist() == [ALWAYS, 30]


def test_what_is_found_once_is_found_of_all_days():
    narrow = facts("lives", KEPT).within((11 * DAY, 12 * DAY))
    assert narrow.once("many", lambda found: len(found.lives)) == 3
    assert narrow.within((None, None)).once("many", lambda found: 0) == 3


def test_numbers_are_counted_as_numpy_counts_them():
    numbers = np.random.default_rng(3).integers(-5, 5, 100)
    for some in (numbers, numbers[:1], numbers[:0]):
        found, times = np.unique(some, return_counts=True)
        assert distinct(some).tolist() == found.tolist()
        assert [column.tolist() for column in counted(some)] == [found.tolist(), times.tolist()]
    assert begins(np.array([4, 4, 2, 4])).tolist() == [True, False, True, True]
    assert begins(np.array([], "i8")).tolist() == []
