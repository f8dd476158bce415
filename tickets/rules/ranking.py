"""The order in which the desk lists tickets: what is ours to move comes first, and of that what we can still do something about.

A ticket is ours to move while it waits on us, and also while we owe something of our own: a promise, or a word to a customer
who waits on a third party. It stands at the moment when that falls due. What is not ours to move comes after all that is, by
what is due next of it; resolved tickets come last.
"""

from __future__ import annotations

from collections.abc import Iterable

from tickets.rules.lifecycle import WaitingOn

# A rank is Unix seconds, lifted by how far from our hands a ticket is: one number, so that one index holds the order.
NOT_DUE = 1 << 40
NOT_OURS = 1 << 41
DONE = 1 << 42  # every rank below is an unresolved ticket's
LAST = DONE + NOT_DUE
OURS_ANYWAY = frozenset({"promise", "update"})


def rank(waiting_on: str, due: Iterable[tuple[int, str]]) -> int:
    """The place of an unresolved ticket. `due`: when something falls due (Unix seconds), and its kind as in `due_kind`."""
    due = list(due)
    ours = [moment for moment, kind in due if waiting_on == WaitingOn.US or kind in OURS_ANYWAY]
    if ours or waiting_on == WaitingOn.US:
        return min(ours, default=NOT_DUE)
    return NOT_OURS + min((moment for moment, _kind in due), default=NOT_DUE)


def rank_of_done(ended_at: int | None) -> int:
    """The place of a ticket that is to be done no more. `ended_at`: when it was resolved, in Unix seconds."""
    return LAST - (ended_at or 0)
