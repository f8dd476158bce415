"""The overview under /reports/: what a manager opens first."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from metrics.overview.links import Links
from metrics.overview.page import overview as figures_of
from metrics.pages.choices import ITS_OWN_PAGES, saving
from metrics.pages.frame import asked, for_the_desk, me, shown
from metrics.pages.saved_views import row
from metrics.quality.about import scope_of
from metrics.quality.answer import alarms
from metrics.sheets.addresses import OVERVIEW


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
        context |= {"saving": saving(OVERVIEW, request.GET.dict(), question), "views": row(me(request))}
        context["asked"] = urlencode(question.parameters())
    return shown(request, "metrics/overview.html", context, 200 if reader else 400)
