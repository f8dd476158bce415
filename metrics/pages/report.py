"""A page for each report, and the page that names them all."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from metrics.audience import not_compared, shown_to
from metrics.pages.choices import saving
from metrics.pages.files import KINDS, file_of
from metrics.pages.frame import asked, for_the_desk, me, shown
from metrics.quality.about import came_late
from metrics.reports.asking import ReportForm
from metrics.sheets import FAMILIES, SHEETS
from metrics.sheets.answered import answered
from metrics.sheets.filed import filed
from metrics.sheets.sheet import Sheet
from tickets.rules.access import may, role_of

OF_A_PERIOD = ("from", "to")


@for_the_desk
def index(request: HttpRequest) -> HttpResponse:
    """All reports with the question that each answers, and what there is to know about their figures."""
    context = {
        "title": _("All reports"),
        "families": FAMILIES,
        "decides": may(role_of(me(request)), "figures-by-agent"),
    }
    return shown(request, "metrics/index.html", context)


@for_the_desk
def report(request: HttpRequest, name: str) -> HttpResponse:
    """One report."""
    question, reader = asked(request)
    sheet = shown_to(me(request), sheet_of(name), question.at)
    context: dict[str, Any] = {"question": question, "sheet": sheet, "title": sheet.title, "families": FAMILIES}
    context["left_out"] = not_compared() if sheet != sheet_of(name) else ""
    context["hidden"] = () if sheet.has_period else ("from", "to", "every")
    if not reader:
        return shown(request, "metrics/report.html", context, 400)
    context |= {"answered": answered(sheet, question, reader), "told": question.answered, "view": question.view}
    context |= {"saving": saving(name, request.GET.dict(), question)}
    context["late"] = came_late(question, reader) if sheet.has_period else None
    return shown(request, "metrics/report.html", context | ways_out(sheet, question))


@for_the_desk
def file(request: HttpRequest, name: str, kind: str) -> Any:
    """One report as a file."""
    sheet = sheet_of(name)
    if kind not in KINDS:
        raise Http404
    question, reader = asked(request)
    sheet = shown_to(me(request), sheet, question.at)
    if not reader:
        return shown(request, "metrics/report.html", {"question": question, "sheet": sheet, "title": sheet.title}, 400)
    return file_of(filed(sheet, question, answered(sheet, question, reader)), kind, f"{name}-{question.until:%Y-%m-%d}")


def sheet_of(name: str) -> Sheet:
    """The description of a report's page. Errors: Http404."""
    if name not in SHEETS:
        raise Http404
    return SHEETS[name]


def ways_out(sheet: Sheet, question: ReportForm) -> dict[str, Any]:
    """The same answer elsewhere: for ever, as files, as JSON; and what the other reports say to the same question."""
    fixed = urlencode(question.fixed())
    return {
        "asked": urlencode(question.parameters()),
        "link": f"{reverse('reports:report', args=[sheet.name])}?{fixed}",
        "files": [(kind.upper(), f"{reverse('reports:file', args=[sheet.name, kind])}?{fixed}") for kind in KINDS],
        "json": ""
        if question.filters
        else f"{reverse('report', args=[sheet.name])}?{urlencode(api_of(sheet, question))}",
    }


def api_of(sheet: Sheet, question: ReportForm) -> dict[str, str]:
    """The question as the API takes it; it knows no filters."""
    fixed = question.fixed()
    taken = ["as_of", "known_at", "clock", "by", *(OF_A_PERIOD if sheet.has_period else ())]
    return {name: fixed[name] for name in taken if name in fixed}
