"""When what is promised in words is due."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tickets.rules.business_time import Calendar
from tickets.rules.drafts.due import Kind, Preset, When, closing_on, due_at, is_open_on, presets, zone_at

ZONE = ZoneInfo("Europe/Berlin")
# Monday to Friday 9 to 17, on Friday to 15; Good Friday is a holiday.
HOURS = {str(day): [["09:00", "17:00"]] for day in range(4)} | {"4": [["09:00", "15:00"]]}
VERSION = {"valid_from": None, "tz": "Europe/Berlin", "hours": HOURS, "holidays": ["2025-04-18"]}
DESK = Calendar.from_json({"versions": [VERSION]})
NEVER_CLOSED = Calendar.from_json(
    {"versions": [{**VERSION, "hours": {str(day): [["00:00", "24:00"]] for day in range(7)}, "holidays": []}]}
)


def at(text):
    """An instant of March 2025 on the desk's clocks, "10 10:00" is a Monday; or of a month: "4-16 10:00"."""
    day, clock = text.split()
    month, _, day = day.rpartition("-")
    return int(datetime(2025, int(month or 3), int(day), *map(int, clock.split(":")), tzinfo=ZONE).timestamp())


@pytest.mark.parametrize(
    ("when", "now", "due"),
    [
        (When(Kind.WEEKDAY, 4), "10 10:00", "14 15:00"),  # the end of that business day
        (When(Kind.WEEKDAY, 0), "10 10:00", "10 17:00"),  # today, while it is open: the earlier one
        (When(Kind.WEEKDAY, 0), "10 18:00", "17 17:00"),
        (When(Kind.WEEKDAY, 5), "10 10:00", "15 15:00"),  # closed: as it was promised, at the usual hour
        (When(Kind.WEEKDAY_NEXT_WEEK, 2), "10 10:00", "19 17:00"),
        (When(Kind.DAYS, 2), "10 10:00", "12 17:00"),
        (When(Kind.DAYS, 2), "13 10:00", "17 17:00"),  # over a weekend
        (When(Kind.DAYS, 1), "4-17 10:00", "4-21 17:00"),  # and over a holiday
        (When(Kind.DAY, 0), "10 10:00", "10 17:00"),
        (When(Kind.DAY, 0), "10 18:00", "10 23:59"),  # said after closing
        (When(Kind.DAY, 1), "10 10:00", "11 17:00"),
        (When(Kind.DAY, 1, clock=43200), "10 10:00", "11 12:00"),
        (When(Kind.DAY, 0, clock=43200), "10 10:00", "10 12:00"),
        (When(Kind.DAY, 0, clock=43200), "10 13:00", "11 12:00"),  # "by noon", said in the afternoon
        (When(Kind.HOURS, 2), "10 16:30", "10 18:30"),  # hours of the clock
        (When(Kind.MINUTES, 30), "10 16:30", "10 17:00"),
        (When(Kind.WEEK, 0), "10 10:00", "14 15:00"),
        (When(Kind.WEEK, 1), "10 10:00", "21 15:00"),
        (When(Kind.WEEK, 0), "4-14 10:00", "4-17 17:00"),  # the Friday is a holiday
        (When(Kind.WEEKS, 2), "10 10:00", "24 17:00"),
        (When(Kind.MONTH, 0), "10 10:00", "31 17:00"),
        (When(Kind.MONTH, 1), "10 10:00", "4-30 17:00"),
        (When(Kind.DATE, 12, 3), "10 10:00", "12 17:00"),
        (When(Kind.DATE, 12), "10 10:00", "12 17:00"),
    ],
)
def test_a_time_that_is_named_is_due_by_the_desks_calendar(when, now, due):
    assert due_at(DESK, when, at(now)) == at(due)


def test_a_date_that_has_passed_is_next_years():
    found = due_at(DESK, When(Kind.DATE, 3, 3), at("10 10:00"))
    assert datetime.fromtimestamp(found, ZONE).date() == date(2026, 3, 3)


def test_a_day_that_no_calendar_has_is_no_time():
    assert due_at(DESK, When(Kind.DATE, 31, 4), at("10 10:00")) is None


def test_a_desk_that_never_closes_has_a_day_all_the_same():
    assert due_at(NEVER_CLOSED, When(Kind.DAY, 0), at("10 10:00")) == at("10 23:59")


@pytest.mark.parametrize("calendar", [DESK, NEVER_CLOSED])
@pytest.mark.parametrize("kind", list(Kind))
def test_whatever_is_due_is_due_later_than_now(calendar, kind):
    for now in ("10 10:00", "14 15:00", "15 23:59", "30 02:30", "31 23:59"):
        due = due_at(calendar, When(kind, 1, 3), at(now))
        assert due is not None
        assert due > at(now)


def test_what_can_be_chosen_beside_the_field():
    assert presets(DESK, at("10 10:00")) == {
        Preset.IN_TWO_HOURS: at("10 12:00"),
        Preset.END_OF_TODAY: at("10 17:00"),
        Preset.NEXT_DAY_AT_TEN: at("11 10:00"),
        Preset.IN_TWO_BUSINESS_DAYS: at("12 17:00"),
    }


def test_a_day_on_which_nobody_works_is_not_offered():
    assert presets(DESK, at("14 16:00")) == {
        Preset.IN_TWO_HOURS: at("14 18:00"),
        Preset.NEXT_DAY_AT_TEN: at("17 10:00"),
        Preset.IN_TWO_BUSINESS_DAYS: at("18 17:00"),
    }


def test_whether_the_desk_opens_on_a_day_and_when_it_closes():
    assert zone_at(DESK, at("10 10:00")) == ZONE
    assert is_open_on(DESK, date(2025, 3, 14), ZONE)
    assert not is_open_on(DESK, date(2025, 4, 18), ZONE)
    assert closing_on(DESK, date(2025, 4, 18), ZONE) == at("4-18 17:00")
