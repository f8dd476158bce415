"""What a page was asked, as its address keeps it: for saved views, which open the same page again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from metrics.models import SavedView
from metrics.reports import REPORTS
from metrics.reports.asking import INSTANTS, ReportForm
from metrics.reports.grouping import NOBODY, names
from metrics.reports.periods import PERIODS, USUAL
from metrics.sheets import SHEETS
from metrics.sheets.addresses import OVERVIEW, address_of, is_page, title_of
from tickets.models.words import CHANNEL, PRIORITY
from tickets.rules.desk import Desk

LIST = "tickets"
ITS_OWN_PAGES = ("by", "every")  # a report is split and drawn on its own page, not on the overview
OF_A_LIST = ("report", "count", "part", "sort")
LONGEST = 200  # characters of a choice
CHANNELS = {str(name): word for name, word in CHANNEL}
PRIORITIES = {str(name): word for name, word in PRIORITY}


class NoSuchPage(ValueError):
    """What is to be saved is no page of figures, or its choices cannot be meant."""


def choices(page: str, given: Mapping[str, str], *, desk: Desk, at: datetime, moving: bool = False) -> dict[str, str]:
    """What is kept of an address's parameters: what the page knows, and nothing else.

    `moving`: as of now whenever it is opened, though the address says an instant; days that are those of a named period as of
    that instant become the period. Errors: NoSuchPage.
    """
    question = ReportForm(given, desk=desk, at=at)
    for name in ITS_OWN_PAGES if page == OVERVIEW else ():
        del question.fields[name]
    if not (page == LIST or is_page(page)) or not question.is_valid():
        raise NoSuchPage
    chosen = question.parameters()
    if moving:
        chosen = moved(question)
    return chosen | (_of_a_list(given) if page == LIST else {})


def _of_a_list(given: Mapping[str, str]) -> dict[str, str]:
    chosen = {name: given[name] for name in OF_A_LIST if given.get(name)}
    report = REPORTS.get(chosen.get("report", "ttr"))
    if report is None or report.count(chosen.get("count", "started")) is None:
        raise NoSuchPage
    if any(len(value) > LONGEST for value in chosen.values()):
        raise NoSuchPage
    return chosen


def moved(question: ReportForm) -> dict[str, str]:
    """The same choices as of now, whenever that is."""
    asked = {name: value for name, value in question.parameters().items() if name not in INSTANTS}
    named = _period_of(question)
    if not named:
        return asked
    return {"period": named} | {name: value for name, value in asked.items() if name not in ("from", "to", "period")}


def _period_of(question: ReportForm) -> str:
    """The named period that ends with the day looked at and has these days; "" for none."""
    days = {bound: question.cleaned_data[bound] for bound in ("from", "to")}
    today = question.today(question.data)
    return next((name for name in (USUAL, *PERIODS) if PERIODS[name].days(today) == days), "")


def saving(page: str, given: Mapping[str, str], question: ReportForm) -> dict[str, Any]:
    """What the form needs by which a page is saved: what was asked, and what it would be as of now, if that is another thing."""
    is_fixed = any(question.cleaned_data[name] for name in INSTANTS)
    return {
        "page": page,
        "asked": urlencode(given),
        "is_list": page == LIST,
        "moving": ", ".join(said(moved(question), {})[:1]) if is_fixed else "",
    }


def address(view: SavedView) -> str:
    """Where a saved view leads."""
    if view.page == LIST:
        return f"{reverse('reports:tickets')}?{urlencode(view.asked)}"
    return address_of(view.page, view.asked)


def described(views: Iterable[SavedView]) -> list[dict[str, Any]]:
    """Each view with its address, the question that its page answers, and what was chosen, in words."""
    every = list(views)
    teams = names("team") if any(view.asked.get("team") for view in every) else {}
    called = {str(pk): name for pk, name in teams.items()}
    return [
        {
            "view": view,
            "href": address(view),
            "page": _page(view),
            "question": _question(view),
            "chosen": " · ".join(_chosen(view, called)),
        }
        for view in every
    ]


def _chosen(view: SavedView, teams: Mapping[str, str]) -> list[str]:
    """In words; a report of one instant has no period."""
    words = said(view.asked, teams)
    sheet = SHEETS.get(view.asked.get("report", "ttr") if view.page == LIST else view.page)
    return words if sheet is None or sheet.has_period else words[1:]


def _page(view: SavedView) -> str:
    if view.page == LIST:
        sheet = SHEETS.get(view.asked.get("report", "ttr"))
        return _("Tickets: %(report)s") % {"report": sheet.title if sheet else ""}
    return title_of(view.page) if is_page(view.page) else view.page


def _question(view: SavedView) -> str:
    if view.page == OVERVIEW:
        return _("What moved by more than noise?")
    if view.page == LIST:
        report = REPORTS.get(view.asked.get("report", "ttr"))
        counted = report.count(view.asked.get("count", "started")) if report else None
        return str(counted.title) if counted else ""
    return str(SHEETS[view.page].question) if view.page in SHEETS else ""


def said(asked: Mapping[str, str], teams: Mapping[str, str]) -> list[str]:
    """The period, the instant and the filters of an address, in words."""
    named = PERIODS.get(asked.get("period", ""))
    days = {"from": asked.get("from", ""), "to": asked.get("to", "")}
    found = [str(named.title) if named else _("%(from)s to before %(to)s") % days]
    if asked.get("as_of"):
        found.append(_("as of %(moment)s") % {"moment": asked["as_of"][:10]})
    team = asked.get("team", "")
    found += [_("no team") if team == NOBODY else teams.get(team, "")] if team else []
    found += [str(CHANNELS.get(asked.get("channel", ""), "")), str(PRIORITIES.get(asked.get("priority", ""), ""))]
    return [word for word in found if word]
