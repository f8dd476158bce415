"""A ticket's life told again from its lines: who it waited on, who answered, what was resolved, what had no effect.

This walk is the only place where a line changes a state. Everything else (promises, flags, service-level clocks, known
facts, the row in the list, every figure) is read off its result. Lines come in any order and are put into the order of
definitions 1.1 and 1.8; a line that the lifecycle forbids has no effect and is listed with the reason.
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
    Line,
    OurMove,
    PromiseTold,
    Resolution,
    Story,
    Unowned,
    Wait,
)

REVISES = frozenset({"not_thanks", "bounce"})  # say what an earlier line was, or that it did not arrive
NEVER = 1 << 60  # an instant after all others


def replay(lines: Iterable[Line], promise_due: Callable[[int], int | None]) -> Story:
    """Tell a ticket's story from all lines that belong to it.

    `promise_due(made_at)` gives the due time of a promise that names none. Durations are not looked at here.
    """
    return Replay(lines, promise_due).story


class Replay:
    """A story that can go on: what a request adds to a long log is told without telling the log again."""

    def __init__(self, lines: Iterable[Line], promise_due: Callable[[int], int | None]) -> None:
        self._lines = in_order(lines)
        self._promise_due = promise_due
        self._walk = self._walked(self._lines)

    @property
    def story(self) -> Story:
        """As far as it was told. It is the same object after `go_on`, so read it before."""
        return self._walk.story

    def unchanged_before(self, lines: Sequence[Line]) -> int | None:
        """What was over before this instant stays as it is when `lines` are told too; None if they change the past.

        So does the customer's first line: only then what we had said by ourselves begins to count.
        """
        if self.story.start is None or self._changes_the_past(lines):
            return None
        return min((line.at for line in lines), default=NEVER)

    def go_on(self, lines: Sequence[Line]) -> Story:
        """The story with further lines, which are told from the beginning only if they change what was told already."""
        if self._changes_the_past(lines):
            self._lines = in_order([*self._lines, *lines])
            self._walk = self._walked(self._lines)
        else:
            further = in_order(lines)
            self._lines += further
            self._walk.take(further)
        return self.story

    def _changes_the_past(self, lines: Sequence[Line]) -> bool:
        """Whether a line comes before or with the last one, or says what an earlier one was."""
        if not lines or not self._lines:
            return False
        first = min(line.at for line in lines)
        return first <= self._lines[-1].at or any(
            line.kind in REVISES or (_answers_a_session(line) and line.data["session"] in self._walk.missed)
            for line in lines
        )

    def _walked(self, ordered: list[Line]) -> _Walk:
        walk = _Walk(self._promise_due)
        walk.take(ordered)
        return walk


def _answers_a_session(line: Line) -> bool:
    return line.kind == "answer" and bool(line.data.get("session"))


class _Walk:
    """The state while walking. Each method takes one kind of line; what is not listed in `takes` changes no state."""

    def __init__(self, promise_due: Callable[[int], int | None]) -> None:
        self.story = Story()
        self.promise_due = promise_due
        self.answered_sessions: set[str] = set()
        self.missed: set[str] = set()  # the calls that a call back is owed for
        self.status = Status.NEW
        self.waiting_on = WaitingOn.NOBODY
        self.moves: list[tuple[WaitingOn, Line]] = []
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

    def take(self, ordered: Sequence[Line]) -> None:
        """Walk over lines that are in order and come after all that were taken."""
        self.answered_sessions |= {line.data["session"] for line in ordered if _answers_a_session(line)}
        for _, instant in groupby(ordered, key=attrgetter("at")):
            self.take_instant(list(instant))

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
        if waits:
            waits[-1].end = first.at
        waits.append(Wait(first.at, self.waiting_on, since, self._our_move(first)))

    def _our_move(self, first: Line) -> OurMove | None:
        """The stretch of ours to move that a wait belongs to: the one that lasts, or a new one."""
        moves = self.story.our_moves
        lasting = moves[-1] if moves and moves[-1].end is None else None
        if self.waiting_on not in OURS_TO_MOVE:
            if lasting:
                lasting.end = first.at
            return None
        if lasting is None:
            lasting = OurMove(next((line for on, line in self.moves if on in OURS_TO_MOVE), first))
            moves.append(lasting)
        return lasting

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
        if line.kind == "promise_done" and self.delivered_at != (line.at, True):
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
        self.answered[line.name].append(line.at)
        self._session(line)
        self.delivered_at = (line.at, line.data.get("initiated", True))
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
        missed = line.data.get("missed")
        if missed in self.answered_sessions:
            return  # we owe no call back for a call that was answered, however late we hear of it
        due_at = line.data.get("due_at")
        due_at = self.promise_due(line.at) if due_at is None else due_at
        self.missed |= {missed} if missed else set()
        promise = PromiseTold(line, line.at if due_at is None else due_at)
        self.story.promises.append(promise)
        self.told[line.name] = self.owed[line.name] = promise
        if self.status in UNRESOLVED and self.status != Status.ON_HOLD:
            self._move_wait(WaitingOn.US, line)

    def _promise_ended(self, line: Line) -> None:
        promise = self.owed.pop(str(line.data["promise"]))
        promise.settled = line
        if line.kind == "promise_done":
            self.kept_at[line.at].append(promise)
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
            self._move_wait(WaitingOn.US, line)
        elif self.status == Status.ON_HOLD:
            self._move_wait(WaitingOn.US, line)
        self.status = Status.OPEN

    def _resolve(self, line: Line) -> None:
        self.status = Status.RESOLVED
        asked_at = line.at if self.asked_at == line.at else None  # an asking at its instant counts, before it or after
        resolution = Resolution(line, asked_at=asked_at, undelivered=not line.data.get("delivered", True))
        self.story.resolutions.append(resolution)
        self.resolved_by[line.name].append(resolution)
        self.resolved_at[line.at].append(resolution)
        self.story.course.append(resolution)
        self._move_wait(WaitingOn.NOBODY, line)
        self._watch_owner(line)

    def _close(self, line: Line) -> None:
        self.status = Status.CLOSED
        self.story.closed = line

    def _dispute(self, line: Line) -> None:
        self._come_back(line, by_customer=True)
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
        of = str(line.data["of"])
        undelivered = [*self.resolved_by.get(of, ())]
        for instant in self.answered.get(of, ()):
            undelivered += self.resolved_at.get(instant, ())
            for promise in self.kept_at.pop(instant, ()):
                self._owe_again(promise, line)
        for resolution in undelivered:
            resolution.undelivered = True

    def _owe_again(self, promise: PromiseTold, line: Line) -> None:
        promise.settled = None
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
