"""Who is writing at this moment: in Redis with an expiry and nowhere else. Without Redis nobody seems to be writing."""

from django.core.cache import cache

LASTS = 5  # seconds; who goes on writing says so again with each look


def writes(session: int, side: str) -> None:
    """Somebody is writing in a chat; `side` is "visitor" or "desk"."""
    cache.set(_key(session, side), 1, timeout=LASTS)


def is_writing(session: int, side: str) -> bool:
    """Whether somebody on that side of a chat was writing a moment ago."""
    return bool(cache.get(_key(session, side)))


def stopped(session: int, side: str) -> None:
    """What was written has been sent."""
    cache.delete(_key(session, side))


def _key(session: int, side: str) -> str:
    return f"writing:{session}:{side}"
