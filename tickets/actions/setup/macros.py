"""Macros as people keep them: their own, their team's, everybody's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from tickets.actions.inputs import Refused, flat
from tickets.actions.macros.filling import pairs, steps
from tickets.actions.record import Invalid, permit
from tickets.actions.verbs import VERBS
from tickets.models import Macro, Team, User
from tickets.models.history import current_desk
from tickets.rules.access import MANAGES, Actor, Denied, may, person_id, role_of
from tickets.rules.placeholders import FACT, NAMED, unknown

FIELD = {
    "take": "to_owner",
    "assign": "to_owner",
    "tag": "add_tags",
    "facts": "facts",
    "promise": "promise",
    "snooze": "snooze",
}


def permission(macro: Macro) -> str:
    """The line of the table that says who may make and change a macro of this kind."""
    if macro.person_id:
        return "own-macros"
    return "team-macros" if macro.team_id else "shared-macros"


def may_keep(actor: Actor, macro: Macro) -> bool:
    """Whether somebody may make or change it: nobody another's own, and a team lead those of the teams that they are in."""
    if not may(role_of(actor), permission(macro)):
        return False
    if macro.person_id:
        return macro.person_id == person_id(actor)
    return (
        not macro.team_id or role_of(actor) in MANAGES or macro.team_id in getattr(actor, "team_ids", [macro.team_id])
    )


@transaction.atomic
def create_macro(
    *, by: Actor, at: datetime, name: str, person: User | None = None, team: Team | None = None, **said: Any
) -> Macro:
    """A new macro of a person, a team, or (neither) everybody; `said`: its other fields. Errors: Denied, Invalid."""
    return _saved(Macro(name=name, person=person, team=team, **said), by, at)


@transaction.atomic
def change_macro(
    macro: Macro, *, by: Actor, at: datetime, person: User | None = None, team: Team | None = None, **said: Any
) -> Macro:
    """Put a macro right, offer it no more, or give it to others. Errors: Denied, Invalid."""
    fresh = Macro.objects.select_for_update().get(pk=macro.pk)
    _permit(fresh, by)
    for name, value in {**said, "person": person, "team": team}.items():
        setattr(fresh, name, value)
    return _saved(fresh, by, at)


def _permit(macro: Macro, by: Actor) -> None:
    permit(by, permission(macro))
    if not may_keep(by, macro):
        raise Denied(_("This macro is not yours to change."))


def _saved(macro: Macro, by: Actor, at: datetime) -> Macro:
    _permit(macro, by)
    _check(macro, by, at)
    macro.save()
    return macro


def _check(macro: Macro, by: Actor, at: datetime) -> None:
    """What can be seen to go wrong when it is used is refused when it is made."""
    for field in ("text", "promise"):
        if nothing := unknown(getattr(macro, field)):
            raise Invalid(field, _unknown(nothing[0]))
    if macro.promise_due and not macro.promise:
        raise Invalid("promise", _("Say what is promised."))
    if macro.facts and not all(key and value for key, value in pairs(macro.facts)):
        raise Invalid("facts", _("Write it as “device: Pixel 7”."))
    bodies = steps(macro, current_desk(at), at, promised=macro.promise)
    if not macro.text.strip() and not bodies:
        raise Invalid("text", _("Write a text, or choose what is done."))
    for body in bodies:
        _read(body, by, at)
    twin = Macro.objects.filter(name=macro.name, person=macro.person, team=macro.team, active=True).exclude(pk=macro.pk)
    if macro.active and twin.exists():
        raise Invalid("name", _("There is a macro of that name already."))


def _read(body: dict[str, Any], by: Actor, at: datetime) -> None:
    """Try whether the verb takes it. Errors: Invalid beside the field in which it was typed."""
    verb = body["verb"]
    try:
        VERBS[verb].read({key: value for key, value in body.items() if key != "verb"}, actor=by, at=at)
    except ValidationError as error:
        raise Invalid(FIELD.get(verb, verb), next(message for _field, message in flat(error.detail))) from error
    except Refused as error:
        raise Invalid(FIELD.get(verb, verb), str(error.reason)) from error


def _unknown(name: str) -> str:
    known = ", ".join(f"{{{one}}}" for one in (*NAMED, f"{FACT}device"))
    return _("There is no placeholder %(name)s. There are: %(known)s, and so on with other facts.") % {
        "name": f"{{{name}}}",
        "known": known,
    }
