"""Whether an answer takes a ticket that nobody owns: decided, and written down, by whoever sets the desk up."""

from __future__ import annotations

from datetime import datetime

from tickets.actions.change import whole
from tickets.actions.record import permit
from tickets.models import TakingByAnswer, User


def decide(on: bool, *, by: User, at: datetime) -> TakingByAnswer:
    """So it is from now on. Errors: Denied for anybody who does not set the desk up."""
    permit(by, "set-up")
    return TakingByAnswer.objects.create(on=on, decided_by=by, decided_at=whole(at))
