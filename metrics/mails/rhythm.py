"""When a mail is due: every day, on a weekday, or on a day of the month, at a time that clocks on the wall show. Plain Python."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

DAILY, WEEKLY, MONTHLY = "daily", "weekly", "monthly"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rhythm:
    """At a local time on each day, or only on a weekday (Monday is 0), or on a day of the month (1 to 31)."""

    at: time
    zone: str
    weekday: int | None = None
    day: int | None = None

    def falls_on(self, day: date) -> bool:
        """Whether it is due on a local day. A month without such a day has it on its last."""
        if self.weekday is not None:
            return day.weekday() == self.weekday
        return self.day is None or day.day == min(self.day, monthrange(day.year, day.month)[1])

    def instant(self, day: date) -> datetime:
        """When on a local day. A time that comes twice is its first; one that is skipped is as long after midnight as it says."""
        return datetime.combine(day, self.at, ZoneInfo(self.zone)).astimezone(UTC)

    def following(self, after: datetime) -> datetime:
        """The first instant after this one."""
        return next(at for _day, at in self._days(after, DAY) if at > after)

    def latest(self, until: datetime) -> tuple[date, datetime]:
        """The last local day whose instant has come, and that instant."""
        return next((day, at) for day, at in self._days(until, -DAY) if at <= until)

    def _days(self, near: datetime, step: timedelta) -> Iterator[tuple[date, datetime]]:
        """The days from the one around an instant on, or back."""
        here = near.astimezone(ZoneInfo(self.zone)).date()
        days = (here + number * step for number in count(-1))
        return ((day, self.instant(day)) for day in days if self.falls_on(day))
