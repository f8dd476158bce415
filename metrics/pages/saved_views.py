"""Saved views: saving the page that one looks at, the row on the overview, and the page on which one's own are changed."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from metrics.actions import Invalid
from metrics.actions.saved_views import change_view, delete_view, save_view
from metrics.models import SavedView
from metrics.pages.choices import NoSuchPage, address, choices, described
from metrics.pages.frame import for_the_desk, me, posted_at_the_desk, shown
from metrics.reports.asking import INSTANTS
from tickets.models import User
from tickets.models.history import current_desk
from tickets.rules.access import may, role_of

OF_OTHERS = Q(shared=True, owner__is_active=True)
IN_THE_ROW = 8  # beside those that are pinned


class NameForm(forms.Form):
    """What the owner of a view may change."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=80, widget=forms.TextInput({"class": "d-input", "autocomplete": "off"})
    )
    pinned = forms.BooleanField(label=gettext_lazy("Pin it to my overview"), required=False)
    shared = forms.BooleanField(label=gettext_lazy("Share it with everybody who sees figures"), required=False)

    def __init__(self, *args: Any, may_share: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.may_share = may_share


class SaveForm(NameForm):
    """A page that is to be saved. `asked`: the parameters of its address."""

    moving = forms.BooleanField(
        label=gettext_lazy("As of now whenever it is opened, not as of the instant in the address"), required=False
    )
    page = forms.CharField(max_length=40, widget=forms.HiddenInput)
    asked = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)

    @property
    def has_instant(self) -> bool:
        """Whether the address says as of when, so that there is something to choose."""
        return any(name in dict(parse_qsl(self.data.get("asked", ""))) for name in INSTANTS)


def of_others(person: User) -> QuerySet[SavedView]:
    """What others share who still work here."""
    return SavedView.objects.filter(OF_OTHERS).exclude(owner=person).select_related("owner")


def may_share(person: User) -> bool:
    """Whether their role shares views."""
    return may(role_of(person), "share-views")


def row(person: User) -> dict[str, Any]:
    """What the overview shows on top: what this person pinned, then some of their other views and of those shared with them."""
    every = SavedView.objects.filter(Q(owner=person) | OF_OTHERS).select_related("owner")
    pinned = [view for view in every if view.owner_id == person.pk and view.pinned]
    beside = [view for view in every if view not in pinned]
    beside.sort(key=lambda view: view.owner_id != person.pk)  # their own first, each by its name
    found = described([*pinned, *beside[:IN_THE_ROW]])
    return {"pinned": found[: len(pinned)], "beside": found[len(pinned) :]}


@for_the_desk
def views(request: HttpRequest) -> HttpResponse:
    """One's own views and those that others share."""
    return _page(request)


def _page(request: HttpRequest, refused: NameForm | None = None, of: int | None = None) -> HttpResponse:
    person = me(request)
    own = described(SavedView.objects.filter(owner=person))
    for one in own:
        view = one["view"]
        given = {"name": view.name, "pinned": view.pinned, "shared": view.shared}
        form = NameForm(initial=given, auto_id=f"view-{view.pk}-%s", may_share=may_share(person) or view.shared)
        one["form"] = refused if view.pk == of else form
    context = {"title": _("Saved views"), "own": own, "others": described(of_others(person))}
    return shown(request, "metrics/saved_views.html", context, 400 if refused else 200)


@posted_at_the_desk
def save(request: HttpRequest) -> HttpResponse:
    """Save the page that one looked at, and go back to it. What cannot be taken comes back with the reason beside it."""
    person, at = me(request), timezone.now()
    form = SaveForm(request.POST, may_share=may_share(person))
    if form.is_valid():
        given = form.cleaned_data
        try:
            asked = choices(
                given["page"], dict(parse_qsl(given["asked"])), desk=current_desk(at), at=at, moving=given["moving"]
            )
            kept = {name: given[name] for name in ("name", "page", "pinned", "shared")}
            view = save_view(by=person, asked=asked, at=at, **kept)
        except NoSuchPage:
            form.add_error(None, _("This page cannot be saved: open it again, and save it from there."))
        except Invalid as error:
            form.add_error(error.field, str(error))
        else:
            said = {"name": view.name}
            messages.success(request, _("Saved as “%(name)s”.") % said)
            return _seen(address(view))
    return shown(request, "metrics/save_view.html", {"title": _("Save this view"), "form": form}, 400)


@posted_at_the_desk
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename, pin, share, or take that back: for the owner alone."""
    view = _own(request, pk)
    form = NameForm(request.POST, auto_id=f"view-{pk}-%s", may_share=may_share(me(request)) or view.shared)
    if form.is_valid():
        try:
            change_view(view, by=me(request), **form.cleaned_data)
        except Invalid as error:
            form.add_error(error.field, str(error))
        else:
            said = {"name": view.name}
            messages.success(request, _("“%(name)s” is changed.") % said)
            return _seen(reverse("reports:views"))
    return _page(request, form, pk)


@posted_at_the_desk
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a view away: for the owner alone."""
    view = _own(request, pk)
    delete_view(view, by=me(request))
    said = {"name": view.name}
    messages.success(request, _("“%(name)s” is deleted.") % said)
    return _seen(reverse("reports:views"))


def _own(request: HttpRequest, pk: int) -> SavedView:
    """A view of this person's; anybody else's is none. Errors: Http404."""
    return get_object_or_404(SavedView, pk=pk, owner=me(request))


def _seen(place: str) -> HttpResponse:
    """Another page, so that reloading it sends nothing twice."""
    response = HttpResponseRedirect(place)
    response.status_code = 303
    return response
