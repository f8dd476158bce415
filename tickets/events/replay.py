"""A ticket's life told again from its events: who it waited on, who answered, what was resolved, what had no effect.

Events come in any order and are put into the order of definitions 1.1 and 1.8; one that the lifecycle forbids has no effect
and is listed with the reason. Durations are not looked at here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter

from tickets.events import kind_of
from tickets.events.answer import Answered
from tickets.events.order import in_order
from tickets.rules.desk import Desk
from tickets.rules.promises import promise_due
from tickets.rules.story import Event, Story
from tickets.rules.walk import Walk

NEVER = 1 << 60  # an instant after all others


def story_of(events: Iterable[Event], desk: Desk) -> Story:
    """A ticket's story from all events that belong to it, with promises that name no date due by the desk's policy."""
    return Replay(events, desk).story


class Replay:
    """A story that can go on: what a request adds to a long log is told without telling the log again."""

    def __init__(self, events: Iterable[Event], desk: Desk) -> None:
        self._events = in_order(events)
        self._desk = desk
        self._walk = self._walked(self._events)

    @property
    def story(self) -> Story:
        """As far as it was told. It is the same object after `go_on`, so read it before."""
        return self._walk.story

    def unchanged_before(self, events: Sequence[Event]) -> int | None:
        """What was over before this instant stays as it is when `events` are told too; None if they change the past.

        So does the customer's first event: only then what we had said by ourselves begins to count.
        """
        if self.story.start is None or self._changes_the_past(events):
            return None
        return min((event.at for event in events), default=NEVER)

    def go_on(self, events: Sequence[Event]) -> Story:
        """The story with further events, told from the beginning only if they change what was told already."""
        if self._changes_the_past(events):
            self._events = in_order([*self._events, *events])
            self._walk = self._walked(self._events)
        else:
            further = in_order(events)
            self._events += further
            _take(self._walk, further)
        return self.story

    def _changes_the_past(self, events: Sequence[Event]) -> bool:
        """Whether one comes before or with the last, or says what an earlier one was."""
        if not events or not self._events:
            return False
        first = min(event.at for event in events)
        return first <= self._events[-1].at or any(
            kind_of(event).revises or _answered_session(event) in self._walk.missed for event in events
        )

    def _walked(self, ordered: list[Event]) -> Walk:
        walk = Walk(lambda made_at: promise_due(self._desk, made_at))
        _take(walk, ordered)
        return walk


def _take(walk: Walk, ordered: Sequence[Event]) -> None:
    """Walk over events that are in order and come after all that were taken."""
    walk.answered_sessions |= {session for event in ordered if (session := _answered_session(event))}
    for _, group in groupby(ordered, key=attrgetter("at")):
        instant = list(group)
        before = walk.begin_instant()
        for event in instant:
            _apply(walk, event)
        walk.end_instant(before, instant[0])


def _apply(walk: Walk, event: Event) -> None:
    kind = kind_of(event)
    reason = kind.refusal(walk, event)
    if reason:
        walk.story.void.append((event, reason))
    else:
        walk.story.applied.append(event)
        kind.happen(walk, event)


def _answered_session(event: Event) -> str | None:
    """The call or chat that a human answer belongs to."""
    return event.data.get("session") or None if event.kind == Answered.name else None
