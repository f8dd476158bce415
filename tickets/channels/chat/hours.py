"""What a visitor is told before their first word: when somebody is there, and how soon a person answers.

Instants and wall-clock times only: the widget puts them into words, in the visitor's language and zone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from tickets.actions.inputs import as_utc
from tickets.models import AnswerTime
from tickets.models.history import current_desk, instant, seconds
from tickets.rules.lifecycle import Channel
from tickets.rules.opening_hours import version_to_json


def opening(at: datetime) -> dict[str, Any]:
    """`closes`: when the desk closes, if it is open. `opens`: when it opens next, after that closing or from now on. `week`:
    days (0 is Monday) with the same hours, on the wall clock of `zone`. A desk that never closes has no `closes`."""
    calendar, now = current_desk(at).calendar, seconds(at)
    is_open = calendar.is_open(now)
    closes = calendar.next_close(now) if is_open else None
    opens = calendar.next_open(closes or now) if closes or not is_open else None
    version = version_to_json(calendar.at_version(now).versions[0])
    return {
        "open": is_open,
        "closes": closes and as_utc(instant(closes)),
        "opens": opens and as_utc(instant(opens)),
        "zone": version["tz"],
        "week": list(_runs(version["hours"])),
    }


def _runs(hours: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Monday to Friday, Saturday: days in a row with the same hours."""
    for shifts, days in groupby(range(7), key=lambda day: hours.get(str(day)) or []):
        if shifts:
            run = list(days)
            yield {"from": run[0], "to": run[-1], "hours": shifts}


def answers() -> dict[str, Any] | None:
    """The figures of the chat's first responses, in minutes, rounded up; None while there are too few to say."""
    told = AnswerTime.objects.filter(channel=Channel.CHAT).first()
    if told is None:
        return None
    weeks = round((told.as_of - told.since).days / 7)
    return {"half": _minutes(told.median_s), "most": _minutes(told.p90_s), "weeks": weeks}


def _minutes(duration: int) -> int:
    return max(1, -(-duration // 60))
