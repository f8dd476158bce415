"""A board's figures are counted once for all its screens, and kept for some seconds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from django.core.cache import cache
from django.utils.translation import get_language

from metrics.boards.figures import Shown
from metrics.models import Board

FRESH = 15  # seconds for which figures are shown to whoever asks
AT_HAND = 180  # seconds for which they are shown while newer ones are being counted
COUNTING = 60  # seconds after which a count that never ended is begun anew


def kept(board: Board, at: datetime, count: Callable[[], Shown]) -> Shown | None:
    """The figures, not older than FRESH; while another request counts them the last ones, or None if there are none.

    What its maker sees is part of the key: with another role or other teams nothing is shown that was counted before.
    """
    key = _key(board)
    found: Shown | None = cache.get(key)
    if found and 0 <= at.timestamp() - found["counted"] < FRESH:
        return found
    if not cache.add(f"{key}:counting", 1, COUNTING):
        return found
    try:
        found = count() | {"counted": at.timestamp()}
        cache.set(key, found, AT_HAND)
    finally:
        cache.delete(f"{key}:counting")
    return found


def _key(board: Board) -> str:
    maker = board.maker
    seen = (board.pk, sorted(board.asked.items()), maker.pk, maker.role, maker.is_superuser, sorted(maker.team_ids))
    return f"board:{sha256(repr((seen, get_language())).encode()).hexdigest()}"
