"""What a ticket's story consists of: events, waits, answers, contacts, resolutions, promises.

Data only; `tickets.events.replay` tells it. Times are Unix seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from tickets.rules.lifecycle import Priority, Status, WaitingOn

OURS_TO_MOVE = frozenset({WaitingOn.US, WaitingOn.THIRD_PARTY})


class Event(NamedTuple):
    """One event as the rules see it. `at` and `recorded_at` are Unix seconds.

    A tuple, because a long log has thousands, each made for every request. `id` is its sequence; `name` is what it is called
    outside and what other events refer to it by.
    """

    id: Any
    at: int
    kind: str
    by: Any = None
    data: Mapping[str, Any] = MappingProxyType({})
    recorded_at: int = 0
    name: str = ""


@dataclass(slots=True)
class OurMove:
    """The ticket is ours, or a third party's, to move: from the event `since` on, until `end` (None: it lasts).

    It goes on when the wait passes from us to a third party or back.
    """

    since: Event
    end: int | None = None


@dataclass(slots=True)
class Wait:
    """From `at` until `end` (None: it lasts) the ticket waits on `on`; `since` is the event that began it.

    `our_move` is the stretch that it is a part of; None for a wait on the customer or on nobody.
    """

    at: int
    on: WaitingOn
    since: Event
    our_move: OurMove | None
    end: int | None = None


@dataclass(slots=True)
class Answer:
    """A human answer and whether the ticket was unresolved when it came (the instant of the resolution included)."""

    event: Event
    counts: bool

    @property
    def at(self) -> int:
        """When it was given."""
        return self.event.at


@dataclass(slots=True)
class Contact:
    """One event of the customer, with whom the ticket waited on and whether it was resolved just before."""

    event: Event
    waiting_on: WaitingOn
    thanks: bool = False
    reopened: bool = False

    @property
    def at(self) -> int:
        """When it came."""
        return self.event.at


class CameBack(StrEnum):
    """What brought a resolved ticket back."""

    CONTACT = "contact"
    DISPUTE = "dispute"
    OURS = "ours"


@dataclass(slots=True)
class Resolution:
    """A stretch of being resolved: from `event` on, until `ended` brought it back (None: it still holds).

    `untold`: nobody told the customer. `undelivered`: so, or what told them did not arrive.
    """

    event: Event
    ended: Event | None = None
    came_back: CameBack | None = None
    asked_at: int | None = None
    confirmed_at: int | None = None
    undelivered: bool = False
    untold: bool = False

    @property
    def at(self) -> int:
        """When it was resolved."""
        return self.event.at

    @property
    def end(self) -> int | None:
        """When it came back."""
        return self.ended.at if self.ended else None


@dataclass(slots=True)
class StoryPromise:
    """A promise and the event that settled it, if any: it then `became` kept, waived or superseded, if in time.

    `returned_at`: when the answer that had delivered it came back, so that it is owed again.
    """

    event: Event
    due_at: int
    settled: Event | None = None
    became: str = ""
    returned_at: int | None = None


@dataclass(slots=True)
class Unowned:
    """A stretch in which nobody owns an unresolved ticket: from `event` on, until `end` (None: it lasts)."""

    event: Event
    end: int | None = None


@dataclass(slots=True)
class Chosen:
    """What people of ours chose for it. Each holds until it is chosen again, and is a column of the ticket's row of the same name."""

    priority: str = Priority.NORMAL
    snoozed_until: int | None = None
    tags: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Story:
    """What a walk over a ticket's events found. Lists are in the order of time."""

    start: Event | None = None
    opened_by_us: bool = False
    status: Status = Status.NEW
    excluded: Event | None = None
    waits: list[Wait] = field(default_factory=list)
    our_moves: list[OurMove] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    resolutions: list[Resolution] = field(default_factory=list)
    promises: list[StoryPromise] = field(default_factory=list)
    owners: list[tuple[Event, Any]] = field(default_factory=list)
    unowned: list[Unowned] = field(default_factory=list)
    course: list[Contact | Answer | Resolution] = field(default_factory=list)
    facts: list[Event] = field(default_factory=list)
    asked: list[Event] = field(default_factory=list)
    opened_history: list[Event] = field(default_factory=list)
    feedback: list[Event] = field(default_factory=list)
    links: list[Event] = field(default_factory=list)
    applied: list[Event] = field(default_factory=list)  # what had an effect, in the order in which it had
    void: list[tuple[Event, str]] = field(default_factory=list)
    sessions: dict[str, list[int]] = field(default_factory=dict)
    team: Any = None
    came_to: list[Any] = field(default_factory=list)  # the teams that mails of it came to as well
    chosen: Chosen = field(default_factory=Chosen)
    closed: Event | None = None
    reopens: int = 0

    @property
    def started_at(self) -> int | None:
        """When the customer first turned to us, or we to them; None for a story of nothing."""
        return self.start.at if self.start else None

    @property
    def ended_at(self) -> int | None:
        """When it was resolved, if that still holds."""
        return self.resolution.at if self.resolution else None

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
