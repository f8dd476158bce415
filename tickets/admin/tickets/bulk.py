"""Doing one thing to many tickets of the list: what the verb takes, what would become of how many, how far it is, and its undo."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Count, QuerySet, When
from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise as Lazy
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from config.broker import nudge
from tickets.actions.bulk import runs
from tickets.actions.bulk.one_ticket import CHANGES
from tickets.actions.record import Invalid
from tickets.actions.refusals import REFUSALS
from tickets.actions.verbs import VERBS
from tickets.admin.shared import clock
from tickets.admin.shared.read_only import ReadingAdmin, may_do, me
from tickets.admin.ticket.refused import RefusedInput, refused
from tickets.admin.tickets import saved_views
from tickets.admin.tickets.export import csv_of
from tickets.models import BulkItem, BulkRun, Team, Ticket, User
from tickets.models.bulk import BulkState, ItemState
from tickets.models.people import Role
from tickets.rules.access import Denied

CSV = "csv"
LONGEST = 17  # digits of a number
MOST_SHOWN = 50
MOST_REASONS = 20
# What the bar over the list offers, in its order: the verb, its button, its icon.
BUTTONS: tuple[tuple[str, Lazy, str], ...] = (
    ("assign", gettext_lazy("Assign"), "person_add"),
    ("tag", gettext_lazy("Tag"), "sell"),
    ("priority", gettext_lazy("Priority"), "flag"),
    ("reply", gettext_lazy("Reply"), "reply"),
    ("snooze", gettext_lazy("Snooze"), "snooze"),
    ("resolve", gettext_lazy("Resolve"), "check_circle"),
    ("merge", gettext_lazy("Merge"), "merge"),
)
LABELS = {
    ("tag", "add"): gettext_lazy("Tags to add, with commas between"),
    ("tag", "remove"): gettext_lazy("Tags to take off"),
    ("priority", "to"): gettext_lazy("Priority"),
    ("reply", "text"): gettext_lazy("What each customer is sent, by the way they last wrote"),
    ("merge", "into"): gettext_lazy("Number of the ticket that all of them go into"),
    ("snooze", "until"): gettext_lazy("Snooze until"),
    ("resolve", "text"): gettext_lazy("What each customer is told, and asked to confirm"),
    ("resolve", "told_on"): gettext_lazy("Nothing to send: a person told them already"),
    ("resolve", "asked"): gettext_lazy("and asked whether it is solved"),
    ("resolve", "reason"): gettext_lazy("Or why the customers are not told; only we see it"),
}
FINAL = {
    "reply": gettext_lazy("An answer that has left cannot be taken back: there is no undo for this."),
    "resolve": gettext_lazy(
        "There is no undo for this: a customer who was told has read it. Each ticket can be reopened."
    ),
}


@dataclass(frozen=True)
class BulkButton:
    """One of the bar's buttons."""

    verb: str
    title: str | Lazy
    icon: str


def buttons(user: Any) -> list[BulkButton]:
    """What a person may do to many tickets."""
    return [BulkButton(*button) for button in BUTTONS if may_do(user, VERBS[button[0]].permission)]


def bulk(site_admin: ReadingAdmin, request: HttpRequest) -> HttpResponseBase:
    """The bar of the list: a file of what was chosen, or a page that asks what the verb takes."""
    if request.method != "POST" or not may_do(request.user, "view"):
        raise PermissionDenied
    verb, of = request.POST.get("verb", ""), request.POST.get("of", "")
    tickets = _chosen(site_admin, request)
    if verb == CSV:
        return csv_of(tickets, clock.now(request))
    try:
        run = runs.choose(verb, tickets, by=me(request), at=clock.now(request))
    except (Invalid, Denied) as error:
        messages.error(request, str(error))
        return redirect(_list(of))
    return redirect(_page(run, of))


def _chosen(site_admin: Any, request: HttpRequest) -> QuerySet[Ticket]:
    """The rows that were ticked, or all of the list that they stand in; never what its reader does not see."""
    if "all" not in request.POST:
        ticked = [int(pk) for pk in request.POST.getlist("t") if pk.isascii() and pk.isdigit() and len(pk) <= LONGEST]
        return Ticket.objects.visible_to(me(request)).filter(pk__in=ticked)
    asked = copy.copy(request)
    asked.GET = QueryDict(request.POST.get("of", ""))
    saved_views.ask(asked, saved_views.as_typed_out(asked))
    listed = site_admin.list_at(asked)
    return Ticket.objects.visible_to(me(request)).filter(pk__in=listed.queryset.order_by().values("pk"))


def _list(of: str) -> str:
    """The list as it was."""
    return f"{reverse('admin:tickets_ticket_changelist')}?{QueryDict(of).urlencode()}".rstrip("?")


def _page(run: BulkRun, of: str) -> str:
    """Its page; `of`: the list that it was asked for on, to go back to."""
    return f"{reverse('admin:ticket_bulk_run', args=[run.key])}?{urlencode({'of': of})}"


