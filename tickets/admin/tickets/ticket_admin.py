"""Tickets at the desk: the list, the page, the form for a contact that somebody took by hand, and a view for each verb."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.templatetags.admin_list import result_headers
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from config import presence
from config.broker import nudge
from tickets.actions.outbox.answer_address import last_chat
from tickets.actions.record import Stale, log_of
from tickets.actions.verbs import VERBS, Verb, perform
from tickets.admin.calls.log_contact import log_contact
from tickets.admin.calls.ringing import ringing_now, take_call
from tickets.admin.shared import clock
from tickets.admin.shared.formatting import Formatter
from tickets.admin.shared.read_only import ReadingAdmin, may_do, me
from tickets.admin.ticket.assignees import assignees
from tickets.admin.ticket.attachments import attachment
from tickets.admin.ticket.conflict import news
from tickets.admin.ticket.joining import join, was_looked_at
from tickets.admin.ticket.live import live
from tickets.admin.ticket.macros import macros
from tickets.admin.ticket.page import page
from tickets.admin.ticket.page_data import visible_ticket
from tickets.admin.ticket.refused import REFUSALS, RefusedInput, refused
from tickets.admin.tickets import rows, saved_views
from tickets.events.keys import LATEST
from tickets.models import Ticket, User
from tickets.models.history import current_desk
from tickets.rules.access import Denied
from tickets.rules.lifecycle import Channel

KEPT_BY_A_SEARCH = (saved_views.PARAMETER, saved_views.RESOLVED_TOO, "o")
ON_DESK = {name: verb for name, verb in VERBS.items() if verb.on_desk}


@admin.register(Ticket)
class TicketAdmin(ReadingAdmin):
    """What agents work in all day."""

    list_display = ("subject", "last_contact_at", "waiting_since", "due_at", "stalled_since", "owner")
    list_filter = (saved_views.ViewFilter, saved_views.ResolvedFilter)
    list_display_links = None
    search_fields = ("subject",)
    search_help_text = _("People, numbers, words")
    list_fullwidth = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Ticket]:
        """Only what this person may see."""
        return saved_views.tickets(me(request))

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        """What is due next comes first, in a list of promises the promise."""
        return rows.PROMISE_NEXT if _of_promises(request) else rows.DUE_NEXT

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """By number, reference, words or person; never twice the same."""
        return rows.matching(queryset, search_term), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Who may answer may also log that somebody turned to us."""
        return may_do(request.user, "reply")

    def get_urls(self) -> list[Any]:
        """The stock addresses, one for each verb, and the parts of a page that are fetched when they are wanted."""
        wrap = self.admin_site.admin_view
        verbs = [path(f"<int:pk>/do/{verb}/", wrap(self._do(verb)), name=f"ticket_{verb}") for verb in ON_DESK]
        parts = [
            path("ringing/", wrap(ringing_now), name="ticket_ringing"),
            path("ringing/<int:pk>/take/", wrap(take_call), name="ticket_take_call"),
            path("<int:pk>/assignees/", wrap(assignees), name="ticket_assignees"),
            path("<int:pk>/join/", wrap(partial(join, self)), name="ticket_join"),
            path("<int:pk>/macros/", wrap(macros), name="ticket_macros"),
            path("<int:pk>/live/", wrap(live), name="ticket_live"),
            path("<int:pk>/attachment/<int:attachment_pk>/", wrap(attachment), name="ticket_attachment"),
        ]
        return [*verbs, *parts, *super().get_urls()]

    # The list

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The page's rows with all that they show."""
        shown = super().get_changelist_instance(request)
        found = rows.with_last_words(shown.result_list)
        if _of_promises(request):
            found = rows.with_promise(found, saved_views.promises_due(clock.now(request)))
        shown.result_list = list(found)
        return shown

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list in bands, unless somebody sorts it otherwise or looks at what is resolved."""
        response = super().changelist_view(request, extra_context)
        context = getattr(response, "context_data", None) or {}
        if "cl" in context:
            # Without `opts` the head of the page is the view's title instead of the application's name.
            response.context_data = context | self._list(request, context["cl"]) | {"opts": None}
        return response

    def _list(self, request: HttpRequest, shown: Any) -> dict[str, Any]:
        at = clock.now(request)
        tell = Formatter(current_desk(at), at)
        shown_rows = rows.rows(shown.result_list, tell)
        view, resolved_too = saved_views.chosen(request), saved_views.resolved_too(request)
        due = "promise_due_at" if _of_promises(request) else "due_at"
        banded = shown_rows and view is not None and not resolved_too and "o" not in request.GET
        bands = rows.bands(shown_rows, shown.queryset, tell, due) if banded else [rows.Band("", shown_rows)]
        return {
            "bands": bands,
            "columns": rows.columns(result_headers(shown)),
            "view": view,
            "title": _list_title(view, shown, resolved_too),
            "moment": tell.moment(tell.now),
            "may_take": may_do(request.user, "assign"),
            "first_row": (shown.page_num - 1) * shown.list_per_page + 1,
            "last_row": (shown.page_num - 1) * shown.list_per_page + len(shown_rows),
            **_elsewhere(request, shown, view, resolved_too),
        }

    # The page

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A ticket to read and to work on. There is no form to save: each verb has an address of its own."""
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        return self._page(request, self._ticket(request, object_id))

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Somebody turned to us, and one of us heard it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return log_contact(self, request)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """A ticket's history is its page."""
        return redirect("admin:tickets_ticket_change", self._ticket(request, object_id).pk)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Nothing is deleted."""
        raise PermissionDenied

    def _ticket(self, request: HttpRequest, pk: str | int) -> Ticket:
        """A ticket that this person may see; a foreign one and a missing one are the same."""
        number = str(pk)
        known = number.isascii() and number.isdigit() and len(number) < 18
        ticket = visible_ticket(me(request), int(number)).first() if known else None
        if ticket is None:
            raise Http404
        return ticket

    def _page(self, request: HttpRequest, ticket: Ticket, refused: RefusedInput | None = None) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            **page(
                ticket,
                me(request),
                clock.now(request),
                refused=refused,
                until=_instant(request.GET.get("until")),
                seen=_number(request.GET.get("seen")),
            ),
            "title": f"#{ticket.pk}",
            "subtitle": ticket.subject,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request, "admin/tickets/ticket/page.html", context, status=refused.code if refused else 200
        )

    # The verbs

    def _do(self, verb: str) -> Callable[..., HttpResponse]:
        return partial(self._view, verb=verb)

    def _view(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        """Do one verb, and go back to the ticket; what does not go through is shown again as it was typed."""
        ticket = self._ticket(request, pk)
        if request.method != "POST":
            return redirect("admin:tickets_ticket_change", pk)
        seen = _number(request.POST.get("seen"))
        try:
            step = self._read(request, verb)
            if step.looks and (look := _look(request, ticket, step)):
                return look
            done = _without_false_alarm(ticket, step, me(request), clock.now(request), request, seen)
        except REFUSALS as error:
            fresh = self._ticket(request, pk) if isinstance(error, Stale) else ticket
            return self._page(request, fresh, refused(verb, request, error, seen))
        _nobody_writes(step, done)
        if step.sends:
            nudge("tickets.tasks.deliver")
        if told := step.done(ticket, done):
            messages.success(request, told)
        return self._back(request, done)

    def _read(self, request: HttpRequest, name: str) -> Verb:
        verb = ON_DESK[name]
        if not may_do(request.user, verb.permission):
            raise Denied(_("Your role does not allow this."))
        typed = request.POST.copy()
        typed.update(request.FILES)  # type: ignore[arg-type]
        return verb.read(typed, actor=me(request), at=clock.now(request), form=True)

    def _back(self, request: HttpRequest, ticket: Ticket) -> HttpResponse:
        """To where the person came from, or to the ticket; to the list once it is none of theirs any more."""
        back = request.POST.get("back", "")
        if url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/"):
            return redirect(back)
        if not saved_views.tickets(me(request)).filter(pk=ticket.pk).exists():
            return redirect("admin:tickets_ticket_changelist")
        return redirect(reverse("admin:tickets_ticket_change", args=[ticket.pk]))


def _of_promises(request: HttpRequest) -> bool:
    view = saved_views.chosen(request)
    return view is not None and view.key == saved_views.PROMISES


def _elsewhere(
    request: HttpRequest, shown: Any, view: saved_views.SavedView | None, resolved_too: bool
) -> dict[str, Any]:
    """Where the list's own links lead: each keeps what it does not change, the view and the words that were searched."""
    last = shown.paginator.num_pages
    toggled = {"p": None, saved_views.RESOLVED_TOO: None if resolved_too else "1"}
    return {
        "kept": [(name, request.GET[name]) for name in KEPT_BY_A_SEARCH if name in request.GET],
        "resolved_too": resolved_too,
        "toggle": shown.get_query_string({**toggled, saved_views.PARAMETER: view.key})
        if view and view.has_resolved
        else "",
        "everything": shown.get_query_string(
            {saved_views.PARAMETER: saved_views.EVERYTHING}, ["p", "o", saved_views.RESOLVED_TOO]
        ),
        "without_view": shown.get_query_string({saved_views.PARAMETER: saved_views.ALL_OPEN}, ["p"]),
        "without_words": shown.get_query_string(remove=["p", "q"]),
        "previous_page": shown.get_query_string({"p": shown.page_num - 1}) if shown.page_num > 1 else "",
        "next_page": shown.get_query_string({"p": shown.page_num + 1}) if shown.page_num < last else "",
    }


