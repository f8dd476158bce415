"""A ticket's life told again from its events: who it waited on, who answered, what was resolved, what had no effect.

This walk is the only place where a event changes a state. Everything else (promises, flags, service-level clocks, known
facts, the row in the list, every figure) is read off its result. Events come in any order and are put into the order of
definitions 1.1 and 1.8; a event that the lifecycle forbids has no effect and is listed with the reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from operator import attrgetter

from tickets.rules.lifecycle import SETTLED, UNRESOLVED, Status, WaitingOn, refusal
from tickets.rules.ordering import in_order
from tickets.rules.story import (
    OURS_TO_MOVE,
    Answer,
    Contact,
    Event,
    OurMove,
    PromiseTold,
    Resolution,
    Story,
    Unowned,
    Wait,
)

REVISES = frozenset({"not_thanks", "bounce"})  # say what an earlier event was, or that it did not arrive
NEVER = 1 << 60  # an instant after all others


def replay(events: Iterable[Event], promise_due: Callable[[int], int | None]) -> Story:
    """Tell a ticket's story from all events that belong to it.

    `promise_due(made_at)` gives the due time of a promise that names none. Durations are not looked at here.
    """
    return Replay(events, promise_due).story


class Replay:
    """A story that can go on: what a request adds to a long log is told without telling the log again."""

    def __init__(self, events: Iterable[Event], promise_due: Callable[[int], int | None]) -> None:
        self._lines = in_order(events)
        self._promise_due = promise_due
        self._walk = self._walked(self._lines)

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
        """The story with further events, which are told from the beginning only if they change what was told already."""
        if self._changes_the_past(events):
            self._lines = in_order([*self._lines, *events])
            self._walk = self._walked(self._lines)
        else:
            further = in_order(events)
            self._lines += further
            self._walk.take(further)
        return self.story

    def _changes_the_past(self, events: Sequence[Event]) -> bool:
        """Whether a event comes before or with the last one, or says what an earlier one was."""
        if not events or not self._lines:
            return False
        first = min(event.at for event in events)
        return first <= self._lines[-1].at or any(
            event.kind in REVISES or (_answers_a_session(event) and event.data["session"] in self._walk.missed)
            for event in events
        )

    def _walked(self, ordered: list[Event]) -> _Walk:
        walk = _Walk(self._promise_due)
        walk.take(ordered)
        return walk


def _answers_a_session(event: Event) -> bool:
    return event.kind == "answer" and bool(event.data.get("session"))


class _Walk:
    """The state while walking. Each method takes one kind of event; what is not listed in `takes` changes no state."""

    def __init__(self, promise_due: Callable[[int], int | None]) -> None:
        self.story = Story()
        self.promise_due = promise_due
        self.answered_sessions: set[str] = set()
        self.missed: set[str] = set()  # the calls that a call back is owed for
        self.status = Status.NEW
        self.waiting_on = WaitingOn.NOBODY
        self.moves: list[tuple[WaitingOn, Event]] = []
        self.last_word_is_ours = False
        self.owed: dict[str, PromiseTold] = {}
        self.told: dict[str, PromiseTold] = {}
        self.delivered_at: tuple[int, bool] | None = None
        # What a bounce must find again: answers and resolutions by name, what an instant resolved, and what it kept.
        self.answered: defaultdict[str, list[int]] = defaultdict(list)
        self.resolved_by: defaultdict[str, list[Resolution]] = defaultdict(list)
        self.resolved_at: defaultdict[int, list[Resolution]] = defaultdict(list)
        self.kept_at: defaultdict[int, list[PromiseTold]] = defaultdict(list)
        self.asked_at: int | None = None

    def take(self, ordered: Sequence[Event]) -> None:
        """Walk over events that are in order and come after all that were taken."""
        self.answered_sessions |= {event.data["session"] for event in ordered if _answers_a_session(event)}
        for _, instant in groupby(ordered, key=attrgetter("at")):
            self.take_instant(list(instant))

    def take_instant(self, instant: Sequence[Event]) -> None:
        """Apply one instant's events, then look at the state: what came and went within it lasted no time."""
        before = self.waiting_on
        self.moves.clear()
        for event in instant:
            reason = self._refusal(event)
            if reason:
                self.story.void.append((event, reason))
            else:
                self.story.told.append(event)
                self.takes.get(event.kind, _Walk._note)(self, event)
        if self.waiting_on != before or not self.story.waits:
            self._begin_wait(instant[0])
        self.story.status = self.status

    def _begin_wait(self, first: Event) -> None:
        """A wait began with the first event of its instant that moved it there."""
        waits = self.story.waits
        since = next((event for on, event in self.moves if on == self.waiting_on), first)
        if waits:
            waits[-1].end = first.at
        waits.append(Wait(first.at, self.waiting_on, since, self._our_move(first)))

    def _our_move(self, first: Event) -> OurMove | None:
        """The stretch of ours to move that a wait belongs to: the one that lasts, or a new one."""
        moves = self.story.our_moves
        lasting = moves[-1] if moves and moves[-1].end is None else None
        if self.waiting_on not in OURS_TO_MOVE:
            if lasting:
                lasting.end = first.at
            return None
        if lasting is None:
            lasting = OurMove(next((event for on, event in self.moves if on in OURS_TO_MOVE), first))
            moves.append(lasting)
        return lasting

    def _refusal(self, event: Event) -> str | None:
        if event.kind in _PROMISE_ENDS:
            return self._promise_refusal(event)
        return refusal(event.move, self.status)

    def _promise_refusal(self, event: Event) -> str | None:
        promise = self.told.get(str(event.data["promise"]))
        if promise is None:
            return "There is no such promise on this ticket."
        if promise.settled is not None:
            return "That promise is already settled."
        if event.kind == "promise_done" and self.delivered_at != (event.at, True):
            return "A promise is kept by an answer that we start, at the same instant."
        if event.kind == "promise_superseded" and event.at >= promise.due_at:
            return "A promise can be replaced only before it is due."
        return None

    def _move_wait(self, on: WaitingOn, event: Event) -> None:
        if on != self.waiting_on:
            self.waiting_on = on
            self.moves.append((on, event))

    def _come_back(self, event: Event, *, by_customer: bool) -> None:
        self.story.resolutions[-1].ended = event
        self.story.reopens += by_customer
        self.story.closed = None
        self.status = Status.OPEN
        self._watch_owner(event)

    def _watch_owner(self, event: Event) -> None:
        """Nobody owning an unresolved ticket is counted from the event since when it is so."""
        unowned = self.story.unowned
        lasting = bool(unowned) and unowned[-1].end is None
        if self.status in UNRESOLVED and self.story.owner is None:
            if not lasting:
                unowned.append(Unowned(event))
        elif lasting:
            unowned[-1].end = event.at

    def _contact(self, event: Event) -> None:
        if event.data.get("automatic"):
            return
        thanks = event.kind == "thanks"
        contact = Contact(event, self.waiting_on, reopened=self.status in SETTLED and not thanks)
        self._start(event)
        self.story.contacts.append(contact)
        self.story.course.append(contact)
        self._session(event)
        if thanks:
            return
        if contact.reopened:
            self._come_back(event, by_customer=True)
        self.status = Status.NEW if self.status == Status.NEW else Status.OPEN
        self.last_word_is_ours = False
        self.story.snoozed_until = None
        self._move_wait(WaitingOn.US, event)

    def _start(self, event: Event) -> None:
        story = self.story
        if story.start is None:
            story.start = event
            story.opened_by_us = bool(story.answers)
            if self.waiting_on == WaitingOn.NOBODY and self.status in UNRESOLVED:
                self._move_wait(WaitingOn.US, event)  # even a ticket that starts with a thank-you is somebody's move
            self._watch_owner(event)

    def _answer(self, event: Event) -> None:
        answer = Answer(event, counts=self.status in UNRESOLVED or self._resolved_now(event))
        self.story.answers.append(answer)
        self.story.course.append(answer)
        self.answered[event.name].append(event.at)
        self._session(event)
        self.delivered_at = (event.at, event.data.get("initiated", True))
        self.last_word_is_ours = True
        if self.status in UNRESOLVED:
            self.status = Status.OPEN if self.status == Status.NEW else self.status
            self._let_the_last_word_decide(event)

    def _resolved_now(self, event: Event) -> bool:
        return self.story.resolutions[-1].at == event.at

    def _let_the_last_word_decide(self, event: Event) -> None:
        if self.status == Status.ON_HOLD:
            return
        ours = self.last_word_is_ours and not self.owed
        self._move_wait(WaitingOn.CUSTOMER if ours else WaitingOn.US, event)

    def _promise(self, event: Event) -> None:
        missed = event.data.get("missed")
        if missed in self.answered_sessions:
            return  # we owe no call back for a call that was answered, however late we hear of it
        due_at = event.data.get("due_at")
        due_at = self.promise_due(event.at) if due_at is None else due_at
        self.missed |= {missed} if missed else set()
        promise = PromiseTold(event, event.at if due_at is None else due_at)
        self.story.promises.append(promise)
        self.told[event.name] = self.owed[event.name] = promise
        if self.status in UNRESOLVED and self.status != Status.ON_HOLD:
            self._move_wait(WaitingOn.US, event)

    def _promise_ended(self, event: Event) -> None:
        promise = self.owed.pop(str(event.data["promise"]))
        promise.settled = event
        if event.kind == "promise_done":
            self.kept_at[event.at].append(promise)
        if event.kind == "promise_superseded":
            self._promise(event)
        elif self.status in UNRESOLVED:
            self._let_the_last_word_decide(event)

    def _moved(self, event: Event) -> None:
        to = event.data["to"]
        if to == "open":
            self._opened(event)
        elif to == "on_hold":
            self.status = Status.ON_HOLD
            self._move_wait(WaitingOn.THIRD_PARTY, event)
        else:
            was_on_hold = self.status == Status.ON_HOLD
            self.status = Status.PENDING
            if was_on_hold:
                self._let_the_last_word_decide(event)

    def _opened(self, event: Event) -> None:
        if self.status in SETTLED:
            self._come_back(event, by_customer=False)
            self._move_wait(WaitingOn.US, event)
        elif self.status == Status.ON_HOLD:
            self._move_wait(WaitingOn.US, event)
        self.status = Status.OPEN

    def _resolve(self, event: Event) -> None:
        self.status = Status.RESOLVED
        asked_at = (
            event.at if self.asked_at == event.at else None
        )  # an asking at its instant counts, before it or after
        resolution = Resolution(event, asked_at=asked_at, undelivered=not event.data.get("delivered", True))
        self.story.resolutions.append(resolution)
        self.resolved_by[event.name].append(resolution)
        self.resolved_at[event.at].append(resolution)
        self.story.course.append(resolution)
        self._move_wait(WaitingOn.NOBODY, event)
        self._watch_owner(event)

    def _close(self, event: Event) -> None:
        self.status = Status.CLOSED
        self.story.closed = event

    def _dispute(self, event: Event) -> None:
        self._come_back(event, by_customer=True)
        self._move_wait(WaitingOn.US, event)

    def _confirm(self, event: Event) -> None:
        resolution = self.story.resolutions[-1]
        resolution.confirmed_at = resolution.confirmed_at or event.at

    def _asked_confirmation(self, event: Event) -> None:
        self.asked_at = event.at
        resolution = self.story.resolution
        if resolution and resolution.asked_at is None:
            resolution.asked_at = event.at

    def _bounce(self, event: Event) -> None:
        """What a message carried did not arrive: a resolution's loop stays open, a promise it delivered is owed again."""
        of = str(event.data["of"])
        undelivered = [*self.resolved_by.get(of, ())]
        for instant in self.answered.get(of, ()):
            undelivered += self.resolved_at.get(instant, ())
            for promise in self.kept_at.pop(instant, ()):
                self._owe_again(promise, event)
        for resolution in undelivered:
            resolution.undelivered = True

    def _owe_again(self, promise: PromiseTold, event: Event) -> None:
        promise.settled = None
        self.owed[promise.event.name] = promise
        if self.status in UNRESOLVED:
            self._let_the_last_word_decide(event)

    def _assign(self, event: Event) -> None:
        story = self.story
        story.team = event.data.get("team", story.team)
        if "to" not in event.data:
            return
        to = event.data["to"]
        self.status = Status.OPEN if to is not None and self.status == Status.NEW else self.status
        story.owners.append((event, to))
        if story.start is not None:
            self._watch_owner(event)

    def _exclude(self, event: Event) -> None:
        self.story.excluded = self.story.excluded or event

    def _session(self, event: Event) -> None:
        session = event.data.get("session")
        if session:
            self.story.sessions.setdefault(session, []).append(event.at)

    def _note(self, event: Event) -> None:
        story = self.story
        kept = {
            "facts": story.facts,
            "asked": story.asked,
            "opened_history": story.opened_history,
            "feedback": story.feedback,
            "link": story.links,
        }.get(event.kind)
        if kept is not None:
            kept.append(event)
        elif event.kind == "priority":
            story.priority = event.data["to"]
        elif event.kind == "snooze":
            story.snoozed_until = event.data["until"]

    takes: dict[str, Callable[[_Walk, Event], None]] = {
        "contact": _contact,
        "thanks": _contact,
        "answer": _answer,
        "promise": _promise,
        "promise_done": _promise_ended,
        "promise_waived": _promise_ended,
        "promise_superseded": _promise_ended,
        "status": _moved,
        "resolve": _resolve,
        "close": _close,
        "confirm": _confirm,
        "dispute": _dispute,
        "asked_confirmation": _asked_confirmation,
        "bounce": _bounce,
        "assign": _assign,
        "spam": _exclude,
        "test": _exclude,
    }


_PROMISE_ENDS = frozenset({"promise_done", "promise_waived", "promise_superseded"})
