"""Moments and durations in the words of the desk, on the reader's clock."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tests import make
from tests.histories import LONG_WEEK, WEEK, version
from tickets.admin.shared.formatting import Formatter, days, hours, midnight
from tickets.models.history import seconds
from tickets.rules.desk import Desk

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(autouse=True)
def now():
    """Overrides the still clock: nothing here reads one."""
    with timezone.override(BERLIN):
        yield


def formatter(now="10 10:42"):
    return Formatter(make.DESK, make.at(now))


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        (0, "under 1 min"),
        (59, "under 1 min"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h 00 min"),
        (88_920, "24 h 42 min"),
        (431_820, "119 h 57 min"),
    ],
)
def test_hours_are_the_largest_part_of_a_duration(duration, words):
    assert hours(duration) == words


@pytest.mark.parametrize(
    ("duration", "words"),
    [(3600, "1 h 00 min"), (86_400, "1 day 0 h 00 min"), (434_520, "5 days 0 h 42 min")],
)
def test_days_by_the_calendar(duration, words):
    assert days(duration) == words


@pytest.mark.parametrize(
    ("when", "words"),
    [("10 10:18", "today 10:18"), ("5 10:00", "Wed 5 March 10:00"), ("10 00:00", "today 00:00")],
)
def test_moments(when, words):
    assert formatter().moment(seconds(make.at(when))) == words


def test_another_year_is_said():
    assert formatter().moment(seconds(make.at("5 10:00").replace(year=2024))) == "Tue 5 March 2024 10:00"


def test_a_reader_elsewhere_reads_their_own_clock():
    with timezone.override(ZoneInfo("America/New_York")):
        assert formatter().moment(seconds(make.at("10 05:30"))) == "today 00:30"
        assert formatter().moment(seconds(make.at("10 04:30"))) == "Sun 9 March 23:30"


@pytest.mark.parametrize(
    ("due", "words", "tone"),
    [
        ("11 10:00", "in 7 h 18 min", "later"),
        ("10 11:42", "in 1 h 00 min", "soon"),
        ("10 10:42", "under 1 min over", "over"),
        ("6 10:04", "16 h 38 min over", "over"),
    ],
)
def test_how_far_off_a_due_time_is_in_business_time(due, words, tone):
    distance = formatter().distance(seconds(make.at(due)))
    assert (distance.words, distance.tone) == (words, tone)


def test_a_target_by_the_calendar_is_counted_by_the_calendar():
    assert formatter().distance(seconds(make.at("11 10:42")), "calendar").words == "in 24 h 00 min"


def test_time_left_and_due_time_are_told_by_the_same_opening_hours():
    """A clock of 8 hours started on Friday at 13:00, and is due at 13:00 on Monday, whatever changed on Saturday."""
    weekend = version(LONG_WEEK, "2025-03-08")
    changing = Desk.from_json({"calendar": {"versions": [version(WEEK), weekend]}})
    started, due = seconds(make.at("7 13:00")), seconds(make.at("10 13:00"))
    assert changing.calendar.at_version(started).due(started, 8 * 3600) == due
    left = {
        now: Formatter(changing, make.at(now)).distance(due, "business", started).words
        for now in ("7 16:00", "9 12:00")
    }
    assert left == {"7 16:00": "in 5 h 00 min", "9 12:00": "in 4 h 00 min"}
    assert Formatter(changing, make.at("11 08:30")).distance(due, "business", started).words == "4 h 00 min over"
    assert (
        Formatter(changing, make.at("9 12:00")).distance(due).words == "in 13 h 00 min"
    )  # a promise: no clock of its own


def test_the_day_on_which_the_clocks_change_has_23_hours():
    start, end = midnight(make.at("30 12:00")), midnight(make.at("30 12:00"), 1)
    assert (seconds(end) - seconds(start), end.date()) == (23 * 3600, date(2025, 3, 31))
