"""Views of the list that people make: everybody their own; those who lead share them with a team or with everybody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tickets.actions.change import whole
from tickets.actions.record import Invalid, permit
from tickets.models import Team, TicketView, User
from tickets.rules.access import may, role_of

MOST = 30  # views of one person
LONGEST_NAME = 60
EVERYBODY = "everybody"


def save_view(
    *, by: User, name: str, asked: Mapping[str, str], shared_with: str | Team | None, at: datetime
) -> TicketView:
    """A new view of one's own. `shared_with`: a team, EVERYBODY, or nobody.

    Errors: Invalid for a name that they have already, for too many, and for sharing without leave.
    """
    permit(by, "view")
    if TicketView.objects.filter(owner=by).count() >= MOST:
        raise Invalid("name", _("You have %(most)d views. Delete one first.") % {"most": MOST})
    return _written(TicketView(owner=by, made_at=whole(at)), by, name, asked, shared_with)


def change_view(
    view: TicketView, *, by: User, name: str, shared_with: str | Team | None, asked: Mapping[str, str] | None = None
) -> TicketView:
    """Another name, shared or not any more; `asked`: asking for something else from now on. Errors: as for `save_view`."""
    permit(by, "view")
    return _written(view, by, name, view.asked if asked is None else asked, shared_with)


def delete_view(view: TicketView, *, by: User) -> None:
    """It is gone, for those with whom it was shared as well."""
    permit(by, "view")
    TicketView.objects.filter(pk=view.pk, owner=by).delete()


def _written(
    view: TicketView, by: User, name: str, asked: Mapping[str, str], shared_with: str | Team | None
) -> TicketView:
    if view.owner_id != by.pk:
        raise Invalid("name", _("It is somebody else's view."))
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Invalid("name", _("A view has a name of at most %(most)d letters.") % {"most": LONGEST_NAME})
    team = shared_with if isinstance(shared_with, Team) else None
    for_everybody = shared_with == EVERYBODY
    if (for_everybody, team) != (view.for_everybody, view.team) and (for_everybody or team):
        _permit_sharing(by, team)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)  # their names are looked at one after the other
        if TicketView.objects.filter(owner=by, name=name).exclude(pk=view.pk).exists():
            raise Invalid("name", _("You have a view of this name already."))
        view.name, view.asked, view.for_everybody, view.team = name, dict(asked), for_everybody, team
        view.save()
    return view


def _permit_sharing(by: User, team: Team | None) -> None:
    """With everybody, and with teams: a lead with their own."""
    if not may(role_of(by), "share-views"):
        raise Invalid("shared_with", _("Team leads, managers and administrators share views."))
    if team and not may(role_of(by), "share-with-any-team") and team.pk not in by.team_ids:
        raise Invalid("shared_with", _("A team lead shares with their own teams."))
