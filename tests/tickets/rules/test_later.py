"""Times told before anybody knows from when, by a desk that is open Mon-Fri 9-17 in Berlin."""

import pytest

from tests import make
from tests.make import DESK
from tickets.rules.business_time import Calendar
from tickets.rules.later import LATER, later

CALENDAR = DESK.calendar
LUNCH = [["09:00", "12:00"], ["13:00", "17:00"]]


def seconds(when):
    return int(make.at(when).timestamp())


@pytest.mark.parametrize(
    ("name", "now", "then"),
    [
        ("2_hours", "6 10:00", "6 12:00"),
        ("2_hours", "8 23:00", "9 01:00"),
        ("end_of_day", "6 10:00", "6 17:00"),
        ("end_of_day", "6 17:00", "7 17:00"),  # we have closed: tomorrow's
        ("end_of_day", "7 18:00", "10 17:00"),  # Friday evening
        ("end_of_day", "8 12:00", "10 17:00"),  # Saturday
        ("next_morning", "6 08:00", "7 10:00"),
        ("next_morning", "7 10:00", "10 10:00"),
        ("1_business_day", "6 10:00", "7 17:00"),
        ("2_business_days", "6 10:00", "10 17:00"),
        ("2_business_days", "8 10:00", "11 17:00"),
        ("5_business_days", "28 16:59", "4/4 17:00"),  # over the night in which clocks are turned
    ],
)
def test_what_it_means(name, now, then):
    assert later(name, CALENDAR, seconds(now)) == seconds(then)


@pytest.mark.parametrize(
    "hours", [{str(day): LUNCH for day in range(5)}, {str(day): [["09:00", "17:00"]] for day in range(5)}]
)
def test_a_break_ends_no_day(hours):
    calendar = Calendar.from_json(
        {"versions": [{"valid_from": None, "tz": "Europe/Berlin", "hours": hours, "holidays": []}]}
    )
    assert later("end_of_day", calendar, seconds("6 10:00")) == seconds("6 17:00")
    assert later("1_business_day", calendar, seconds("6 10:00")) == seconds("7 17:00")


def test_who_opens_late_says_no_time_at_which_nobody_is_there():
    hours = {str(day): [["12:00", "20:00"]] for day in range(5)}
    calendar = Calendar.from_json(
        {"versions": [{"valid_from": None, "tz": "Europe/Berlin", "hours": hours, "holidays": []}]}
    )
    assert later("next_morning", calendar, seconds("6 10:00")) == seconds("7 12:00")


@pytest.mark.parametrize("name", LATER)
def test_a_desk_that_never_opens_has_times_too_and_none_is_past(name):
    calendar = Calendar.from_json({"versions": [{"valid_from": None, "tz": "UTC", "hours": {}, "holidays": []}]})
    assert later(name, calendar, seconds("6 10:00")) > seconds("6 10:00")


def test_days_are_those_of_the_desks_zone():
    assert later("end_of_day", CALENDAR, seconds("6 23:30")) == seconds("7 17:00")  # in UTC still the 6th
