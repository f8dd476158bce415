"""A promise's life: when it is due, and what became of it (definitions 3)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from tickets.rules.desk import HOUR, Desk
from tickets.rules.story import Story, StoryPromise


@dataclass(frozen=True, slots=True)
class PromiseOutcome:
    """How a promise stands at an instant. `overdue` is (from, to), `to` None while it still runs; None if never late."""

    promise: StoryPromise
    state: str
    owed: bool
    settled_at: int | None
    fulfilled_late_at: int | None
    overdue: tuple[int, int | None] | None


def promise_due(desk: Desk, made_at: int) -> int | None:
    """When a promise without a date is due; None if the desk never opens that long."""
    return desk.calendar.due(made_at, int(desk.policy(made_at).promise_bh * HOUR))


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
        found = (first_from(self.answers, at), first_from(self.resolved, at))
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


def first_from(ascending: Sequence[int], at: int) -> int | None:
    """The first of some instants at an instant or after it."""
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


def _promise_outcome(ends: Ends, promise: StoryPromise, until: int) -> PromiseOutcome:
    """A promise as of `until`. Kept at due is kept; broken at due is never un-broken (definitions 3)."""
    settled, due = promise.settled, promise.due_at
    if settled and settled.at <= due:
        return PromiseOutcome(promise, promise.became, False, settled.at, None, None)
    if until < due:
        return PromiseOutcome(promise, "open", True, None, None, None)
    late = settled.at if settled and promise.became == "kept" else None
    overdue = (due, _end_of_overdue(ends, promise))
    return PromiseOutcome(promise, "broken", settled is None, settled.at if settled else None, late, overdue)


def _end_of_overdue(ends: Ends, promise: StoryPromise) -> int | None:
    due = promise.due_at
    found = [first_from(ends.answers, due)]
    if resolved := ends.resolved_after(due):
        found.append(max(resolved[0], due))
    if promise.settled and promise.settled.at >= due:
        found.append(promise.settled.at)
    return min((end for end in found if end is not None), default=None)
