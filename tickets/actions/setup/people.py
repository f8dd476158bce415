"""Our people: who works here, in which teams, and how they get in."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tickets.actions.bulk.runs import hand_over
from tickets.actions.record import Invalid, permit
from tickets.actions.sweep import release_of_who_left
from tickets.events.status import tag_name
from tickets.models import Team, User
from tickets.models.people import Assigning, Role
from tickets.models.words import worded
from tickets.rules import identity
from tickets.rules.access import Actor
from tickets.rules.opening_hours import InvalidCalendar
from tickets.rules.shifts import shifts

PASSWORD_BYTES = 12
SAID = ("role", "time_zone", "first_name", "last_name", "email")
WORK = ("skills", "most_open", "working_hours")


def create_team(*, by: Actor, slug: str, name: str) -> Team:
    """A new group of agents. Errors: Invalid for a short name or a name that another team has."""
    permit(by, "set-up")
    if Team.objects.filter(slug=slug).exists():
        raise Invalid("slug", _("Another team has that short name."))
    if Team.objects.filter(name=name).exists():
        raise Invalid("name", _("Another team has that name."))
    return Team.objects.create(slug=slug, name=name)


def change_team(
    team: Team, *, by: User, name: str, assigning: str = Assigning.NONE, hands_over_shifts: bool = False
) -> Team:
    """Call a team something else, and say how its tickets find their owner. Errors: Invalid for another team's name."""
    permit(by, "set-up")
    if Team.objects.filter(name=name).exclude(pk=team.pk).exists():
        raise Invalid("name", _("Another team has that name."))
    Team.objects.filter(pk=team.pk).update(name=name, assigning=assigning, hands_over_shifts=hands_over_shifts)
    return Team.objects.get(pk=team.pk)


@transaction.atomic
def create_person(
    *,
    by: Actor,
    username: str,
    role: str,
    first_name: str = "",
    last_name: str = "",
    email: str = "",
    teams: Sequence[Team] = (),
    time_zone: str = "",
    signs_in: bool = True,
    **work: Any,
) -> tuple[User, str]:
    """A person of ours, and the random password that is shown this once ("" for one who does not sign in).

    Somebody known only from an imported history becomes that person. `work`: any of WORK. Errors: Invalid for a name that is in use.
    """
    permit(by, "set-up")
    if role not in Role.values:
        raise Invalid("role", _("Roles are %(roles)s.") % {"roles": ", ".join(Role.values)})
    person = User.objects.filter(username=username).first() or User(username=username)
    if person.pk and (person.is_active or person.has_usable_password()):
        raise Invalid("username", _("There is a person of that name already."))
    person.role, person.time_zone = role, time_zone
    _set_work(person, work)
    person.first_name, person.last_name = first_name, last_name
    person.email = _own_address(email, person)
    person.is_active = person.is_staff = signs_in
    person.is_superuser = role == Role.ADMINISTRATOR
    password = secrets.token_urlsafe(PASSWORD_BYTES) if signs_in else ""
    person.set_password(password or None)
    person.save()
    person.teams.set(teams)
    return person, password


@transaction.atomic
def change_person(
    person: User,
    *,
    by: User,
    at: datetime,
    role: str,
    first_name: str,
    last_name: str,
    teams: Sequence[Team],
    time_zone: str,
    is_active: bool,
    email: str | None = None,
    hand_to: User | Team | None = None,
    **work: Any,
) -> User:
    """Put a person's role, name, address (None: as it is), teams and zone right, or let them go: what they own goes to
    `hand_to`, or is nobody's then. Of many the worker does the rest. `work`: any of WORK. Errors: Invalid for oneself out
    of office, and for hours that are none.
    """
    permit(by, "set-up")
    if role not in Role.values:
        raise Invalid("role", _("Roles are %(roles)s.") % {"roles": ", ".join(Role.values)})
    if person.pk == by.pk and (not is_active or role != Role.ADMINISTRATOR):
        raise Invalid("role", _("Another administrator has to do that: nobody locks themselves out."))
    fresh = User.objects.select_for_update().get(pk=person.pk)
    fresh.role, fresh.time_zone = role, time_zone
    fresh.first_name, fresh.last_name = first_name, last_name
    fresh.email = fresh.email if email is None else _own_address(email, fresh)
    _set_work(fresh, work)
    fresh.is_active = is_active
    fresh.is_staff = is_active
    fresh.is_superuser = role == Role.ADMINISTRATOR
    fresh.save(update_fields=[*SAID, *WORK, "is_active", "is_staff", "is_superuser"])
    fresh.teams.set(teams)
    if not is_active:
        _let_go(fresh, hand_to, by, at)
    return fresh


def _set_work(person: User, said: Mapping[str, Any]) -> None:
    """What a person can do, how much, and when. Errors: Invalid, TypeError for anything else."""
    if unknown := said.keys() - set(WORK):
        raise TypeError(f"unknown {sorted(unknown)}")
    for name, value in said.items():
        setattr(person, name, value)
    person.skills = sorted({tag_name(skill) for skill in person.skills} - {""})
    if person.working_hours:
        try:
            shifts(person.working_hours, person.time_zone or "UTC")
        except InvalidCalendar as error:
            raise Invalid("day0", worded(error)) from error


def _let_go(person: User, to: User | Team | None, by: User, at: datetime) -> None:
    """What somebody owned who left has another owner, a team or nobody; the sweep takes what is more than it does at once."""
    if isinstance(to, User) and (to.pk == person.pk or not to.is_active or to.role == Role.READ_ONLY):
        raise Invalid("hand_to", _("Choose somebody who works on tickets."))
    if to:
        hand_over(person, to, by=by, at=at)
    release_of_who_left(at, who=person, by=by)


def _own_address(said: str, person: User) -> str:
    """A person's mail address in its one form, by which mail that they pass on is known. Errors: Invalid."""
    if not said.strip():
        return ""
    address = identity.email(said)
    if address is None:
        raise Invalid("email", _("This is no email address."))
    if User.objects.filter(email__iexact=address).exclude(pk=person.pk).exists():
        raise Invalid("email", _("Another person has that address."))
    return address


@transaction.atomic
def choose_password(person: User, password: str) -> User:
    """The password that a person chose by a link that was mailed to them; every session of theirs ends with the old one.

    The link has to be checked before. Errors: Invalid for somebody who has left.
    """
    fresh = User.objects.select_for_update().get(pk=person.pk)
    if not fresh.is_active:
        raise Invalid("person", _("Somebody who does not work here any more needs no password."))
    fresh.set_password(password)
    fresh.save(update_fields=["password"])
    return fresh


def new_password(person: User, *, by: User) -> str:
    """A random password, which is shown this once; every session of theirs ends with the old one."""
    permit(by, "set-up")
    fresh = User.objects.get(pk=person.pk)
    if not fresh.is_active:
        raise Invalid("person", _("Somebody who does not work here any more needs no password."))
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    fresh.set_password(password)
    fresh.save(update_fields=["password"])
    return password