def _list_title(view: saved_views.SavedView | None, shown: Any, resolved_too: bool) -> str:
    if view is None:
        return _("Everything: %(n)d") % {"n": shown.result_count}
    if view.settled_too:
        return f"{view.title}: {shown.result_count}"
    if resolved_too:
        return _("%(view)s: %(n)d, resolved ones too") % {"view": view.title, "n": shown.result_count}
    return _("%(view)s: %(n)d open, what is due next comes first") % {"view": view.title, "n": shown.result_count}


def _without_false_alarm(
    ticket: Ticket, step: Verb, by: User, at: datetime, request: HttpRequest, seen: int | None
) -> Ticket:
    """A version also moves when the clock alone made something true; only news stops somebody who is writing."""
    try:
        return perform(ticket, [step], actor=by, at=at, expected_version=_number(request.POST.get("version")))
    except Stale as stale:
        if seen is None or news(log_of(stale.ticket), seen):
            raise
        return perform(ticket, [step], actor=by, at=at, expected_version=stale.ticket.version)


def _look(request: HttpRequest, ticket: Ticket, step: Verb) -> HttpResponse | None:
    """To the page that shows both tickets, unless somebody comes from it and it is still true."""
    into, looked = step.given["into"], _number(request.POST.get("looked"))
    if into.pk == ticket.pk or into.merged_into_id or ticket.merged_into_id or was_looked_at(into, looked):
        return None
    again = "" if looked is None else "&again"
    return redirect(f"{reverse('admin:ticket_join', args=[ticket.pk])}?into={into.pk}{again}")


def _nobody_writes(step: Verb, ticket: Ticket) -> None:
    """Once an answer stands in a chat, nobody of ours is shown as writing there."""
    if step.given.get("channel") == Channel.CHAT and (chat := last_chat(ticket)):
        presence.stopped(chat.pk, "desk")


def _instant(value: str | None) -> int | None:
    """Unix seconds of an address; what nobody can have meant is left out."""
    number = _number(value)
    return number if number is not None and number <= LATEST else None


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 18 else None
