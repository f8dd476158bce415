"""Saving a page with its choices, and what its owner may do with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from metrics.models import SavedView
from tickets.actions.record import Invalid, permit
from tickets.models import User
from tickets.rules.access import may, role_of

MOST = 100  # views of one person


def save_view(
    *, by: User, name: str, page: str, asked: Mapping[str, str], pinned: bool, shared: bool, at: datetime
) -> SavedView:
    """A new view. Errors: Invalid for a name that they have already, for too many, and for sharing without leave."""
    permit(by, "figures")
    if SavedView.objects.filter(owner=by).count() >= MOST:
        raise Invalid("name", _("You have %(most)d saved views. Delete one first.") % {"most": MOST})
    view = SavedView(owner=by, page=page, asked=dict(asked), made_at=at)
    return _written(view, by, name, pinned, shared)


def change_view(view: SavedView, *, by: User, name: str, pinned: bool, shared: bool) -> SavedView:
    """Another name; pinned or shared, or not any more. Errors: as for `save_view`."""
    permit(by, "figures")
    return _written(view, by, name, pinned, shared)


def _written(view: SavedView, by: User, name: str, pinned: bool, shared: bool) -> SavedView:
    if shared and not view.shared and not may(role_of(by), "share-views"):
        raise Invalid("shared", _("Team leads, managers and administrators share views."))
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)  # their names are looked at one after the other
        if SavedView.objects.filter(owner=by, name=name).exclude(pk=view.pk).exists():
            raise Invalid("name", _("You have a view of this name already."))
        view.name, view.pinned, view.shared = name, pinned, shared
        view.save()
    return view


def delete_view(view: SavedView, *, by: User) -> None:
    """It is gone, for those with whom it was shared as well."""
    permit(by, "figures")
    SavedView.objects.filter(pk=view.pk, owner=by).delete()
