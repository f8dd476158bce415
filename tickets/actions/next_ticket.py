"""The next ticket to work on: the most urgent one that a person may take, made theirs before anybody else sees it as free."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from tickets.actions.assigning.there import known_skills, needs_one_of
from tickets.actions.record import permit
from tickets.actions.verbs import perform
from tickets.actions.verbs.assignment import Take
from tickets.models import Ticket, User
from tickets.models.ticket import snoozed
from tickets.rules.lifecycle import WaitingOn


def next_for(person: User, at: datetime, passed: Iterable[int] = ()) -> Ticket | None:
    """What a person has to do next, and owns from now on; None if nothing is left for them. Errors: Denied.

    It is ours to move, they may see it, nobody has put it out of sight, and it is nobody's or theirs. What they own and is
    overdue comes first, then what is due soonest, whoever of the two has it. What needs a skill that they do not have is left
    to who has it, and whoever owns as much as they can gets what they own. `passed`: numbers that they have looked at and
    do not want again.

    Two people who ask at once never get the same: a free ticket is locked before it is given, and on PostgreSQL whoever
    finds it locked goes on to the one after it.
    """
    permit(person, Take.permission)
    waiting = Ticket.objects.visible_to(person).unresolved().filter(~snoozed(at), waiting_on=WaitingOn.US)
    waiting = waiting.exclude(pk__in=list(passed)).by_due()
    with transaction.atomic():
        own = waiting.filter(owner=person.pk).first()
        if own and own.due_at and own.due_at <= at:
            return own
        free = (
            _locked(waiting.exclude(needs_one_of(known_skills().difference(person.skills))), own)
            if _has_room(person)
            else None
        )
        if free is None:
            return own
        return perform(free, [Take()], actor=person, at=at, expected_version=free.version)


def _has_room(person: User) -> bool:
    """Whether one more ticket is within a person's limit."""
    most = person.most_open
    return most is None or Ticket.objects.unresolved().filter(owner=person.pk).count() < most


def _locked(waiting: QuerySet[Ticket], own: Ticket | None) -> Ticket | None:
    """The first one that nobody has and nobody is taking, if it is due before a person's own."""
    free = waiting.filter(owner=None)
    if own and own.due_at:
        free = free.filter(Q(due_at__lt=own.due_at) | Q(due_at=own.due_at, pk__lt=own.pk))
    elif own:
        free = free.filter(Q(due_at__isnull=False) | Q(pk__lt=own.pk))
    return free.select_for_update(skip_locked=True, of=("self",)).first()
