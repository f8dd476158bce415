"""Setting a desk up: teams, people with passwords, opening hours, limits and targets."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tickets.actions.ledger import Invalid, permit
from tickets.actions.saving import whole
from tickets.models import CalendarVersion, PolicyVersion, ServiceTarget, Team, Ticket, User
from tickets.models.history import forget_desk
from tickets.models.people import Role
from tickets.rules.desk import Desk

PASSWORD_BYTES = 12


def create_team(*, by: User | None, slug: str, name: str) -> Team:
    """A group of agents; one of that short name is taken as it is, with its name put right."""
    permit(by, "set-up")
    team, _ = Team.objects.update_or_create(slug=slug, defaults={"name": name})
    return team


@transaction.atomic
def create_person(
    *,
    by: User | None,
    username: str,
    role: str,
    first_name: str = "",
    last_name: str = "",
    teams: Sequence[Team] = (),
    time_zone: str = "",
    signs_in: bool = True,
) -> tuple[User, str]:
    """A person of ours, and the random password that is shown this once ("" for one who does not sign in).

    Somebody known only from an imported history becomes that person. Errors: Invalid for a name that is in use.
    """
    permit(by, "set-up")
    if role not in Role.values:
        raise Invalid("role", f"Roles are {', '.join(Role.values)}.")
    person = User.objects.filter(username=username).first() or User(username=username)
    if person.pk and (person.is_active or person.has_usable_password()):
        raise Invalid("username", "There is a person of that name already.")
    person.role, person.time_zone = role, time_zone
    person.first_name, person.last_name = first_name, last_name
    person.is_active = person.is_staff = signs_in
    person.is_superuser = role == Role.ADMINISTRATOR
    password = secrets.token_urlsafe(PASSWORD_BYTES) if signs_in else ""
    person.set_password(password or None)
    person.save()
    person.teams.set(teams)
    return person, password


@transaction.atomic
def set_desk(desk: Mapping[str, Any], *, by: User | None, at: datetime) -> None:
    """Take over a desk file: opening hours, limits and targets.

    What is there stays, because figures rest on it: the first limits and targets hold from ever, later ones from `at`
    on, and a version of the calendar needs a date that no other has. A file that an empty desk begins with belongs to its
    past and is known from ever. Errors: Invalid, InvalidDesk, InvalidCalendar.
    """
    permit(by, "set-up")
    agreed = Desk.from_json(desk)
    published_at = whole(at) if Ticket.objects.exists() else None
    _add_calendar(desk["calendar"]["versions"], published_at)
    limits = {**vars(agreed.policies[0][1]), "published_at": published_at}
    PolicyVersion.objects.create(valid_from=at if PolicyVersion.objects.exists() else None, **limits)
    known = set(ServiceTarget.objects.values_list("metric", flat=True))
    ServiceTarget.objects.bulk_create(
        ServiceTarget(
            metric=metric,
            valid_from=at if metric in known else None,
            published_at=published_at,
            **vars(versions[0][1]),
        )
        for metric, versions in agreed.targets.items()
    )
    transaction.on_commit(forget_desk)


def _add_calendar(versions: Sequence[Mapping[str, Any]], published_at: datetime | None) -> None:
    for version in versions:
        since = date.fromisoformat(version["valid_from"]) if version.get("valid_from") else None
        if CalendarVersion.objects.filter(valid_from=since).exists():
            raise Invalid("calendar", f"There are opening hours from {since or 'the beginning'} on already.")
        CalendarVersion.objects.create(
            valid_from=since,
            time_zone=version["tz"],
            hours=version["hours"],
            holidays=version.get("holidays", []),
            published_at=published_at,
        )
