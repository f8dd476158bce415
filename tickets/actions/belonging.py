"""The rows that follow from a ticket's story, made anew: after a merge, an undo or a split, and after an import."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tickets.actions.ledger import decide, save
from tickets.actions.saving import MAKES_A_PROMISE, WITHOUT_EFFECT
from tickets.models import Promise, ServiceClock, StalledFlag, Ticket
from tickets.models.history import current_desk, load_events
from tickets.rules.desk import Desk
from tickets.rules.lifecycle import Status, WaitingOn


def rebuild(tickets: Sequence[int], *, at: datetime, desk: Desk | None = None, imported: bool = False) -> None:
    """Make the rows that follow from these tickets' stories anew, from nothing but their events.

    What only live sweeps know, when a flag was detected, is kept. `desk`: not the database's. `imported`: flags that are
    new are no news.
    """
    rows = list(Ticket.objects.filter(pk__in=tickets))
    lines = load_events(tickets)
    known = StalledFlag.objects.filter(ticket__in=tickets)
    seen = {(flag.rule, flag.anchor_id): (flag.detected_at, flag.imported) for flag in known}
    StalledFlag.objects.filter(ticket__in=tickets).delete()
    ServiceClock.objects.filter(ticket__in=tickets).delete()
    for ticket in rows:
        if ticket.merged_into_id:
            _rest(ticket)
            continue
        own = [line.id for line in lines[ticket.pk]]
        Promise.objects.filter(made_in__in=own).exclude(ticket=ticket).update(ticket=ticket)
        change = decide(ticket, lines[ticket.pk], [], desk=desk or current_desk(at), at=at, anew=True)
        save([change], at=at, imported=imported)
        told = {outcome.promise.event.id for outcome in change.after.promises}
        if silent := [line.id for line in lines[ticket.pk] if line.kind in MAKES_A_PROMISE and line.id not in told]:
            Promise.objects.filter(made_in__in=silent).update(**WITHOUT_EFFECT)
    for (rule, anchor), (detected_at, was_imported) in seen.items():
        StalledFlag.objects.filter(ticket__in=tickets, rule=rule, anchor=anchor).update(
            detected_at=detected_at, imported=was_imported
        )


def _rest(ticket: Ticket) -> None:
    """A ticket that was merged away asks for nothing: its story goes on elsewhere."""
    Ticket.objects.filter(pk=ticket.pk).update(
        status=Status.MERGED,
        waiting_on=WaitingOn.NOBODY,
        next_check_at=None,
        due_at=None,
        due_kind="",
        stalled_since=None,
        stalled_rules=[],
        version=ticket.version + 1,
    )
