"""Tickets at the desk: the list, the page, the form for a contact that somebody took by hand, and a view for each verb."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Media
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
from tickets.actions.refusals import REFUSALS
from tickets.actions.verbs import VERBS, Verb, perform
from tickets.actions.verbs.joining import Split
from tickets.admin.calls.log_contact import log_contact
from tickets.admin.calls.new_ticket import new_ticket
from tickets.admin.calls.ringing import ringing_now, take_call
from tickets.admin.home.first_steps import first_step
from tickets.admin.palette.palette import palette
from tickets.admin.shared import clock
from tickets.admin.shared.read_only import ReadingAdmin, may_do, me
from tickets.admin.ticket.assignees import assignees
from tickets.admin.ticket.attachments import attachment
from tickets.admin.ticket.caught import names_of_facts, promise_offer, promise_times, read_draft
from tickets.admin.ticket.conflict import news
from tickets.admin.ticket.drafts import draft, told
from tickets.admin.ticket.followers import followers, people_to_name
from tickets.admin.ticket.forward import forward
from tickets.admin.ticket.held_answer import done_last, go, sending, told_of_held, undo
from tickets.admin.ticket.joining import join, was_looked_at
from tickets.admin.ticket.live import live
from tickets.admin.ticket.macros import macros
from tickets.admin.ticket.mentions import mentions_seen
from tickets.admin.ticket.page import page
from tickets.admin.ticket.page_data import visible_ticket
from tickets.admin.ticket.parting import split_look, to_look
from tickets.admin.ticket.refused import RefusedInput, refused
from tickets.admin.ticket.signature import preview, signature
from tickets.admin.ticket.undoing import UNDONE_IN_BANNER
from tickets.admin.tickets import held, listing, rows, saved_views
from tickets.admin.tickets.addresses import list_addresses
from tickets.admin.tickets.beside import came_from, kept
from tickets.admin.tickets.bulk import bulk, bulk_run
from tickets.admin.tickets.filters import LIST_FILTERS
from tickets.admin.tickets.next_ticket import next_ticket, passed_with
from tickets.admin.tickets.paging import TicketList
from tickets.admin.tickets.searched import searched, with_words_found
from tickets.events.keys import LATEST
from tickets.models import Ticket
from tickets.models.draft import NOTE, REPLY
from tickets.rules.access import Denied
from tickets.rules.lifecycle import Channel

IN_PLACE = "X-In-Place"  # the page's own script sends, and shows what became of it without leaving
COMPOSED = (REPLY, NOTE)
ON_DESK = {name: verb for name, verb in VERBS.items() if verb.on_desk}


@admin.register(Ticket)
class TicketAdmin(ReadingAdmin):
    """What agents work in all day."""

    list_display = ("subject", "last_contact_at", "waiting_since", "due_at", "stalled_since", "owner")
    list_filter = (saved_views.ViewFilter, saved_views.ResolvedFilter, *LIST_FILTERS)
    list_display_links = None
    search_fields = ("subject",)
    search_help_text = _("People, numbers, words")
    list_fullwidth = True

    @property
    def media(self) -> Media:
        """None of the admin's own scripts: the list has its own bar for many tickets, and no stock form."""
        return Media()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Ticket]:
        """Only what this person may see."""
        return saved_views.tickets(me(request))

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        """What is ours to move comes first, in a list of promises the promise."""
        return rows.PROMISE_NEXT if listing.of_promises(request) else rows.OURS_FIRST

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """By number, reference, words or person; never twice the same. The best come first where no view has an order of its own."""
        if not search_term.strip():
            return queryset, False
        ranked = saved_views.chosen(request) is None and "o" not in request.GET
        return searched(request, queryset, search_term, ranked=ranked), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Who may answer may also log that somebody turned to us."""
        return may_do(request.user, "reply")

    def get_urls(self) -> list[Any]:
        """The stock addresses, one for each verb, and the parts of a page that are fetched when they are wanted."""
        wrap = self.admin_site.admin_view
        verbs = [path(f"<int:pk>/do/{verb}/", wrap(self._do(verb)), name=f"ticket_{verb}") for verb in ON_DESK]
        parts = [
            path("new/", wrap(partial(new_ticket, self)), name="ticket_new"),
            path("next/", wrap(next_ticket), name="ticket_take_next"),
            path("bulk/", wrap(partial(bulk, self)), name="ticket_bulk"),
            path("bulk/<uuid:key>/", wrap(partial(bulk_run, self)), name="ticket_bulk_run"),
            path("ringing/", wrap(ringing_now), name="ticket_ringing"),
            path("ringing/<int:pk>/take/", wrap(take_call), name="ticket_take_call"),
            path("first-steps/<slug:step>/", wrap(first_step), name="first_step"),
            path("palette/", wrap(palette), name="palette"),
            path("read-draft/", wrap(read_draft), name="ticket_read-draft"),
            path("promise-times/", wrap(promise_times), name="ticket_promise-times"),
            path("fact-names/", wrap(names_of_facts), name="ticket_fact-names"),
            path("<int:pk>/promise-offer/", wrap(promise_offer), name="ticket_promise-offer"),
            path("<int:pk>/assignees/", wrap(assignees), name="ticket_assignees"),
            path("<int:pk>/mentions-seen/", wrap(mentions_seen), name="ticket_mentions_seen"),
            path("<int:pk>/followers/", wrap(followers), name="ticket_followers"),
            path("<int:pk>/people/", wrap(people_to_name), name="ticket_people"),
            path("<int:pk>/forward/", wrap(partial(forward, self)), name="ticket_forward"),
            path("<int:pk>/join/", wrap(partial(join, self)), name="ticket_join"),
            path("<int:pk>/split/", wrap(partial(split_look, self)), name="ticket_split_look"),
            path("<int:pk>/macros/", wrap(macros), name="ticket_macros"),
            path("<int:pk>/draft/", wrap(draft), name="ticket_draft"),
            path("<int:pk>/signature/", wrap(signature), name="ticket_signature"),
            path("<int:pk>/preview/", wrap(preview), name="ticket_preview"),
            path("<int:pk>/held/undo/", wrap(undo), name="ticket_undo"),
            path("<int:pk>/held/go/", wrap(go), name="ticket_go"),
            path("<int:pk>/live/", wrap(live), name="ticket_live"),
            path("<int:pk>/attachment/<int:attachment_pk>/", wrap(attachment), name="ticket_attachment"),
            *list_addresses(self),
        ]
        return [*verbs, *parts, *super().get_urls()]

    # The list

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[TicketList]:
        """A list that reads each page by where it begins."""
        return TicketList

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The page's rows with all that they show."""
        shown = super().get_changelist_instance(request)
        shown.result_list = with_words_found(request, listing.read(request, shown))
        return shown

    def list_at(self, request: HttpRequest) -> TicketList:
        """The list that an address asks for, with the places of its page and without its rows."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            return super().get_changelist_instance(request)
        except IncorrectLookupParameters as error:
            raise Http404 from error

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list in bands, unless somebody sorts it otherwise or looks at what is resolved."""
        saved_views.ask(request, saved_views.as_typed_out(request))
        response = super().changelist_view(request, extra_context)
        context = getattr(response, "context_data", None) or {}
        if "cl" in context:
            # Without `opts` the head of the page is the view's title instead of the application's name.
            response.context_data = context | listing.described(request, context["cl"]) | {"opts": None}
        return response

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
            "beside": came_from(request, ticket.pk),
            "title": f"#{ticket.pk}",
            "subtitle": ticket.subject,
            "passed": passed_with(request, ticket.pk),
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
            done = _without_false_alarm(ticket, step, request, seen)
        except REFUSALS as error:
            fresh = self._ticket(request, pk) if isinstance(error, Stale) else ticket
            return self._page(request, fresh, refused(verb, request, error, seen))
        held.forget(me(request))
        _nobody_writes(request, step, done)
        if step.sends:
            nudge("tickets.tasks.deliver")
        words = told_of_held(request, step, done)
        if words or (step.name not in UNDONE_IN_BANNER and (words := step.done(ticket, done))):
            messages.success(request, words)
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
        page = reverse("admin:tickets_ticket_change", args=[ticket.pk]) + kept(request, ticket.pk)
        if IN_PLACE in request.headers:
            page += f"{'&' if '?' in page else '?'}seen={done_last(ticket, me(request))}"
        return redirect(page)


