"""When what is promised in words is due, by the desk's calendar.

A day that is named ends when the desk closes on it; "within two days" are two business days, hours are hours of the clock, as a
customer counts them. On a day on which the desk is closed a promise is due all the same, at the hour at which it closes on
its last open day before (definitions 3: an explicit date holds out of hours). In doubt the earlier moment is taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from tickets.rules.business_time import Calendar
from tickets.rules.opening_hours import DAY

HOUR, MINUTE = 3600, 60
ONE = timedelta(days=1)
LONGEST_LOOK = 400  # days
LAST_MINUTE = time(23, 59)
CLOSES_IF_NEVER_OPEN = time(17)


class Kind(StrEnum):
    """How a time is named."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"  # business days
    DAY = "day"  # so many days from today, by the calendar: today is 0
    WEEKDAY = "weekday"
    WEEKDAY_NEXT_WEEK = "weekday_next_week"
    WEEK = "week"  # the end of the week so many weeks from this one
    WEEKS = "weeks"  # so many weeks from today
    MONTH = "month"  # the end of the month so many months from this one
    DATE = "date"


@dataclass(frozen=True)
class When:
    """A time as it was named. `n`: how many, which weekday, or the day of the month. `clock`: seconds of the day, if named."""

    kind: Kind
    n: int = 0
    month: int = 0
    clock: int | None = None


def due_at(calendar: Calendar, when: When, at: int) -> int | None:
    """When a promise that names a time is due, in Unix seconds; None for a day that the calendar does not have (31 April)."""
    if when.kind in (Kind.MINUTES, Kind.HOURS):
        return at + when.n * (HOUR if when.kind is Kind.HOURS else MINUTE)
    zone = zone_at(calendar, at)
    here = datetime.fromtimestamp(at, zone)
    day = _day(calendar, when, here, zone)
    if day is None:
        return None
    if when.clock is not None:
        due = instant(day, _time(when.clock), zone)
        return due if due > at else instant(day + ONE, _time(when.clock), zone)
    due = closing_on(calendar, day, zone)
    return due if due > at else max(instant(day, LAST_MINUTE, zone), at + MINUTE)


def _day(calendar: Calendar, when: When, here: datetime, zone: ZoneInfo) -> date | None:
    today = here.date()
    monday = today - timedelta(days=today.weekday())
    match when.kind:
        case Kind.DAYS:
            return business_day(calendar, today, when.n, zone)
        case Kind.DAY:
            return today + timedelta(days=when.n)
        case Kind.WEEKDAY:
            day = monday + timedelta(days=when.n)
            passed = day < today or (day == today and closing_on(calendar, day, zone) <= here.timestamp())
            return day + timedelta(days=7) if passed else day
        case Kind.WEEKDAY_NEXT_WEEK:
            return monday + timedelta(days=7 + when.n)
        case Kind.WEEK:
            return _last_open(
                calendar, monday + timedelta(days=7 * when.n), monday + timedelta(days=7 * when.n + 6), zone
            )
        case Kind.WEEKS:
            return today + timedelta(days=7 * when.n)
        case Kind.MONTH:
            first = _month_later(today, when.n)
            return _last_open(calendar, first, _month_later(first, 1) - ONE, zone)
        case _:
            return _dated(when, today)


def _dated(when: When, today: date) -> date | None:
    """The next such date: a month that has passed is next year's."""
    month = when.month or today.month
    try:
        day = date(today.year, month, when.n)
        return day if day >= today else date(today.year + 1, month, when.n)
    except ValueError:
        return None


def _month_later(day: date, months: int) -> date:
    whole = day.year * 12 + day.month - 1 + months
    return date(whole // 12, whole % 12 + 1, 1)


def business_day(calendar: Calendar, day_before: date, n: int, zone: ZoneInfo) -> date | None:
    """The n-th day after one on which the desk opens; None if it never does."""
    found = 0
    for day in _days(day_before + ONE):
        found += _closing(calendar, day, zone) is not None
        if found >= n:
            return day
    return None


def _last_open(calendar: Calendar, first: date, last: date, zone: ZoneInfo) -> date:
    """The last day from one to another on which the desk opens; the last of all if it never does."""
    day = last
    while day >= first:
        if _closing(calendar, day, zone) is not None:
            return day
        day -= ONE
    return last


def _days(first: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range(LONGEST_LOOK))


def closing_on(calendar: Calendar, day: date, zone: ZoneInfo) -> int:
    """When the desk closes on a day; on a closed one at the hour at which it closed last before."""
    closing = _closing(calendar, day, zone)
    if closing is not None:
        return closing
    before = (_closing(calendar, day - timedelta(days=n), zone) for n in range(1, 15))
    last = next((found for found in before if found is not None), None)
    clock = datetime.fromtimestamp(last, zone).time() if last else CLOSES_IF_NEVER_OPEN
    return instant(day, clock if clock > time(0) else LAST_MINUTE, zone)


def is_open_on(calendar: Calendar, day: date, zone: ZoneInfo) -> bool:
    """Whether the desk opens on a day."""
    return _closing(calendar, day, zone) is not None


def _closing(calendar: Calendar, day: date, zone: ZoneInfo) -> int | None:
    """When the desk closes on a day, at the latest one minute before the next: what is due then is due that day."""
    start, end = instant(day, time(0), zone), instant(day + ONE, time(0), zone)
    ends = [close for _open, close in calendar.open_intervals(start, end)]
    return min(ends[-1], end - MINUTE) if ends else None


def zone_at(calendar: Calendar, at: int) -> ZoneInfo:
    """The zone of the desk's clocks at an instant."""
    _since, _until, version = next(calendar.held(at, at + 1))
    return ZoneInfo(version.tz)


def _time(clock: int) -> time:
    clock = min(clock, DAY - MINUTE)
    return time(clock // HOUR, clock % HOUR // MINUTE)


def instant(day: date, clock: time, zone: ZoneInfo) -> int:
    """A moment on the desk's clocks, in Unix seconds."""
    return int(datetime.combine(day, clock, zone).timestamp())


# What is offered beside the field


class Preset(StrEnum):
    """A due time that is one click away."""

    IN_TWO_HOURS = "in_two_hours"
    END_OF_TODAY = "end_of_today"
    NEXT_DAY_AT_TEN = "next_day_at_ten"
    IN_TWO_BUSINESS_DAYS = "in_two_business_days"


def presets(calendar: Calendar, at: int) -> dict[Preset, int]:
    """The due times that can be chosen at an instant, in Unix seconds.

    The end of today is left out once the desk has closed, and 10:00 is that of the next day on which it opens.
    """
    zone = zone_at(calendar, at)
    today = datetime.fromtimestamp(at, zone).date()
    found = {Preset.IN_TWO_HOURS: at + 2 * HOUR}
    closing = _closing(calendar, today, zone)
    if closing is not None and closing > at:
        found[Preset.END_OF_TODAY] = closing
    if (day := business_day(calendar, today, 1, zone)) is not None:
        found[Preset.NEXT_DAY_AT_TEN] = instant(day, time(10), zone)
    if (day := business_day(calendar, today, 2, zone)) is not None:
        found[Preset.IN_TWO_BUSINESS_DAYS] = closing_on(calendar, day, zone)
    return found
