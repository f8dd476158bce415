"""When each periodic task last went through; the health page reads it."""

from __future__ import annotations

from datetime import datetime

from tickets.models import Heartbeat


def beat(name: str, *, at: datetime) -> None:
    """A periodic task went through."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=at)], update_conflicts=True, unique_fields=["name"], update_fields=["at"]
    )
