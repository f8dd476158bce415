"""Promises and stalled follow-ups: what became of our word, and which tickets are about to be forgotten (definitions 3)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf

from tickets.rules.desk import HOUR, Desk
from tickets.rules.lifecycle import WaitingOn
from tickets.rules.story import Event, PromiseTold, Story


@dataclass(frozen=True, slots=True)
class PromiseOutcome:
    """How a promise stands at an instant. `overdue` is (from, to), `to` None while it still runs; None if never late."""

    promise: PromiseTold
    state: str
    owed: bool
    settled_at: int | None
    fulfilled_late_at: int | None
    overdue: tuple[int, int | None] | None


@dataclass(frozen=True, slots=True)
class Flag:
    """A stalled follow-up: the rule, the event it is counted from, since when it is true and what ended it."""

    rule: str
    anchor: Event
    stalled_from: int
    cleared_at: int | None


@dataclass(frozen=True, slots=True)
class _Watch:
    """Something that becomes a stalled follow-up when its limit is reached, unless it ends before or at that instant.

    `clears`: what ends it besides an answer and a resolution, ascending: its promise settled, the ticket taken.
    """

    rule: str
    anchor: Event
    start: int | None
    limit_bh: float
    end: int | None
    clears: Sequence[int] = ()

    def due(self, desk: Desk) -> int | None:
        """When it becomes true: `limit_bh` business hours after its start; None: never."""
        if self.start is None or not self.limit_bh:
            return self.start
        return desk.calendar.due(self.start, int(self.limit_bh * HOUR))

    def also_cleared(self, due: int) -> list[int]:
        """What clears this flag and no other, from when it is true on: the first of each is enough."""
        return [at for at in [_first_from(self.clears, due)] if at is not None]


@dataclass(frozen=True, slots=True)
class Ends:
    """The instants that end a follow-up, ascending: human answers that count, and resolutions from and to when.

    Made once for a story, so that nothing searches a long history for each of its promises and waits.
    """

    answers: list[int]
    resolved: list[int]
    came_back: list[float]  # infinity for the resolution that holds

    @classmethod
    def of(cls, story: Story) -> Ends:
        """All of a story's."""
        return cls(
            [answer.at for answer in story.answers if answer.counts],
            [resolution.at for resolution in story.resolutions],
            [inf if resolution.end is None else resolution.end for resolution in story.resolutions],
        )

    def from_on(self, at: int) -> list[int]:
        """The first answer and the first resolution at an instant or after it, those that there are."""
        found = (_first_from(self.answers, at), _first_from(self.resolved, at))
        return [end for end in found if end is not None]

    def last_before(self, at: int) -> float:
        """The last answer or resolution before an instant: what ended until then has no flag that still stands."""
        found = [
            times[bisect_left(times, at) - 1] for times in (self.answers, self.resolved) if times and times[0] < at
        ]
        return max(found, default=-inf)

    def resolved_after(self, at: int) -> tuple[int, float] | None:
        """The first resolution that still held after an instant, as (from, to)."""
        index = bisect_right(self.came_back, at)
        return (self.resolved[index], self.came_back[index]) if index < len(self.resolved) else None


def _first_from(ascending: Sequence[int], at: int) -> int | None:
    index = bisect_left(ascending, at)
    return ascending[index] if index < len(ascending) else None


def promise_outcomes(story: Story, until: int, since: int | None = None) -> list[PromiseOutcome]:
    """Every promise of a story as of `until`, in the order in which they were made.

    `since`: without those that were settled before that instant.
    """
    ends = Ends.of(story)
    return [
        _promise_outcome(ends, promise, until)
        for promise in story.promises
        if since is None or promise.settled is None or promise.settled.at >= since
    ]


def _promise_outcome(ends: Ends, promise: PromiseTold, until: int) -> PromiseOutcome:
    """A promise as of `until`. Kept at due is kept; broken at due is never un-broken (definitions 3)."""
    settled, due = promise.settled, promise.due_at
    if settled and settled.at <= due:
        state = {"promise_done": "kept", "promise_waived": "waived", "promise_superseded": "superseded"}[settled.kind]
        return PromiseOutcome(promise, state, False, settled.at, None, None)
    if until < due:
        return PromiseOutcome(promise, "open", True, None, None, None)
    late = settled.at if settled and settled.kind == "promise_done" else None
    overdue = (due, _end_of_overdue(ends, promise))
    return PromiseOutcome(promise, "broken", settled is None, settled.at if settled else None, late, overdue)


