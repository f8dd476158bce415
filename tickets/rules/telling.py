"""What people are told when they are not at the desk, and when it may leave: plain values only.

Quiet hours are those of the clock on a person's own wall: a night that is longer or shorter by an hour is quiet as its clock shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class What(StrEnum):
    """What somebody can be told of. Of two that one event is, the earlier here is told."""

    MENTION = "mention"
    ASSIGNED = "assigned"
    WROTE = "wrote"
    FOLLOWED = "followed"


class Pace(StrEnum):
    """How often mails may come at most."""

    AT_ONCE = "at_once"
    QUARTER = "quarter"
    HOUR = "hour"
    DAY = "day"


BETWEEN = {Pace.AT_ONCE: timedelta(0), Pace.QUARTER: timedelta(minutes=15), Pace.HOUR: timedelta(hours=1)}


@dataclass(frozen=True)
class Quiet:
    """From one time on the wall's clock until another, over midnight if the second is earlier. The same twice: never."""

    since: time | None = None
    until: time | None = None

    def holds(self, local: datetime) -> bool:
        """Whether an instant, as a person's own clock shows it, is quiet."""
        if self.since is None or self.until is None or self.since == self.until:
            return False
        now = local.time()
        if self.since < self.until:
            return self.since <= now < self.until
        return now >= self.since or now < self.until


def may_leave(at: datetime, last: datetime | None, *, pace: Pace, quiet: Quiet, zone: str) -> bool:
    """Whether what waits for a person may leave at an instant. `last`: when something left for them before.

    Errors: ZoneInfoNotFoundError.
    """
    clock = ZoneInfo(zone)
    local = at.astimezone(clock)
    if quiet.holds(local):
        return False
    if last is None:
        return True
    if pace == Pace.DAY:
        return local.date() > last.astimezone(clock).date()
    return at - last >= BETWEEN[pace]
