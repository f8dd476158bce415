"""What the clock counted for /metrics is written down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from metrics.models import GaugeReading


def note_reading(kind: str, data: Mapping[str, Any], *, at: datetime) -> None:
    """The last reading of a kind; it replaces the one before."""
    GaugeReading.objects.update_or_create(kind=kind, defaults={"counted_at": at, "data": dict(data)})
