"""Before one ticket goes into another or is linked with it: which one, both as they stand, and what will happen."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from tickets.actions.record import log_of
from tickets.admin.shared import clock, icons
from tickets.admin.shared.formatting import Formatter
from tickets.admin.shared.read_only import ReadingAdmin, may_do, me
from tickets.admin.ticket.conflict import news
from tickets.admin.ticket.page_data import visible_ticket
from tickets.admin.ticket.sidebar import IdentityRow, identity_row
from tickets.admin.tickets.saved_views import tickets
from tickets.models import Identity, Message, Ticket
from tickets.models.history import current_desk, seconds
from tickets.models.message import Direction
from tickets.rules.lifecycle import Status

LAST_WORDS = 3
MOST_FOUND = 20
SHOWN_WORDS = 600  # characters of each


@dataclass(frozen=True)
class LastWords:
    """What was said, by whom, when and how."""

    who: str
    when: str
    icon: str
    text: str


@dataclass(frozen=True)
class JoinSide:
    """One of the two. `last_line`: the newest event that the page shows of it."""

    ticket: Ticket
    identities: list[IdentityRow]
    said: list[LastWords]
    last_line: int


def join(site_admin: ReadingAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """`?into`: the ticket that this one would go into, or be linked with (`?link`); without it, which ones could be meant
    (`?q`: words to look for). A foreign one and a missing one are the same answer.
    """
    if not may_do(request.user, "merge"):
        raise Http404
    ticket = visible_ticket(me(request), pk).first()
    number = request.GET.get("into", "").strip().removeprefix("#")
    if ticket is None:
        raise Http404
    if not number:
        return _choose(site_admin, request, ticket)
    known = number.isascii() and number.isdigit() and len(number) < 18 and int(number) != pk
    into = visible_ticket(me(request), int(number)).first() if known else None
    if into is None or Status.MERGED in (ticket.status, into.status):
        raise Http404
    at = clock.now(request)
    tell = Formatter(current_desk(at), at)
    links = "link" in request.GET
    title = _("Link #%(this)d with #%(into)d?") if links else _("Merge #%(this)d into #%(into)d?")
    context = {
        **site_admin.admin_site.each_context(request),
        "title": title % {"this": ticket.pk, "into": into.pk},
        "links": links,
        "says_goes": "" if links else _("goes"),
        "says_stays": "" if links else _("goes on"),
        "goes": _side(ticket, tell),
        "stays": _side(into, tell),
        "again": "again" in request.GET,
    }
    request.current_app = site_admin.admin_site.name
    return TemplateResponse(request, "admin/tickets/ticket/join.html", context)


def _choose(site_admin: ReadingAdmin, request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """The tickets that words find; without words the customer's other ones, the newest first."""
    words = request.GET.get("q", "").strip()
    others = tickets(me(request)).exclude(pk=ticket.pk).exclude(status=Status.MERGED)
    if words:
        others, _twice = site_admin.get_search_results(request, others, words)
    else:
        others = others.filter(customer=ticket.customer_id)
    context = {
        **site_admin.admin_site.each_context(request),
        "title": _("Which ticket belongs together with #%(this)d?") % {"this": ticket.pk},
        "ticket": ticket,
        "words": words,
        "found": others.select_related("customer", "owner").order_by("-id")[:MOST_FOUND],
    }
    request.current_app = site_admin.admin_site.name
    return TemplateResponse(request, "admin/tickets/ticket/join_choose.html", context)


def was_looked_at(into: Ticket, seen: int | None) -> bool:
    """Whether somebody has seen the ticket that another goes into as it stands. `seen`: the newest event that they saw."""
    return seen is not None and not news(log_of(into), seen)


def _side(ticket: Ticket, tell: Formatter) -> JoinSide:
    identities = Identity.objects.filter(customer=ticket.customer_id).order_by("-verified", "kind", "id")
    messages = Message.objects.of(ticket).exclude(text="").select_related("author", "customer")
    said = messages.filter(automatic=False).order_by("-occurred_at", "-id")[:LAST_WORDS]
    return JoinSide(
        ticket=ticket,
        identities=[identity_row(row) for row in identities],
        said=[_last_words(message, ticket, tell) for message in reversed(said)],
        last_line=max((line.id for line in log_of(ticket)), default=0),
    )


def _last_words(message: Message, ticket: Ticket, tell: Formatter) -> LastWords:
    theirs = message.sender.get("name") or message.sender.get("email") or str(message.customer or ticket.customer)
    ours = str(message.author or _("The desk"))
    return LastWords(
        who=theirs if message.direction == Direction.IN else ours,
        when=tell.moment(seconds(message.occurred_at)),
        icon="lock" if message.direction == Direction.INTERNAL else icons.channel(message.channel),
        text=message.text[:SHOWN_WORDS],
    )
