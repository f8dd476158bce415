"""A ticket's log as an explanation cites it: each event by its place, and what of it did not count."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from operator import attrgetter

from metrics.explain.shapes import Mark, Why
from metrics.measures import TicketStory
from tickets.events.answer import Answered, AutoReplied
from tickets.events.contact import Contacted, Thanked
from tickets.events.note import Noted
from tickets.events.order import in_order
from tickets.events.promise import PromiseKept, PromiseWaived
from tickets.events.resolution import Confirmed, Resolved
from tickets.events.status import StatusSet
from tickets.rules.lifecycle import Status
from tickets.rules.story import Event

# Of the events of one instant, those that end a figure rather than what else happened then.
ENDINGS = (Answered.name, Resolved.name, PromiseWaived.name, PromiseKept.name, Confirmed.name)


class Log:
    """The events of a ticket in the order of definitions 1.1 and 1.8."""

    def __init__(self, ticket: TicketStory) -> None:
        self._story = ticket.story
        self._events = in_order(ticket.events)
        self._numbers = {event.id: number for number, event in enumerate(self._events, start=1)}

    def mark(self, event: Event | None, why: Why, because: str = "") -> Mark | None:
        """An event as it is cited; None for none."""
        if event is None:
            return None
        instant = self._between(event.at, event.at) if event.kind == Resolved.name else []
        told_by = next((other for other in instant if other.kind == Answered.name), None)
        return Mark(event, self._numbers.get(event.id, 0), why, because, told_by)

    def ending(self, at: int | None, *kinds: str) -> Event | None:
        """The event of an instant that ended something: the first of these kinds, else what moved most, else any."""
        if at is None:
            return None
        instant = self._between(at, at)
        rank = {kind: number for number, kind in enumerate((*kinds, *ENDINGS))}
        return min(instant, key=lambda event: rank.get(event.kind, len(rank)), default=None)

    def ignored(self, start: int, end: int) -> Iterator[Mark]:
        """What happened between two instants, both included, and changed nothing, with the reason."""
        void = {event.id: reason for event, reason in self._story.void}
        waits = {wait.since.id for wait in self._story.waits}
        late = {answer.event.id for answer in self._story.answers if not answer.counts}
        for event in self._between(start, end):
            if event.id in void:
                why: Why | None = Why.NO_EFFECT
            elif event.id in late:
                why = Why.LATE_ANSWER
            else:
                why = None if event.id in waits else _moves_nothing(event)
            if why:
                yield Mark(event, self._numbers[event.id], why, void.get(event.id, ""))

    def _between(self, start: int, end: int) -> list[Event]:
        first = bisect_left(self._events, start, key=attrgetter("at"))
        return self._events[first : bisect_right(self._events, end, key=attrgetter("at"))]


def _moves_nothing(event: Event) -> Why | None:
    """Why an event of its kind changes no figure; None if it may."""
    if event.kind == AutoReplied.name:
        return Why.AUTOMATIC_REPLY
    if event.kind in (Contacted.name, Thanked.name) and event.data.get("automatic"):
        return Why.AUTOMATIC_CONTACT
    if event.kind == Thanked.name:
        return Why.THANKS
    if event.kind == StatusSet.name and event.data["to"] == Status.PENDING:
        return Why.PENDING
    return Why.NOTE if event.kind == Noted.name else None
