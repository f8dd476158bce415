"""Business time against worked examples.

The law: definitions.md 1.5 to 1.7; the worked examples: section 7.
"""

import copy
import pickle
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tickets.rules.business_time import Calendar
from tickets.rules.opening_hours import CalendarVersion

HOUR = 3600
DAY = 24 * HOUR
BERLIN = "Europe/Berlin"


def at(text: str, tz: str = BERLIN) -> int:
    """The instant of a local time such as "2025-03-05 10:00", or of one with an offset."""
    moment = datetime.fromisoformat(text)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(tz))).timestamp())


def seconds_of(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * HOUR + int(minutes) * 60


def version(
    hours: str = "09:00-17:00",
    days: str = "01234",
    *,
    tz: str = BERLIN,
    since: str | None = None,
    holidays: tuple[str, ...] = (),
) -> CalendarVersion:
    pairs = [shift.split("-") for shift in hours.split()]
    shifts = tuple((seconds_of(opens), seconds_of(closes)) for opens, closes in pairs)
    return CalendarVersion(
        valid_from=date.fromisoformat(since) if since else None,
        tz=tz,
        hours={int(day): shifts for day in days},
        holidays=frozenset(map(date.fromisoformat, holidays)),
    )


def calendar(*args: Any, **kwargs: Any) -> Calendar:
    return Calendar((version(*args, **kwargs),))


OFFICE = calendar()
NIGHT = calendar("22:00-06:00", "0123456")  # over midnight, as one shift
NIGHT_SPLIT = calendar("00:00-06:00 22:00-24:00", "0123456")  # the same, split by hand
ALWAYS = calendar("00:00-24:00", "0123456")
NEVER = calendar("09:00-17:00", "")
CHANGED = Calendar((version(), version("08:00-20:00", "0123456", since="2025-03-08")))
EASTER = calendar(holidays=("2025-04-18", "2025-04-21"))
HAVANA_DAY = calendar("00:00-24:00", "6", tz="America/Havana")


ELAPSED = [
    # the story, definitions 7
    (OFFICE, "2025-03-05 10:00", "2025-03-05 10:04", 240, "first response"),
    (OFFICE, "2025-03-08 10:00", "2025-03-10 10:01", 3660, "next response, from a Saturday"),
    (OFFICE, "2025-03-05 10:04", "2025-03-10 10:01", 86220, "longest silence 23:57"),
    (OFFICE, "2025-03-06 10:04", "2025-03-10 10:01", 57420, "promise overdue 15:57"),
    (OFFICE, "2025-03-05 10:00", "2025-03-11 10:00", 32 * HOUR, "TTR"),
    (OFFICE, "2025-03-05 10:00", "2025-03-11 12:00", 34 * HOUR, "closed loop"),
    (OFFICE, "2025-03-05 10:00", "2025-03-08 00:00", 23 * HOUR, "backlog age"),
    (OFFICE, "2025-03-26 10:00", "2025-04-01 10:00", 32 * HOUR, "TTR over the spring change"),
    (OFFICE, "2025-10-22 10:00", "2025-10-28 10:00", 32 * HOUR, "TTR over the autumn change"),
    (OFFICE, "2025-03-07 10:00", "2025-03-10 11:00", 9 * HOUR, "TTR of the reopen case"),
    (CHANGED, "2025-03-05 10:00", "2025-03-11 10:00", 61 * HOUR, "calendar change: 61 bh"),
    (EASTER, "2025-04-17 16:00", "2025-04-22 16:00", 8 * HOUR, "Easter holidays"),
    # edges
    (OFFICE, "2025-03-05 17:00", "2025-03-06 09:00", 0, "closed from closing to opening time"),
    (OFFICE, "2025-03-05 16:59:59", "2025-03-06 09:00:01", 2, "one second on either side"),
    (OFFICE, "2025-03-05 11:00", "2025-03-05 11:00", 0, "empty"),
    (OFFICE, "2025-03-06 11:00", "2025-03-05 11:00", 0, "end before start"),
    (NEVER, "2025-01-01 00:00", "2026-01-01 00:00", 0, "never open"),
    (ALWAYS, "1970-01-02 00:00", "2099-12-31 00:00", 47480 * DAY, "24/7 is calendar time"),
    (OFFICE, "2025-12-31 12:00", "2026-01-02 12:00", 16 * HOUR, "over New Year"),
    (
        calendar("09:00-12:00 11:00-15:00", "2"),
        "2025-03-05 00:00",
        "2025-03-06 00:00",
        6 * HOUR,
        "overlapping intervals are a union",
    ),
    (
        calendar("22:00-06:00", "4"),
        "2025-03-07 00:00",
        "2025-03-10 00:00",
        8 * HOUR,
        "Friday's night shift runs into Saturday",
    ),
    (
        calendar("22:00-06:00", "6"),
        "2025-03-09 00:00",
        "2025-03-11 00:00",
        8 * HOUR,
        "Sunday's night shift runs into Monday",
    ),
    (
        calendar("22:00-06:00", "4", holidays=("2025-03-08",)),
        "2025-03-07 00:00",
        "2025-03-10 00:00",
        2 * HOUR,
        "split at midnight: a holiday closes only its own date",
    ),
    # the spring gap: Berlin 30 March 2025, 02:00 -> 03:00
    (NIGHT, "2025-03-29 22:00", "2025-03-30 06:00", 7 * HOUR, "night shift loses an hour"),
    (NIGHT_SPLIT, "2025-03-29 22:00", "2025-03-30 06:00", 7 * HOUR, "so does the split one"),
    (ALWAYS, "2025-03-30 00:00", "2025-03-31 00:00", 23 * HOUR, "the day has 23 hours"),
    (calendar("02:00-03:00", "6"), "2025-03-30 00:00", "2025-03-31 00:00", 0, "a skipped hour"),
    (
        calendar("02:30-03:00", "6"),
        "2025-03-30 00:00",
        "2025-03-31 00:00",
        0,
        "02:30 resolves to 03:30, after 03:00: inverted, dropped",
    ),
    (
        calendar("02:30-04:00", "6"),
        "2025-03-30 00:00",
        "2025-03-31 00:00",
        HOUR // 2,
        "02:30 resolves to 03:30",
    ),
    (
        calendar("01:00-02:30", "6"),
        "2025-03-30 00:00",
        "2025-03-31 00:00",
        90 * 60,
        "a close at 02:30 resolves to 03:30",
    ),
    # the autumn fold: Berlin 26 October 2025, 03:00 -> 02:00
    (NIGHT, "2025-10-25 22:00", "2025-10-26 06:00", 9 * HOUR, "night shift gains an hour"),
    (NIGHT_SPLIT, "2025-10-25 22:00", "2025-10-26 06:00", 9 * HOUR, "so does the split one"),
    (ALWAYS, "2025-10-26 00:00", "2025-10-27 00:00", 25 * HOUR, "the day has 25 hours"),
    (
        calendar("01:00-02:30", "6"),
        "2025-10-26 00:00",
        "2025-10-27 00:00",
        90 * 60,
        "closes at the first 02:30 (fold=0)",
    ),
    (
        calendar("02:30-04:00", "6"),
        "2025-10-26 00:00",
        "2025-10-27 00:00",
        150 * 60,
        "opens at the first 02:30 (fold=0)",
    ),
    # Havana, 2 November 2025, 01:00 -> 00:00: midnight itself occurs twice
    (HAVANA_DAY, "2025-11-01T00:00-04:00", "2025-11-04T00:00-05:00", 25 * HOUR, "from the first"),
]


@pytest.mark.parametrize(
    ("desk", "start", "end", "expected"),
    [pytest.param(*row[:4], id=row[4]) for row in ELAPSED],
)
def test_elapsed(desk: Calendar, start: str, end: str, expected: int) -> None:
    assert desk.elapsed(at(start), at(end)) == expected


DUE = [
    (OFFICE, "2025-03-05 10:04", 8, "2025-03-06 10:04", "promise P1 of the story"),
    (OFFICE, "2025-03-05 10:04", 12, "2025-03-06 14:04", "flag R3 of the story"),
    (OFFICE, "2025-03-05 10:00", 16, "2025-03-07 10:00", "flag R2 of the story"),
    (EASTER, "2025-04-17 16:00", 8, "2025-04-22 16:00", "holidays: 8 bh, definitions 7"),
    (OFFICE, "2025-03-05 10:00", 7, "2025-03-05 17:00", "closing time itself"),
    (OFFICE, "2025-03-07 17:00", 8, "2025-03-10 17:00", "from closing time to closing time"),
    (OFFICE, "2025-03-08 12:00", 0, "2025-03-08 12:00", "nothing owed: the start, closed or not"),
    (OFFICE, "2025-03-08 12:00", 1, "2025-03-10 10:00", "starts closed"),
    (NEVER, "2025-03-08 12:00", 0, "2025-03-08 12:00", "zero, never open"),
    (NEVER, "2025-03-08 12:00", 1, None, "never open"),
    (NIGHT, "2025-03-29 22:00", 7, "2025-03-30 06:00", "over the spring gap"),
    (NIGHT, "2025-10-25 22:00", 9, "2025-10-26 06:00", "over the autumn fold"),
    (CHANGED, "2025-03-07 16:00", 2, "2025-03-08 09:00", "over a change of the calendar"),
    (ALWAYS, "2025-01-01 00:00", 24 * 365 * 29, "2053-12-25 00:00", "29 years of 24/7"),
    (ALWAYS, "2025-01-01 00:00", 24 * 365 * 31, None, "beyond the horizon"),
]


@pytest.mark.parametrize(("desk", "start", "hours", "expected"), [pytest.param(*row[:4], id=row[4]) for row in DUE])
def test_due(desk: Calendar, start: str, hours: int, expected: str | None) -> None:
    assert desk.due(at(start), hours * HOUR) == (at(expected) if expected else None)


def test_due_refuses_a_negative_duration() -> None:
    with pytest.raises(ValueError, match="negative"):
        OFFICE.due(0, -1)


def test_due_many_years_ahead() -> None:
    """One open hour a year: the Monday of week 10, every other date being a holiday."""
    days = [date(2025, 1, 1) + timedelta(days=n) for n in range(30 * 365)]
    closed = frozenset(day for day in days if day.isocalendar().week != 10)
    desk = Calendar((CalendarVersion(None, "UTC", {0: ((9 * HOUR, 10 * HOUR),)}, closed),))
    assert desk.due(at("2025-01-01", "UTC"), 20 * HOUR) == at("2044-03-07 10:00", "UTC")


def test_due_looks_past_a_version_that_is_closed() -> None:
    desk = Calendar((version(), version("09:00-17:00", "", since="2025-03-06"),
                     version(since="2040-01-02")))  # fmt: skip
    assert desk.due(at("2025-03-05 16:00"), 2 * HOUR) == at("2040-01-02 10:00")


NEXT = [
    # calendar, at, is open, next open, next close
    (OFFICE, "2025-03-05 08:59:59", False, "2025-03-05 09:00", "2025-03-05 17:00"),
    (OFFICE, "2025-03-05 09:00", True, "2025-03-05 09:00", "2025-03-05 17:00"),
    (OFFICE, "2025-03-05 16:59:59", True, "2025-03-05 16:59:59", "2025-03-05 17:00"),
    (OFFICE, "2025-03-05 17:00", False, "2025-03-06 09:00", "2025-03-06 17:00"),
    (OFFICE, "2025-03-08 12:00", False, "2025-03-10 09:00", "2025-03-10 17:00"),
    (EASTER, "2025-04-17 17:00", False, "2025-04-22 09:00", "2025-04-22 17:00"),
    (NIGHT, "2025-03-29 23:00", True, "2025-03-29 23:00", "2025-03-30 06:00"),
    (NIGHT_SPLIT, "2025-12-31 23:00", True, "2025-12-31 23:00", "2026-01-01 06:00"),
    (ALWAYS, "2025-03-05 10:00", True, "2025-03-05 10:00", None),
    (NEVER, "2025-03-05 10:00", False, None, None),
]


@pytest.mark.parametrize(("desk", "now", "is_open", "opens", "closes"), NEXT)
def test_next_open_and_close(desk: Calendar, now: str, is_open: bool, opens: str | None, closes: str | None) -> None:
    assert desk.is_open(at(now)) is is_open
    assert desk.next_open(at(now)) == (at(opens) if opens else None)
    assert desk.next_close(at(now)) == (at(closes) if closes else None)


def test_open_intervals_are_merged_and_clipped() -> None:
    assert list(NIGHT_SPLIT.open_intervals(at("2025-03-05 05:00"), at("2025-03-06 23:00"))) == [
        (at("2025-03-05 05:00"), at("2025-03-05 06:00")),
        (at("2025-03-05 22:00"), at("2025-03-06 06:00")),
        (at("2025-03-06 22:00"), at("2025-03-06 23:00")),
    ]
    assert list(OFFICE.open_intervals(at("2025-03-06"), at("2025-03-05"))) == []


def test_a_version_begins_at_midnight_of_its_own_zone() -> None:
    desk = Calendar(
        (
            version("00:00-24:00", "0123456"),
            version("00:00-01:00", "5", tz="America/New_York", since="2025-03-08"),
        )
    )
    change = at("2025-03-08 00:00", "America/New_York")
    assert desk.elapsed(change - DAY, change) == DAY  # Berlin's rules until 06:00 in Berlin
    assert desk.elapsed(change, change + DAY) == HOUR
    assert desk.next_close(change - DAY) == change + HOUR  # open without a break over the change


def test_which_version_holds_when_is_told_without_gaps() -> None:
    office, nights = version(), version("22:00-06:00", "0123456", tz="America/New_York", since="2025-03-08")
    desk = Calendar((office, nights))
    change = at("2025-03-08 00:00", "America/New_York")
    assert list(desk.held(change - DAY, change + DAY)) == [
        (change - DAY, change, office),
        (change, change + DAY, nights),
    ]
    assert list(desk.held(change, change + 1)) == [(change, change + 1, nights)]
    assert list(desk.held(change, change)) == []


def test_a_version_that_a_later_date_overtakes_in_its_zone_holds_never() -> None:
    """Kiritimati's midnight of the ninth comes before Honolulu's of the eighth."""
    west, east = (
        version(tz="Pacific/Honolulu", since="2025-03-08"),
        version(tz="Pacific/Kiritimati", since="2025-03-09"),
    )
    held = [one for _, _, one in Calendar((version(), west, east)).held(at("2025-03-01 00:00"), at("2025-03-20 00:00"))]
    assert held == [version(), east]


def test_the_first_version_holds_before_its_date() -> None:
    desk = Calendar((version(since="2025-03-05"), version("09:00-10:00", since="2025-03-07")))
    assert desk.elapsed(at("2025-03-03 00:00"), at("2025-03-08 00:00")) == 33 * HOUR


def test_at_version_keeps_the_version_of_the_instant() -> None:
    old, new = (Calendar((part,)) for part in CHANGED.versions)
    change = at("2025-03-08 00:00")
    assert CHANGED.at_version(change - 1) == old
    assert CHANGED.at_version(change) == new
    assert CHANGED.at_version(0) == old
    assert CHANGED.at_version(change - 1).elapsed(change, change + DAY) == 0  # a Saturday
    assert CHANGED.at_version(change).elapsed(change - DAY, change) == 12 * HOUR  # a Friday


def test_a_calendar_is_a_value() -> None:
    same = calendar()
    assert (same, hash(same)) == (OFFICE, hash(OFFICE))
    assert same != EASTER
    OFFICE.elapsed(0, 1)
    assert pickle.loads(pickle.dumps(OFFICE)) == copy.deepcopy(OFFICE) == OFFICE
    assert Calendar(CHANGED.versions[::-1]) == CHANGED  # kept in order


def test_what_was_asked_before_changes_nothing() -> None:
    """The running total grows to both sides, in blocks: late, early and between."""
    desk = calendar("22:00-06:00", "0123456", tz="Pacific/Auckland")
    wide = desk.elapsed(at("1990-01-01"), at("2060-01-01"))
    fresh = calendar("22:00-06:00", "0123456", tz="Pacific/Auckland", holidays=("1950-01-01",))
    fresh.elapsed(at("2030-01-01"), at("2031-01-01"))
    fresh.due(at("2010-06-01"), 10 * HOUR)
    parts = [fresh.elapsed(at(f"{y}-01-01"), at(f"{y + 1}-01-01")) for y in range(1990, 2060)]
    assert sum(parts) == fresh.elapsed(at("1990-01-01"), at("2060-01-01")) == wide


def test_outside_the_known_years() -> None:
    with pytest.raises(ValueError, match="1900 to 2199"):
        OFFICE.elapsed(0, at("2500-01-01"))
    assert ALWAYS.due(at("2199-12-01"), 100 * DAY) is None
