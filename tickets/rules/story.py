"""What a ticket's story consists of: lines, waits, answers, contacts, resolutions, promises.

Data only; `tickets.rules.replay` tells it. Times are Unix seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tickets.rules.lifecycle import Priority, Status, WaitingOn

OURS_TO_MOVE = frozenset({WaitingOn.US, WaitingOn.THIRD_PARTY})


@dataclass(frozen=True, slots=True)
class Line:
    """One event as the rules see it. `at` and `recorded_at` are Unix seconds.

    `id` is its sequence; `name` is what it is called outside and what other lines refer to it by.
    """

    id: Any
    at: int
    kind: str
    by: Any = None
    data: Mapping[str, Any] = field(default_factory=dict)
    recorded_at: int = 0
    name: str = ""

    @property
    def move(self) -> str:
        """What the lifecycle calls it: a status line is named by where it goes."""
        return self.data["to"] if self.kind == "status" else self.kind


@dataclass(slots=True)
class Wait:
    """From `at` on the ticket waits on `on`; `since` is the line that began it.

    `ours_since` began the wait on us or a third party, which goes on when one passes to the other; None for others.
    """

    at: int
    on: WaitingOn
    since: Line
    ours_since: Line | None


@dataclass(slots=True)
class Answer:
    """A human answer and whether the ticket was unresolved when it came (the instant of the resolution included)."""

    line: Line
    counts: bool

    @property
    def at(self) -> int:
        """When it was given."""
        return self.line.at


@dataclass(slots=True)
class Contact:
    """One line of the customer, with whom the ticket waited on and whether it was resolved just before."""

    line: Line
    waiting_on: WaitingOn
    reopened: bool = False

    @property
    def at(self) -> int:
        """When it came."""
        return self.line.at


@dataclass(slots=True)
class Resolution:
    """A stretch of being resolved: from `line` on, until `ended` brought it back (None: it still holds)."""

    line: Line
    ended: Line | None = None
    asked_at: int | None = None
    confirmed_at: int | None = None
    undelivered: bool = False

    @property
    def at(self) -> int:
        """When it was resolved."""
        return self.line.at

    @property
    def end(self) -> int | None:
        """When it came back."""
        return self.ended.at if self.ended else None


@dataclass(slots=True)
class PromiseTold:
    """A promise and the line that settled it, if any. `settled` is promise_done, promise_waived or promise_superseded.

    `returned_at`: when the answer that had delivered it came back, so that it is owed again.
    """

    line: Line
    due_at: int
    settled: Line | None = None
    returned_at: int | None = None


@dataclass(slots=True)
class Unowned:
    """A stretch in which nobody owns an unresolved ticket: from `line` on, until `end` (None: it lasts)."""

    line: Line
    end: int | None = None


@dataclass(slots=True)
class Story:
    """What a walk over a ticket's lines found. Lists are in the order of time."""

    start: Line | None = None
    opened_by_us: bool = False
    status: Status = Status.NEW
    excluded: Line | None = None
    merged: Line | None = None
    waits: list[Wait] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    resolutions: list[Resolution] = field(default_factory=list)
    promises: list[PromiseTold] = field(default_factory=list)
    owners: list[tuple[Line, Any]] = field(default_factory=list)
    unowned: list[Unowned] = field(default_factory=list)
    course: list[Contact | Answer | Resolution] = field(default_factory=list)
    facts: list[Line] = field(default_factory=list)
    asked: list[Line] = field(default_factory=list)
    opened_history: list[Line] = field(default_factory=list)
    feedback: list[Line] = field(default_factory=list)
    links: list[Line] = field(default_factory=list)
    told: list[Line] = field(default_factory=list)
    void: list[tuple[Line, str]] = field(default_factory=list)
    sessions: dict[str, list[int]] = field(default_factory=dict)
    team: Any = None
    priority: str = Priority.NORMAL
    snoozed_until: int | None = None
    closed: Line | None = None
    reopens: int = 0

    @property
    def owner(self) -> Any:
        """Who has it now."""
        return self.owners[-1][1] if self.owners else None

    @property
    def waiting_on(self) -> WaitingOn:
        """Whose move it is now."""
        return self.waits[-1].on if self.waits else WaitingOn.NOBODY

    @property
    def resolution(self) -> Resolution | None:
        """The resolution that holds now, or None while unresolved."""
        if self.resolutions and self.resolutions[-1].ended is None:
            return self.resolutions[-1]
        return None
