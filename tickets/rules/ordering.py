"""The order in which a log is told (definitions 1.1 and 1.8): events come from the database, or from a file, in any."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter

from tickets.rules.story import Event

CUSTOMERS_LINES = frozenset({"contact", "thanks", "confirm", "dispute", "feedback", "promise_waived"})
AFTER_ANSWERS = frozenset({"pending", "on_hold", "resolve"})


def in_order(events: Iterable[Event]) -> list[Event]:
    """Events by (at, id), an answer moved before pending, on hold and resolve of its instant (definitions 1.8).

    It passes them only as far as no event of the customer stands between.
    """
    ordered: list[Event] = []
    events = _more_than_thanks(list(events))
    for _, group in groupby(sorted(events, key=attrgetter("at", "id")), key=attrgetter("at")):
        instant = list(group)
        ordered += instant if len(instant) == 1 else _answers_first(_as_told(instant))
    return ordered


def _more_than_thanks(events: Sequence[Event]) -> Sequence[Event]:
    """A thank-you that a person of ours has found to be more is a contact like any other, from its own instant on.

    The other way round there is no verb: a contact of the customer's cannot be talked down.
    """
    named = {event.data["of"] for event in events if event.kind == "not_thanks"}
    return [
        replace(event, kind="contact") if event.kind == "thanks" and event.name in named else event for event in events
    ]


def _as_told(instant: list[Event]) -> list[Event]:
    """A event that was taken later than its neighbours says which of them it came before."""
    placed: list[Event] = []
    for event in instant:
        follower = event.data.get("before")
        position = next((n for n, other in enumerate(placed) if other.name == follower), None) if follower else None
        placed.insert(len(placed) if position is None else position, event)
    return placed


def _answers_first(instant: list[Event]) -> list[Event]:
    placed: list[Event] = []
    parked: int | None = None  # where the first pending, on hold or resolve since the customer's last event stands
    for event in instant:
        if event.kind == "answer" and parked is not None:
            placed.insert(parked, event)
            parked += 1
            continue
        if event.kind in CUSTOMERS_LINES:
            parked = None
        elif event.move in AFTER_ANSWERS and parked is None:
            parked = len(placed)
        placed.append(event)
    return placed
