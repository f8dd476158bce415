"""When something may leave for somebody: quiet hours on their own clock, and no oftener than they want."""

from datetime import UTC, datetime, time, timedelta

import pytest

from tests import make
from tickets.rules.telling import Pace, Quiet, may_leave

BERLIN = "Europe/Berlin"
NIGHT = Quiet(time(22), time(7))
NEVER = Quiet()


def leaves(when, last=None, pace=Pace.AT_ONCE, quiet=NEVER, zone=BERLIN):
    return may_leave(make.at(when), last and make.at(last), pace=pace, quiet=quiet, zone=zone)


@pytest.mark.parametrize(
    ("when", "expected"),
    [("5 21:59:59", True), ("5 22:00", False), ("6 03:00", False), ("6 06:59:59", False), ("6 07:00", True)],
)
def test_the_night_is_quiet_over_midnight(when, expected):
    assert leaves(when, quiet=NIGHT) is expected


def test_it_is_quiet_on_the_persons_clock_and_by_day_too():
    assert not leaves("5 15:00", quiet=NIGHT, zone="Asia/Tokyo")  # 23 o'clock there
    assert not leaves("5 12:30", quiet=Quiet(time(12), time(13)))
    assert leaves("5 13:00", quiet=Quiet(time(12), time(13)))
    assert leaves("5 12:00", quiet=Quiet(time(12), time(12)))  # no hours at all


def test_a_night_in_which_the_clock_is_turned_ends_when_the_clock_says_so():
    for day, offset in (("2025-03-30", 2), ("2025-10-26", 1)):  # the clock is put forward, and back
        end = datetime.fromisoformat(f"{day}T07:00").replace(tzinfo=UTC) - timedelta(hours=offset)
        asked = [
            may_leave(end + step, None, pace=Pace.AT_ONCE, quiet=NIGHT, zone=BERLIN)
            for step in (-timedelta(seconds=1), timedelta(0))
        ]
        assert asked == [False, True]


@pytest.mark.parametrize(
    ("pace", "before", "first"),
    [
        (Pace.QUARTER, "5 10:14:59", "5 10:15"),
        (Pace.HOUR, "5 10:59:59", "5 11:00"),
        (Pace.DAY, "5 23:59:59", "6 00:00"),
    ],
)
def test_mails_come_no_oftener_than_somebody_wants(pace, before, first):
    assert leaves(before, None, pace)
    assert not leaves(before, "5 10:00", pace)
    assert leaves(first, "5 10:00", pace)
    assert leaves("5 10:00", "5 10:00")
