"""Pieces of time as days with a running sum, each in the zone of the opening hours that held on it (definitions 1.6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from tickets.rules.business_time import Calendar
from tickets.rules.opening_hours import CalendarVersion, Interval


@dataclass(slots=True)
class Day:
    """A local day, or the part of it in which one version of the opening hours held. Instants are Unix seconds.

    `opens`: when the desk is open on it, `counted`: the pieces of the figure in it, `worked`: the open ones of them. The
    sums include the days before.
    """

    date: date
    version: CalendarVersion
    opens: list[Interval]
    counted: list[Interval] = field(default_factory=list)
    worked: list[Interval] = field(default_factory=list)
    calendar_s: int = 0
    business_s: int = 0
    calendar_sum: int = 0
    business_sum: int = 0

    @property
    def is_holiday(self) -> bool:
        """Whether the desk is closed for a holiday."""
        return self.date in self.version.holidays

    def add(self, piece: Interval, worked: Iterable[Interval]) -> None:
        """Count a piece that follows those before; one that touches the last is one with it."""
        self.calendar_s += piece[1] - piece[0]
        if self.counted and self.counted[-1][1] == piece[0]:
            piece = self.counted.pop()[0], piece[1]
        self.counted.append(piece)
        for opens, closes in worked:
            self.business_s += closes - opens
            self.worked.append((opens, closes))


@dataclass(frozen=True, slots=True)
class Month:
    """The days of a month together, in a long run of days."""

    first: date
    days: list[Day]

    @property
    def key(self) -> str:
        """Its year and month: "2025-03"."""
        return f"{self.first:%Y-%m}"

    @property
    def calendar_s(self) -> int:
        """Calendar seconds of its days."""
        return sum(day.calendar_s for day in self.days)

    @property
    def business_s(self) -> int:
        """Business seconds of its days."""
        return sum(day.business_s for day in self.days)

    @property
    def business_sum(self) -> int:
        """Business seconds until its end."""
        return self.days[-1].business_sum


@dataclass(frozen=True, slots=True)
class Total:
    """Days that add up. A piece that does not last is on no day."""

    days: list[Day]

    @property
    def calendar_s(self) -> int:
        """Calendar seconds of all days."""
        return self.days[-1].calendar_sum if self.days else 0

    @property
    def business_s(self) -> int:
        """Business seconds of all days."""
        return self.days[-1].business_sum if self.days else 0


NOTHING = Total([])


def add_up(calendar: Calendar, pieces: Iterable[Interval]) -> Total:
    """Pieces in order, as days; a day without any of them is not among them."""
    days: list[Day] = []
    for start, end in pieces:
        for since, until, version in calendar.held(start, end):
            for on, midnight, next_midnight in local_days(since, until, ZoneInfo(version.tz)):
                if not days or (days[-1].date, days[-1].version) != (on, version):
                    days.append(Day(on, version, list(calendar.open_intervals(midnight, next_midnight))))
                piece = max(since, midnight), min(until, next_midnight)
                days[-1].add(piece, calendar.open_intervals(*piece))
    calendar_sum = business_sum = 0
    for day in days:
        day.calendar_sum = calendar_sum = calendar_sum + day.calendar_s
        day.business_sum = business_sum = business_sum + day.business_s
    return Total(days)


def local_days(start: int, end: int, zone: ZoneInfo) -> Iterator[tuple[date, int, int]]:
    """The local dates that [start, end) touches, each with its midnight and the next: a day may last 23 or 25 hours."""
    on = datetime.fromtimestamp(start, zone).date()
    midnight = _midnight(on, zone)
    while midnight < end:
        following = on + timedelta(days=1)
        next_midnight = _midnight(following, zone)
        if next_midnight > max(start, midnight):  # a zone may have left a date out
            yield on, midnight, next_midnight
        on, midnight = following, next_midnight


def _midnight(on: date, zone: ZoneInfo) -> int:
    return int(datetime.combine(on, time(), zone).timestamp())


def months(days: Sequence[Day]) -> list[Month]:
    """Days by their months."""
    grouped = groupby(days, key=lambda day: day.date.replace(day=1))
    return [Month(first, list(own)) for first, own in grouped]
