"""The order in which a log is told (definitions 1.1 and 1.8): lines come from the database, or from a file, in any."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter

from tickets.rules.story import Line

CUSTOMERS_LINES = frozenset({"contact", "thanks", "confirm", "dispute", "feedback", "promise_waived"})
AFTER_ANSWERS = frozenset({"pending", "on_hold", "resolve"})


def in_order(lines: Iterable[Line]) -> list[Line]:
    """Lines by (at, id), an answer moved before pending, on hold and resolve of its instant (definitions 1.8).

    It passes them only as far as no line of the customer stands between.
    """
    ordered: list[Line] = []
    lines = _more_than_thanks(list(lines))
    for _, group in groupby(sorted(lines, key=attrgetter("at", "id")), key=attrgetter("at")):
        instant = list(group)
        ordered += instant if len(instant) == 1 else _answers_first(_as_told(instant))
    return ordered


def _more_than_thanks(lines: Sequence[Line]) -> Sequence[Line]:
    """A thank-you that a person of ours has found to be more is a contact like any other, from its own instant on.

    The other way round there is no verb: a contact of the customer's cannot be talked down.
    """
    named = {line.data["of"] for line in lines if line.kind == "not_thanks"}
    return [replace(line, kind="contact") if line.kind == "thanks" and line.name in named else line for line in lines]


def _as_told(instant: list[Line]) -> list[Line]:
    """A line that was taken later than its neighbours says which of them it came before."""
    placed: list[Line] = []
    for line in instant:
        follower = line.data.get("before")
        position = next((n for n, other in enumerate(placed) if other.name == follower), None) if follower else None
        placed.insert(len(placed) if position is None else position, line)
    return placed


def _answers_first(instant: list[Line]) -> list[Line]:
    placed: list[Line] = []
    parked: int | None = None  # where the first pending, on hold or resolve since the customer's last line stands
    for line in instant:
        if line.kind == "answer" and parked is not None:
            placed.insert(parked, line)
            parked += 1
            continue
        if line.kind in CUSTOMERS_LINES:
            parked = None
        elif line.move in AFTER_ANSWERS and parked is None:
            parked = len(placed)
        placed.append(line)
    return placed
