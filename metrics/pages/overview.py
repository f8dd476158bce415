"""The overview under /reports/: what a manager opens first."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from metrics.overview.links import Links
from metrics.overview.page import overview as figures_of
from metrics.pages.frame import asked, for_the_desk, shown
from metrics.quality.about import scope_of
from metrics.quality.answer import alarms

ITS_OWN_PAGES = ("by", "every")  # a report is split and drawn on its own page


@for_the_desk
def overview(request: HttpRequest) -> HttpResponse:
    """Every headline figure of one period, beside those of the periods before."""
    question, reader = asked(request, without=ITS_OWN_PAGES)
    context: dict[str, Any] = {"question": question, "title": _("Overview")}
    if reader:
        links = Links(question.fixed())
        context |= figures_of(reader, question.view, links, question.keep)
        context["alarms"] = list(alarms(scope_of(question, reader)))
        context |= {"view": question.view, "link": f"?{urlencode(question.fixed())}"}
    return shown(request, "metrics/overview.html", context, 200 if reader else 400)
