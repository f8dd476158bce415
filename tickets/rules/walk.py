"""A story as it is told: the state after each event, and the moves that kinds of events make in it.

What each kind does is written in its class (`tickets.events`); the moves that they share are here. This and the kinds are
the only places where an event changes a state. Everything else (promises, flags, service-level clocks, known facts, the row
in the list, every figure) is read off the result.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from tickets.rules.lifecycle import SETTLED, UNRESOLVED, Status, WaitingOn
from tickets.rules.story import (
    OURS_TO_MOVE,
    Answer,
    CameBack,
    Contact,
    Event,
    OurMove,
    Resolution,
    Story,
    StoryPromise,
    Unowned,
    Wait,
)


def can_deliver(answer: Event) -> bool:
    """Whether we started it: nothing else keeps a promise (definitions 3)."""
    return bool(answer.data.get("initiated", True))


class Walk:
    """The state while walking over a log. `promise_due(made_at)` gives the due time of a promise that names none."""

    def __init__(self, promise_due: Callable[[int], int | None]) -> None:
        self.story = Story()
        self.promise_due = promise_due
        self.answered_sessions: set[str] = set()
        self.missed: set[str] = set()  # the calls that a call back is owed for
        self.status = Status.NEW
        self.waiting_on = WaitingOn.NOBODY
        self.moves: list[tuple[WaitingOn, Event]] = []
        self.last_word_is_ours = False
        self.owed: dict[str, StoryPromise] = {}
        self.promises: dict[str, StoryPromise] = {}
        self.delivered_at: int | None = None
        # What a bounce must find again: answers and resolutions by name, what an instant resolved, what it kept, by which
        # answers that could keep a promise, and which of them came back.
        self.answered: defaultdict[str, list[int]] = defaultdict(list)
        self.resolved_by: defaultdict[str, list[Resolution]] = defaultdict(list)
        self.resolved_at: defaultdict[int, list[Resolution]] = defaultdict(list)
        self.kept_at: defaultdict[int, list[StoryPromise]] = defaultdict(list)
        self.delivering: defaultdict[int, set[str]] = defaultdict(set)
        self.bounced: set[str] = set()
        self.asked_at: int | None = None
        self.excluding: list[Event] = []

    # An instant: what comes and goes within it lasts no time

    def begin_instant(self) -> WaitingOn:
        """Whom the ticket waits on before the events of an instant."""
        self.moves.clear()
        return self.waiting_on

    def end_instant(self, before: WaitingOn, first: Event) -> None:
        """Look at the state after all events of an instant, of which `first` was the first."""
        if self.waiting_on != before or not self.story.waits:
            self._begin_wait(first)
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

    # Whose move it is

    def wait_on(self, on: WaitingOn, event: Event) -> None:
        """From this event on the ticket waits on somebody."""
        if on != self.waiting_on:
            self.waiting_on = on
            self.moves.append((on, event))

    def decide_by_last_word(self, event: Event) -> None:
        """It is the customer's move if the last word is ours and nothing is owed; on hold it is neither's."""
        if self.status == Status.ON_HOLD:
            return
        ours = self.last_word_is_ours and not self.owed
        self.wait_on(WaitingOn.CUSTOMER if ours else WaitingOn.US, event)

    def decide_by_last_word_if_unresolved(self, event: Event) -> None:
        """A resolved ticket is nobody's move."""
        if self.status in UNRESOLVED:
            self.decide_by_last_word(event)

    # The customer

    def hear(self, event: Event, *, thanks: bool) -> None:
        """The customer said something: a contact, or a mere thank-you."""
        contact = Contact(event, self.waiting_on, thanks, reopened=self.status in SETTLED and not thanks)
        self._start(event)
        self.story.contacts.append(contact)
        self.story.course.append(contact)
        self._session(event)
        if thanks:
            return
        if contact.reopened:
            self.come_back(event, CameBack.CONTACT)
        self.status = Status.NEW if self.status == Status.NEW else Status.OPEN
        self.last_word_is_ours = False
        self.story.chosen.snoozed_until = None
        self.wait_on(WaitingOn.US, event)

    def _start(self, event: Event) -> None:
        story = self.story
        if story.start is None:
            story.start = event
            story.opened_by_us = bool(story.answers)
            if self.waiting_on == WaitingOn.NOBODY and self.status in UNRESOLVED:
                self.wait_on(WaitingOn.US, event)  # even a ticket that starts with a thank-you is somebody's move
            self.watch_owner(event)

    def dispute(self, event: Event) -> None:
        """The customer said no."""
        self.come_back(event, CameBack.DISPUTE)
        self._stay_with_us(event)

    def _stay_with_us(self, event: Event) -> None:
        """Until a human message of ours: where the last word decides, this counts as the customer's (definitions 1.4)."""
        self.last_word_is_ours = False
        self.wait_on(WaitingOn.US, event)

    # Our people

    def answer(self, event: Event) -> None:
        """A human answer; at the instant of a resolution it counts as one before it."""
        answer = Answer(event, counts=self.status in UNRESOLVED or self.story.resolutions[-1].at == event.at)
        self.story.answers.append(answer)
        self.story.course.append(answer)
        self.answered[event.name].append(event.at)
        self._session(event)
        if can_deliver(event):
            self.delivered_at = event.at
            self.delivering[event.at].add(event.name)
        self.last_word_is_ours = True
        if self.status in UNRESOLVED:
            self.status = Status.OPEN if self.status == Status.NEW else self.status
            self.decide_by_last_word(event)

    def _session(self, event: Event) -> None:
        session = event.data.get("session")
        if session:
            self.story.sessions.setdefault(session, []).append(event.at)

    def own(self, person: object, event: Event) -> None:
        """Somebody owns the ticket from here on, or nobody."""
        self.status = Status.OPEN if person is not None and self.status == Status.NEW else self.status
        self.story.owners.append((event, person))
        if self.story.start is not None:
            self.watch_owner(event)

    def watch_owner(self, event: Event) -> None:
        """Nobody owning an unresolved ticket is counted from the event since when it is so."""
        unowned = self.story.unowned
        lasting = bool(unowned) and unowned[-1].end is None
        if self.status in UNRESOLVED and self.story.owner is None:
            if not lasting:
                unowned.append(Unowned(event))
        elif lasting:
            unowned[-1].end = event.at

    def put(self, status: Status, event: Event) -> None:
        """A person of ours puts it to open, pending or on hold."""
        if status == Status.OPEN:
            self._open(event)
        elif status == Status.ON_HOLD:
            self.wait_on(WaitingOn.THIRD_PARTY, event)
        elif self.status == Status.ON_HOLD:
            self.status = status
            self.decide_by_last_word(event)
        self.status = status

    def _open(self, event: Event) -> None:
        if self.status in SETTLED:
            self.come_back(event, CameBack.OURS)
            self._stay_with_us(event)
        elif self.status == Status.ON_HOLD:
            self._stay_with_us(event)

    # What we owe

    def owe(self, event: Event, missed: str | None = None) -> None:
        """A promise is made. We owe no call back for a call that was answered, however late we hear of it."""
        if missed in self.answered_sessions:
            return
        self.missed |= {missed} if missed else set()
        due_at = event.data.get("due_at")
        due_at = self.promise_due(event.at) if due_at is None else due_at
        promise = StoryPromise(event, event.at if due_at is None else due_at)
        self.story.promises.append(promise)
        self.promises[event.name] = self.owed[event.name] = promise
        if self.status in UNRESOLVED and self.status != Status.ON_HOLD:
            self.wait_on(WaitingOn.US, event)

    def settle(self, name: str, event: Event, becomes: str) -> None:
        """A promise is kept, waived or replaced."""
        promise = self.owed.pop(name)
        promise.settled, promise.became = event, becomes
        if becomes == "kept":
            self.kept_at[event.at].append(promise)

    def undeliver(self, name: str, event: Event) -> None:
        """What an answer or a resolution of this name carried did not arrive.

        A promise that it kept is owed again, and a resolution that it told is not delivered. It stays an answer: it ended
        the customer's wait for a person of ours, and a response that was in time stays so.
        """
        self.bounced.add(name)
        undelivered = [*self.resolved_by.get(name, ())]
        for instant in self.answered.get(name, ()):
            undelivered += self.resolved_at.get(instant, ())
            if not self.delivering[instant] - self.bounced:
                self._owe_again(self.kept_at.pop(instant, ()), event)
        for resolution in undelivered:
            resolution.undelivered = True

    def _owe_again(self, promises: Iterable[StoryPromise], event: Event) -> None:
        """No answer of theirs arrived: with this event we owe them again."""
        for promise in promises:
            promise.settled, promise.became, promise.returned_at = None, "", event.at
            self.owed[promise.event.name] = promise
            self.decide_by_last_word_if_unresolved(event)

    # The end, and back

    def resolve(self, event: Event, *, delivered: bool) -> None:
        """It is done, and out of sight by that: a snooze ends. An asking at its instant counts, before it or after."""
        self.status = Status.RESOLVED
        self.story.chosen.snoozed_until = None
        asked_at = event.at if self.asked_at == event.at else None
        resolution = Resolution(event, asked_at=asked_at, undelivered=not delivered, untold=not delivered)
        self.story.resolutions.append(resolution)
        self.resolved_by[event.name].append(resolution)
        self.resolved_at[event.at].append(resolution)
        self.story.course.append(resolution)
        self.wait_on(WaitingOn.NOBODY, event)
        self.watch_owner(event)

    def ask_confirmation(self, event: Event) -> None:
        """The customer was asked whether it is solved: the first asking of a resolution counts."""
        self.asked_at = event.at
        resolution = self.story.resolution
        if resolution and resolution.asked_at is None:
            resolution.asked_at = event.at

    def close(self, event: Event) -> None:
        """Nothing brings it back any more but a person of ours."""
        self.status = Status.CLOSED
        self.story.closed = event

    def come_back(self, event: Event, why: CameBack) -> None:
        """It is resolved no more; only what the customer caused is a reopen."""
        resolution = self.story.resolutions[-1]
        resolution.ended, resolution.came_back = event, why
        self.story.reopens += why != CameBack.OURS
        self.story.closed = None
        self.status = Status.OPEN
        self.watch_owner(event)

    # Out of every figure, and back

    def exclude(self, event: Event) -> None:
        """It is no ticket: nothing more is owed on it."""
        self.excluding.append(event)
        self.story.excluded = self.excluding[0]

    def readmit(self, kind: str) -> None:
        """What was said of that kind does not hold any more; the waits went on all the time."""
        self.excluding = [event for event in self.excluding if event.kind != kind]
        self.story.excluded = next(iter(self.excluding), None)
