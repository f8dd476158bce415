"""The page of time to resolution and the closed loop."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from metrics.pages.frame import asked, for_the_desk, shown
from metrics.reports.overview import overview as figures_of


@for_the_desk
def overview(request: HttpRequest) -> HttpResponse:
    """Time to resolution and the closed loop of one period."""
    question, reader = asked(request)
    context: dict[str, Any] = {"question": question, "title": _("Reports")}
    if reader:
        view = question.view
        context |= figures_of(reader, view, "channel" if question.cleaned_data["by"] == "channel" else None)
        context |= {"asked": urlencode(question.fixed()), "view": view, "as_of": reader.as_of}
    return shown(request, "metrics/overview.html", context, 200 if reader else 400)
