"""What was counted for a person a moment ago: the sidebar stands on every page, and its figures may be ten seconds old.

Whoever changes something themselves sees it at once: what was counted for them is forgotten then.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.core.cache import cache

from tickets.models import User

T = TypeVar("T")


def held(name: str, user: User, at: datetime, count: Callable[[], T]) -> T:
    """What `count` gives (plain values), or what it gave at most `COUNTS_ARE_HELD_S` before `at`."""
    limit = timedelta(seconds=settings.COUNTS_ARE_HELD_S)
    if not limit:
        return count()
    known = cache.get(_key(user)) or {}
    if name in known:
        counted_at, value = known[name]
        if timedelta() <= at - datetime.fromisoformat(counted_at) < limit:
            return value
    value = count()
    known = {key: found for key, found in known.items() if at - datetime.fromisoformat(found[0]) < limit}
    cache.set(_key(user), known | {name: [at.isoformat(), value]}, settings.COUNTS_ARE_HELD_S)
    return value


def forget(user: User) -> None:
    """Count anew for somebody who changed something."""
    cache.delete(_key(user))


def _key(user: User) -> str:
    return f"counted-for-{user.pk}"
