"""A bulk change from its asking to its undo. Few tickets are done at once; more are done by the worker, a chunk a turn.

The rows tell how far it is. Whoever has the run's lease works on it; each ticket is locked with its own row, so that a worker
that lost the run to another does nothing twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from tickets.actions import leases
from tickets.actions.bulk.one_ticket import CHANGES, do, rehearse, undoing
from tickets.actions.record import Invalid, permit
from tickets.actions.verbs import VERBS, Verb
from tickets.actions.verbs.assignment import Assign, SetPriority, Snooze, Tag
from tickets.actions.verbs.conversation import Reply
from tickets.actions.verbs.joining import Merge
from tickets.actions.verbs.outcome import Resolve
from tickets.models import BulkItem, BulkRun, Team, Ticket, User
from tickets.models.bulk import BulkState, ItemState

AT_ONCE = 50  # tickets that are looked at, or done, while whoever asked waits; and in one turn of the worker
MOST = 10_000
BATCH = 1000
# The verbs that can be done to many, and which of their fields are asked for.
OFFERED: Mapping[str, tuple[str, ...]] = {
    Assign.name: ("to", "team"),
    Tag.name: ("add", "remove"),
    SetPriority.name: ("to",),
    Reply.name: ("text",),
    Merge.name: ("into",),
    Snooze.name: ("until",),
    Resolve.name: ("text", "told_on", "asked", "reason"),
}


def choose(verb: str, tickets: QuerySet[Ticket], *, by: User, at: datetime) -> BulkRun:
    """Put down which tickets a verb is for; what it takes is said next. Errors: Denied, Invalid for none and too many."""
    if verb not in OFFERED:
        raise Invalid("verb", _("This is not done to many tickets."))
    permit(by, VERBS[verb].permission)
    ids = list(tickets.order_by("id").values_list("pk", flat=True)[: MOST + 1])
    if not ids:
        raise Invalid("t", _("Choose at least one ticket."))
    if len(ids) > MOST:
        raise Invalid("t", _("These are more than %(most)d tickets. Choose fewer.") % {"most": MOST})
    return _put_down(BulkRun(by=by, verb=verb, ordered_at=at), [BulkItem(ticket_id=pk) for pk in ids])


@transaction.atomic
def _put_down(run: BulkRun, items: list[BulkItem]) -> BulkRun:
    run.save()
    for item in items:
        item.run = run
    BulkItem.objects.bulk_create(items, batch_size=BATCH)
    return run


def ask(run: BulkRun, step: Verb, at: datetime) -> None:
    """Say what the verb takes, and look at what would become of each ticket. Errors: Invalid while they are
    looked at, and once it has begun."""
    fields = type(step).Input().fields
    given = {
        name: None if value is None else fields[name].to_representation(value) for name, value in step.given.items()
    }
    _move(run, (BulkState.ASKING, BulkState.READY), BulkState.CHECKING, at, given=given)
    run.items.update(state=ItemState.NEW, reason="")
    _now_or_later(run, at)


def start(run: BulkRun, at: datetime) -> None:
    """Do it. Errors: Invalid unless it was looked at, and nobody began it."""
    _move(run, (BulkState.READY,), BulkState.RUNNING, at)
    _now_or_later(run, at)


def _move(run: BulkRun, before: tuple[str, ...], to: str, at: datetime, **more: Any) -> None:
    """On to the next state, in hand of whoever asked for it; of two who ask at once the second is told."""
    until = at + leases.LEASE
    if not BulkRun.objects.filter(pk=run.pk, state__in=before).update(state=to, lease_until=until, **more):
        raise Invalid("run", _("This has been begun already."))
    run.refresh_from_db()


def _now_or_later(run: BulkRun, at: datetime) -> None:
    if run.items.filter(state__in=[ItemState.NEW, ItemState.READY])[: AT_ONCE + 1].count() > AT_ONCE:
        BulkRun.objects.filter(pk=run.pk).update(lease_until=None)
    else:
        work(run, at)


def undo(run: BulkRun, at: datetime) -> BulkRun:
    """Put back what a run changed, where nobody changed it since: a run of its own, by whoever did the first.

    Errors: Invalid for what cannot be undone, and for what is.
    """
    if run.verb not in CHANGES or run.state != BulkState.DONE or run.undoes_id:
        raise Invalid("run", _("This cannot be undone."))
    found = (undoing(item, run) for item in run.items.filter(state=ItemState.DONE).order_by("id"))
    items = [item for item in found if item]
    back = BulkRun(by=run.by, verb=run.verb, undoes=run, state=BulkState.RUNNING, ordered_at=at)
    try:
        with transaction.atomic():
            _put_down(back, items)
    except IntegrityError as twice:
        raise Invalid("run", _("This is undone already.")) from twice
    _now_or_later(back, at)
    return back


def hand_over(person: User, to: User | Team, *, by: User, at: datetime) -> BulkRun | None:
    """Give the unresolved tickets that a person owns to another person, or to a team as nobody's. Errors: Denied."""
    permit(by, Assign.permission)
    theirs = Ticket.objects.unresolved().filter(owner=person).order_by("id")
    items = [
        BulkItem(ticket_id=row.pop("pk"), state=ItemState.READY, before=row)
        for row in theirs.values("pk", *CHANGES[Assign.name][0])
    ]
    if not items:
        return None
    given = {"to": to.username} if isinstance(to, User) else {"to": None, "team": to.slug}
    run = BulkRun(by=by, verb=Assign.name, given=given, state=BulkState.RUNNING, ordered_at=at)
    _put_down(run, items)
    _now_or_later(run, at)
    return run


def being_handed_over() -> Exists:
    """Whether a ticket waits in a run that gives it to somebody."""
    waiting = BulkItem.objects.filter(ticket=OuterRef("pk"), state=ItemState.READY)
    return Exists(waiting.filter(run__verb=Assign.name, run__state=BulkState.RUNNING))


def claim(at: datetime) -> BulkRun | None:
    """A run to work on."""
    return leases.claim(BulkRun.objects.to_work(at), at, 1).select_related("by").first()


def work(run: BulkRun, at: datetime) -> None:
    """One turn: look at, or do, up to AT_ONCE of its tickets, and let it go; its last turn says that it is ready, or done."""
    looking = run.state == BulkState.CHECKING
    to_do = ItemState.NEW if looking else ItemState.READY
    left = run.items.filter(state=to_do).order_by("id")
    for item in left[:AT_ONCE]:
        if looking:
            rehearse(item, run, at)
        else:
            do(item.pk, run, at)
    after = {} if left.exists() else {"state": BulkState.READY if looking else BulkState.DONE}
    BulkRun.objects.filter(pk=run.pk, state=run.state, attempts=run.attempts).update(lease_until=None, **after)
    run.refresh_from_db()


def forget(at: datetime) -> None:
    """Take away what was kept long enough, and what nobody began."""
    BulkRun.objects.to_forget(at).delete()
