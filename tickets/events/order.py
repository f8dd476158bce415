"""The order in which a log is told (definitions 1.1 and 1.8): events come from the database, or from a file, in any."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter

from tickets.events import kind_of
from tickets.events.answer import Answered
from tickets.events.contact import Contacted, TakenForMore, Thanked
from tickets.events.promise import PromiseKept
from tickets.rules.story import Event
from tickets.rules.walk import can_deliver


def in_order(events: Iterable[Event]) -> list[Event]:
    """Events by (at, id), an answer moved before pending, on hold and resolve of its instant (definitions 1.8).

    It passes them only as far as no event of the customer stands between. What it delivers is said after it, in either order.
    """
    ordered: list[Event] = []
    events = _more_than_thanks(list(events))
    for _, group in groupby(sorted(events, key=attrgetter("at", "id")), key=attrgetter("at")):
        instant = list(group)
        ordered += instant if len(instant) == 1 else _deliveries_last(_answers_first(_placed(instant)))
    return ordered


def _more_than_thanks(events: Sequence[Event]) -> Sequence[Event]:
    """A thank-you that a person of ours has found to be more is a contact like any other, from its own instant on."""
    more = {event.data["of"] for event in events if event.kind == TakenForMore.name}
    return [
        event._replace(kind=Contacted.name) if event.kind == Thanked.name and event.name in more else event
        for event in events
    ]


def _placed(instant: list[Event]) -> list[Event]:
    """An event that was taken later than its neighbours says which of them it came before."""
    placed: list[Event] = []
    for event in instant:
        follower = event.data.get("before")
        position = next((n for n, other in enumerate(placed) if other.name == follower), None) if follower else None
        placed.insert(len(placed) if position is None else position, event)
    return placed


def _answers_first(instant: list[Event]) -> list[Event]:
    placed: list[Event] = []
    parked: int | None = None  # where the first that an answer passes stands, since the customer's last event
    for event in instant:
        kind = kind_of(event)
        if kind is Answered and parked is not None:
            placed.insert(parked, event)
            parked += 1
            continue
        if kind.by_customer:
            parked = None
        elif kind.parks(event) and parked is None:
            parked = len(placed)
        placed.append(event)
    return placed


def _deliveries_last(instant: list[Event]) -> list[Event]:
    """What says that a promise is delivered comes after the first answer that can have delivered it (definitions 3)."""
    answered = next((n for n, event in enumerate(instant) if kind_of(event) is Answered and can_deliver(event)), -1)
    until, after = instant[: answered + 1], instant[answered + 1 :]
    early = [event for event in until if kind_of(event) is PromiseKept]
    return [*(event for event in until if kind_of(event) is not PromiseKept), *early, *after]
