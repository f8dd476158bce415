"""The states of a ticket and the moves between them: the table that a support lead can proof-read.

A customer is never told "no" by this table: their message always counts. What it forbids are moves of ours that would
hide something, such as parking a ticket that is already resolved.
"""

from enum import StrEnum

from tickets.rules.texts import gettext_noop


class Status(StrEnum):
    """Where a ticket stands. `merged`, `spam` and `test` are out of every cohort."""

    NEW = "new"
    OPEN = "open"
    PENDING = "pending"
    ON_HOLD = "on_hold"
    RESOLVED = "resolved"
    CLOSED = "closed"
    MERGED = "merged"
    SPAM = "spam"
    TEST = "test"


class WaitingOn(StrEnum):
    """Whose move it is (definitions 1.4)."""

    US = "us"
    THIRD_PARTY = "third_party"
    CUSTOMER = "customer"
    NOBODY = "nobody"


class Priority(StrEnum):
    """How much it presses."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Loop(StrEnum):
    """What the customer's last word on the outcome was (definitions 5)."""

    OPEN = "open"
    AWAITING = "awaiting"
    CONFIRMED = "confirmed"
    PRESUMED = "presumed"
    DISPUTED = "disputed"
    REOPENED = "reopened"


class Channel(StrEnum):
    """How words reached us, or left us."""

    CHAT = "chat"
    EMAIL = "email"
    PHONE = "phone"
    WEB = "web"
    SOCIAL = "social"
    IN_PERSON = "in_person"
    OTHER = "other"


UNRESOLVED = frozenset({Status.NEW, Status.OPEN, Status.PENDING, Status.ON_HOLD})
SETTLED = frozenset({Status.RESOLVED, Status.CLOSED})

DAY = 86_400
CLOSES_AFTER = 30 * DAY  # after the last resolution; a later contact opens a new ticket linked as same issue
PRESUMED_AFTER = 7 * DAY  # of silence after the customer was first asked

# What a person of ours, or the customer's click, may do in which state. Everything not listed here may happen always.
MOVES: dict[str, frozenset[Status]] = {
    "open": UNRESOLVED | SETTLED,
    "pending": UNRESOLVED,
    "on_hold": UNRESOLVED,
    "resolve": UNRESOLVED,
    "close": frozenset({Status.RESOLVED}),
    "confirm": SETTLED,
    "dispute": SETTLED,
}

REASONS = {
    "pending": gettext_noop("The ticket is already resolved. Open it again first."),
    "on_hold": gettext_noop("The ticket is already resolved. Open it again first."),
    "resolve": gettext_noop("The ticket is already resolved."),
    "close": gettext_noop("Only a resolved ticket closes."),
    "confirm": gettext_noop("Nothing is resolved yet, so there is nothing to confirm."),
    "dispute": gettext_noop("Nothing is resolved yet, so there is nothing to dispute."),
}


class Forbidden(Exception):
    """A move that the lifecycle does not allow; the text says why, in a sentence for a person."""


def refusal(move: str, status: Status) -> str | None:
    """Why `move` is not allowed in `status`, or None when it is."""
    allowed = MOVES.get(move)
    if allowed is None or status in allowed:
        return None
    return REASONS[move]
