"""How soon a sweep saw the flags that came true, and which it missed: from live sweeps only (definitions 3 and 6).

A flag is *missed* if it ended before a sweep saw it. Flags are told by the stories, as of an instant and known by
another, and when each was first seen is written down once: so the same question has the same answer for ever, whatever
becomes of the ticket. Imported flags are not news; a desk whose past was only imported has no such figures.
"""

from __future__ import annotations

from datetime import datetime

from metrics.facts.table import NONE, Table
from metrics.facts.words import code
from metrics.measures import Figures
from metrics.statistics import P90, nearest_rank
from tickets.models import FlagSighting, StalledFlag
from tickets.models.history import seconds

Key = tuple[int, int]  # a rule's code and an event


def figures(raised: Table, known_at: datetime) -> Figures:
    """Of the flags raised: how many were seen, 9 in 10 within how long, and how many ended before they were."""
    seen, unseen = _sightings(known_at), _unseen()
    lags: list[int] = []
    live = missed = 0
    for rule, anchor, since, cleared in zip(*(getattr(raised, name).tolist() for name in COLUMNS), strict=True):
        key = (rule, anchor)
        if key not in seen and key not in unseen:
            continue
        live += 1
        detected_at = seen.get(key)
        if detected_at is not None:
            lags.append(max(0, detected_at - since))
        missed += cleared != NONE and (detected_at is None or detected_at > cleared)
    if not live:
        return {}
    return {"detected": len(lags), "detection_lag_p90": nearest_rank(lags, P90), "missed": missed}


COLUMNS = ("rule", "anchor", "since", "cleared")


def _sightings(known_at: datetime) -> dict[Key, int | None]:
    """When each live flag was first seen; None for one that nobody had seen yet."""
    rows = FlagSighting.objects.values_list("rule", "anchor_id", "detected_at")
    return {
        (code(rule), anchor): seconds(detected_at) if detected_at <= known_at else None
        for rule, anchor, detected_at in rows.iterator()
    }


def _unseen() -> set[Key]:
    """Live flags that no sweep has seen so far."""
    rows = StalledFlag.objects.filter(detected_at=None, imported=False).values_list("rule", "anchor_id")
    return {(code(rule), anchor) for rule, anchor in rows}
