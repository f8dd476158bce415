"""Promises as rows: made with their words by an event, their state follows from the story."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from tickets.actions.change import Change, Entry, Written
from tickets.actions.inserting import insert
from tickets.events import named
from tickets.models import Event, Promise, Ticket
from tickets.models.history import instant, moment
from tickets.models.promise import PromiseState
from tickets.rules.access import person_id
from tickets.rules.projection import Following

MAKES_A_PROMISE = named(lambda kind: kind.makes_a_promise)
COLUMNS = ("state", "owed", "settled_at", "fulfilled_late_at")
# A promise that the story does not tell, such as a call back for a call that was answered after all.
WITHOUT_EFFECT = (PromiseState.VOID, False, None, None)
Outcome = tuple[Any, ...]


def rows(follows: Following, ticket: Ticket, written: Written) -> dict[int, Outcome]:
    """How promises stand, by the event that made each."""
    return {
        written.event_id(ticket, o.promise.event): (
            o.state,
            o.owed,
            moment(o.settled_at),
            moment(o.fulfilled_late_at),
        )
        for o in follows.promises
    }


def stored(tickets: Collection[int]) -> dict[int, dict[int, Outcome]]:
    """How the table says that they stand: one statement for any number of tickets."""
    found: dict[int, dict[int, Outcome]] = defaultdict(dict)
    for ticket, made_in, *outcome in Promise.objects.filter(ticket__in=tickets).values_list(
        "ticket", "made_in", *COLUMNS
    ):
        found[ticket][made_in] = tuple(outcome)
    return found


def save(changes: Sequence[Change], written: Written, stored: Mapping[int, Mapping[int, Outcome]]) -> None:
    """Make the rows of new promises; move those whose state is another now."""
    made = {event.pk: (entry, event) for _, entry, event in written.of_kind(changes, *MAKES_A_PROMISE)}
    moved: dict[Outcome, list[int]] = defaultdict(list)
    new: dict[int, Outcome] = dict.fromkeys(made, WITHOUT_EFFECT)
    for change in changes:
        for pk, outcome in _differences(change, written, stored):
            if pk in made:
                new[pk] = outcome
            else:
                moved[outcome].append(pk)
    insert(Promise, [_promise(*made[pk], outcome) for pk, outcome in new.items()])
    for outcome, made_in in moved.items():
        Promise.objects.filter(made_in__in=made_in).update(**dict(zip(COLUMNS, outcome, strict=True)))


def _differences(
    change: Change, written: Written, stored: Mapping[int, Mapping[int, Outcome]]
) -> list[tuple[int, Outcome]]:
    if change.before is None:
        known = dict(stored.get(change.ticket.pk, {}))
    else:
        known = rows(change.before, change.ticket, written)
    wanted = dict.fromkeys(known, WITHOUT_EFFECT) | rows(change.after, change.ticket, written)
    return [(pk, outcome) for pk, outcome in wanted.items() if known.get(pk) != outcome]


def _promise(entry: Entry, event: Event, outcome: Outcome) -> Promise:
    return Promise(
        ticket_id=event.ticket_id,
        made_in=event,
        message=entry.message,
        by_id=person_id(entry.actor),
        text=entry.text[:500],
        made_at=event.occurred_at,
        due_at=instant(entry.data["due_at"]),
        **dict(zip(COLUMNS, outcome, strict=True)),
    )
