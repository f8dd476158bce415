"""A new desk's first steps: each is tried by an administrator, and the list of them is put away by one."""

from __future__ import annotations

from datetime import datetime

from tickets.actions.change import whole
from tickets.actions.record import permit
from tickets.models import FirstStep, User


def tried(step: str, *, ok: bool, told: str, by: User, at: datetime) -> FirstStep:
    """Write down how a try of a step went; the last one holds. Errors: Denied for who does not set the desk up."""
    permit(by, "set-up")
    found = {"ok": ok, "told": told, "by": by, "at": whole(at)}
    row, _new = FirstStep.objects.update_or_create(name=step, defaults=found)
    return row


def put_away(away: bool, *, by: User, at: datetime) -> FirstStep:
    """The list is shown to no administrator any more, or to all again. Errors: Denied."""
    return tried(FirstStep.PUT_AWAY, ok=away, told="", by=by, at=at)
