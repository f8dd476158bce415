"""A ticket's life told again from its lines: who it waited on, who answered, what was resolved, what had no effect.

This walk is the only place where a line changes a state. Everything else (promises, flags, service-level clocks, known
facts, the row in the list, every figure) is read off its result. Lines come in any order and are put into the order of
definitions 1.1 and 1.8; a line that the lifecycle forbids has no effect and is listed with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter

from tickets.rules.lifecycle import SETTLED, UNRESOLVED, Status, WaitingOn, refusal
from tickets.rules.story import (
    OURS_TO_MOVE,
    Answer,
    Contact,
    Line,
    PromiseTold,
    Resolution,
    Story,
    Unowned,
    Wait,
)

CUSTOMERS_LINES = frozenset({"contact", "thanks", "confirm", "dispute", "feedback", "promise_waived"})
AFTER_ANSWERS = frozenset({"pending", "on_hold", "resolve"})


def in_order(lines: Iterable[Line]) -> list[Line]:
    """Lines by (at, id), an answer moved before pending, on hold and resolve of its instant (definitions 1.8).

    It passes them only as far as no line of the customer stands between.
    """
    ordered: list[Line] = []
    lines = _more_than_thanks(list(lines))
    for _, group in groupby(sorted(lines, key=attrgetter("at", "id")), key=attrgetter("at")):
        instant = list(group)
        ordered += instant if len(instant) == 1 else _deliveries_last(_answers_first(_as_told(instant)))
    return ordered


def _more_than_thanks(lines: Sequence[Line]) -> Sequence[Line]:
    """A thank-you that a person of ours has found to be more is a contact like any other, from its own instant on.

    The other way round there is no verb: a contact of the customer's cannot be talked down.
    """
    named = {line.data["of"] for line in lines if line.kind == "not_thanks"}
    return [replace(line, kind="contact") if line.kind == "thanks" and line.name in named else line for line in lines]


def _as_told(instant: list[Line]) -> list[Line]:
    """A line that was taken later than its neighbours says which of them it came before."""
    placed: list[Line] = []
    for line in instant:
        follower = line.data.get("before")
        position = next((n for n, other in enumerate(placed) if follower and other.name == follower), len(placed))
        placed.insert(position, line)
    return placed


def _answers_first(instant: list[Line]) -> list[Line]:
    placed: list[Line] = []
    for line in instant:
        position = len(placed)
        if line.kind == "answer":
            position = _before_parking(placed)
        placed.insert(position, line)
    return placed


def _deliveries_last(instant: list[Line]) -> list[Line]:
    """What says that a promise is delivered comes after the first answer that can have delivered it (definitions 3)."""
    answered = next((n for n, line in enumerate(instant) if _delivers(line)), -1)
    early = [line for line in instant[: answered + 1] if line.kind == "promise_done"]
    first = [line for line in instant[: answered + 1] if line.kind != "promise_done"]
    return [*first, *early, *instant[answered + 1 :]]


def _delivers(line: Line) -> bool:
    return line.kind == "answer" and bool(line.data.get("initiated", True))


def _before_parking(placed: Sequence[Line]) -> int:
    position = len(placed)
    for index in range(len(placed) - 1, -1, -1):
        if placed[index].kind in CUSTOMERS_LINES:
            break
        if placed[index].move in AFTER_ANSWERS:
            position = index
    return position


def replay(lines: Iterable[Line], promise_due: Callable[[int], int | None]) -> Story:
    """Tell a ticket's story from all lines that belong to it.

    `promise_due(made_at)` gives the due time of a promise that names none. Durations are not looked at here.
    """
    ordered = in_order(lines)
    walk = _Walk(promise_due, {line.data["session"] for line in ordered if _answers_a_session(line)})
    for _, instant in groupby(ordered, key=attrgetter("at")):
        walk.take_instant(list(instant))
    return walk.story


def _answers_a_session(line: Line) -> bool:
    return line.kind == "answer" and bool(line.data.get("session"))


class _Walk:
    """The state while walking. Each method takes one kind of line; what is not listed in `takes` changes no state."""

    def __init__(self, promise_due: Callable[[int], int | None], answered_sessions: set[str]) -> None:
        self.story = Story()
        self.promise_due = promise_due
        self.answered_sessions = answered_sessions
        self.status = Status.NEW
        self.waiting_on = WaitingOn.NOBODY
        self.moves: list[tuple[WaitingOn, Line]] = []
        self.last_word_is_ours = False
        self.owed: dict[str, PromiseTold] = {}
        self.told: dict[str, PromiseTold] = {}
        self.delivered_at: int | None = None
        self.bounced: set[str] = set()
        self.asked_at: int | None = None

    def take_instant(self, instant: Sequence[Line]) -> None:
        """Apply one instant's lines, then look at the state: what came and went within it lasted no time."""
        before = self.waiting_on
        self.moves.clear()
        for line in instant:
            reason = self._refusal(line)
            if reason:
                self.story.void.append((line, reason))
            else:
                self.story.told.append(line)
                self.takes.get(line.kind, _Walk._note)(self, line)
        if self.waiting_on != before or not self.story.waits:
            self._begin_wait(instant[0])
        self.story.status = self.status

    def _begin_wait(self, first: Line) -> None:
        """A wait began with the first line of its instant that moved it there."""
        waits = self.story.waits
        since = next((line for on, line in self.moves if on == self.waiting_on), first)
        ours_since = None
        if self.waiting_on in OURS_TO_MOVE:
            ours_since = waits[-1].ours_since if waits else None
            ours_since = ours_since or next((line for on, line in self.moves if on in OURS_TO_MOVE), first)
        waits.append(Wait(first.at, self.waiting_on, since, ours_since))

    def _refusal(self, line: Line) -> str | None:
        if line.kind in _PROMISE_ENDS:
            return self._promise_refusal(line)
        return refusal(line.move, self.status)

    def _promise_refusal(self, line: Line) -> str | None:
        promise = self.told.get(str(line.data["promise"]))
        if promise is None:
            return "There is no such promise on this ticket."
        if promise.settled is not None:
            return "That promise is already settled."
        if line.kind == "promise_done" and self.delivered_at != line.at:
            return "A promise is kept by an answer that we start, at the same instant."
        if line.kind == "promise_superseded" and line.at >= promise.due_at:
            return "A promise can be replaced only before it is due."
        return None

    def _move_wait(self, on: WaitingOn, line: Line) -> None:
        if on != self.waiting_on:
            self.waiting_on = on
            self.moves.append((on, line))

    def _come_back(self, line: Line, *, by_customer: bool) -> None:
        self.story.resolutions[-1].ended = line
        self.story.reopens += by_customer
        self.story.closed = None
        self.status = Status.OPEN
        self._watch_owner(line)

    def _watch_owner(self, line: Line) -> None:
        """Nobody owning an unresolved ticket is counted from the line since when it is so."""
        unowned = self.story.unowned
        lasting = bool(unowned) and unowned[-1].end is None
        if self.status in UNRESOLVED and self.story.owner is None:
            if not lasting:
                unowned.append(Unowned(line))
        elif lasting:
            unowned[-1].end = line.at

    def _contact(self, line: Line) -> None:
        if line.data.get("automatic"):
            return
        thanks = line.kind == "thanks"
        contact = Contact(line, self.waiting_on, reopened=self.status in SETTLED and not thanks)
        self._start(line)
        self.story.contacts.append(contact)
        self.story.course.append(contact)
        self._session(line)
        if thanks:
            return
        if contact.reopened:
            self._come_back(line, by_customer=True)
        self.status = Status.NEW if self.status == Status.NEW else Status.OPEN
        self.last_word_is_ours = False
        self.story.snoozed_until = None
        self._move_wait(WaitingOn.US, line)

    def _start(self, line: Line) -> None:
        story = self.story
        if story.start is None:
            story.start = line
            story.opened_by_us = bool(story.answers)
            if self.waiting_on == WaitingOn.NOBODY and self.status in UNRESOLVED:
                self._move_wait(WaitingOn.US, line)  # even a ticket that starts with a thank-you is somebody's move
            self._watch_owner(line)

    def _answer(self, line: Line) -> None:
        answer = Answer(line, counts=self.status in UNRESOLVED or self._resolved_now(line))
        self.story.answers.append(answer)
        self.story.course.append(answer)
        self._session(line)
        self.delivered_at = line.at if _delivers(line) else self.delivered_at
        self.last_word_is_ours = True
        if self.status in UNRESOLVED:
            self.status = Status.OPEN if self.status == Status.NEW else self.status
            self._let_the_last_word_decide(line)

    def _resolved_now(self, line: Line) -> bool:
        return self.story.resolutions[-1].at == line.at

    def _let_the_last_word_decide(self, line: Line) -> None:
        if self.status == Status.ON_HOLD:
            return
        ours = self.last_word_is_ours and not self.owed
        self._move_wait(WaitingOn.CUSTOMER if ours else WaitingOn.US, line)

    def _promise(self, line: Line) -> None:
        if line.data.get("missed") in self.answered_sessions:
            return  # we owe no call back for a call that was answered, however late we hear of it
        due_at = line.data.get("due_at")
        due_at = self.promise_due(line.at) if due_at is None else due_at
        promise = PromiseTold(line, line.at if due_at is None else due_at)
        self.story.promises.append(promise)
        self.told[line.name] = self.owed[line.name] = promise
        if self.status in UNRESOLVED and self.status != Status.ON_HOLD:
            self._move_wait(WaitingOn.US, line)

    def _promise_ended(self, line: Line) -> None:
        promise = self.owed.pop(str(line.data["promise"]))
        promise.settled = line
        if line.kind == "promise_superseded":
            self._promise(line)
        elif self.status in UNRESOLVED:
            self._let_the_last_word_decide(line)

    def _moved(self, line: Line) -> None:
        to = line.data["to"]
        if to == "open":
            self._opened(line)
        elif to == "on_hold":
            self.status = Status.ON_HOLD
            self._move_wait(WaitingOn.THIRD_PARTY, line)
        else:
            was_on_hold = self.status == Status.ON_HOLD
            self.status = Status.PENDING
            if was_on_hold:
                self._let_the_last_word_decide(line)

    def _opened(self, line: Line) -> None:
        if self.status in SETTLED:
            self._come_back(line, by_customer=False)
            self._stay_with_us(line)
        elif self.status == Status.ON_HOLD:
            self._stay_with_us(line)
        self.status = Status.OPEN

    def _resolve(self, line: Line) -> None:
        self.status = Status.RESOLVED
        asked_at = line.at if self.asked_at == line.at else None  # an asking at its instant counts, before it or after
        resolution = Resolution(line, asked_at=asked_at, undelivered=not line.data.get("delivered", True))
        self.story.resolutions.append(resolution)
        self.story.course.append(resolution)
        self._move_wait(WaitingOn.NOBODY, line)
        self._watch_owner(line)

    def _close(self, line: Line) -> None:
        self.status = Status.CLOSED
        self.story.closed = line

    def _dispute(self, line: Line) -> None:
        self._come_back(line, by_customer=True)
        self._stay_with_us(line)

    def _stay_with_us(self, line: Line) -> None:
        """Until a human message of ours: where the last word decides, this counts as the customer's (definitions 1.4)."""
        self.last_word_is_ours = False
        self._move_wait(WaitingOn.US, line)

    def _confirm(self, line: Line) -> None:
        resolution = self.story.resolutions[-1]
        resolution.confirmed_at = resolution.confirmed_at or line.at

    def _asked_confirmation(self, line: Line) -> None:
        self.asked_at = line.at
        resolution = self.story.resolution
        if resolution and resolution.asked_at is None:
            resolution.asked_at = line.at

    def _bounce(self, line: Line) -> None:
        """What a message carried did not arrive: a resolution's loop stays open, a promise it delivered is owed again."""
        self._undeliver(line)
        for resolution in self.story.resolutions:
            carriers = {resolution.line.name} | {a.line.name for a in self.story.answers if a.at == resolution.at}
            resolution.undelivered |= str(line.data["of"]) in carriers

    def _undeliver(self, line: Line) -> None:
        self.bounced.add(str(line.data["of"]))
        of = {answer.at for answer in self.story.answers if answer.line.name == str(line.data["of"])}
        of -= {a.at for a in self.story.answers if _delivers(a.line) and a.line.name not in self.bounced}
        for promise in self.story.promises:
            settled = promise.settled
            if settled and settled.kind == "promise_done" and settled.at in of:
                promise.settled, promise.returned_at = None, line.at
                self.owed[promise.line.name] = promise
                if self.status in UNRESOLVED:
                    self._let_the_last_word_decide(line)

    def _assign(self, line: Line) -> None:
        story = self.story
        story.team = line.data.get("team", story.team)
        if "to" not in line.data:
            return
        to = line.data["to"]
        self.status = Status.OPEN if to is not None and self.status == Status.NEW else self.status
        story.owners.append((line, to))
        if story.start is not None:
            self._watch_owner(line)

    def _exclude(self, line: Line) -> None:
        self.story.excluded = self.story.excluded or line

    def _session(self, line: Line) -> None:
        session = line.data.get("session")
        if session:
            self.story.sessions.setdefault(session, []).append(line.at)

    def _note(self, line: Line) -> None:
        story = self.story
        kept = {
            "facts": story.facts,
            "asked": story.asked,
            "opened_history": story.opened_history,
            "feedback": story.feedback,
            "link": story.links,
        }.get(line.kind)
        if kept is not None:
            kept.append(line)
        elif line.kind == "priority":
            story.priority = line.data["to"]
        elif line.kind == "snooze":
            story.snoozed_until = line.data["until"]

    takes: dict[str, Callable[[_Walk, Line], None]] = {
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
