"""One ticket of a bulk change: what would become of it, doing it, and putting back what was before.

Each is one transaction with the row that tells of it: a worker that is killed has either done a ticket and said so, or neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import structlog
from django.db import DatabaseError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tickets.actions import inputs
from tickets.actions.record import Invalid, Stale
from tickets.actions.refusals import REFUSALS, reason
from tickets.actions.verbs import VERBS, perform
from tickets.actions.verbs.assignment import Assign, SetPriority, Snooze, Tag
from tickets.actions.verbs.joining import Merge
from tickets.events import named
from tickets.events.joining import Merged, Unmerged
from tickets.events.owner import Assigned
from tickets.events.status import PrioritySet, Snoozed, Tagged
from tickets.models import BulkItem, BulkRun, Event, Ticket
from tickets.models.bulk import ItemState
from tickets.rules.access import Denied

log = structlog.get_logger(__name__)
NEWS = named(lambda kind: kind.is_news)
# What a verb changes of a ticket, and the kinds of events that change the same: these verbs can be undone.
CHANGES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    Assign.name: (("owner__username", "team__slug"), (Assigned.name,)),
    Tag.name: (("tags",), (Tagged.name,)),
    SetPriority.name: (("priority",), (PrioritySet.name,)),
    Snooze.name: (("snoozed_until",), (Snoozed.name,)),
    Merge.name: (("merged_into",), (Merged.name, Unmerged.name)),
}


class Touched(Exception):
    """What a bulk change did is not as it left it: somebody else had it since."""

    def __init__(self) -> None:
        super().__init__(_("Somebody has changed it since: it stays as it is."))


class _Same(Exception):
    """It is so already."""


def rehearse(item: BulkItem, run: BulkRun, at: datetime) -> None:
    """Find out what would become of a ticket, and note how it stands: it is done for good, and taken back."""
    with transaction.atomic():
        ticket = Ticket.objects.filter(pk=item.ticket_id).first()
        item.version = ticket.version if ticket else None
        item.seen = _newest(item.ticket_id)
        item.state, item.reason = _tried(item, run, at)
        transaction.set_rollback(True)
    if item.state == ItemState.DONE:
        item.state = ItemState.READY
    BulkItem.objects.filter(pk=item.pk, state=ItemState.NEW).update(
        state=item.state, reason=item.reason, version=item.version, seen=item.seen
    )


def do(pk: int, run: BulkRun, at: datetime) -> None:
    """Do it to one ticket, unless that is done: whoever comes second finds it so."""
    with transaction.atomic():
        item = BulkItem.objects.select_for_update().get(pk=pk)
        if item.state != ItemState.READY:
            return
        item.state, item.reason = _tried(item, run, at)
        item.save()


def _tried(item: BulkItem, run: BulkRun, at: datetime) -> tuple[str, str]:
    """What became of it, and why not. What is refused, or changes nothing, leaves nothing."""
    try:
        with transaction.atomic():
            _perform(item, run, at)
    except _Same:
        return ItemState.SAME, ""
    except (*REFUSALS, Touched) as error:
        return ItemState.REFUSED, reason(error)[:300]
    except DatabaseError:
        raise
    except Exception as error:
        # One ticket that cannot be changed never stands in the way of the next.
        log.exception("bulk_item_failed", run=run.pk, ticket=item.ticket_id)
        return ItemState.REFUSED, _("It could not be done (%(error)s).") % {"error": type(error).__name__}
    return ItemState.DONE, ""


def _perform(item: BulkItem, run: BulkRun, at: datetime) -> None:
    name = item.verb or run.verb
    ticket = _ticket(item, run)
    if not VERBS[name].fits(ticket):
        raise Invalid("verb", _("Not for a ticket that is %(standing)s.") % {"standing": ticket.standing.lower()})
    before = part_of(run.verb, item.ticket_id, at)
    if item.before is not None and before != item.before:
        raise Touched
    if run.undoes_id and _touched_since(item, run.verb):
        raise Touched
    given = run.given if item.given is None else item.given
    step = VERBS[name].read(given, actor=run.by, at=at)
    try:
        done = perform(ticket, [step], actor=run.by, at=at, expected_version=item.version)
    except Stale as stale:
        # A version also moves when the clock alone made something true; only news stops it.
        if Event.objects.filter(ticket=item.ticket_id, pk__gt=item.seen, kind__in=NEWS).exists():
            raise
        done = perform(ticket, [step], actor=run.by, at=at, expected_version=stale.ticket.version)
    after = part_of(run.verb, item.ticket_id, at)
    if after == before if run.verb in CHANGES else done.version == ticket.version:
        raise _Same
    if not run.undoes_id:
        item.before, item.after, item.event = before, after, _newest(item.ticket_id)


def _ticket(item: BulkItem, run: BulkRun) -> Ticket:
    """The ticket as it is now. Who undoes what they did themselves may have put it out of their own sight by it."""
    seen = Ticket.objects.all() if run.undoes_id else Ticket.objects.visible_to(run.by)
    ticket = seen.filter(pk=item.ticket_id).first()
    if ticket is None or not run.by.is_active:
        raise Denied(_("You do not see this ticket any more."))
    return ticket


def part_of(verb: str, ticket: int, at: datetime) -> dict[str, Any] | None:
    """What a verb changes of a ticket, as it is now; None for one that cannot be undone."""
    if verb not in CHANGES:
        return None
    part = Ticket.objects.filter(pk=ticket).values(*CHANGES[verb][0]).get()
    until = part.get("snoozed_until")
    if until is not None:
        part["snoozed_until"] = inputs.as_utc(until) if until > at else None
    return part


def _touched_since(item: BulkItem, verb: str) -> bool:
    later = Event.objects.filter(ticket=item.ticket_id, pk__gt=item.event, kind__in=CHANGES[verb][1])
    return later.exists()


def _newest(ticket: int) -> int:
    return Event.objects.filter(ticket=ticket).aggregate(newest=Max("pk"))["newest"] or 0


def undoing(item: BulkItem, run: BulkRun) -> BulkItem | None:
    """What puts back what a run did to one ticket; None where nothing is to be put back."""
    before, after = item.before, item.after
    if before is None or after is None:
        return None
    verb, given = _undo_of(run.verb, before, after)
    return BulkItem(
        ticket_id=item.ticket_id, state=ItemState.READY, verb=verb, given=given, before=after, event=item.event
    )


def _undo_of(verb: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    if verb == Assign.name:
        names = {"owner__username": "to", "team__slug": "team"}
        return verb, {names[key]: before[key] for key in names if before[key] != after[key]}
    if verb == Tag.name:
        had, has = set(before["tags"]), set(after["tags"])
        return verb, {"add": sorted(had - has), "remove": sorted(has - had)}
    if verb == SetPriority.name:
        return verb, {"to": before["priority"]}
    if verb == Snooze.name:
        until = before["snoozed_until"]
        return (verb, {"until": until}) if until else ("wake", {})
    return "unmerge", {}
