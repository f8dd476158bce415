"""What we owe: making, keeping, waiving and replacing promises (definitions 3)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tickets.actions.conversation import PromiseGiven, due_data, promise_entry, promise_names
from tickets.actions.ledger import Entry, Invalid, decide, locked, log_of, permit, record, refuse, save
from tickets.events import Answered
from tickets.models import Promise, Ticket, User
from tickets.models.history import current_desk, moment


def promise(
    ticket: Ticket | int,
    *,
    by: User,
    at: datetime,
    text: str,
    due_at: datetime | None = None,
    expected_version: int | None = None,
) -> Ticket:
    """We owe something from now on; without a date the policy says by when."""
    permit(by, "promise")
    entry = promise_entry(PromiseGiven(text, due_at), by=by, at=at)
    return record(ticket, [entry], at=at, expected_version=expected_version)


def keep(ticket: Ticket | int, *, by: User, at: datetime, promise: int, expected_version: int | None = None) -> Ticket:
    """Our last answer delivered what was promised: it counts from that answer, not from the click.

    Only an answer that we started keeps a promise. Errors: Invalid without one since the promise was made.
    """
    permit(by, "keep-promise")
    with transaction.atomic():
        fresh = locked(ticket, expected_version)
        lines = log_of(fresh)
        made_at = _made_at(fresh, promise)
        answers = [line for line in lines if line.kind == Answered.name and line.data.get("initiated", True)]
        answered_at = max((line.at for line in answers if line.at > made_at), default=None)
        if answered_at is None:
            raise Invalid("promise", "Tell the customer first: a promise is kept by an answer that we start.")
        name = promise_names(fresh, [promise])[0]
        entry = Entry("promise_done", {"promise": name}, by=by, at=moment(answered_at))
        change = decide(fresh, lines, [entry], desk=current_desk(at), at=at)
        refuse(change)
        save([change], at=at)
    return fresh


def _made_at(ticket: Ticket, promise: int) -> int:
    made_at = Promise.objects.filter(ticket=ticket, pk=promise).values_list("made_at", flat=True).first()
    if made_at is None:
        raise Invalid("promise", "There is no such promise on this ticket.")
    return int(made_at.timestamp())


def waive(
    ticket: Ticket | int, *, by: User | None, at: datetime, promise: int, expected_version: int | None = None
) -> Ticket:
    """The customer does not need it any more. After its due time it stays broken."""
    permit(by, "waive-promise")
    with transaction.atomic():
        fresh = locked(ticket, expected_version)
        entry = Entry("promise_waived", {"promise": promise_names(fresh, [promise])[0]}, by=by)
        return record(fresh, [entry], at=at)


def supersede(
    ticket: Ticket | int,
    *,
    by: User,
    at: datetime,
    promise: int,
    due_at: datetime | None = None,
    text: str | None = None,
    expected_version: int | None = None,
) -> Ticket:
    """Replace a promise by a new one, strictly before the old one is due."""
    permit(by, "supersede-promise")
    if due_at is not None and due_at <= at:
        raise Invalid("due_at", "A promise is due in the future.")
    with transaction.atomic():
        fresh = locked(ticket, expected_version)
        name = promise_names(fresh, [promise])[0]
        words = text or Promise.objects.values_list("text", flat=True).get(pk=promise)
        entry = Entry("promise_superseded", {"promise": name, **due_data(due_at, at)}, by=by, text=words)
        return record(fresh, [entry], at=at)
