"""The panel that narrows a list, and the views that people make of what they narrowed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.actions.record import Invalid
from tickets.actions.setup.ticket_views import EVERYBODY, change_view, delete_view, save_view
from tickets.admin.shared import clock
from tickets.admin.shared.read_only import may_do, me
from tickets.admin.tickets import filters, held, saved_views
from tickets.admin.tickets.saved_views import OWN, PARAMETER
from tickets.models import Team, TicketView, User

KEPT = ("q", "o", filters.COLUMNS, *filters.BY_NAME)  # of an address, in a view
LONGEST_VALUE = 200
COLUMN_TITLES = {
    "contacts": gettext_lazy("Contacts"),
    "waiting": gettext_lazy("Waiting on"),
    "due": gettext_lazy("Due next"),
    "rule": gettext_lazy("Stalled since"),
    "owner": gettext_lazy("Owner"),
}


def panel(request: HttpRequest) -> HttpResponse:
    """The filters of the list whose address is asked with, fetched when somebody opens them."""
    view = saved_views.chosen(request)
    asked = saved_views.as_typed_out(request)
    hidden = filters.hidden_columns({filters.COLUMNS: asked.get(filters.COLUMNS, "")})
    context = {
        "fields": [_field(found, asked.get(found.name, ""), me(request), view) for found in filters.FILTERS],
        "columns": [(name, str(title), name not in hidden) for name, title in COLUMN_TITLES.items()],
        "kept": [(name, asked[name]) for name in ("q", "o", PARAMETER, saved_views.RESOLVED_TOO) if asked.get(name)],
        "view": view,
        "own": TicketView.objects.filter(pk=view.number, owner=me(request)).first() if view and view.number else None,
        "whole": asked.urlencode(),
        "may_share": may_do(request.user, "share-views"),
        "teams": _teams_to_share_with(me(request)),
        "list_address": reverse("admin:tickets_ticket_changelist"),
    }
    return render(request, "admin/tickets/ticket/list/filters.html", context)


def save(request: HttpRequest) -> HttpResponse:
    """Keep a list as it stands under a name."""
    if request.method != "POST":
        return redirect("admin:tickets_ticket_changelist")
    asked = _asked(request)
    try:
        shared = _shared_with(request)
        name = request.POST.get("name", "")
        view = save_view(by=me(request), name=name, asked=asked, shared_with=shared, at=clock.now(request))
    except Invalid as error:
        messages.error(request, str(error))
        return redirect(f"{reverse('admin:tickets_ticket_changelist')}?{request.POST.get('whole', '')}")
    return _to(request, view, _("The view is kept."))


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a view of one's own, share it or stop that; `as_shown`: it asks for what the list asks for now."""
    view = _mine(request, pk)
    if request.method != "POST":
        return _to(request, view)
    asked = _asked(request) if "as_shown" in request.POST else None
    try:
        name, shared = request.POST.get("name", ""), _shared_with(request)
        change_view(view, by=me(request), name=name, shared_with=shared, asked=asked)
    except Invalid as error:
        messages.error(request, str(error))
        return _to(request, view)
    return _to(request, view, _("The view is changed."))


def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Be rid of a view of one's own."""
    view = _mine(request, pk)
    if request.method != "POST":
        return _to(request, view)
    delete_view(view, by=me(request))
    held.forget(me(request))
    told = _("The view “%(name)s” is gone.") % {"name": view.name}
    messages.success(request, told)
    return redirect("admin:tickets_ticket_changelist")


def _to(request: HttpRequest, view: TicketView, told: str = "") -> HttpResponse:
    if told:
        held.forget(me(request))
        messages.success(request, told)
    return redirect(f"{reverse('admin:tickets_ticket_changelist')}?{urlencode({PARAMETER: f'{OWN}{view.pk}'})}")


def _mine(request: HttpRequest, pk: int) -> TicketView:
    """A view of somebody else and a missing one are the same."""
    view = TicketView.objects.filter(pk=pk, owner=me(request)).first()
    if view is None:
        raise Http404
    return view


def _asked(request: HttpRequest) -> dict[str, str]:
    """What a list's address asks for, of the desk's view that it narrows; nothing that an address cannot ask for."""
    whole = QueryDict(request.POST.get("whole", "")[:4000])
    asked = {name: whole[name] for name in KEPT if whole.get(name) and len(whole[name]) <= LONGEST_VALUE}
    base = whole.get(PARAMETER, "")
    if base.startswith(OWN):
        number = base.removeprefix(OWN)
        kept = TicketView.objects.for_person(me(request)).filter(pk=int(number) if number.isdecimal() else 0).first()
        base = kept.asked.get(PARAMETER, "") if kept else ""
    return asked | ({PARAMETER: base} if base in saved_views.BY_KEY else {})


def _shared_with(request: HttpRequest) -> str | Team | None:
    said = request.POST.get("shared_with", "")
    if said in ("", EVERYBODY):
        return said or None
    team = Team.objects.filter(slug=said).first()
    if team is None:
        raise Invalid("shared_with", _("There is no such team."))
    return team


def _teams_to_share_with(user: User) -> list[Team]:
    if not may_do(user, "share-views"):
        return []
    every = Team.objects.all()
    return list(every if may_do(user, "share-with-any-team") else every.filter(pk__in=user.team_ids))


def _field(found: filters.Filter, value: str, user: User, view: saved_views.SavedView | None) -> dict[str, Any]:
    """A filter with what it can be set to; a tag is typed. `brought`: the view asks for it, so an address has to say if not."""
    choices = [(key, str(label)) for key, label in found.choices]
    if found.name == "owner":
        people = User.objects.filter(is_active=True).order_by("first_name", "last_name", "username")
        choices = [(filters.ME, _("Me")), (filters.NOBODY, _("Nobody")), *((row.username, str(row)) for row in people)]
    elif found.name == "team":
        teams = [(row.slug, row.name) for row in Team.objects.all()]
        choices = [(filters.ME, _("My teams")), (filters.NOBODY, _("No team")), *teams]
    brought = view is not None and found.name in view.asked
    return {"name": found.name, "label": found.label, "value": value, "choices": choices, "brought": brought}
