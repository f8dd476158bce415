"""What we owe, as its events tell it: a promise that is made now, when it is due, and what lines call it (definitions 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tickets.actions.macros.gaps import no_gaps
from tickets.actions.record import Entry, Invalid
from tickets.events.promise import Promised
from tickets.models import Message, Promise, Ticket
from tickets.models.history import current_desk, seconds
from tickets.rules.access import Actor
from tickets.rules.desk import Desk
from tickets.rules.promises import promise_due


@dataclass(frozen=True)
class PromiseGiven:
    """A promise as it is made: its words, and when it is due (None: the desk's policy says)."""

    text: str
    due_at: datetime | None = None


def promise_entry(promise: PromiseGiven, *, actor: Actor, at: datetime, message: Message | None = None) -> Entry:
    """A promise made now; without a date it is due by the policy that holds now."""
    if not promise.text.strip():
        raise Invalid("promise", _("Say what is promised."))
    no_gaps(promise.text)
    if promise.due_at is not None and promise.due_at <= at:
        raise Invalid("due_at", _("A promise is due in the future."))
    return Entry(Promised, due_data(promise.due_at, at), actor=actor, message=message, text=promise.text.strip())


def due_data(due_at: datetime | None, at: datetime) -> dict[str, Any]:
    """When a promise is due, as its event keeps it: a time that was told does not move with the calendar."""
    return {"due_at": seconds(due_at)} if due_at is not None else due_by_policy(current_desk(at), seconds(at))


def due_by_policy(desk: Desk, made_at: int) -> dict[str, Any]:
    """When a promise that names no date is due, by the policy that holds when it is made."""
    due = promise_due(desk, made_at)
    return {"due_at": made_at if due is None else due, "by_policy": True}


def promise_names(ticket: Ticket, promises: Sequence[int]) -> list[str]:
    """What lines call these promises of a ticket. Errors: Invalid for one that is not the ticket's."""
    rows = Promise.objects.filter(ticket=ticket, pk__in=promises).select_related("made_in") if promises else ()
    names = {row.pk: row.made_in.name for row in rows}
    if len(names) < len(set(promises)):
        raise Invalid("promise", _("There is no such promise on this ticket."))
    return [names[pk] for pk in promises]
