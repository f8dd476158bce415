"""Forward to a third party, and write to them again: what leaves is ticked, then shown in full, and only then sent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, cast
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from config.broker import nudge
from tickets.actions.refusals import REFUSALS
from tickets.actions.verbs import perform
from tickets.actions.verbs.side import Forward, Parcel, forwardable
from tickets.admin.shared import clock
from tickets.admin.shared.formatting import Formatter
from tickets.admin.shared.read_only import ReadingAdmin, may_do, me
from tickets.admin.ticket.page_data import visible_ticket
from tickets.admin.ticket.refused import RefusedInput, refused
from tickets.models import Attachment, Message, SideConversation, Ticket
from tickets.models.history import current_desk, seconds
from tickets.models.message import Direction

MOST_OFFERED = 50


@dataclass(frozen=True)
class Offered:
    """A message that could go along, whole, and whether it does."""

    pk: int
    who: str
    when: str
    text: str
    quoted: str
    files: list[Attachment]
    ticked: bool


def forward(site_admin: ReadingAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The form; what would leave by it; and the ticket, once that was sent. `?message=` is ticked, `?side=` is written to again."""
    ticket = visible_ticket(me(request), pk).first()
    if ticket is None or not may_do(request.user, Forward.permission):
        raise Http404
    show = partial(_shown, site_admin, request, ticket)
    if request.method != "POST":
        return show(request.GET)
    typed, at = request.POST, clock.now(request)
    try:
        step = cast(Forward, Forward.read(typed, actor=me(request), at=at, form=True))
        parcel = step.parcel(ticket)
        if "back" in typed or typed.get("looked") != parcel.mark:
            return show(typed, parcel=None if "back" in typed else parcel)
        done = perform(ticket, [step], actor=me(request), at=at)
    except REFUSALS as error:
        return show(typed, refusal=refused(Forward.name, request, error, None))
    nudge("tickets.tasks.deliver")
    messages.success(request, step.done(ticket, done))
    return redirect("admin:tickets_ticket_change", ticket.pk)


def _shown(
    site_admin: ReadingAdmin,
    request: HttpRequest,
    ticket: Ticket,
    typed: QueryDict,
    *,
    parcel: Parcel | None = None,
    refusal: RefusedInput | None = None,
) -> HttpResponse:
    at = clock.now(request)
    context: dict[str, Any] = {
        **site_admin.admin_site.each_context(request),
        "title": f"#{ticket.pk}",
        "subtitle": ticket.subject,
        "ticket": ticket,
        "typed": typed,
        "key": typed.get("key") or uuid4(),
        "side": _side(ticket, typed.get("side", "")),
        "refused": refusal,
        "parcel": parcel,
        "typed_files": typed.getlist("files"),
        "carried": [(name, value) for name, values in typed.lists() if name in CARRIED for value in values],
        "offered": [] if parcel else _offered(ticket, typed, Formatter(current_desk(at), at)),
    }
    request.current_app = site_admin.admin_site.name
    code = refusal.code if refusal else 200
    return TemplateResponse(request, "admin/tickets/ticket/forward.html", context, status=code)


CARRIED = {"to", "side", "subject", "text", "messages", "files", "addresses", "quotes", "hold", "key"}


def _side(ticket: Ticket, number: str) -> SideConversation | None:
    known = number.isascii() and number.isdigit() and len(number) < 18
    beside = SideConversation.objects.filter(ticket__in=Ticket.objects.of_one_story(ticket).values("pk"))
    return beside.filter(pk=int(number)).first() if known else None


def _offered(ticket: Ticket, typed: QueryDict, formatter: Formatter) -> list[Offered]:
    """What is ticked, then the newest. Nothing is ticked but the message that somebody came from, or what they ticked themselves."""
    ticked = {*typed.getlist("messages"), typed.get("message", "")}
    rows = forwardable(ticket).select_related("author").prefetch_related("attachments").reverse()
    shown = [_row(message, ticket, formatter, ticked=str(message.pk) in ticked) for message in rows[:MOST_OFFERED]]
    return sorted(shown, key=lambda row: not row.ticked)


def _row(message: Message, ticket: Ticket, formatter: Formatter, *, ticked: bool) -> Offered:
    theirs = message.sender.get("name") or message.sender.get("email") or str(ticket.customer)
    quoted = "\n\n".join(filter(None, (message.quoted_above, message.quoted_below)))
    return Offered(
        message.pk,
        theirs if message.direction == Direction.IN else str(message.author or ""),
        formatter.moment(seconds(message.occurred_at)),
        message.readable,
        quoted,
        list(message.attachments.all()),
        ticked,
    )
