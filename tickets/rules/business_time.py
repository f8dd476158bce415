"""Business time: the seconds in which the desk is open.

Business time is the number of real seconds
whose instant lies in the union of the open intervals ``[open, close)``. With B(t) = open seconds before t,
``elapsed(a, b) = B(b) - B(a)``, and a due time is B looked up backwards.

Instants are whole Unix seconds (UTC), durations whole seconds; both are ints.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from itertools import pairwise
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

from tickets.rules.opening_hours import (
    DAY,
    CalendarVersion,
    Hours,
    Interval,
    InvalidCalendar,
    version_from_json,
    version_to_json,
)
from tickets.rules.texts import gettext_noop

HORIZON = 30 * 366 * DAY
"""How far ahead ``due``, ``next_open`` and ``next_close`` look, in seconds: about 30 years."""

_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_FIRST = int(datetime(_FIRST_YEAR, 1, 1, tzinfo=UTC).timestamp())
_LAST = int(datetime(_LAST_YEAR, 1, 1, tzinfo=UTC).timestamp())
_DAY_OF_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Calendar:
    """A desk's opening hours: one or more versions, each valid until the next begins.

    The versions are kept in order of ``valid_from``; before the first one the first holds
    (definitions 1.6). InvalidCalendar if there is none or two begin on the same date. A calendar is
    a value: equal ones share their running total. Asking about an instant outside the years 1900
    to 2199 raises ValueError.
    """

    versions: tuple[CalendarVersion, ...]

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.versions, key=lambda v: v.valid_from or date.min))
        if not ordered:
            raise InvalidCalendar(gettext_noop("A calendar needs at least one version."))
        for earlier, later in pairwise(ordered):
            if earlier.valid_from == later.valid_from:
                if later.valid_from is None:
                    raise InvalidCalendar(gettext_noop("Two versions of the calendar are valid from the beginning."))
                twice = gettext_noop("Two versions of the calendar are valid from %(since)s.")
                raise InvalidCalendar(twice, since=later.valid_from)
        object.__setattr__(self, "versions", ordered)

    def __reduce__(self) -> tuple[type["Calendar"], tuple[tuple[CalendarVersion, ...]]]:
        # Copies and pickles carry the opening hours only: the running total holds a lock.
        return Calendar, (self.versions,)

    @cached_property
    def _timeline(self) -> "_Timeline":
        return _timeline_of(self.versions)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Calendar":
        """Read the "calendar" of a desk file (history-format.md, ``--desk FILE``).

        ``{"versions": [{"valid_from": "2025-03-29" or null, "tz": "Europe/Berlin",
        "hours": {"0": [["09:00", "17:00"]]}, "holidays": ["2025-04-18"]}]}``; times are HH:MM or
        HH:MM:SS up to 24:00. InvalidCalendar, with a sentence, if it is not of this shape.
        """
        versions = data.get("versions") if isinstance(data, Mapping) else None
        if not isinstance(versions, list):
            raise InvalidCalendar(gettext_noop('A calendar needs a list of "versions".'))
        return cls(tuple(version_from_json(version) for version in versions))

    def to_json(self) -> dict[str, Any]:
        """The shape that ``from_json`` reads; reading it again gives an equal calendar."""
        return {"versions": [version_to_json(version) for version in self.versions]}

    def elapsed(self, start: int, end: int) -> int:
        """Open seconds in [start, end); 0 if end <= start."""
        if end <= start:
            return 0
        span = self._timeline.covering(start, end)
        return span.total_before(end) - span.total_before(start)

    def due(self, start: int, seconds: int) -> int | None:
        """The earliest instant x >= start at which ``elapsed(start, x) == seconds``.

        It can be closing time itself (definitions 1.7), and is ``start`` for 0 seconds. None if the
        calendar does not open enough within HORIZON (about 30 years) after start. ValueError if
        ``seconds`` is negative.
        """
        if seconds < 0:
            raise ValueError(f"A duration cannot be negative: {seconds} seconds.")
        if seconds == 0:
            return start
        return self._timeline.search(start, lambda span: span.reaching(span.total_before(start) + seconds))

    def is_open(self, at: int) -> bool:
        """Whether the second that begins at ``at`` is open; false at closing time itself."""
        return self._timeline.covering(at, at + 1).is_open(at)

    def next_open(self, at: int) -> int | None:
        """The earliest open instant from ``at`` on, ``at`` itself if open; None beyond HORIZON."""
        return self._timeline.search(at, lambda span: span.next_open(at))

    def next_close(self, at: int) -> int | None:
        """The earliest closing time after ``at`` (closed at ``at``: that of the next opening).

        None if there is none within HORIZON, as for a desk that never closes or never opens.
        """
        return self._timeline.search(at, lambda span: span.next_close(at))

    def at_version(self, at: int) -> "Calendar":
        """The calendar of only the version valid at ``at``: a service clock keeps it to its end.

        Source: definitions 6, "calendar version are copied into the clock when it starts".
        """
        return self._timeline.single_version(at)

    def open_intervals(self, start: int, end: int) -> Iterator[Interval]:
        """The open intervals within [start, end): in order, clipped to it, touching ones merged."""
        if end > start:
            yield from self._timeline.covering(start, end).clipped(start, end)

    def held(self, start: int, end: int) -> Iterator[tuple[int, int, CalendarVersion]]:
        """Which version holds when within [start, end): (from, to, version), in order and without gaps."""
        yield from self._timeline.held(start, end)


# The running total


@dataclass(frozen=True, slots=True)
class _Span:
    """The running total over [lo, hi]: parallel lists, one entry per merged open interval.

    ``totals[i]`` = open seconds of the span before ``starts[i]``. Entry 0 is an empty interval at
    ``lo``, so that every instant has an entry at or before it. Never changed once built, so that
    threads can read it without a lock. An interval that ends at ``hi`` may go on beyond it.
    """

    lo: int
    hi: int
    starts: list[int]
    ends: list[int]
    totals: list[int]

    @classmethod
    def of(cls, lo: int, hi: int, intervals: Iterable[Interval]) -> "_Span":
        """Of merged intervals in order, all within [lo, hi]."""
        span = cls(lo, hi, [lo], [lo], [0])
        total = 0
        for start, end in intervals:
            span.starts.append(start)
            span.ends.append(end)
            span.totals.append(total)
            total += end - start
        return span

    def intervals(self) -> list[Interval]:
        return list(zip(self.starts[1:], self.ends[1:], strict=True))

    def total_before(self, at: int) -> int:
        """B(at), for lo <= at <= hi."""
        i = bisect_right(self.starts, at) - 1
        end = self.ends[i]
        return self.totals[i] + (at if at < end else end) - self.starts[i]

    def reaching(self, total: int) -> int | None:
        """The earliest instant at which B equals ``total`` (> 0); None if it is beyond the span."""
        # bisect_left: a total complete at a closing time is reached then, not at the next opening.
        i = bisect_left(self.totals, total) - 1
        at = self.starts[i] + total - self.totals[i]
        return at if at <= self.ends[i] else None

    def is_open(self, at: int) -> bool:
        return at < self.ends[bisect_right(self.starts, at) - 1]

    def next_open(self, at: int) -> int | None:
        i = bisect_right(self.ends, at)
        return max(at, self.starts[i]) if i < len(self.ends) else None

    def next_close(self, at: int) -> int | None:
        i = bisect_right(self.ends, at)
        return self.ends[i] if i < len(self.ends) and self.ends[i] < self.hi else None

    def clipped(self, start: int, end: int) -> Iterator[Interval]:
        i = bisect_right(self.ends, start)
        while i < len(self.starts) and self.starts[i] < end:
            yield max(start, self.starts[i]), min(end, self.ends[i])
            i += 1


class _Timeline:
    """The running total of one calendar, built in whole UTC years as they are asked about."""

    def __init__(self, versions: tuple[CalendarVersion, ...]) -> None:
        self._versions = versions
        self._singles = tuple(Calendar((version,)) for version in versions)
        self._begins = [_FIRST, *(_begin(version) for version in versions[1:])]
        # Later versions win. Zones may lie more than a day apart, so that a version can begin
        # before the one of an earlier date does; that one then never holds.
        self._stops = [min([*self._begins[i + 1 :], _LAST]) for i in range(len(versions))]
        self._span = _Span(_LAST, _FIRST, [], [], [])
        self._lock = Lock()

    def single_version(self, at: int) -> Calendar:
        for begin, calendar in zip(self._begins[:0:-1], self._singles[:0:-1], strict=True):
            if begin <= at:
                return calendar
        return self._singles[0]

    def held(self, start: int, end: int) -> Iterator[tuple[int, int, CalendarVersion]]:
        for begin, stop, version in zip(self._begins, self._stops, self._versions, strict=True):
            since, until = max(start, begin), min(end, stop)
            if since < until:
                yield since, until, version

    def covering(self, start: int, end: int) -> _Span:
        """A span that includes [start, end]; ValueError outside the years 1900 to 2199."""
        span = self._span
        if span.lo <= start and end <= span.hi:
            return span
        if start < _FIRST or end > _LAST:
            raise ValueError(f"Business time is known for the years {_FIRST_YEAR} to {_LAST_YEAR - 1} only.")
        with self._lock:
            self._span = self._extended(self._span, _year_of(start), _year_of(end - 1) + 1)
            return self._span

    def _extended(self, span: _Span, first_year: int, end_year: int) -> _Span:
        lo, hi = _new_year(first_year), _new_year(end_year)
        if span.hi < span.lo:  # nothing built yet
            return _Span.of(lo, hi, _merged(self._build(lo, hi)))
        # One run without holes: totals on both sides of a hole could not be compared.
        lo, hi = min(lo, span.lo), max(hi, span.hi)
        pieces = [*self._build(lo, span.lo), *span.intervals(), *self._build(span.hi, hi)]
        return _Span.of(lo, hi, _merged(pieces))

    def _build(self, lo: int, hi: int) -> Iterator[Interval]:
        """The open intervals in [lo, hi), each version's clipped to the time it is valid."""
        for version, begin, stop in zip(self._versions, self._begins, self._stops, strict=True):
            earliest, latest = max(lo, begin), min(hi, stop)
            for start, end in _version_intervals(version, earliest, latest):
                start, end = max(start, earliest), min(end, latest)
                # Empty or inverted: an end that daylight saving skipped, or outside the clip.
                if start < end:
                    yield start, end

    def search(self, at: int, find: Callable[[_Span], int | None]) -> int | None:
        """What ``find`` finds in a span that is extended until it does; None beyond HORIZON."""
        limit = min(at + HORIZON, _LAST)
        span = self.covering(at, at + 1)
        while (found := find(span)) is None and span.hi < limit:
            further = span.hi + max(366 * DAY, span.hi - at)
            span = self.covering(at, min(further, limit))
        return found if found is not None and found <= limit else None


