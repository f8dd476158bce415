"""When a mail is due: by the clock on the wall, once a day whatever becomes of that clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from metrics.mails.rhythm import Rhythm

BERLIN = "Europe/Berlin"


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def sent(rhythm, since, until):
    """Every instant at which it is due, from one to the next."""
    at = utc(since)
    while (at := rhythm.following(at)) <= utc(until):
        yield f"{at:%m-%d %H:%M}"


def test_every_day_at_a_local_time_in_summer_and_in_winter():
    daily = Rhythm(time(8), BERLIN)
    assert list(sent(daily, "2026-03-27 12:00", "2026-03-30 12:00")) == ["03-28 07:00", "03-29 06:00", "03-30 06:00"]
    assert list(sent(daily, "2026-10-23 12:00", "2026-10-26 12:00")) == ["10-24 06:00", "10-25 07:00", "10-26 07:00"]


def test_a_time_that_does_not_exist_is_once_that_long_after_midnight():
    """At 02:30 of the 29th of March 2026 clocks in Berlin show nothing; half past three is 2.5 hours after midnight."""
    assert list(sent(Rhythm(time(2, 30), BERLIN), "2026-03-28 12:00", "2026-03-30 12:00")) == [
        "03-29 01:30",
        "03-30 00:30",
    ]


def test_a_time_that_comes_twice_is_its_first():
    found = list(sent(Rhythm(time(2, 30), BERLIN), "2026-10-24 12:00", "2026-10-26 12:00"))
    assert found == ["10-25 00:30", "10-26 01:30"]


def test_the_day_is_the_same_however_often_the_hour_comes():
    rhythm = Rhythm(time(2, 30), BERLIN)
    for minutes in range(0, 24 * 60, 10):
        at = utc("2026-10-25 00:30") + timedelta(minutes=minutes)
        assert rhythm.latest(at) == (date(2026, 10, 25), utc("2026-10-25 00:30"))


def test_on_a_weekday():
    monday = Rhythm(time(8), BERLIN, weekday=0)
    assert list(sent(monday, "2026-11-28 00:00", "2026-12-15 00:00")) == ["11-30 07:00", "12-07 07:00", "12-14 07:00"]


def test_on_a_day_of_the_month_or_its_last():
    last = Rhythm(time(8), "UTC", day=31)
    assert list(sent(last, "2027-12-31 09:00", "2028-05-01 00:00")) == [
        "01-31 08:00",
        "02-29 08:00",
        "03-31 08:00",
        "04-30 08:00",
    ]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin"])
@pytest.mark.parametrize("rhythm", [{}, {"weekday": 6}, {"day": 1}, {"day": 31}])
def test_the_latest_is_what_followed_last(zone, rhythm):
    """Whatever the instant: what comes next is the latest from then on, and nothing between is left out."""
    found = Rhythm(time(0), zone, **rhythm)
    at = utc("2026-01-01 10:00")
    for _number in range(14):
        following = found.following(at)
        assert following > at
        assert found.latest(following)[1] == following
        before = found.latest(following - timedelta(seconds=1))[1]
        assert before <= at
        assert found.following(before) == following
        assert found.latest(following)[0] == following.astimezone(ZoneInfo(zone)).date()
        at = following
