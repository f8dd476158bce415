"""What an explanation consists of. Data only; instants are Unix seconds, durations whole seconds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from metrics.explain.days import NOTHING, Total
from tickets.rules.lifecycle import WaitingOn
from tickets.rules.opening_hours import CalendarVersion
from tickets.rules.promises import PromiseOutcome
from tickets.rules.service_level import Clock
from tickets.rules.stalled import Flag
from tickets.rules.story import Event


class Family(StrEnum):
    """The sorts of figures. Those from NEXT_RESPONSE on are many, each named by the event that it is counted from."""

    TTR = "ttr"
    TTR_FIRST = "ttr_first"
    TTR_UNRESOLVED = "ttr_unresolved"
    TTR_NET = "ttr_net"
    TIME_US = "time_us"
    TIME_THIRD_PARTY = "time_third_party"
    TIME_CUSTOMER = "time_customer"
    TIME_RESOLVED = "time_resolved"
    CLOSED_LOOP = "time_to_closed_loop"
    FIRST_RESPONSE = "first_response"
    LONGEST_SILENCE = "longest_silence"
    WAIT = "wait"
    NEXT_RESPONSE = "next_response"
    UPDATE_GAP = "update_gap"
    PROMISE = "promise"
    OVERDUE = "overdue"
    CLOCK = "clock"
    FLAG = "flag"


class Why(StrEnum):
    """Why an event stands in an explanation: it begins the figure, ends it, or did not count."""

    EARLIEST_CONTACT = "earliest_contact"
    UNANSWERED_CONTACT = "unanswered_contact"
    OUR_ANSWER = "our_answer"
    BEGAN_THE_WAIT = "began_the_wait"
    PROMISED = "promised"
    COUNTED_FROM = "counted_from"
    LAST_RESOLUTION = "last_resolution"
    FIRST_RESOLUTION = "first_resolution"
    CONFIRMATION = "confirmation"
    FIRST_ANSWER = "first_answer"
    NEXT_ANSWER = "next_answer"
    ENDED_UNANSWERED = "ended_unanswered"
    WAIT_PASSED = "wait_passed"
    ENDED_IT = "ended_it"
    SETTLED = "settled"
    SETTLED_LATE = "settled_late"
    AUTOMATIC_REPLY = "automatic_reply"
    AUTOMATIC_CONTACT = "automatic_contact"
    NOTE = "note"
    THANKS = "thanks"
    PENDING = "pending"
    LATE_ANSWER = "late_answer"
    NO_EFFECT = "no_effect"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that can be explained. `key` names it in addresses, for ever; `subject` is what the rules found."""

    key: str
    family: Family
    subject: Any = None
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """An event of the log, its place in it (from 1), and why it stands here.

    `because`: a text of the rules, to be translated. `told_by`: of a resolution, the answer of its instant, which told of it.
    """

    event: Event
    number: int
    why: Why
    because: str = ""
    told_by: Event | None = None


@dataclass(frozen=True, slots=True)
class Waited:
    """For how long of the figure the ticket waited on somebody; on nobody: it was resolved."""

    on: WaitingOn
    calendar_s: int
    business_s: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A stretch between the figure's beginning and its end that it does not count, because of whom the ticket waited on."""

    start: int
    end: int
    on: WaitingOn
    calendar_s: int
    business_s: int


@dataclass(frozen=True, slots=True)
class CalendarUsed:
    """A version of the opening hours (from 1, in the order of their dates), and its holidays on the figure's days."""

    number: int
    version: CalendarVersion
    holidays: list[date]


@dataclass(frozen=True, slots=True)
class Version:
    """Which version of the limits, or of a target, holds: its number from 1, and since when (None: from ever)."""

    number: int
    valid_from: int | None


@dataclass(frozen=True, slots=True)
class Due:
    """How a due time comes about: `total` runs from the beginning to it and adds up to `limit_s` on `clock`.

    `limit_s` None: the date was given. `as_told`: it was told by other opening hours or limits than those of today, and does
    not move. `at` None: it cannot be said, the clock stands still.
    """

    at: int | None
    limit_s: int | None
    clock: str
    total: Total
    as_told: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A service-level clock, and which version of its target it keeps."""

    clock: Clock
    agreed: Version


@dataclass(frozen=True, slots=True)
class Stalled:
    """A stalled flag, its limit, and for how long it has been true; `running`: it still is."""

    flag: Flag
    limit_s: int
    calendar_s: int
    business_s: int
    running: bool


@dataclass(slots=True)
class Explanation:
    """Why a figure is what it is. `total` has its lines; `begins` and `ends` are the events at its ends, as far as there are.

    `clock`: the target that holds for the figure, with its `due`. `limits`: the version of the limits, where one is asked.
    """

    figure: Figure
    as_of: int
    start: int
    end: int
    running: bool
    total: Total = NOTHING
    unanswered: bool = False
    begins: Mark | None = None
    ends: Mark | None = None
    waits: list[Waited] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    ignored: list[Mark] = field(default_factory=list)
    calendars: list[CalendarUsed] = field(default_factory=list)
    limits: Version | None = None
    clock: Judged | None = None
    due: Due | None = None
    promise: PromiseOutcome | None = None
    flag: Stalled | None = None
