"""To whom a person may have figures mailed, and why somebody gets none. What stands in a mail is each recipient's own sight."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tickets.models import User
from tickets.rules.access import MANAGES, may, role_of
from tickets.rules.identity import email


def reachable(by: User) -> QuerySet[User]:
    """People of the desk: all of them for who manages, those of their teams for team leads, only themselves for others."""
    here = User.objects.filter(is_active=True).order_by("first_name", "last_name", "username")
    role = role_of(by)
    if not may(role, "mail-figures"):
        return here.filter(pk=by.pk)
    if role in MANAGES:
        return here
    return here.filter(Q(pk=by.pk) | Q(pk__in=User.teams.through.objects.filter(team__in=by.team_ids).values("user")))


def hindrance(person: User) -> str:
    """Why a person gets no mail of figures, in words; "" where nothing is in the way."""
    if not person.is_active:
        return _("does not work here any more")
    if not may(role_of(person), "figures"):
        return _("may not see figures any more")
    address = email(person.email)
    if address is None or not address.rpartition("@")[0].isascii():
        return _("has no mail address")
    return ""
