"""The page that explains a figure of one ticket, for everybody who may see the ticket; its address is permanent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from metrics.explain.explaining import Explaining
from metrics.explain.figures import figures
from metrics.explain.shapes import Explanation, Family, Figure
from metrics.explain_rows import MOST_IGNORED, Said, axis, due_lines, left_out, rows, waited
from metrics.explain_words import PROMISE, Wording, clock_time, length
from metrics.pages.frame import for_the_desk
from metrics.reading import StoryReader
from metrics.reports.moments import InvalidMoment, moment_of
from tickets.models import Ticket
from tickets.models.history import current_desk, desk_known_at, seconds

Page = Callable[..., HttpResponse]
TABS = 4  # that stand side by side; the others are in a menu
MOST_IN_MENU = 60
TONES = {"breached": ("bad", "cancel"), "achieved": ("good", "check_circle")}


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a ticket is to be explained, as of when and known at when."""

    figure: str
    as_of: datetime
    known_at: datetime

    def query(self) -> str:
        """It as an address says it, for ever."""
        horizon = {name: f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for name, at in self._horizon()}
        return urlencode({"figure": self.figure, **horizon})

    def address(self, ticket: int) -> str:
        """The page that answers it."""
        return f"{reverse('reports:explain', args=[ticket])}?{self.query()}"

    def _horizon(self) -> list[tuple[str, datetime]]:
        return [("as_of", self.as_of), ("known_at", self.known_at)]


@for_the_desk
def explain(request: HttpRequest, *, number: int) -> HttpResponse:
    """A figure of a ticket, line by line. An address that leaves the instants out leads to that of now, which stays."""
    at = timezone.now().replace(microsecond=0)
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user).select_related("customer"), pk=number)
    asked = _asked(request, at)
    if not {"as_of", "known_at"} <= set(request.GET):
        return HttpResponseRedirect(asked.address(number))
    reader = StoryReader(desk_known_at(asked.known_at), asked.as_of, asked.known_at)
    story = next(reader.stories([number]), None)
    if story is None:  # merged away, or not known then
        raise Http404
    until = seconds(asked.as_of)
    every = figures(story, reader.desk, until)
    figure = next((figure for figure in every if figure.key == asked.figure), None)
    if figure is None:
        raise Http404
    found = Explaining(story, reader.desk, until, every).explanation(figure)
    wording = Wording(reader.desk, until)
    context = _head(ticket, asked, wording) | _tabs(ticket, every, asked, wording)
    context |= _explained(request, ticket, found, wording)
    return TemplateResponse(request, "metrics/explain/page.html", admin.site.each_context(request) | context)


def _asked(request: HttpRequest, at: datetime) -> Asked:
    desk = current_desk(at)
    try:
        as_of, known_at = (
            moment_of(request.GET[name], desk) if name in request.GET else at for name in ("as_of", "known_at")
        )
    except InvalidMoment as error:
        raise Http404 from error
    if as_of > at:  # what runs would have run into the future, and the address would not stay true
        raise Http404
    return Asked(request.GET.get("figure", str(Family.TTR)), as_of, known_at)


def _head(ticket: Ticket, asked: Asked, wording: Wording) -> dict[str, Any]:
    """What stands at the top of every explanation."""
    as_of, known_at = seconds(asked.as_of), seconds(asked.known_at)
    return {
        "ticket": ticket,
        "as_of": wording.moment(as_of),
        "known_at": wording.moment(known_at),
        "zone": wording.zone(as_of),
        "here": asked.address(ticket.pk),
        "now": f"{reverse('reports:explain', args=[ticket.pk])}?{urlencode({'figure': asked.figure})}",
        "json": f"{reverse('explain-figure', args=[ticket.pk])}?{asked.query()}",
        "back": reverse("admin:tickets_ticket_change", args=[ticket.pk]),
    }


@dataclass(frozen=True, slots=True)
class Tab:
    """Another figure of the ticket."""

    title: str
    address: str
    is_here: bool


def _tabs(ticket: Ticket, every: list[Figure], asked: Asked, wording: Wording) -> dict[str, Any]:
    """The ticket's other figures: some side by side, the one that is shown among them, the rest in a menu."""
    here = next(figure for figure in every if figure.key == asked.figure)
    shown = every[:TABS] if here in every[:TABS] else [*every[: TABS - 1], here]
    others = [figure for figure in every if figure not in shown]

    def tab(figure: Figure) -> Tab:
        address = Asked(figure.key, asked.as_of, asked.known_at).address(ticket.pk)
        return Tab(wording.title(figure), address, figure is here)

    return {
        "tabs": [tab(figure) for figure in shown],
        "more": [tab(figure) for figure in others[:MOST_IN_MENU]],
        "beyond": max(len(others) - MOST_IN_MENU, 0),
        "others": len(others),
    }


def _explained(request: HttpRequest, ticket: Ticket, found: Explanation, wording: Wording) -> dict[str, Any]:
    """The parts of the page."""
    ignored = found.ignored[:MOST_IGNORED]
    said = Said([*filter(None, (found.begins, found.ends)), *ignored], wording, str(ticket.customer))
    spans = axis(found.total.days)
    return {
        "title": wording.question(found),
        "name": wording.title(found.figure),
        "found": found,
        "business": clock_time(found.total.business_s),
        "calendar": clock_time(found.total.calendar_s),
        "sentence": wording.sentence(found),
        "events": [row for row in (said.row(found.begins), said.row(found.ends)) if row],
        "axis": spans,
        "rows": list(rows(found.total, wording, request.GET.get("month", ""), spans)),
        "calendars": [wording.calendar(used) for used in found.calendars],
        "waits": waited(found.waits),
        "left_out": left_out(found.left_out, wording),
        "left_out_beyond": max(len(found.left_out) - MOST_IGNORED, 0),
        "ignored": [said.row(mark) for mark in ignored],
        "ignored_beyond": max(len(found.ignored) - MOST_IGNORED, 0),
        **_agreed(found, wording),
    }


def _agreed(found: Explanation, wording: Wording) -> dict[str, Any]:
    """The target, the promise or the flag: how it fell due, by which version, and how it stands."""
    context: dict[str, Any] = {}
    if found.clock:
        tone, icon = TONES.get(found.clock.clock.state, ("plain", "timelapse"))
        context |= {"target": wording.target(found.clock), "tone": tone, "icon": icon}
        context["agreed"] = wording.since(found.clock.agreed)
    if found.limits:
        context["limits"] = wording.since(found.limits)
    if found.promise:
        context["promise"] = PROMISE[found.promise.state]
    if found.flag:
        flag = found.flag.flag
        context["true_from"] = wording.moment(flag.stalled_from)
        context["cleared"] = wording.moment(flag.cleared_at) if flag.cleared_at is not None else ""
        context["lasted"] = _("%(business)s business, %(calendar)s calendar") % {
            "business": clock_time(found.flag.business_s),
            "calendar": clock_time(found.flag.calendar_s),
        }
    return context | (_due(found, wording) if found.due else {})


def _due(found: Explanation, wording: Wording) -> dict[str, Any]:
    due = found.due
    if due is None:
        return {}
    return {
        "due": due,
        "due_at": wording.moment(due.at) if due.at is not None else "",
        "due_lines": due_lines(due, wording),
        "due_limit": length(due.limit_s) if due.limit_s is not None else "",
        "due_sum": clock_time(due.total.calendar_s if due.clock == "calendar" else due.total.business_s),
    }
