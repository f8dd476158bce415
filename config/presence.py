"""Who is writing or looking at this moment: in Redis with an expiry and nowhere else. Without Redis each process knows its own."""

from dataclasses import dataclass

from django.core.cache import cache

LASTS = 5  # seconds; who goes on writing says so again with each look
REMEMBERED = 24 * 60 * 60  # seconds for which a ticket's company is kept when nobody comes back


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


@dataclass(frozen=True)
class Colleague:
    """Somebody else at a ticket's page. `has_draft`: None if nobody has told lately. `sends`: their mail is about to go."""

    pk: int
    name: str
    looks: bool
    types: bool
    has_draft: bool | None
    sends: bool = False


def company(
    ticket: int,
    person: int,
    name: str,
    now: float,
    *,
    looks: bool,
    types: bool,
    has_draft: bool | None = None,
    sends_at: float | None = None,
) -> list[Colleague]:
    """Say that a person has a ticket open, or has left it, and learn who else is there. `now`: Unix seconds; `sends_at` too: when
    their mail goes out.

    All of a ticket's people are one value. Two who write it at once may lose one look, which the next one brings back.
    """
    key = f"company:{ticket}"
    there = cache.get(key) or {}
    before = there.get(str(person))
    told = before[3] if before and has_draft is None else has_draft
    sends_at = (before[4:] or [0])[0] if before and sends_at is None else sends_at or 0
    there[str(person)] = [name, now + LASTS if looks else 0, now + LASTS if types else 0, told, sends_at]
    there = {pk: row for pk, row in there.items() if row[1] > now or row[3] is not None}
    cache.set(key, there, timeout=REMEMBERED)
    others = [
        Colleague(int(pk), row[0], row[1] > now, row[2] > now, row[3], any(until > now for until in row[4:]))
        for pk, row in there.items()
    ]
    return [row for row in others if row.pk != person]
