"""Whose move it was, as pieces of time: for every figure and clock that asks how long a ticket waited on whom."""

from __future__ import annotations

from collections.abc import Iterable

from tickets.rules.lifecycle import WaitingOn
from tickets.rules.story import OURS_TO_MOVE, Story

Piece = tuple[int, int | None]
SOMEBODYS_MOVE = OURS_TO_MOVE | {WaitingOn.CUSTOMER}  # as long as it is unresolved


def pieces(story: Story, on: Iterable[WaitingOn], start: int, end: int | None = None) -> list[Piece]:
    """The pieces from `start` to `end` in which the ticket waited on one of these, in order; Unix seconds.

    `end` None: for as long as the story goes. A piece whose end is None still runs.
    """
    wanted, found = frozenset(on), []
    for wait in story.waits:
        until = wait.end if end is None or (wait.end is not None and wait.end < end) else end
        since = max(wait.at, start)
        if wait.on in wanted and (until is None or until > since):
            found.append((since, until))
    return found