@lru_cache(maxsize=256)
def _timeline_of(versions: tuple[CalendarVersion, ...]) -> _Timeline:
    return _Timeline(versions)


def _merged(intervals: Iterable[Interval]) -> list[Interval]:
    """The union as intervals in order, touching ones joined."""
    union: list[Interval] = []
    for start, end in sorted(intervals):
        if union and start <= union[-1][1]:
            union[-1] = union[-1][0], max(end, union[-1][1])
        else:
            union.append((start, end))
    return union


def _version_intervals(version: CalendarVersion, lo: int, hi: int) -> Iterator[Interval]:
    """The intervals of the local dates that touch [lo, hi), neither clipped nor merged."""
    if lo >= hi or not version.hours:
        return
    zone = ZoneInfo(version.tz)
    week = _week(version.hours)
    # Two days on either side: a local date lies within 15 h of the same date in UTC.
    for ordinal in range(_DAY_OF_EPOCH + lo // DAY - 2, _DAY_OF_EPOCH + hi // DAY + 3):
        shifts = week[(ordinal - 1) % 7]  # day 1 of the ordinals is a Monday
        if shifts and (day := date.fromordinal(ordinal)) not in version.holidays:
            for opens, closes in shifts:
                yield _instant(day, opens, zone), _instant(day, closes, zone)


def _week(hours: Hours) -> list[list[Interval]]:
    """The shifts of each weekday, those over midnight split (definitions 1.6)."""
    week: list[list[Interval]] = [[] for _ in range(7)]
    for day, shifts in hours.items():
        for opens, closes in shifts:
            if opens < closes:
                week[day].append((opens, closes))
            else:
                week[day].append((opens, DAY))
                week[(day + 1) % 7].append((0, closes))
    return [[shift for shift in shifts if shift[0] < shift[1]] for shifts in week]


def _instant(day: date, seconds: int, zone: ZoneInfo) -> int:
    """The instant of a wall-clock time, 86400 being midnight of the next date; fold=0."""
    # Adding to a datetime of a zone moves the wall clock, across a change of the clock too.
    wall = datetime.combine(day, time(0), tzinfo=zone) + timedelta(seconds=seconds)
    return int(wall.timestamp())


def _begin(version: CalendarVersion) -> int:
    return _instant(version.valid_from or date.min, 0, ZoneInfo(version.tz))


def _year_of(at: int) -> int:
    return datetime.fromtimestamp(at, UTC).year


def _new_year(year: int) -> int:
    return int(datetime(year, 1, 1, tzinfo=UTC).timestamp())
