"""Pieces of time as days: each in the zone of the hours that hold on it, also where a day has 23 or 25 hours."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from metrics.explain.days import add_up, local_days, months
from tests.histories import CHANGING, DAY, HOUR, NIGHTS, OFFICE, WEEK, version
from tests.telling import clock
from tests.yardstick import within_cpu
from tickets.rules.business_time import Calendar

OPEN = OFFICE.calendar


def calendar(*versions):
    return Calendar.from_json({"versions": list(versions)})


def told(day):
    """A day as one reads it: its date, its hours and what of them counted, and both clocks in hours."""
    zone = ZoneInfo(day.version.tz)

    def times(pieces):
        return " ".join("–".join(f"{datetime.fromtimestamp(at, zone):%H:%M}" for at in piece) for piece in pieces)

    return f"{day.date:%a %d}", times(day.opens), times(day.worked), day.business_s / HOUR, day.calendar_s / HOUR


def test_a_day_has_its_hours_what_counted_of_them_and_the_sum_so_far():
    total = add_up(OPEN, [(clock("6 16:30"), clock("10 09:15"))])
    assert [told(day) for day in total.days] == [
        ("Thu 06", "09:00–17:00", "16:30–17:00", 0.5, 7.5),
        ("Fri 07", "09:00–17:00", "09:00–17:00", 8, 24),
        ("Sat 08", "", "", 0, 24),
        ("Sun 09", "", "", 0, 24),
        ("Mon 10", "09:00–17:00", "09:00–09:15", 0.25, 9.25),
    ]
    assert [day.business_sum / HOUR for day in total.days] == [0.5, 8.5, 8.5, 8.5, 8.75]
    assert (total.business_s / HOUR, total.calendar_s / HOUR) == (8.75, 88.75)


def test_a_holiday_is_called_one():
    (day,) = add_up(OPEN, [(clock("12 08:00"), clock("12 18:00"))]).days
    assert (day.is_holiday, day.business_s, day.opens) == (True, 0, [])


def test_a_day_on_which_the_clock_is_moved_has_its_real_length():
    spring = add_up(OPEN, [(clock("29 00:00"), clock("31 00:00"))])
    autumn = add_up(OPEN, [(clock("25/10 00:00"), clock("27/10 00:00"))])
    assert [day.calendar_s / HOUR for day in (*spring.days, *autumn.days)] == [24, 23, 24, 25]


def test_a_night_shift_is_told_on_both_its_days():
    hours = calendar(version(NIGHTS))
    days = add_up(hours, [(clock("5 12:00"), clock("6 07:00"))]).days
    assert [told(day) for day in days] == [
        ("Wed 05", "00:00–06:00 22:00–00:00", "22:00–00:00", 2, 12),
        ("Thu 06", "00:00–06:00 22:00–00:00", "00:00–06:00", 6, 7),
    ]


def test_each_day_goes_by_the_version_that_held_on_it():
    days = add_up(CHANGING.calendar, [(clock("12 10:00"), clock("14 10:00"))]).days
    assert [(told(day)[0], day.business_s / HOUR, day.version.valid_from) for day in days] == [
        ("Wed 12", 7, None),
        ("Thu 13", 8, date(2025, 3, 13)),
        ("Fri 14", 6, date(2025, 3, 13)),
    ]


def test_a_day_within_which_the_desk_moves_to_another_zone_is_two():
    """New York's fifteenth begins when it is five in the morning in Berlin, a week before Berlin changes its clock."""
    moved = version(NIGHTS, "2025-03-15") | {"tz": "America/New_York"}
    days = add_up(calendar(version(WEEK), moved), [(clock("14 12:00"), clock("15 12:00"))]).days
    assert [(day.date.day, day.version.tz, day.business_s / HOUR, day.calendar_s / HOUR) for day in days] == [
        (14, "Europe/Berlin", 5, 12),
        (15, "Europe/Berlin", 0, 5),
        (15, "America/New_York", 6, 7),
    ]


def test_several_pieces_of_a_day_are_one_line_and_pieces_that_touch_one_piece():
    pieces = [
        (clock("5 09:00"), clock("5 10:00")),
        (clock("5 10:00"), clock("5 11:00")),
        (clock("5 16:00"), clock("6 09:30")),
    ]
    first, second = add_up(OPEN, pieces).days
    assert len(first.counted) == 2
    assert (first.business_s / HOUR, first.calendar_s / HOUR, second.business_s / HOUR) == (3, 10, 0.5)


def test_what_lasts_no_time_is_on_no_day():
    total = add_up(OPEN, [(clock("5 10:00"), clock("5 10:00"))])
    assert (total.days, total.business_s, total.calendar_s) == ([], 0, 0)


def test_a_date_that_a_zone_left_out_is_no_day():
    """Samoa went from the 29th to the 31st of December 2011."""
    apia = ZoneInfo("Pacific/Apia")
    start, end = (int(datetime(*day, tzinfo=apia).timestamp()) for day in ((2011, 12, 29), (2012, 1, 1)))
    assert [(on.day, (after - midnight) / HOUR) for on, midnight, after in local_days(start, end, apia)] == [
        (29, 24),
        (31, 24),
    ]


def test_months_hold_their_days_and_go_on_with_the_sum():
    total = add_up(OPEN, [(clock("20/1 10:00"), clock("5 10:00"))])
    january, february, march = months(total.days)
    assert (january.key, february.key, march.key) == ("2025-01", "2025-02", "2025-03")
    assert january.business_s + february.business_s + march.business_s == total.business_s == march.business_sum
    assert january.calendar_s + february.calendar_s + march.calendar_s == total.calendar_s


def test_eleven_years_and_a_day_of_twenty_thousand_pieces_cost_what_they_must():
    start = clock("5 09:00")
    with within_cpu(1):
        assert add_up(OPEN, [(start, start + 4000 * DAY)]).calendar_s == 4000 * DAY
        assert add_up(OPEN, [(at, at + 1) for at in range(start, start + 40_000, 2)]).calendar_s == 20_000
