"""The managers' pages under /reports/: one that answers, and one with the tickets behind each answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from csp.decorators import csp_update
from django.contrib import admin
from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from metrics.reading import StoryReader
from metrics.reports import stories
from metrics.reports import words as telling
from metrics.reports.asking import ReportForm
from metrics.reports.behind import FIGURES, Counted, counted
from tickets.models import Ticket
from tickets.models.history import current_desk, moment
from tickets.models.words import CHANNEL, LOOP, UNTOLD
from tickets.rules.access import may, role_of

ON_A_PAGE = 100
LOOPS = dict(LOOP)
CHANNELS: dict[Any, Any] = dict(CHANNEL)
Page = Callable[[HttpRequest], HttpResponse]


def for_managers(page: Page) -> Page:
    """A page of the desk's for those whose role opens figures. The frame around it needs the desk's content policy."""

    @require_safe
    @staff_member_required(login_url="admin:login")
    @csp_update({"script-src": ["'self'", "'unsafe-eval'"]})
    @wraps(page)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not may(role_of(request.user), "figures"):  # type: ignore[arg-type]
            raise PermissionDenied(_("Figures are for managers."))
        return page(request)

    return guarded


@for_managers
def tickets(request: HttpRequest) -> HttpResponse:
    """The tickets behind a figure, the longest first."""
    figure, channel = request.GET.get("figure", "started"), request.GET.get("channel", "")
    if figure not in FIGURES or (channel and channel not in CHANNELS):
        raise Http404
    question, reader = _asked(request)
    if not reader:
        return _page(request, "metrics/tickets.html", {"question": question, "title": _("Reports")}, 400)
    view = question.view
    found = counted(stories(reader, ["ttr", "closed-loop"], view), figure, view, channel)
    page = Paginator(sorted(found, key=_longest_first), ON_A_PAGE).get_page(request.GET.get("page"))
    asked = question.parameters()
    context = {
        "title": FIGURES[figure].title,
        "question": question,
        "channel": CHANNELS.get(channel, ""),
        "clock": view.clock,
        "page": page,
        "rows": _rows(request, page.object_list),
        "back": f"{reverse('reports:overview')}?{urlencode(asked)}",
        "asked": urlencode(asked | {"figure": figure, "channel": channel}),
    }
    return _page(request, "metrics/tickets.html", context)


def _asked(request: HttpRequest) -> tuple[ReportForm, StoryReader | None]:
    """What was asked for, and where the answer comes from: none when it cannot be meant. The clock is read here."""
    at = timezone.now()
    desk = current_desk(at)
    question = ReportForm(request.GET, desk=desk, at=at)
    return question, StoryReader(desk, question.until, at) if question.is_valid() else None


def _page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return TemplateResponse(request, template, admin.site.each_context(request) | context, status=status)


def _longest_first(ticket: Counted) -> tuple[int, int]:
    return -ticket.seconds, ticket.number


def _standing(ticket: Counted) -> str:
    """How its loop stands; a ticket that we opened has none."""
    if ticket.untold:
        return str(UNTOLD)
    return str(LOOPS[ticket.loop] if ticket.loop else _("opened by us"))


def _rows(request: HttpRequest, page: Any) -> list[dict[str, Any]]:
    subjects = Ticket.objects.visible_to(request.user).in_bulk([ticket.number for ticket in page])
    return [
        {
            "ticket": subjects[one.number],
            "start": moment(one.start),
            "lasted": telling.duration(one.seconds),
            "running": one.running,
            "loop": _standing(one),
        }
        for one in page
        if one.number in subjects
    ]
