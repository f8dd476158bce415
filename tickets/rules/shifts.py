"""When a person works: hours of each weekday on their own wall clock. Whoever has no hours works whenever the desk needs them.

Reads the same shape as the desk's opening hours (`rules/opening_hours.py`): shifts over midnight and changes of the clock count as there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tickets.rules.business_time import Calendar

LOOKED_BACK = 8 * 86400  # seconds: a week and a day hold the end of every shift that comes back


def shifts(hours: Mapping[str, Any], zone: str) -> Calendar:
    """A person's week. Errors: InvalidCalendar."""
    return Calendar.from_json({"versions": [{"valid_from": None, "tz": zone, "hours": dict(hours)}]})


def on_shift(hours: Mapping[str, Any], zone: str, at: int) -> bool:
    """Whether they work in the second that begins at `at` (Unix seconds)."""
    return not hours or shifts(hours, zone).is_open(at)


def last_end(hours: Mapping[str, Any], zone: str, at: int) -> int | None:
    """When the last shift ended, for whoever works not at `at`; None while they do, and for who has no hours."""
    if not hours or on_shift(hours, zone, at):
        return None
    ends = [end for _start, end in shifts(hours, zone).open_intervals(at - LOOKED_BACK, at)]
    return ends[-1] if ends else None


def back_at(hours: Mapping[str, Any], zone: str, at: int) -> int | None:
    """When they work next, from `at` on."""
    return shifts(hours, zone).next_open(at) if hours else at
