"""Times that are told before anybody knows from when: "by the end of the day", "in 2 business days" (of a macro's promise).

Which days the desk works and when it closes on them is told by `drafts/due.py`, as for a time that is named in an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta

from tickets.rules.business_time import Calendar
from tickets.rules.drafts.due import HOUR, ONE, business_day, closing_on, instant, zone_at

TEN = time(10)


def later(name: str, calendar: Calendar, at: int) -> int:
    """The instant that one of LATER means at an instant, in Unix seconds: always after it. Errors: KeyError."""
    return max(LATER[name](calendar, at), at + 1)


def _end_of_day(calendar: Calendar, at: int) -> int:
    """Closing time of today; once we have closed, that of the next day that is worked."""
    zone = zone_at(calendar, at)
    today = datetime.fromtimestamp(at, zone).date()
    worked = business_day(calendar, today - ONE, 1, zone) == today
    closes = closing_on(calendar, today, zone)
    return closes if worked and closes > at else _business_days(1)(calendar, at)


def _next_morning(calendar: Calendar, at: int) -> int:
    """Ten o'clock of the next day that is worked, or when we open if that is later."""
    zone = zone_at(calendar, at)
    today = datetime.fromtimestamp(at, zone).date()
    day = business_day(calendar, today, 1, zone)
    if day is None:
        return instant(today + ONE, TEN, zone)
    ten = instant(day, TEN, zone)
    opens = calendar.next_open(ten)
    return opens if opens is not None and opens < instant(day + ONE, time(0), zone) else ten


def _business_days(number: int) -> Callable[[Calendar, int], int]:
    """Closing time of so many days that are worked from now on; today is none of them."""

    def closing(calendar: Calendar, at: int) -> int:
        zone = zone_at(calendar, at)
        today = datetime.fromtimestamp(at, zone).date()
        day = business_day(calendar, today, number, zone) or today + timedelta(days=number)
        return closing_on(calendar, day, zone)

    return closing


LATER: Mapping[str, Callable[[Calendar, int], int]] = {
    "2_hours": lambda calendar, at: at + 2 * HOUR,
    "end_of_day": _end_of_day,
    "next_morning": _next_morning,
    "1_business_day": _business_days(1),
    "2_business_days": _business_days(2),
    "5_business_days": _business_days(5),
}
