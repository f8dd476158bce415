"""The managers' pages under /reports/: one that answers, and one with the tickets behind each answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
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

from metrics.audience import tickets_of, whose
from metrics.explain.shapes import Family
from metrics.explain_pages import Asked
from metrics.reading import StoryReader
from metrics.reports import digests
from metrics.reports import words as telling
from metrics.reports.asking import ReportForm
from metrics.reports.behind import FIGURES, Counted, counted
from metrics.reports.overview import CHANNELS
from metrics.reports.overview import overview as figures_of
from tickets.models import Ticket, User
from tickets.models.history import current_desk, moment
from tickets.models.words import LOOP, UNTOLD
from tickets.rules.access import may, role_of

ON_A_PAGE = 100
LOOPS = dict(LOOP)
Page = Callable[[HttpRequest], HttpResponse]


def for_managers(page: Page) -> Page:
    """A page of the desk's for people whose role opens figures. The frame around it needs the desk's content policy."""

    @require_safe
    @staff_member_required(login_url="admin:login")
    @csp_update({"script-src": ["'self'", "'unsafe-eval'"]})
    @wraps(page)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not may(role_of(_me(request)), "figures"):
            raise PermissionDenied(_("Figures are for people of the desk."))
        return page(request)

    return guarded


@for_managers
def overview(request: HttpRequest) -> HttpResponse:
    """Time to resolution and the closed loop of one period."""
    question, reader = _asked(request)
    context: dict[str, Any] = {"question": question, "title": _("Reports")}
    if reader:
        view = question.view
        context |= figures_of(reader, view, question.cleaned_data["by"] or None)
        context |= {"asked": urlencode(question.parameters()), "view": view, "as_of": reader.as_of}
    return _page(request, "metrics/overview.html", context, 200 if reader else 400)


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
    found = counted(digests(reader, ["ttr", "closed-loop"], view, split=True), figure, view, channel)
    page = Paginator(sorted(found, key=_longest_first), ON_A_PAGE).get_page(request.GET.get("page"))
    asked = question.parameters()
    context = {
        "title": FIGURES[figure].title,
        "question": question,
        "channel": CHANNELS.get(channel, ""),
        "clock": view.clock,
        "page": page,
        "rows": _rows(request, page.object_list, reader),
        "back": f"{reverse('reports:overview')}?{urlencode(asked)}",
        "asked": urlencode(asked | {"figure": figure, "channel": channel}),
    }
    return _page(request, "metrics/tickets.html", context)


def _me(request: HttpRequest) -> User:
    return cast(User, request.user)


def _asked(request: HttpRequest) -> tuple[ReportForm, StoryReader | None]:
    """What was asked for, and where the answer comes from: none when it cannot be meant. The clock is read here."""
    at = timezone.now()
    desk = current_desk(at)
    question = ReportForm(request.GET, desk=desk, at=at)
    if not question.is_valid():
        return question, None
    return question, StoryReader(desk, question.until, at, among=tickets_of(_me(request)))


def _page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    context = admin.site.each_context(request) | {"whose": whose(_me(request))} | context
    return TemplateResponse(request, template, context, status=status)


def _longest_first(ticket: Counted) -> tuple[int, int]:
    return -ticket.seconds, ticket.number


def _standing(ticket: Counted) -> str:
    """How its loop stands; a ticket that we opened has none."""
    if ticket.untold:
        return str(UNTOLD)
    return str(LOOPS[ticket.loop] if ticket.loop else _("opened by us"))


def _rows(request: HttpRequest, page: Any, reader: StoryReader) -> list[dict[str, Any]]:
    subjects = Ticket.objects.visible_to(request.user).in_bulk([ticket.number for ticket in page])
    explained = Asked(str(Family.TTR), reader.as_of, reader.known_at)
    return [
        {
            "ticket": subjects[one.number],
            "explain": explained.address(one.number),
            "start": moment(one.start),
            "lasted": telling.duration(one.seconds),
            "running": one.running,
            "loop": _standing(one),
        }
        for one in page
        if one.number in subjects
    ]
