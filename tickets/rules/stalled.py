"""Stalled follow-ups: which tickets are about to be forgotten, by which rule, and what ended it (definitions 3)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf

from tickets.rules.desk import HOUR, Desk
from tickets.rules.lifecycle import WaitingOn
from tickets.rules.promises import Ends, first_from
from tickets.rules.story import Event, Story


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

    `clears`: what ends it besides an answer and a resolution, ascending: its promise settled, the ticket taken, a waiver that
    passes the wait to the customer.
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
        return [at for at in [first_from(self.clears, due)] if at is not None]


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
    waived = _waived_away(story)
    yield from _long_waits(story, desk, over, waived)
    yield from _no_answers(story, desk, over, waived)
    yield from _nobody(story, desk, over)


def _lasts(end: int | None, over: float) -> bool:
    return end is None or end > over


def _promises_past_due(story: Story, ends: Ends, over: float) -> Iterator[_Watch]:
    for promise in story.promises:
        if promise.settled and not _lasts(promise.settled.at, over):
            continue
        due = max(promise.due_at, promise.returned_at or 0)  # nobody could know before that it was owed again
        resolved = ends.resolved_after(due)
        true_from: float | None = due
        if resolved and resolved[0] <= due:
            true_from = None if resolved[1] == inf else resolved[1]
        settled = promise.settled.at if promise.settled else None
        clears = [] if settled is None else [settled]
        yield _Watch("R1", promise.event, None if true_from is None else int(true_from), 0, settled, clears)


def _waived_away(story: Story) -> list[int]:
    """When a waiver passed the wait to the customer: it then clears R2, R3 and R5 as well."""
    passed = {wait.at for wait in story.waits if wait.on == WaitingOn.CUSTOMER}
    waivers = {promise.settled.at for promise in story.promises if promise.settled and promise.became == "waived"}
    return sorted(passed & waivers)


def _long_waits(story: Story, desk: Desk, over: float, waived: Sequence[int]) -> Iterator[_Watch]:
    """R2: one wait of ours, or of a third party, holding replies and all."""
    for ours in story.our_moves:
        since = ours.since
        if _lasts(ours.end, over):
            yield _Watch("R2", since, since.at, desk.policy(since.at).r2_bh, ours.end, waived)


def _no_answers(story: Story, desk: Desk, over: float, waived: Sequence[int]) -> Iterator[_Watch]:
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
                yield _Watch(rule, anchor, anchor.at, limit, answer.at, waived)
            anchor = answer.event
        yield _Watch(rule, anchor, anchor.at, limit, wait.end, waived)


def _nobody(story: Story, desk: Desk, over: float) -> Iterator[_Watch]:
    taken = [event.at for event, to in story.owners if to is not None]
    for unowned in story.unowned:
        since = unowned.event
        if _lasts(unowned.end, over):
            yield _Watch("R4", since, since.at, desk.policy(since.at).r4_bh, unowned.end, taken)
