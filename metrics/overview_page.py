"""The overview under /reports/: what a manager opens first."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from metrics.overview.links import Links
from metrics.overview.page import overview as figures_of
from metrics.pages import for_managers
from metrics.reading import StoryReader
from metrics.reports.asking import ReportForm
from tickets.models.history import current_desk


@for_managers
def overview(request: HttpRequest) -> HttpResponse:
    """Every headline figure of one period, beside those of the periods before. The clock is read here."""
    at = timezone.now()
    desk = current_desk(at)
    question = ReportForm(request.GET, desk=desk, at=at)
    for choice in ("by", "every"):  # a report is split and drawn on its own page
        question.fields.pop(choice, None)
    context: dict[str, Any] = {"question": question, "title": _("Overview")}
    answered = question.is_valid()
    if answered:
        reader, links = StoryReader(desk, question.until, at), Links(question.parameters())
        context |= figures_of(reader, question.view, links) | {"view": question.view}
    context = admin.site.each_context(request) | context
    return TemplateResponse(request, "metrics/overview.html", context, status=200 if answered else 400)
