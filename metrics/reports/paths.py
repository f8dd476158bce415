"""The channels that a ticket's customer went through: the first, and each that they turned to, up to STEPS; in numbers.

A further contact on the same channel is no step. A step is forced when its contact is a chaser (definitions 2, Forced channel switch).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from metrics.facts.table import Array, Table, begins, looked_up
from metrics.facts.words import code
from tickets.models.words import CHANNEL

STEPS = 4
MOST_SHOWN = 12
BITS = 6  # of a channel's place, of which 0 is none
NAMES = tuple(str(name) for name, _title in CHANNEL)
ARROW = ">"


def walked(rows: Table) -> Table:
    """Contacts with their channel's place among NAMES from 1 on, and the step of their ticket that they are; 0 for none.

    Those of a ticket come together and in their order, as they are kept. `path`: that of the whole ticket, as a number; `sent`: whether
    any step of it was forced.
    """
    moves, is_first = rows.first | rows.switched, begins(rows.ticket)
    first, group = np.flatnonzero(is_first), np.cumsum(is_first) - 1
    count = np.cumsum(moves)
    step = np.where(moves, count - count[first][group] + 1, 0)
    step[step > STEPS] = 0
    place, is_step = _places(rows.channel), step > 0
    worth = place[is_step] << BITS * (step[is_step] - 1)
    path = np.bincount(group[is_step], worth, len(first)).astype("i8")
    forced = is_step & rows.switched & rows.chaser
    sent = np.bincount(group[forced], minlength=len(first)) > 0
    return rows.having(place=place, step=step, path=path[group], sent=sent[group])


def _places(channels: Array) -> Array:
    codes = np.array([code(name) for name in NAMES], dtype="i8")
    order = np.argsort(codes)
    return looked_up(channels, codes[order], order + 1, 0)


def named(path: int) -> str:
    """chat>email>phone."""
    places = [path >> BITS * step & (1 << BITS) - 1 for step in range(STEPS)]
    return ARROW.join(NAMES[place - 1] for place in places if place)


def numbered(path: str) -> int:
    """The number of such a name; 0 where it names none."""
    names = path.split(ARROW)
    if len(names) > STEPS or not set(names) <= set(NAMES):
        return 0
    return sum(NAMES.index(name) + 1 << BITS * step for step, name in enumerate(names))


def most_used(tickets: Table) -> list[tuple[str, int, int]]:
    """The paths of most tickets with how many went them and how many of these were forced; of one row a ticket."""
    paths, group = np.unique(tickets.path, return_inverse=True)
    n = np.bincount(group, minlength=len(paths))
    forced = np.bincount(group, tickets.sent, len(paths)).astype("i8")
    found = zip(map(named, paths.tolist()), n.tolist(), forced.tolist(), strict=True)
    return sorted(found, key=lambda one: (-one[1], one[0]))[:MOST_SHOWN]


@dataclass(frozen=True)
class Stop:
    """So many tickets came to a channel as their step, from 1 on."""

    step: int
    channel: str
    n: int


@dataclass(frozen=True)
class Way:
    """So many tickets went on from a step's channel to the next one's, of which so many had to."""

    step: int
    before: str
    channel: str
    n: int
    forced: int


def stops(walked: Table) -> Sequence[Stop]:
    """All stops, by step and channel."""
    rows = walked.where(walked.step > 0)
    keys, counts = np.unique(rows.step << BITS | rows.place, return_counts=True)
    return [
        Stop(key >> BITS, NAMES[(key & (1 << BITS) - 1) - 1], n)
        for key, n in zip(keys.tolist(), counts.tolist(), strict=True)
    ]


def ways(walked: Table) -> Sequence[Way]:
    """All ways, by the step that they start from and the channels."""
    rows = walked.where(walked.step > 1)
    before = _places(rows.before)
    keys, group = np.unique((rows.step - 1 << BITS | before) << BITS | rows.place, return_inverse=True)
    counts = np.bincount(group, minlength=len(keys)).tolist()
    forced = np.bincount(group, rows.chaser, len(keys)).astype("i8").tolist()
    mask = (1 << BITS) - 1
    return [
        Way(key >> 2 * BITS, NAMES[(key >> BITS & mask) - 1], NAMES[(key & mask) - 1], n, had_to)
        for key, n, had_to in zip(keys.tolist(), counts, forced, strict=True)
    ]
