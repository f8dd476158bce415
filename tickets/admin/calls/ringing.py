"""Who calls right now, on every page of the desk: asked for each second, answered by a 304 until something changes.

While nothing is new it costs one statement beside the session's and the person's own; what is shown costs five more, for one
call as for ten. Nobody is shown a call whose ticket they may not see.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from config import conditional
from tickets.actions.intake import calls
from tickets.actions.record import Invalid
from tickets.admin.shared import clock
from tickets.admin.shared.formatting import Distance, Formatter, days, hours
from tickets.admin.shared.read_only import may_do, me
from tickets.admin.ticket.header import label
from tickets.admin.tickets.saved_views import tickets
from tickets.models import ChannelAccount, ChannelSession, KnownFact, Message, Promise, Ticket
from tickets.models.history import current_desk, seconds
from tickets.models.message import Direction
from tickets.models.telephone_line import ringing
from tickets.rules.access import Denied
from tickets.rules.lifecycle import UNRESOLVED, Channel, WaitingOn

MOST_TICKETS, MOST_FACTS, MOST_PROMISES = 3, 8, 4


@dataclass(frozen=True)
class OpenTicket:
    """A ticket of theirs that is still to be done, and how long it has waited on us."""

    ticket: Ticket
    waits: str


@dataclass
class Ringing:
    """A call that nobody has taken yet, and what one must know before taking it."""

    session: ChannelSession
    state: str
    who: str
    number: str
    line: str
    tickets: list[OpenTicket] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    promises: list[tuple[Promise, Distance]] = field(default_factory=list)


def ringing_now(request: HttpRequest) -> HttpResponse:
    """The cards of the calls that ring; 304 while they are those that the page shows."""
    user, at = me(request), clock.now(request)
    found = list(ringing(user, at).select_related("ticket__customer"))
    etag = f'"{"-".join(_state(session) for session in found) or "none"}"'
    if unchanged := conditional.unchanged(request, etag):
        return unchanged
    shown = _cards(found, user, Formatter(current_desk(at), at)) if found else []
    context = {"calls": shown, "may_take": may_do(user, "reply")}
    response = render(request, "admin/desk/calls.html", context)
    for name, value in conditional.headers(etag).items():
        response[name] = value
    return response


def take_call(request: HttpRequest, pk: int) -> HttpResponse:
    """I take this call: to its ticket, or back with the reason why it is too late."""
    if request.method != "POST":
        return redirect("admin:tickets_ticket_changelist")
    user, at = me(request), clock.now(request)
    seen = tickets(user).values("pk")
    session = ChannelSession.objects.filter(pk=pk, channel=Channel.PHONE, ticket__in=seen).first()
    if session is None:
        raise Http404
    try:
        ticket = calls.pick_up(session, by=user, at=at)
    except Denied as error:
        return JsonResponse({"detail": str(error)}, status=403)
    except Invalid as error:
        messages.warning(request, str(error))
        return redirect("admin:tickets_ticket_change", session.ticket_id)
    messages.success(request, _("The call is yours."))
    return redirect("admin:tickets_ticket_change", ticket.pk)


def _state(session: ChannelSession) -> str:
    return f"{session.pk}.{session.ticket.version if session.ticket else 0}"


def _cards(found: Sequence[ChannelSession], user: Any, formatter: Formatter) -> list[Ringing]:
    customers = {session.ticket.customer_id for session in found if session.ticket}
    open_tickets, facts, promises = (
        _open(customers, user, formatter),
        _facts(customers, user, formatter),
        defaultdict(list),
    )
    for promise in _owed(customers, user):
        promises[promise.ticket.customer_id].append((promise, formatter.distance(seconds(promise.due_at))))
    senders, lines = _senders(found), _lines(found)
    cards = []
    for session in found:
        customer = session.ticket.customer if session.ticket else None
        pk, number = customer.pk if customer else 0, senders.get(session.external_id, "")
        cards.append(
            Ringing(
                session=session,
                state=_state(session),
                who=(customer.called if customer else "") or _stranger(number, known=pk in facts or pk in promises),
                number=number or _("number withheld"),
                line=lines.get(session.external_id.partition(":")[0], ""),
                tickets=[row for row in open_tickets.get(pk, []) if not _begins(session, row.ticket)][:MOST_TICKETS],
                facts=facts.get(pk, [])[:MOST_FACTS],
                promises=promises.get(pk, [])[:MOST_PROMISES],
            )
        )
    return cards


def _begins(session: ChannelSession, ticket: Ticket) -> bool:
    """Whether a ticket consists of nothing but this call."""
    return ticket.pk == session.ticket_id and ticket.contacts <= 1


def _stranger(number: str, *, known: bool) -> str:
    if not number:
        return _("Somebody with a withheld number")
    return number if known else _("An unknown number")


def _open(customers: set[int], user: Any, formatter: Formatter) -> dict[int, list[OpenTicket]]:
    """Their open tickets, what waits on us first."""
    rows = tickets(user).filter(customer__in=customers, status__in=UNRESOLVED).order_by("-id")
    found: dict[int, list[OpenTicket]] = defaultdict(list)
    for ticket in sorted(rows, key=lambda row: row.waiting_on != WaitingOn.US):
        found[ticket.customer_id].append(OpenTicket(ticket, _waits(ticket, formatter)))
    return found


def _waits(ticket: Ticket, formatter: Formatter) -> str:
    if ticket.waiting_on != WaitingOn.US or ticket.waiting_since is None:
        return _("waiting on: %(whom)s") % {"whom": ticket.get_waiting_on_display().lower()}
    since = seconds(ticket.waiting_since)
    told = {"business": hours(formatter.business(since)), "calendar": days(formatter.now - since)}
    return _("waits on us for %(business)s of business, %(calendar)s by the calendar") % told


def _facts(customers: set[int], user: Any, formatter: Formatter) -> dict[int, list[tuple[str, str]]]:
    """What holds of what they told us, as they told it last."""
    latest: dict[tuple[int, str], KnownFact] = {}
    seen = tickets(user).values("pk")
    for fact in KnownFact.objects.filter(customer__in=customers, ticket__in=seen).order_by("noted_at", "id"):
        latest[fact.customer_id, fact.key] = fact  # an expired one means that we no longer know
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for (customer, key), fact in reversed(latest.items()):
        if fact.valid_until is None or fact.valid_until > formatter.at:
            found[customer].append((label(key), fact.value))
    return found


def _owed(customers: set[int], user: Any) -> Iterable[Promise]:
    """What we owe them, what is due next first."""
    seen = tickets(user).filter(customer__in=customers).values("pk")
    return Promise.objects.filter(owed=True, ticket__in=seen).select_related("ticket").order_by("due_at", "id")


def _senders(found: Sequence[ChannelSession]) -> dict[str, str]:
    """The number that each call came from."""
    names = [session.external_id for session in found]
    rows = Message.objects.filter(channel=Channel.PHONE, session__in=names, direction=Direction.IN)
    return {session: sender.get("phone", "") for session, sender in rows.values_list("session", "sender")}


def _lines(found: Sequence[ChannelSession]) -> dict[str, str]:
    slugs = {session.external_id.partition(":")[0] for session in found}
    return dict(ChannelAccount.objects.filter(channel=Channel.PHONE, slug__in=slugs).values_list("slug", "name"))
