"""The parts of an explanation beside its sum: whom the figure waited on, what it leaves out, and which versions it went by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from metrics.explain.days import Total
from metrics.explain.shapes import CalendarUsed, LeftOut, Version, Waited
from tickets.rules.business_time import Calendar
from tickets.rules.desk import Desk
from tickets.rules.lifecycle import WaitingOn
from tickets.rules.opening_hours import Interval
from tickets.rules.story import Story, Wait

ORDER = (WaitingOn.US, WaitingOn.THIRD_PARTY, WaitingOn.CUSTOMER, WaitingOn.NOBODY)


def waited(story: Story, calendar: Calendar, pieces: Sequence[Interval], as_of: int) -> list[Waited]:
    """For how long of the pieces, which are in order, the ticket waited on each: together as long as they are."""
    calendar_s, business_s = dict.fromkeys(ORDER, 0), dict.fromkeys(ORDER, 0)
    for wait, start, end in _meeting(story.waits, pieces, as_of):
        calendar_s[wait.on] += end - start
        business_s[wait.on] += calendar.elapsed(start, end)
    return [Waited(on, calendar_s[on], business_s[on]) for on in ORDER]


def _meeting(waits: Sequence[Wait], pieces: Sequence[Interval], as_of: int) -> Iterator[tuple[Wait, int, int]]:
    """Where waits and pieces lie over each other; both are in order and overlap none of their own."""
    i = 0
    for start, end in pieces:
        while i < len(waits) and _end(waits[i], as_of) <= start:
            i += 1
        j = i
        while j < len(waits) and waits[j].at < end:
            since, until = max(start, waits[j].at), min(end, _end(waits[j], as_of))
            if since < until:
                yield waits[j], since, until
            j += 1
        i = max(i, j - 1)


def _end(wait: Wait, as_of: int) -> int:
    return as_of if wait.end is None else wait.end


def left_out(story: Story, calendar: Calendar, pieces: Sequence[Interval], start: int, end: int) -> list[LeftOut]:
    """The stretches between two instants that the pieces leave out, each with whom the ticket waited on in it."""
    gaps, at = [], start
    for since, until in [*pieces, (end, end)]:
        if since > at:
            gaps.append((at, since))
        at = max(at, until)
    return [
        LeftOut(since, until, wait.on, until - since, calendar.elapsed(since, until))
        for wait, since, until in _meeting(story.waits, gaps, end)
    ]


def calendars(desk: Desk, *totals: Total) -> list[CalendarUsed]:
    """The versions of the opening hours that the lines went by, each once, with their holidays on those days."""
    every = desk.calendar.versions
    numbers: dict[int, int] = {}  # by identity: a version's hash is made of all its hours
    holidays: defaultdict[int, set[date]] = defaultdict(set)
    for day in (day for total in totals for day in total.days):
        key = id(day.version)
        if key not in numbers:
            numbers[key] = every.index(day.version) + 1
        if day.is_holiday:
            holidays[numbers[key]].add(day.date)
    return [
        CalendarUsed(number, every[number - 1], sorted(holidays[number])) for number in sorted(set(numbers.values()))
    ]


def limits(desk: Desk, at: int) -> Version:
    """The version of the limits that held at an instant."""
    return _version([since for since, _limits in desk.policies], at)


def agreed(desk: Desk, metric: str, at: int) -> Version:
    """The version of a target that held at an instant."""
    return _version([since for since, _target in desk.targets.get(metric, ())], at)


def _version(since: Sequence[int | None], at: int) -> Version:
    """The last that had begun; before the first the first holds."""
    valid = [number for number, begins in enumerate(since, start=1) if begins is None or begins <= at]
    number = valid[-1] if valid else 1
    return Version(number, since[number - 1] if since else None)