def bulk_run(site_admin: ReadingAdmin, request: HttpRequest, key: Any) -> HttpResponseBase:
    """The page of one bulk change, for whoever asked for it: what it takes, a preview, its progress, its outcome."""
    run = BulkRun.objects.filter(key=key, by=me(request)).select_related("by").first()
    if run is None:
        raise Http404
    if request.method != "POST":
        return _show(site_admin, request, run)
    press, at = request.POST.get("press"), clock.now(request)
    try:
        if press == "ask":
            typed = request.POST.copy()
            runs.ask(run, VERBS[run.verb].read(typed, actor=me(request), at=at, form=True), at)
        elif press == "start":
            runs.start(run, at)
        elif press == "undo":
            run = runs.undo(run, at)
    except REFUSALS as error:
        return _show(site_admin, request, run, refused(run.verb, request, error, None))
    if run.is_under_way:
        nudge("tickets.tasks.bulk")
    elif VERBS[run.verb].sends and run.state == BulkState.DONE:
        nudge("tickets.tasks.deliver")
    return redirect(_page(run, request.GET.get("of", "")))


def _show(
    site_admin: ReadingAdmin, request: HttpRequest, run: BulkRun, wrong: RefusedInput | None = None
) -> TemplateResponse:
    part = "part" in request.GET
    context = {
        **({} if part else site_admin.admin_site.each_context(request)),
        **_told(run),
        "run": run,
        "refused": wrong,
        "title": _title(run),
        "fields": _fields(run) if run.state in (BulkState.ASKING, BulkState.READY) and not run.undoes_id else [],
        "people": _people() if run.verb == "assign" else [],
        "teams": Team.objects.all() if run.verb == "assign" else [],
        "final": FINAL.get(run.verb, ""),
        "of": request.GET.get("of", ""),
        "list": _list(request.GET.get("of", "")),
    }
    request.current_app = site_admin.admin_site.name
    template = "admin/tickets/ticket/bulk/run.html" if part else "admin/tickets/ticket/bulk/page.html"
    return TemplateResponse(request, template, context, status=wrong.code if wrong else 200)


def _title(run: BulkRun) -> str:
    titles = {button[0]: button[1] for button in BUTTONS}
    if run.undoes_id:
        return _("Undo: %(what)s") % {"what": titles[run.verb]}
    number = run.items.count()
    return ngettext("%(what)s: %(n)d ticket", "%(what)s: %(n)d tickets", number) % {
        "what": titles[run.verb],
        "n": number,
    }


def _told(run: BulkRun) -> dict[str, Any]:
    """How many there are of what, with the reasons of those that are refused, and the first tickets by name."""
    counts = run.counts()
    looked = run.state == BulkState.CHECKING
    reasons = run.items.filter(state=ItemState.REFUSED).values("reason").annotate(many=Count("pk")).order_by("-many")
    return {
        "counts": counts,
        "finished": counts["all"] - counts[ItemState.NEW if looked else ItemState.READY],
        "reasons": [(row["many"], row["reason"]) for row in reasons[:MOST_REASONS]],
        "items": _named(run),
        "beyond": max(0, counts["all"] - MOST_SHOWN),
        "customers": _customers(run),
        "can_undo": run.verb in CHANGES
        and not run.undoes_id
        and run.state == BulkState.DONE
        and counts[ItemState.DONE],
        "undone": BulkRun.objects.filter(undoes=run).values_list("key", flat=True).first(),
    }


def _named(run: BulkRun) -> list[tuple[BulkItem, bool]]:
    """The first tickets, what is refused before the rest, each with whether its reader sees it today."""
    items = run.items.select_related("ticket", "ticket__customer", "ticket__owner")
    refused_first = Case(When(state=ItemState.REFUSED, then=0), default=1)
    shown = list(items.order_by(refused_first, "id")[:MOST_SHOWN])
    seen = set(
        Ticket.objects.visible_to(run.by).filter(pk__in=[i.ticket_id for i in shown]).values_list("pk", flat=True)
    )
    return [(item, item.ticket_id in seen) for item in shown]


def _customers(run: BulkRun) -> int:
    """Whose tickets a merge would join."""
    if run.verb != "merge" or run.undoes_id:
        return 0
    into = run.given.get("into")
    found = Ticket.objects.filter(pk__in=[*run.items.values_list("ticket", flat=True), *([into] if into else [])])
    return found.values("customer").distinct().count()


def _fields(run: BulkRun) -> list[tuple[str, str | Lazy, str]]:
    """What is asked for, with what was said already: the field, its label, its value as a form has it."""
    names = [name for name in runs.OFFERED[run.verb] if (run.verb, name) in LABELS]
    return [(name, LABELS[run.verb, name], _typed(name, run.given.get(name))) for name in names]


def _typed(name: str, value: Any) -> str:
    if name == "until" and value:
        return f"{localtime(parse_datetime(value)):%Y-%m-%dT%H:%M}"
    if isinstance(value, list):
        return ", ".join(value)
    return "" if value in (None, False) else str(value)


def _people() -> QuerySet[User]:
    return User.objects.filter(is_active=True).exclude(role=Role.READ_ONLY).order_by("first_name", "username")
