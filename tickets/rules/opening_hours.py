"""Opening hours as the desk wrote them: one version of its calendar, checked, from JSON and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from tickets.rules.texts import Worded, gettext_noop

DAY = 86_400
"""Seconds of a day as a duration (definitions 1.1), and the wall clock's 24:00."""

_WALL_CLOCK = re.compile(r"([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?")

Interval = tuple[int, int]
Hours = Mapping[int, tuple[Interval, ...]]


class InvalidCalendar(Worded, ValueError):
    """Opening hours that cannot be meant; the message is a sentence for whoever wrote them."""


@dataclass(frozen=True)
class CalendarVersion:
    """Opening hours from one local date on.

    ``valid_from``: a local date, at midnight in this version's own zone; None = from ever.
    ``tz``: IANA name. ``hours``: weekday (0 = Monday) -> (open, close) in seconds of the wall-clock
    day, 0..86400; a close before its open is an overnight shift, whose second part belongs to the
    next weekday (definitions 1.6: split at midnight). ``holidays``: local dates, closed all day.
    InvalidCalendar if the zone is unknown or an hour is none.
    """

    valid_from: date | None
    tz: str
    hours: Hours
    holidays: frozenset[date]

    def __post_init__(self) -> None:
        _zone(self.tz)
        # A copy of our own: the running total is kept as long as the value is in use.
        hours = {day: tuple((o, c) for o, c in shifts) for day, shifts in self.hours.items()}
        for day, shifts in hours.items():
            _check_shifts(day, shifts)
        object.__setattr__(self, "hours", hours)
        object.__setattr__(self, "holidays", frozenset(self.holidays))

    def __hash__(self) -> int:
        # Written out because a mapping has no hash.
        hours = tuple(sorted(self.hours.items()))
        return hash((self.valid_from, self.tz, hours, self.holidays))


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError, TypeError) as error:
        raise InvalidCalendar(gettext_noop("There is no time zone %(name)r."), name=name) from error


def _check_shifts(day: int, shifts: tuple[Interval, ...]) -> None:
    if day not in range(7):
        raise InvalidCalendar(gettext_noop("There is no weekday %(day)r: 0 is Monday, 6 is Sunday."), day=day)
    for opens, closes in shifts:
        if not (0 <= opens < DAY and 0 <= closes <= DAY):
            raise InvalidCalendar(gettext_noop("Weekday %(day)s has hours outside 00:00 to 24:00."), day=day)
        if opens == closes:
            raise InvalidCalendar(
                gettext_noop(
                    "Weekday %(day)s opens and closes at %(time)s; a whole day is 00:00 to 24:00, a closed one has no hours."
                ),
                day=day,
                time=_wall_clock(opens),
            )


def version_from_json(data: Any) -> CalendarVersion:
    """One of the "versions" of a desk file's calendar. Errors: InvalidCalendar."""
    if not isinstance(data, Mapping):
        raise InvalidCalendar(gettext_noop("A version of the calendar is not an object."))
    hours, holidays = data.get("hours"), data.get("holidays") or []
    if not isinstance(data.get("tz"), str):
        raise InvalidCalendar(gettext_noop('A version of the calendar has no time zone ("tz").'))
    if not isinstance(hours, Mapping):
        raise InvalidCalendar(gettext_noop('A version of the calendar has no "hours".'))
    if not isinstance(holidays, list):
        raise InvalidCalendar(gettext_noop('"holidays" is not a list of dates.'))
    valid_from = data.get("valid_from")
    return CalendarVersion(
        valid_from=None if valid_from is None else _read_date(valid_from),
        tz=data["tz"],
        hours={_read_weekday(day): _read_shifts(shifts) for day, shifts in hours.items()},
        holidays=frozenset(_read_date(holiday) for holiday in holidays),
    )


def version_to_json(version: CalendarVersion) -> dict[str, Any]:
    """The shape that `version_from_json` reads."""
    return {
        "valid_from": version.valid_from and version.valid_from.isoformat(),
        "tz": version.tz,
        "hours": {
            str(day): [[_wall_clock(opens), _wall_clock(closes)] for opens, closes in shifts]
            for day, shifts in sorted(version.hours.items())
        },
        "holidays": sorted(holiday.isoformat() for holiday in version.holidays),
    }


def _read_date(text: Any) -> date:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise InvalidCalendar(gettext_noop("%(text)r is not a date such as 2025-04-18."), text=text) from error


def _read_weekday(text: Any) -> int:
    if text not in {"0", "1", "2", "3", "4", "5", "6"}:
        raise InvalidCalendar(gettext_noop('There is no weekday %(text)r: "0" is Monday, "6" is Sunday.'), text=text)
    return int(text)


def _read_shifts(shifts: Any) -> tuple[Interval, ...]:
    if not isinstance(shifts, list) or not all(isinstance(shift, list) and len(shift) == 2 for shift in shifts):
        raise InvalidCalendar(gettext_noop("%(shifts)r is not a list of [opens, closes]."), shifts=shifts)
    return tuple((_read_wall_clock(opens), _read_wall_clock(closes)) for opens, closes in shifts)


def _read_wall_clock(text: Any) -> int:
    """Seconds of the wall-clock day of HH:MM or HH:MM:SS, 24:00 = 86400."""
    match = _WALL_CLOCK.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise InvalidCalendar(gettext_noop("%(text)r is not a time such as 09:00."), text=text)
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    total = hours * 3600 + minutes * 60 + seconds
    if minutes > 59 or seconds > 59 or total > DAY:
        raise InvalidCalendar(gettext_noop("%(text)r is not a time between 00:00 and 24:00."), text=text)
    return total


def _wall_clock(seconds: int) -> str:
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
    return text if seconds % 60 == 0 else f"{text}:{seconds % 60:02}"
