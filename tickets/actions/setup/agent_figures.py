"""Whether figures may be split by agent: what people are measured by is decided, and written down, by whoever manages them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tickets.actions.change import whole
from tickets.actions.record import permit
from tickets.models import AgentFigures, User
from tickets.models.history import forget_desk


@transaction.atomic
def decide(allowed: bool, *, by: User, at: datetime) -> AgentFigures:
    """Allow it, or not, from now on. Errors: Denied for anybody who does not manage the desk."""
    permit(by, "figures-by-agent")
    row = AgentFigures.objects.create(allowed=allowed, decided_by=by, decided_at=whole(at))
    transaction.on_commit(forget_desk)
    return row
