"""What every page of figures shares: who may see it, what was asked, by which stories it is answered."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import wraps
from typing import Any, cast

from csp.decorators import csp_update
from django.contrib import admin
from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import PermissionDenied
from django.forms import ChoiceField
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from metrics.audience import BY_AGENT, may_compare_agents, not_compared, tickets_of, whose
from metrics.reading import StoryReader
from metrics.reports.asking import ReportForm
from tickets.models import User
from tickets.models.history import current_desk, desk_known_at
from tickets.rules.access import may, role_of

Page = Callable[..., HttpResponseBase]


def _of_the_desk(by_method: Callable[[Page], Page]) -> Callable[[Page], Page]:
    """A page of the desk's for people whose role opens figures. The frame around it needs the desk's content policy."""

    def guarding(page: Page) -> Page:
        @by_method
        @staff_member_required(login_url="admin:login")
        @csp_update({"script-src": ["'self'", "'unsafe-eval'"]})
        @wraps(page)
        def guarded(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
            if not may(role_of(me(request)), "figures"):
                raise PermissionDenied(_("Figures are for people of the desk."))
            return page(request, *args, **named)

        return guarded

    return guarding


for_the_desk = _of_the_desk(require_safe)
posted_at_the_desk = _of_the_desk(require_POST)
form_at_the_desk = _of_the_desk(require_http_methods(["GET", "HEAD", "POST"]))


def only(verb: str) -> Callable[[Page], Page]:
    """A page for roles that may do more than see figures."""

    def guard(page: Page) -> Page:
        @wraps(page)
        def guarded(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
            if not may(role_of(me(request)), verb):
                raise PermissionDenied(_("Your role does not allow this."))
            return page(request, *args, **named)

        return guarded

    return guard


def asked(
    request: HttpRequest, without: Collection[str] = (), reading: Collection[str] = ()
) -> tuple[ReportForm, StoryReader | None]:
    """What was asked for in an address, and where the answer comes from. The clock is read here.

    `reading`: what of the address is read, if not all.
    """
    given = {name: value for name, value in request.GET.items() if not reading or name in reading}
    return understood(given, me(request), timezone.now(), without)


def understood(
    given: Mapping[str, Any], person: User, at: datetime, without: Collection[str] = ()
) -> tuple[ReportForm, StoryReader | None]:
    """What a person asks for, and where the answer comes from: none when it cannot be meant.

    What is known covers the desk's hours and targets as it covers events. `without`: controls that the page does not have.
    """
    question = ReportForm(given, desk=current_desk(at), at=at)
    for name in without:
        del question.fields[name]
    if "by" in question.fields and not may_compare_agents(person, at):
        _without_agents(question)
    if not question.is_valid():
        return question, None
    if question.cleaned_data["known_at"]:
        question.desk = desk_known_at(question.known_at)
    return question, StoryReader(question.desk, question.until, question.known_at, among=tickets_of(person))


def _without_agents(question: ReportForm) -> None:
    """The desk does not split figures by agent: that is not offered, and whoever asks for it all the same is told why."""
    by = cast(ChoiceField, question.fields["by"])
    by.choices = [(name, title) for name, title in by.choices if name != BY_AGENT]  # type: ignore[misc, union-attr]
    if question.data.get("by") == BY_AGENT:
        by.error_messages["invalid_choice"] = not_compared()


def shown(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page in the desk's frame."""
    person = me(request)
    role = role_of(person)
    frame = {"whose": whose(person), "hidden": (), "may_share": may(role, "share-views")}
    frame["makes_boards"] = may(role, "boards")
    context = admin.site.each_context(request) | frame | context
    return TemplateResponse(request, template, context, status=status)


def me(request: HttpRequest) -> User:
    """Whoever has signed in."""
    return cast(User, request.user)
