"""Stalled follow-ups as rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tickets.actions.projection.anchored import Anchored
from tickets.models import StalledFlag
from tickets.models.history import instant, moment
from tickets.rules.projection import Following
from tickets.rules.story import Event


def _rows(follows: Following) -> Iterator[tuple[str, Event, dict[str, Any]]]:
    for flag in follows.flags:
        values = {"stalled_from": instant(flag.stalled_from), "cleared_at": moment(flag.cleared_at)}
        yield flag.rule, flag.anchor, values


FLAGS = Anchored(StalledFlag, "rule", ("stalled_from", "cleared_at"), _rows)
