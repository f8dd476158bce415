"""Service-level clocks as rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tickets.actions.projection.anchored import Anchored
from tickets.models import ServiceClock
from tickets.models.history import instant, moment
from tickets.rules.projection import Following
from tickets.rules.story import Event

COLUMNS = ("target_s", "clock", "started_at", "due_at", "ended_at", "state", "breached_at")


def _rows(follows: Following) -> Iterator[tuple[str, Event, dict[str, Any]]]:
    for clock in follows.clocks:
        values = {
            "target_s": clock.target.target_s,
            "clock": clock.target.clock,
            "started_at": instant(clock.started_at),
            "due_at": moment(clock.due_at),
            "ended_at": moment(clock.ended_at),
            "state": clock.state,
            "breached_at": moment(clock.breached_at),
        }
        yield clock.metric, clock.anchor, values


CLOCKS = Anchored(ServiceClock, "metric", COLUMNS, _rows)
