"""From a ticket back to the list that it was opened from, and on to the next or the previous one of it.

The page's address holds the list's (`in`) and the place that the ticket had there (`at`), so that neither a page nor a list
costs a statement for it, and one goes on from where one was even if the ticket stands elsewhere by now.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tickets.admin.tickets import saved_views
from tickets.admin.tickets.listing import KEPT_BY_A_SEARCH
from tickets.admin.tickets.paging import AFTER, BEFORE, TicketList
from tickets.admin.tickets.places import Place

IN, AT = "in", "at"
NEXT, PREVIOUS = "next", "previous"
OF_A_LIST = ("q", "p", AFTER, BEFORE, *KEPT_BY_A_SEARCH)
LONGEST = 2000
MOST_LOOKED_AT = 2000  # tickets of a list that somebody sorted by a column


def came_from(request: HttpRequest, pk: int) -> dict[str, str]:
    """For the top of a ticket's page: the addresses of the list, and of the tickets beside this one; nothing without a list."""
    if IN not in request.GET or len(request.GET[IN]) > LONGEST:
        return {}
    asked = {name: request.GET[name] for name in (IN, AT) if name in request.GET}
    return {
        "list_address": f"{reverse('admin:tickets_ticket_changelist')}{_question(request)}#t{pk}",
        "next_address": f"{reverse('admin:ticket_next', args=[pk])}?{urlencode(asked)}",
        "previous_address": f"{reverse('admin:ticket_previous', args=[pk])}?{urlencode(asked)}",
    }


def kept(request: HttpRequest, pk: int) -> str:
    """What the address of a ticket's page said of its list, for a page that was posted from there: "" or "?in=..."."""
    _path, _mark, query = request.headers.get("Referer", "").partition(f"/{pk}/change/?")
    known = QueryDict(query.partition("#")[0]) if len(query) <= LONGEST else QueryDict()
    asked = {name: known[name] for name in (IN, AT) if name in known}
    return f"?{urlencode(asked)}" if IN in asked else ""


def beside(desk: Any, request: HttpRequest, pk: int, way: str) -> HttpResponse:
    """To the ticket after this one in its list, or before it; back to the list where there is none."""
    question, at, typed = _question(request), request.GET.get(AT, ""), request.GET.get(IN, "")
    asked = QueryDict(question.removeprefix("?"), mutable=True)
    for name in (AFTER, BEFORE, "p"):
        asked.pop(name, None)
    saved_views.ask(request, asked)
    saved_views.ask(request, saved_views.as_typed_out(request))
    shown = desk.list_at(request)
    found = _neighbour(shown, pk, at, way == NEXT)
    if found is None:
        messages.info(request, _("That was the last one of the list.") if way == NEXT else _("That was the first one."))
        return redirect(f"{reverse('admin:tickets_ticket_changelist')}{question}")
    place = {AT: str(found)} if shown.column else {}
    return redirect(f"{reverse('admin:tickets_ticket_change', args=[found.pk])}?{urlencode({IN: typed} | place)}")


def _question(request: HttpRequest) -> str:
    """A list's question as its address has it; only the question, so that nobody is led elsewhere."""
    typed = QueryDict(request.GET.get(IN, "")[:LONGEST])
    asked = {name: typed.get(name, "") for name in OF_A_LIST if name in typed}
    return f"?{urlencode(asked)}" if asked else ""


def _neighbour(shown: TicketList, pk: int, at: str, forwards: bool) -> Place | None:
    if not shown.column:
        return _of_sorted(shown, pk, forwards)
    place = Place.read(shown.column, at)
    if place is None:
        value = shown.root_queryset.filter(pk=pk).values_list(shown.column, flat=True).first()
        place = Place.of(shown.column, value, pk) if value is not None else None
    if place is None:
        return shown.places[0] if shown.places else None
    there = place.after(shown.queryset) if forwards else place.before(shown.queryset)
    return next(iter(shown.read(there.exclude(pk=pk)[:1])), None)


def _of_sorted(shown: TicketList, pk: int, forwards: bool) -> Place | None:
    """In a list that somebody sorted by a column, the place is found by looking."""
    pks = list(shown.queryset.values_list("pk", flat=True)[:MOST_LOOKED_AT])
    here = pks.index(pk) if pk in pks else -1
    there = here + (1 if forwards else -1)
    return Place("", 0, pks[there]) if 0 <= there < len(pks) else None
