"""What belongs to somebody who is not there goes on: when they are out of office, and when their shift ends.

Each ticket is handed over by a transaction of its own that asks whether it still is theirs, so that two workers, or one that
was killed, hand over none twice. A promise stays what it was: another owner owes it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from tickets.actions.assigning.there import WORKS, at_work, candidates, known_skills, taken_turn, zone_of
from tickets.actions.bulk.runs import being_handed_over
from tickets.actions.verbs import perform
from tickets.actions.verbs.assignment import Give
from tickets.models import OutOfOffice, ShiftEnd, Team, Ticket, User
from tickets.models.history import moment, seconds
from tickets.models.people import Role
from tickets.models.ticket import snoozed
from tickets.models.work import Hands
from tickets.rules.access import SWEEP
from tickets.rules.assignment import Way, Why, chosen
from tickets.rules.lifecycle import WaitingOn
from tickets.rules.shifts import back_at, last_end


def of_who_is_away(at: datetime) -> int:
    """Hand over what is ours to move and belongs to people out of office, also what becomes so meanwhile; gives how many."""
    gone = OutOfOffice.objects.during(at).exclude(hands=Hands.KEEP).select_related("person", "to")
    return sum(_of_absence(away, at) for away in gone)


def _of_absence(away: OutOfOffice, at: datetime) -> int:
    to = away.to if away.hands == Hands.PERSON and away.to else None
    if to and (not to.is_active or to.role == Role.READ_ONLY or not at_work([to], at)):
        to = None
    found = ours_to_move(away.person, away.until_at, at).values_list("pk", flat=True)
    return sum(_hand_on(pk, away.person, to.pk if to else None, Why.OUT_OF_OFFICE, at) for pk in list(found))


def ours_to_move(owner: User, until: datetime, at: datetime) -> QuerySet[Ticket]:
    """What somebody owns and is ours to move until an instant: it waits on us, or a promise of it falls due."""
    theirs = Ticket.objects.unresolved().filter(~being_handed_over(), ~snoozed(at), owner=owner)
    return theirs.filter(Q(waiting_on=WaitingOn.US) | Q(promise_due_at__lt=until)).by_due()


def of_ended_shifts(at: datetime) -> int:
    """Look once at each shift that has ended, where a team wants it, and hand over what falls due before its person is back."""
    people = User.objects.filter(WORKS, teams__hands_over_shifts=True).exclude(working_hours={}).distinct()
    seen = dict(ShiftEnd.objects.values_list("person", "ended_at"))
    given = 0
    for person in people:
        end = last_end(person.working_hours, zone_of(person, at), seconds(at))
        ended = moment(end) if end is not None else None
        if ended is not None and seen.get(person.pk) != ended:
            given += _of_shift(person, at)
            ShiftEnd.objects.update_or_create(person=person, defaults={"ended_at": ended})
    return given


def _of_shift(person: User, at: datetime) -> int:
    back = back_at(person.working_hours, zone_of(person, at), seconds(at))
    theirs = Ticket.objects.unresolved().filter(~being_handed_over(), ~snoozed(at), owner=person)
    theirs = theirs.filter(waiting_on=WaitingOn.US, team__hands_over_shifts=True)
    if back is not None:
        theirs = theirs.filter(due_at__lt=moment(back))
    return sum(_to_who_is_there(ticket, person, at) for ticket in theirs.by_due())


@transaction.atomic
def _to_who_is_there(ticket: Ticket, person: User, at: datetime) -> bool:
    """To somebody of its team who is there, by the team's own way; it stays where it is if nobody can take it."""
    team = Team.objects.select_for_update(no_key=True).get(tickets=ticket)
    way = Way.ROUND_ROBIN if team.assigning == Way.ROUND_ROBIN else Way.LEAST_LOADED
    there = [one for one in candidates(team, at) if one.person != person.pk]
    one = chosen(way, there, known_skills().intersection(ticket.tags))
    if one is None or not _hand_on(ticket.pk, person, one.person, Why.SHIFT_ENDED, at):
        return False
    taken_turn(team, one)
    return True


def _hand_on(pk: int, owner: User, to: int | None, why: Why, at: datetime) -> bool:
    """Whether it belongs to another now. Where a line that lies ahead says otherwise nothing is written."""
    with transaction.atomic():
        result = perform(pk, [Give(whose=owner.pk, to=to, why=why.value)], actor=SWEEP, at=at)
        if result.owner_id == to:
            return True
        transaction.set_rollback(True)
    return False
