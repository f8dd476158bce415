"""Service-level clocks: what was agreed when each started, when it is due, and how it went (definitions 6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tickets.rules import waits
from tickets.rules.business_time import Calendar
from tickets.rules.conversation import Stretch, first_response, next_responses, update_gaps
from tickets.rules.desk import Desk, Target
from tickets.rules.story import OURS_TO_MOVE, Event, Story


@dataclass(frozen=True, slots=True)
class Clock:
    """One target of one ticket. `due_at` is the earliest instant at which elapsed = target; None: never reached.

    `breaks_at` is the second in which a running clock would be over its target, the next opening included.
    """

    metric: str
    target: Target
    anchor: Event
    started_at: int
    due_at: int | None
    ended_at: int | None
    state: str
    breached_at: int | None
    breaks_at: int | None


def clocks(story: Story, desk: Desk, until: int, since: int | None = None) -> list[Clock]:
    """All clocks as of `until`, by their start. A clock keeps the target and the calendar version it started under.

    `since`: without the responses and updates that were over before that instant.
    """
    found = [clock for clock in _clocks(story, desk, until, since) if clock is not None]
    return sorted(found, key=lambda clock: clock.started_at)


def _clocks(story: Story, desk: Desk, until: int, since: int | None) -> Iterator[Clock | None]:
    first = first_response(story)
    if first is None:
        return
    yield _clock("first_response", first, desk, until)
    for stretch in next_responses(story):
        if since is None or stretch.end is None or stretch.end >= since:
            yield _clock("next_response", stretch, desk, until)
    for stretch in update_gaps(story, since):
        yield _clock("update", stretch, desk, until)
    resolution = Stretch(first.since, first.start, story.resolution.at if story.resolution else None)
    yield _clock("resolution", resolution, desk, until)
    yield _net_clock(story, resolution, desk, until)


def _clock(metric: str, stretch: Stretch, desk: Desk, until: int) -> Clock | None:
    target = desk.target(metric, stretch.start)
    if target is None:
        return None
    due_at = _due(target, desk.calendar.at_version(stretch.start), stretch.start)
    end = until if stretch.end is None else stretch.end
    calendar = desk.calendar.at_version(stretch.start)
    over = _elapsed(target, calendar, stretch.start, end) > target.target_s
    met = stretch.answer is not None or metric == "resolution"
    return _judge(metric, target, stretch, due_at, calendar, over=over, met=met)


def _due(target: Target, calendar: Calendar, start: int) -> int | None:
    return start + target.target_s if target.clock == "calendar" else calendar.due(start, target.target_s)


def _elapsed(target: Target, calendar: Calendar, start: int, end: int) -> int:
    return end - start if target.clock == "calendar" else calendar.elapsed(start, end)


def _judge(
    metric: str, target: Target, stretch: Stretch, due_at: int | None, calendar: Calendar, *, over: bool, met: bool
) -> Clock:
    """Breached is elapsed > target, equal is met: a clock due at closing time is still within it overnight."""
    if over:
        state = "breached"
    elif stretch.end is None:
        state = "pending"
    else:
        state = "achieved" if met else "cancelled"
    breached_at = due_at if over else None
    breaks_at = _breaks_at(target, calendar, due_at) if state == "pending" else None
    return Clock(metric, target, stretch.since, stretch.start, due_at, stretch.end, state, breached_at, breaks_at)


def _breaks_at(target: Target, calendar: Calendar, due_at: int | None) -> int | None:
    opens = due_at if due_at is None or target.clock == "calendar" else calendar.next_open(due_at)
    return None if opens is None else opens + 1


def _net_clock(story: Story, stretch: Stretch, desk: Desk, until: int) -> Clock | None:
    """On TTR net: stands still while the ticket waits on the customer or is resolved."""
    target = desk.target("resolution_net", stretch.start)
    if target is None:
        return None
    calendar = desk.calendar.at_version(stretch.start)
    left, due_at = target.target_s, None
    for start, end in waits.pieces(story, OURS_TO_MOVE, stretch.start):
        elapsed = _elapsed(target, calendar, start, until if end is None else end)
        if due_at is None and left >= 0 and (end is None or elapsed >= left):
            due_at = _due(Target(left, target.clock), calendar, start)
        left -= elapsed
    return _judge("resolution_net", target, stretch, due_at, calendar, over=left < 0, met=True)
