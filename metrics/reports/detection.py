"""How soon a stalled ticket was seen, and whether one was never seen: from live sweeps only (definitions 3 and 6).

Imported flags are not news and say nothing about it; a desk whose past was only imported has no such figures.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from metrics.measures import Figures
from metrics.statistics import P90, nearest_rank
from tickets.models import StalledFlag
from tickets.models.history import Horizon, seconds
from tickets.rules.lifecycle import SETTLED


def figures(horizon: Horizon, since: datetime | None, to: datetime | None) -> Figures:
    """Of the flags that came true in the period: seen how many, 9 in 10 within, and resolved tickets never seen."""
    flags = StalledFlag.objects.filter(_within(horizon, since, to), imported=False, ticket__merged_into=None)
    rows = flags.values_list("ticket_id", "ticket__status", "stalled_from", "detected_at")
    lags: list[int] = []
    seen: dict[int, bool] = {}
    for ticket, status, stalled_from, detected_at in rows.iterator():
        lag = _lag(stalled_from, detected_at, horizon.known_at)
        if lag is not None:
            lags.append(lag)
        if status in SETTLED:
            seen[ticket] = seen.get(ticket, False) or lag is not None
    if not lags and not seen:
        return {}
    missed = sum(not detected for detected in seen.values())
    return {"detected": len(lags), "detection_lag_p90": nearest_rank(lags, P90), "missed": missed}


def _lag(stalled_from: datetime, detected_at: datetime | None, known_at: datetime | None) -> int | None:
    if detected_at is None or (known_at is not None and detected_at > known_at):
        return None
    return seconds(detected_at) - seconds(stalled_from)


def _within(horizon: Horizon, since: datetime | None, to: datetime | None) -> Q:
    within = Q()
    if horizon.as_of is not None:
        within &= Q(stalled_from__lte=horizon.as_of)
    if since is not None:
        within &= Q(stalled_from__gte=since)
    if to is not None:
        within &= Q(stalled_from__lt=to)
    return within
