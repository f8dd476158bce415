"""Why a ticket alone puts its customer at risk (`reports.customers` says the rest)."""

from __future__ import annotations

from collections.abc import Iterator

from metrics.digests import Digest

MANY_CHASERS = 3


def risks(ticket: Digest) -> Iterator[tuple[str, int]]:
    """Each reason, and since when (Unix seconds)."""
    said = ticket["disputes"]
    confirmed_at = said["confirmed_at"]
    for due_at, state, owed in ticket["promises"]:
        if state == "broken" and owed and (confirmed_at is None or confirmed_at < due_at):
            yield "broken_promise", due_at
    if ticket["standing"]["resolved"]:
        return
    chasers = [at for at, _channel, chaser in ticket["contacts"] if chaser]
    if len(chasers) >= MANY_CHASERS:
        yield "third_chaser", chasers[MANY_CHASERS - 1]
    if not said["answered"]:
        yield "silence_after_no", said["at"][-1]
