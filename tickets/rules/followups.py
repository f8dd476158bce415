"""Promises and stalled follow-ups: what became of our word, and which tickets are about to be forgotten (definitions 3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from tickets.rules.desk import HOUR, Desk
from tickets.rules.lifecycle import WaitingOn
from tickets.rules.story import OURS_TO_MOVE, Line, PromiseTold, Story

WAIT_RULES = frozenset({"R2", "R3", "R5"})


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
    """A stalled follow-up: the rule, the line it is counted from, since when it is true and what ended it."""

    rule: str
    anchor: Line
    stalled_from: int
    cleared_at: int | None


@dataclass(frozen=True, slots=True)
class _Watch:
    """Something that becomes a stalled follow-up at `due` unless it ends before or at that instant."""

    rule: str
    anchor: Line
    due: int | None
    end: int | None


def promise_outcome(story: Story, promise: PromiseTold, until: int) -> PromiseOutcome:
    """A promise as of `until`. Kept at due is kept; broken at due is never un-broken (definitions 3)."""
    settled, due = promise.settled, promise.due_at
    if settled and settled.at <= due:
        state = {"promise_done": "kept", "promise_waived": "waived", "promise_superseded": "superseded"}[settled.kind]
        return PromiseOutcome(promise, state, False, settled.at, None, None)
    if until < due:
        return PromiseOutcome(promise, "open", True, None, None, None)
    late = settled.at if settled and settled.kind == "promise_done" else None
    overdue = (due, _end_of_overdue(story, promise))
    return PromiseOutcome(promise, "broken", settled is None, settled.at if settled else None, late, overdue)


def _end_of_overdue(story: Story, promise: PromiseTold) -> int | None:
    due = promise.due_at
    ends = [answer.at for answer in story.answers if answer.counts and answer.at >= due]
    ends += [max(r.at, due) for r in story.resolutions if r.end is None or r.end > due]
    if promise.settled and promise.settled.at >= due:
        ends.append(promise.settled.at)
    return min(ends, default=None)


def flags(story: Story, desk: Desk, until: int) -> tuple[list[Flag], int | None]:
    """All stalled follow-ups that were true at some instant up to `until`, and when the next one is due to come true.

    A rule is true from the instant at which elapsed = limit, closing time included, unless that instant's lines end it.
    """
    found: list[Flag] = []
    upcoming: list[int] = []
    gone = story.excluded.at if story.excluded else None
    for watch in _watches(story, desk):
        due = watch.due
        if due is None or (watch.end is not None and watch.end <= due) or (gone is not None and gone <= due):
            continue
        cleared = _cleared_at(story, watch, due, gone)
        if cleared is not None and cleared <= due:
            continue
        if due > until:
            upcoming.append(due)
        else:
            found.append(Flag(watch.rule, watch.anchor, due, cleared))
    found.sort(key=lambda flag: (flag.stalled_from, flag.rule))
    return found, min(upcoming, default=None)


def _cleared_at(story: Story, watch: _Watch, due: int, gone: int | None) -> int | None:
    ends = [answer.at for answer in story.answers if answer.counts and answer.at >= due]
    ends += [resolution.at for resolution in story.resolutions if resolution.at >= due]
    if watch.rule == "R1":
        ends += [p.settled.at for p in story.promises if p.line is watch.anchor and p.settled and p.settled.at >= due]
    if watch.rule in WAIT_RULES:
        ends += [at for at in _waived_away(story) if at >= due]
    if watch.rule == "R4":
        ends += [line.at for line, to in story.owners if to is not None and line.at >= due]
    if gone is not None:
        ends.append(gone)
    return min(ends, default=None)


def _waived_away(story: Story) -> list[int]:
    """When a waiver passed the wait to the customer."""
    passed = {wait.at for wait in story.waits if wait.on == WaitingOn.CUSTOMER}
    settled = [promise.settled for promise in story.promises if promise.settled]
    return [line.at for line in settled if line.kind == "promise_waived" and line.at in passed]


def _watches(story: Story, desk: Desk) -> Iterator[_Watch]:
    yield from _promises_past_due(story)
    yield from _long_waits(story, desk)
    yield from _no_answers(story, desk)
    yield from _nobody(story, desk)


def _promises_past_due(story: Story) -> Iterator[_Watch]:
    for promise in story.promises:
        due = max(promise.due_at, promise.returned_at or 0)  # nobody could know before that it was owed again
        resolved = next((r for r in story.resolutions if r.at <= due and (r.end is None or r.end > due)), None)
        true_from = resolved.end if resolved else due
        yield _Watch("R1", promise.line, true_from, promise.settled.at if promise.settled else None)


def _long_waits(story: Story, desk: Desk) -> Iterator[_Watch]:
    """R2: one wait of ours, or of a third party, holding replies and all."""
    for since, waits in groupby(story.waits, key=lambda wait: wait.ours_since):
        if since is not None:
            last = story.waits.index(list(waits)[-1])
            end = story.waits[last + 1].at if last + 1 < len(story.waits) else None
            yield _business_watch(desk, "R2", since, since.at, desk.policy(since.at).r2_bh, end)


def _no_answers(story: Story, desk: Desk) -> Iterator[_Watch]:
    """R3 and R5: counted anew from each human answer within the wait."""
    for index, wait in enumerate(story.waits):
        if wait.on not in OURS_TO_MOVE:
            continue
        end = story.waits[index + 1].at if index + 1 < len(story.waits) else None
        policy = desk.policy(wait.at)
        rule, limit = ("R3", policy.r3_bh) if wait.on == WaitingOn.US else ("R5", policy.r5_bh)
        anchor = wait.since
        for answer in story.answers:
            if answer.at < wait.at or (end is not None and answer.at >= end):
                continue
            if answer.at > anchor.at:
                yield _business_watch(desk, rule, anchor, anchor.at, limit, answer.at)
            anchor = answer.line
        yield _business_watch(desk, rule, anchor, anchor.at, limit, end)


def _nobody(story: Story, desk: Desk) -> Iterator[_Watch]:
    for unowned in story.unowned:
        since = unowned.line
        yield _business_watch(desk, "R4", since, since.at, desk.policy(since.at).r4_bh, unowned.end)


def _business_watch(desk: Desk, rule: str, anchor: Line, since: int, limit_bh: float, end: int | None) -> _Watch:
    return _Watch(rule, anchor, desk.calendar.due(since, int(limit_bh * HOUR)), end)
