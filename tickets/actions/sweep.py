"""What becomes true by the clock alone: flags, broken promises, presumed loops, closed tickets.

Nothing here depends on a broker's memory: each ticket's row says when it must be looked at next, a sweep finds it. A
second sweep at once, or again, finds nothing left to do.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tickets.actions.bulk.runs import being_handed_over
from tickets.actions.change import Change, Entry, whole
from tickets.actions.projection.rebuild import heal
from tickets.actions.record import decide, permit
from tickets.actions.saving import save
from tickets.events.owner import Assigned
from tickets.events.resolution import Closed
from tickets.models import FlagSighting, StalledFlag, Ticket, User
from tickets.models.history import current_desk, load_events, moment, seconds
from tickets.models.people import WHO_LEFT
from tickets.rules.access import SWEEP, Actor
from tickets.rules.desk import Desk
from tickets.rules.lifecycle import CLOSES_AFTER, Status
from tickets.rules.story import Event
from tickets.rules.version import RULES_VERSION

HEALED_AT_ONCE = 80  # tickets a beat: 14,400 an hour
SEEN_AT_ONCE = 5000  # flags; what is left is seen by the next sweep


def check_due(at: datetime, limit: int = 500) -> int:
    """Look at up to `limit` tickets for which something has become true by `at`; gives how many there were."""
    with transaction.atomic():
        due = Ticket.objects.due_for_a_check(at).order_by("next_check_at")
        tickets = list(due.select_for_update(skip_locked=True)[:limit])
        if tickets:
            lines, desk = load_events([ticket.pk for ticket in tickets]), current_desk(at)
            save([_look(ticket, lines[ticket.pk], desk, at) for ticket in tickets], at=at)
    _see_flags(at)
    return len(tickets)


def release_of_who_left(at: datetime, *, who: User | None = None, by: Actor = SWEEP, limit: int = 500) -> int:
    """What a person who left owns is nobody's (definitions 3, R4): take up to `limit` unresolved tickets off them, those that
    came back since they left included; gives how many it took. `who`: only theirs. What is just given to somebody else is left.

    A line that lies ahead may still give one to them: it is left alone, or each sweep would take it off them again.
    """
    permit(by, "release")
    with transaction.atomic():
        left = User.objects.filter(WHO_LEFT, **({"pk": who.pk} if who else {}))
        theirs = Ticket.objects.unresolved().filter(~being_handed_over(), owner__in=left).order_by("id")
        tickets = list(theirs.select_for_update(skip_locked=True, of=("self",))[:limit])
        lines, desk = load_events([ticket.pk for ticket in tickets]), current_desk(at)
        nobodys = Entry(Assigned, {"to": None}, actor=by)
        changes = [decide(ticket, lines[ticket.pk], [nobodys], desk=desk, at=at) for ticket in tickets]
        released = [change for change in changes if change.after.row["owner_id"] is None]
        save(released, at=at)
    return len(released)


def _see_flags(at: datetime) -> None:
    """Say of the flags that no sweep has seen that this one did, those that an answer cleared before included."""
    at = whole(at)
    with transaction.atomic():
        new = StalledFlag.objects.filter(detected_at=None, imported=False)
        unseen = list(new.select_for_update(skip_locked=True)[:SEEN_AT_ONCE])
        if unseen:
            sightings = [FlagSighting(rule=flag.rule, anchor_id=flag.anchor_id, detected_at=at) for flag in unseen]
            FlagSighting.objects.bulk_create(sightings, ignore_conflicts=True)
            StalledFlag.objects.filter(pk__in=[flag.pk for flag in unseen]).update(detected_at=at)


def _look(ticket: Ticket, lines: list[Event], desk: Desk, at: datetime) -> Change:
    entries = []
    closes_at = seconds(ticket.resolved_at) + CLOSES_AFTER if ticket.resolved_at else None
    if ticket.status == Status.RESOLVED and closes_at is not None and closes_at <= seconds(at):
        permit(SWEEP, "close")
        entries.append(Entry(Closed, actor=SWEEP, at=moment(closes_at)))
    return decide(ticket, lines, entries, desk=desk, at=at)


def heal_some(at: datetime, limit: int = HEALED_AT_ONCE) -> int:
    """Make the rows of some tickets true that other rules have written; gives how many were looked at.

    After a release that changed a rule each beat takes a few, so that a desk of any size is true again within hours and no
    beat is longer than another.
    """
    ids = list(Ticket.objects.of_other_rules(RULES_VERSION).order_by("id").values_list("pk", flat=True)[:limit])
    if ids:
        heal(ids, at)
    return len(ids)


def recheck_everything(at: datetime) -> int:
    """Look at every unresolved ticket with the next sweep: the desk's calendar or limits have changed."""
    return Ticket.objects.unresolved().update(next_check_at=at)
