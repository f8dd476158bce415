"""Facts narrowed to a period: the days that can matter to it, and whatever was told just now."""

import numpy as np

from metrics.facts import Facts, Rows
from metrics.facts.relation import ALWAYS
from metrics.facts.relations import RELATIONS
from metrics.facts.table import NONE, Table, begins, counted, distinct
from metrics.facts.words import Words
from metrics.reports import REPORTS
from metrics.reports.tally import Tally
from metrics.reports.view import ReportScope
from tests import make
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


def test_a_report_of_one_instant_is_asked_about_earlier_ones_too():
    """How many were stalled at the end of the periods before is read off what was cleared before the period looked at."""
    cleared = {day: columns("flags", (day, 0, 0, 0, 0, day * DAY, True)) for day in (10, 30)}
    seen = facts("flags", cleared)
    view = ReportScope(make.DESK, 40 * DAY, since=20 * DAY, to=40 * DAY)
    assert Tally(REPORTS["stalled"], view, seen).facts.flags.ticket.tolist() == [10, 30]
    assert Tally(REPORTS["ttr"], view, seen).facts.flags.ticket.tolist() == [30]
