"""The rows of an explanation's page: days drawn on their opening hours, pieces told one by one or counted, months."""

from metrics.explain.days import add_up
from metrics.explain.shapes import Due
from metrics.explain_rows import MOST_DAYS, Bar, axis, due_lines, rows
from metrics.explain_words import Wording
from tests.histories import DAY, HOUR, MINUTE, NIGHTS, OFFICE, version
from tests.make import DESK
from tests.telling import clock
from tickets.rules.business_time import Calendar
from tickets.rules.desk import Desk

WORDING = Wording(DESK, clock("20 12:00"))


def told(total, opened="", wording=WORDING):
    return list(rows(total, wording, opened, axis(total.days)))


def test_a_day_is_drawn_on_its_opening_hours():
    (row,) = told(add_up(DESK.calendar, [(clock("5 11:00"), clock("5 15:00"))]))
    assert (row.hours, row.worked) == ([Bar(0, 100)], [Bar(25, 50)])
    assert axis(add_up(DESK.calendar, [(clock("5 11:00"), clock("5 15:00"))]).days).names == [
        "9",
        "11",
        "13",
        "15",
        "17",
    ]


def test_a_night_shift_is_drawn_from_midnight_to_midnight():
    nights = Desk(Calendar.from_json({"versions": [version(NIGHTS)]}))
    total = add_up(nights.calendar, [(clock("5 12:00"), clock("6 03:00"))])
    first, second = told(total, wording=Wording(nights, clock("20 12:00")))
    assert (first.open, first.counted) == ("00:00–06:00, 22:00–24:00", "22:00–24:00")
    assert (second.counted, second.worked) == ("00:00–03:00", [Bar(0, 12.5)])


def test_where_the_desk_is_never_open_nothing_is_drawn():
    total = add_up(DESK.calendar, [(clock("8 10:00"), clock("9 10:00"))])
    assert axis(total.days) is None
    assert [(row.open, row.counted, row.worked) for row in told(total)] == [("closed", "nothing", [])] * 2


def test_a_holiday_is_called_one():
    (row,) = told(
        add_up(OFFICE.calendar, [(clock("12 10:00"), clock("12 12:00"))]), wording=Wording(OFFICE, clock("20 12:00"))
    )
    assert row.open == "closed, holiday"


def test_a_few_pieces_are_told_and_many_are_counted():
    def day(number):
        pieces = [(at, at + MINUTE) for at in range(clock("5 10:00"), clock("5 10:00") + number * HOUR, HOUR)]
        return told(add_up(DESK.calendar, pieces))[0].counted

    assert day(3) == "10:00–10:01, 11:00–11:01, 12:00–12:01"
    assert day(4) == "4 pieces"


def test_a_long_run_is_told_by_months_and_one_of_them_by_its_days():
    start = clock("5 00:00")
    assert len(told(add_up(DESK.calendar, [(start, start + MOST_DAYS * DAY - HOUR)]))) == MOST_DAYS
    total = add_up(DESK.calendar, [(start, start + 400 * DAY)])
    folded, opened = told(total), told(total, "2025-04")
    assert len(folded) == 14
    assert [(row.label, row.month) for row in folded[:2]] == [("March 2025", "2025-03"), ("April 2025", "2025-04")]
    assert len(opened) == 14 + 30
    assert folded[-1].running_sum == opened[-1].running_sum


def test_a_due_time_is_told_by_its_pieces_on_its_own_clock():
    total = add_up(DESK.calendar, [(clock("7 16:00"), clock("10 10:00"))])
    business = due_lines(Due(clock("10 10:00"), 2 * HOUR, "business", total), WORDING)
    assert [(line.label, line.business) for line in business] == [
        ("Fri 7 March 16:00:00–17:00:00", "1:00:00"),
        ("Mon 10 March 09:00:00–10:00:00", "1:00:00"),
    ]
    calendar = due_lines(Due(clock("10 10:00"), 66 * HOUR, "calendar", total), WORDING)
    assert [(line.label, line.calendar) for line in calendar][:2] == [
        ("Fri 7 March 16:00:00–24:00:00", "8:00:00"),
        ("Sat 8 March 00:00:00–24:00:00", "24:00:00"),
    ]


def test_a_due_time_far_away_is_told_by_months():
    total = add_up(DESK.calendar, [(clock("5 00:00"), clock("5 00:00") + 100 * DAY)])
    assert [line.label for line in due_lines(Due(0, 1, "business", total), WORDING)] == [
        "March 2025",
        "April 2025",
        "May 2025",
        "June 2025",
    ]
