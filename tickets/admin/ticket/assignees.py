"""Who a ticket can be handed to: fetched when somebody opens the menu, not with every page."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from tickets.admin.shared.read_only import may_do, me
from tickets.admin.tickets.saved_views import tickets
from tickets.models import Team, User
from tickets.models.people import Role


def assignees(request: HttpRequest, pk: int) -> HttpResponse:
    """The choices of the hand-over form: people with their teams, and teams."""
    ticket = tickets(me(request)).filter(pk=pk).first()
    if ticket is None or not may_do(request.user, "assign"):
        raise Http404
    people = User.objects.filter(is_active=True).exclude(role=Role.READ_ONLY).order_by("first_name", "username")
    context = {"ticket": ticket, "people": people.prefetch_related("teams"), "teams": Team.objects.all()}
    return TemplateResponse(request, "admin/tickets/ticket/assignees.html", context)
