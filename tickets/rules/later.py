"""Times that are told before anybody knows from when: "by the end of the day", "in 2 business days" (of a macro's promise).

Days are those of the desk's own zone, and its calendar says which of them are worked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tickets.rules.business_time import Calendar

HOUR, DAY = 3600, 86_400
MORNING = 10  # o'clock
FARTHEST = 366  # days that are looked at for one that is worked


def zone_of(calendar: Calendar, at: int) -> ZoneInfo:
    """The zone in which the desk's days begin and end at an instant."""
    return ZoneInfo(calendar.at_version(at).versions[0].tz)


def later(name: str, calendar: Calendar, at: int) -> int:
    """The instant that one of LATER means at an instant, in Unix seconds: always after it. Errors: KeyError."""
    return max(LATER[name](calendar, at), at + 1)


def _end_of_day(calendar: Calendar, at: int) -> int:
    """Closing time of today; once we have closed, that of the next day that is worked."""
    start, end = _day(calendar, at, 0)
    closes = [close for _open, close in calendar.open_intervals(max(at, start), end)]
    return closes[-1] if closes else _business_days(1)(calendar, at)


def _next_morning(calendar: Calendar, at: int) -> int:
    """Ten o'clock of the next day that is worked, or when we open if that is later."""
    for start, end in _working_days(calendar, at):
        ten = datetime.fromtimestamp(start, zone_of(calendar, at)).replace(hour=MORNING)
        opens = calendar.next_open(int(ten.timestamp()))
        return opens if opens is not None and opens < end else int(ten.timestamp())
    return at + DAY


def _business_days(number: int) -> Callable[[Calendar, int], int]:
    """Closing time of so many days that are worked from now on; today is none of them."""

    def closing(calendar: Calendar, at: int) -> int:
        for count, (start, end) in enumerate(_working_days(calendar, at), 1):
            if count == number:
                return [close for _open, close in calendar.open_intervals(start, end)][-1]
        return at + number * DAY

    return closing


def _working_days(calendar: Calendar, at: int) -> Iterator[tuple[int, int]]:
    """The days after today on which we open."""
    for ahead in range(1, FARTHEST):
        start, end = _day(calendar, at, ahead)
        if calendar.elapsed(start, end):
            yield start, end


def _day(calendar: Calendar, at: int, ahead: int) -> tuple[int, int]:
    """Midnight to midnight, so many days ahead."""
    zone = zone_of(calendar, at)
    today = datetime.fromtimestamp(at, UTC).astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return int((today + timedelta(days=ahead)).timestamp()), int((today + timedelta(days=ahead + 1)).timestamp())


LATER: Mapping[str, Callable[[Calendar, int], int]] = {
    "2_hours": lambda calendar, at: at + 2 * HOUR,
    "end_of_day": _end_of_day,
    "next_morning": _next_morning,
    "1_business_day": _business_days(1),
    "2_business_days": _business_days(2),
    "5_business_days": _business_days(5),
}