def _without_false_alarm(ticket: Ticket, step: Verb, request: HttpRequest, seen: int | None) -> Ticket:
    """A version also moves when the clock alone made something true; only news stops somebody who is writing."""
    by, at = me(request), clock.now(request)
    do = sending(ticket, step, request, at) if step.name in COMPOSED else perform
    try:
        return do(ticket, [step], actor=by, at=at, expected_version=_number(request.POST.get("version")))
    except Stale as stale:
        if seen is None or news(log_of(stale.ticket), seen):
            raise
        return do(ticket, [step], actor=by, at=at, expected_version=stale.ticket.version)


def _look(request: HttpRequest, ticket: Ticket, step: Verb) -> HttpResponse | None:
    """To the page that shows both tickets, unless somebody comes from it and it is still true. Errors: Invalid for a split."""
    looked = _number(request.POST.get("looked"))
    if step.name == Split.name:
        return to_look(ticket, step.given["messages"]) if looked is None else None
    into = step.given["into"]
    if into.pk == ticket.pk or into.merged_into_id or ticket.merged_into_id or was_looked_at(into, looked):
        return None
    again = "" if looked is None else "&again"
    return redirect(f"{reverse('admin:ticket_join', args=[ticket.pk])}?into={into.pk}{again}")


def _nobody_writes(request: HttpRequest, step: Verb, ticket: Ticket) -> None:
    """Once it is sent, nobody is shown as writing it: not to their colleagues, and not in the chat in which it stands."""
    if step.name in COMPOSED:
        told(request, ticket, has_draft=False)
    if step.given.get("channel") == Channel.CHAT and (chat := last_chat(ticket)):
        presence.stopped(chat.pk, "desk")


def _instant(value: str | None) -> int | None:
    """Unix seconds of an address; what nobody can have meant is left out."""
    number = _number(value)
    return number if number is not None and number <= LATEST else None


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 18 else None
