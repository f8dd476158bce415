"""What waits for a person leaves together: once they are away, outside their quiet hours, and no oftener than they want."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from tickets.actions.assigning.there import zone_of
from tickets.models import Event, Notice, Telling, Ticket, Told
from tickets.models.notice import Way
from tickets.rules.telling import Pace, may_leave

KEPT = timedelta(days=30)
Looked = Callable[[int, int | None], datetime | None]


def gather(at: datetime, looked: Looked) -> int:
    """Put together what may leave now; gives how many mails and calls that makes.

    `looked(person, ticket)`: when a person was last at the desk (ticket None) or had a ticket before them, if that is known.
    """
    waiting = Notice.objects.filter(telling=None, dropped_at=None).order_by().values_list("person", "way").distinct()
    ways = list(waiting)
    people = Told.objects.select_related("person").in_bulk({person for person, _way in ways})
    # Most have to wait, and no transaction is begun to see that.
    due = [(person, way) for person, way in ways if person in people and _may_leave(people[person], way, at, looked)]
    return sum(_of_person(person, way, at, looked) for person, way in due)


def _may_leave(told: Told, way: str, at: datetime, looked: Looked) -> bool:
    here = looked(told.person_id, None)
    if here and at - here < timedelta(minutes=told.away_minutes):
        return False
    last, pace = (told.mailed_at, Pace(told.pace)) if way == Way.MAIL else (told.called_at, Pace.AT_ONCE)
    return may_leave(at, last, pace=pace, quiet=told.quiet, zone=zone_of(told.person, at))


@transaction.atomic
def _of_person(person: int, way: str, at: datetime, looked: Looked) -> bool:
    told = (
        Told.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("person")
        .filter(pk=person)
        .first()
    )
    if told is None or not _may_leave(told, way, at, looked):
        return False  # another worker has them in hand, or had
    left = _needed(told, way, at, looked)
    if not left:
        return False
    telling = Telling.objects.create(person_id=person, way=way, made_at=at, next_attempt_at=at)
    Notice.objects.filter(pk__in=left).update(telling=telling)
    Told.objects.filter(pk=person).update(**{"mailed_at" if way == Way.MAIL else "called_at": at})
    return True


def _needed(told: Told, way: str, at: datetime, looked: Looked) -> list[int]:
    """Of what waits, what they want still, may see still, and have not seen; the rest is dropped."""
    waiting = list(
        Notice.objects.filter(person=told.person_id, way=way, telling=None, dropped_at=None).select_for_update()
    )
    tickets = {notice.ticket_id for notice in waiting}
    seen = set(Ticket.objects.visible_to(told.person).filter(pk__in=tickets).values_list("pk", flat=True))
    done = _last_done(told.person_id, tickets)
    left = [
        notice.pk
        for notice in waiting
        if notice.kind in told.wants(way)
        and notice.ticket_id in seen
        and done.get(notice.ticket_id, 0) < notice.event_id
        and not ((look := looked(told.person_id, notice.ticket_id)) and look > notice.at)
    ]
    Notice.objects.filter(pk__in={notice.pk for notice in waiting} - set(left)).update(dropped_at=at)
    return left


def _last_done(person: int, tickets: set[int]) -> dict[int, int]:
    """The newest thing that a person did in each ticket: whoever did something there has seen what was before."""
    return dict(Event.objects.filter(ticket__in=tickets, by=person).order_by("pk").values_list("ticket", "pk"))


def forget(at: datetime) -> None:
    """Take away what was told long ago; an event that old becomes no notice any more."""
    Notice.objects.filter(at__lte=at - KEPT).delete()
    Telling.objects.filter(made_at__lte=at - KEPT).delete()
