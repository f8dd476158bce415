"""Whose ticket it is, and where our people put it."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any

from tickets.actions.ledger import Entry, Invalid, permit, record
from tickets.models import Team, Ticket, User
from tickets.models.history import seconds
from tickets.rules.lifecycle import Priority


class Keep(Enum):
    """Leave it as it is."""

    KEEP = "keep"


KEEP = Keep.KEEP


def assign(
    ticket: Ticket | int,
    *,
    by: User | None,
    at: datetime,
    to: User | Keep | None = KEEP,
    team: Team | Keep | None = KEEP,
    expected_version: int | None = None,
) -> Ticket:
    """Give the ticket to a person, a team, or nobody. Errors: Invalid for somebody who does not work here."""
    permit(by, "assign")
    if isinstance(to, User) and not to.is_active:
        raise Invalid("to", f"{to} does not work here any more.")
    data: dict[str, Any] = {}
    if not isinstance(to, Keep):
        data["to"] = to.pk if to else None
    if not isinstance(team, Keep):
        data["team"] = team.pk if team else None
    if not data:
        raise Invalid("to", "Say whom to give it to.")
    return record(ticket, [Entry("assign", data, by=by)], at=at, expected_version=expected_version)


def set_status(ticket: Ticket | int, *, by: User, at: datetime, to: str, expected_version: int | None = None) -> Ticket:
    """Open, pending or on hold. A status never hides a wait: only on hold moves it, to the third party."""
    permit(by, "status")
    if to not in ("open", "pending", "on_hold"):
        raise Invalid("to", "A status is open, pending or on_hold; to resolve, resolve.")
    return record(ticket, [Entry("status", {"to": to}, by=by)], at=at, expected_version=expected_version)


def set_priority(
    ticket: Ticket | int, *, by: User, at: datetime, to: str, expected_version: int | None = None
) -> Ticket:
    """How much it presses."""
    permit(by, "priority")
    if to not in set(Priority):
        raise Invalid("to", "A priority is low, normal, high or urgent.")
    return record(ticket, [Entry("priority", {"to": to}, by=by)], at=at, expected_version=expected_version)


def snooze(
    ticket: Ticket | int, *, by: User, at: datetime, until: datetime, expected_version: int | None = None
) -> Ticket:
    """Out of sight until then, or until the customer writes. No clock and no flag stops for it."""
    permit(by, "snooze")
    if until <= at:
        raise Invalid("until", "Snooze until a time in the future.")
    entry = Entry("snooze", {"until": seconds(until)}, by=by)
    return record(ticket, [entry], at=at, expected_version=expected_version)
