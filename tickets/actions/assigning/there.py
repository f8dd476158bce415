"""Who is there to be given tickets, and what they are known for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Max, Q

from tickets.models import OutOfOffice, Team, Ticket, Turn, User
from tickets.models.history import current_desk, seconds
from tickets.models.people import Role
from tickets.models.ticket import tagged
from tickets.rules.assignment import Candidate
from tickets.rules.shifts import on_shift

WORKS = Q(is_active=True) & ~Q(role=Role.READ_ONLY)


def zone_of(person: User, at: datetime) -> str:
    """The zone that a person reads clocks in: theirs, or the desk's."""
    return person.time_zone or current_desk(at).calendar.at_version(seconds(at)).versions[0].tz


def at_work(people: Iterable[User], at: datetime) -> list[User]:
    """Those who are in their working hours and not out of office."""
    away = set(OutOfOffice.objects.during(at).values_list("person_id", flat=True))
    return [
        person
        for person in people
        if person.pk not in away and on_shift(person.working_hours, zone_of(person, at), seconds(at))
    ]


def candidates(team: Team, at: datetime) -> list[Candidate]:
    """The people of a team who are there, with what they own and whose turn was when."""
    there = at_work(User.objects.filter(WORKS, teams=team), at)
    owned = Ticket.objects.unresolved().filter(owner__in=[person.pk for person in there])
    open_of = dict(owned.order_by().values_list("owner").annotate(Count("pk")))
    turns = dict(Turn.objects.filter(team=team).values_list("person", "number"))
    return [
        Candidate(one.pk, frozenset(one.skills), open_of.get(one.pk, 0), one.most_open, turns.get(one.pk, 0))
        for one in there
    ]


def taken_turn(team: Team, one: Candidate) -> None:
    """Whoever was given a ticket is last in the row. The team has to be locked."""
    last = Turn.objects.filter(team=team).aggregate(last=Max("number"))["last"] or 0
    one.turn = last + 1
    Turn.objects.update_or_create(team=team, person_id=one.person, defaults={"number": one.turn})


def known_skills() -> frozenset[str]:
    """Every skill that somebody who works here has: a tag that is nobody's skill needs none."""
    found = User.objects.filter(WORKS).exclude(skills=[]).values_list("skills", flat=True)
    return frozenset(skill for skills in found for skill in skills)


def needs_one_of(skills: Iterable[str]) -> Q:
    """Tickets with one of these skills among their tags."""
    found = Q(pk__in=[])
    for skill in sorted(skills):
        found |= tagged(skill)
    return found
