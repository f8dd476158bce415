"""When something that failed is tried again, and when a person has to look."""

from __future__ import annotations

MINUTE, HOUR = 60, 3600

# Seconds until the next attempt, after the first, the second, ... failure. Then it is a dead letter: a person sees the
# error and a button. Together about 17 hours: a mail server's bad night.
WAITS = (30, 2 * MINUTE, 10 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR)
JITTER = 0.25  # a part of the wait, so that what failed together does not come back together


def next_attempt_in(failures: int, chance: float) -> int | None:
    """Seconds until the next attempt after so many failures; None: give up. `chance` is in [0, 1)."""
    if failures > len(WAITS):
        return None
    wait = WAITS[max(failures, 1) - 1]
    return round(wait * (1 + JITTER * chance))


POLL_EVERY = MINUTE  # seconds between two looks into a mailbox
POLL_AT_LEAST = HOUR  # a mailbox that fails is never given up: its mails are there, and nobody else fetches them


def poll_again_in(failures: int) -> int:
    """Seconds until a mailbox is looked into again, after so many failures in a row."""
    return min(POLL_EVERY << min(failures, 10), POLL_AT_LEAST)
