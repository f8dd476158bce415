"""When Linden Shop's desk in Berlin is open, and what it promised its customers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
YEARS = range(2020, 2041)
HOUR = 3600


def desk(years: Iterable[int] = YEARS) -> dict[str, Any]:
    """The desk file: opening hours with the public holidays of `years`, limits and targets."""
    holidays = [day.isoformat() for year in years for day in holidays_in_berlin(year)]
    hours = {str(weekday): [["09:00", "17:00"]] for weekday in range(5)}
    version = {"valid_from": None, "tz": BERLIN.key, "hours": hours, "holidays": holidays}
    return {
        "calendar": {"versions": [version]},
        "policy": {"promise_bh": 8, "r2_bh": 16, "r3_bh": 12, "r4_bh": 2, "r5_bh": 24},
        "targets": {
            metric: {"target_s": hours * HOUR, "clock": "business"}
            for metric, hours in (
                ("first_response", 1),
                ("next_response", 8),
                ("update", 16),
                ("resolution", 24),
            )
        },
    }


def holidays_in_berlin(year: int) -> Iterator[date]:
    """The public holidays of the state of Berlin, in order."""
    easter = easter_sunday(year)
    yield date(year, 1, 1)
    if year >= 2019:  # International Women's Day is one since then
        yield date(year, 3, 8)
    yield easter - timedelta(days=2)
    yield easter + timedelta(days=1)
    yield from sorted([date(year, 5, 1), easter + timedelta(days=39), easter + timedelta(days=50)])
    yield date(year, 10, 3)
    yield date(year, 12, 25)
    yield date(year, 12, 26)


def easter_sunday(year: int) -> date:
    """Easter in the Gregorian calendar, by the anonymous rule of 1876."""
    century, rest = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (year % 19 + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