def _end_of_overdue(ends: Ends, promise: PromiseTold) -> int | None:
    due = promise.due_at
    found = [_first_from(ends.answers, due)]
    if resolved := ends.resolved_after(due):
        found.append(max(resolved[0], due))
    if promise.settled and promise.settled.at >= due:
        found.append(promise.settled.at)
    return min((end for end in found if end is not None), default=None)


def flags(story: Story, desk: Desk, until: int, since: int | None = None) -> tuple[list[Flag], int | None]:
    """All stalled follow-ups that were true at some instant up to `until`, and when the next one is due to come true.

    A rule is true from the instant at which elapsed = limit, closing time included, unless that instant's events end it.
    `since`: what was cleared before that instant may be left out, which spares looking at a long history's calendar.
    """
    found: list[Flag] = []
    upcoming: list[int] = []
    ends = Ends.of(story)
    gone = story.excluded.at if story.excluded else None
    for watch in _watches(story, desk, ends, -inf if since is None else ends.last_before(since)):
        due = watch.due(desk)
        if due is None or (watch.end is not None and watch.end <= due) or (gone is not None and gone <= due):
            continue
        cleared = min([*ends.from_on(due), *watch.also_cleared(due), *([] if gone is None else [gone])], default=None)
        if cleared is not None and cleared <= due:
            continue
        if due > until:
            upcoming.append(due)
        else:
            found.append(Flag(watch.rule, watch.anchor, due, cleared))
    found.sort(key=lambda flag: (flag.stalled_from, flag.rule))
    return found, min(upcoming, default=None)


def _watches(story: Story, desk: Desk, ends: Ends, over: float) -> Iterator[_Watch]:
    """All that may become a follow-up and did not end by `over`."""
    yield from _promises_past_due(story, ends, over)
    yield from _long_waits(story, desk, over)
    yield from _no_answers(story, desk, over)
    yield from _nobody(story, desk, over)


def _lasts(end: int | None, over: float) -> bool:
    return end is None or end > over


def _promises_past_due(story: Story, ends: Ends, over: float) -> Iterator[_Watch]:
    for promise in story.promises:
        if promise.settled and not _lasts(promise.settled.at, over):
            continue
        due = promise.due_at
        resolved = ends.resolved_after(due)
        true_from: float | None = due
        if resolved and resolved[0] <= due:
            true_from = None if resolved[1] == inf else resolved[1]
        settled = promise.settled.at if promise.settled else None
        clears = [] if settled is None else [settled]
        yield _Watch("R1", promise.event, None if true_from is None else int(true_from), 0, settled, clears)


def _long_waits(story: Story, desk: Desk, over: float) -> Iterator[_Watch]:
    """R2: one wait of ours, or of a third party, holding replies and all."""
    for ours in story.our_moves:
        since = ours.since
        if _lasts(ours.end, over):
            yield _Watch("R2", since, since.at, desk.policy(since.at).r2_bh, ours.end)


def _no_answers(story: Story, desk: Desk, over: float) -> Iterator[_Watch]:
    """R3 and R5: counted anew from each human answer within the wait."""
    times = [answer.at for answer in story.answers]
    for wait in story.waits:
        if wait.our_move is None or not _lasts(wait.end, over):
            continue
        policy = desk.policy(wait.at)
        rule, limit = ("R3", policy.r3_bh) if wait.on == WaitingOn.US else ("R5", policy.r5_bh)
        anchor = wait.since
        last = len(times) if wait.end is None else bisect_left(times, wait.end)
        for answer in story.answers[bisect_left(times, wait.at) : last]:
            if answer.at > anchor.at and answer.at > over:
                yield _Watch(rule, anchor, anchor.at, limit, answer.at)
            anchor = answer.event
        yield _Watch(rule, anchor, anchor.at, limit, wait.end)


def _nobody(story: Story, desk: Desk, over: float) -> Iterator[_Watch]:
    taken = [event.at for event, to in story.owners if to is not None]
    for unowned in story.unowned:
        since = unowned.event
        if _lasts(unowned.end, over):
            yield _Watch("R4", since, since.at, desk.policy(since.at).r4_bh, unowned.end, taken)
