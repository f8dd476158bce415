"""What an open list asks for every few seconds: which tickets it would show by now, and the rows that have changed.

While nothing has, the answer is a 304, which costs what finding a page's tickets costs.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render

from config import conditional
from tickets.admin.shared import clock
from tickets.admin.shared.formatting import Formatter
from tickets.admin.shared.read_only import may_do
from tickets.admin.tickets import listing, rows, saved_views
from tickets.admin.tickets.paging import TicketList
from tickets.admin.tickets.searched import with_words_found
from tickets.models.history import current_desk

MOST_ROWS = 60


def changed(desk: Any, request: HttpRequest) -> HttpResponse:
    """The tickets of the list at this address, in order, each with its version."""
    shown = _list(desk, request)
    pks = [place.pk for place in shown.places]
    versions = dict(shown.root_queryset.filter(pk__in=pks).values_list("pk", "version"))
    told = {"tickets": [[pk, versions[pk]] for pk in pks if pk in versions]}
    etag = f'"{sha256(repr(told).encode()).hexdigest()[:32]}"'
    return conditional.unchanged(request, etag) or JsonResponse(told, headers=conditional.headers(etag))


def rows_again(desk: Any, request: HttpRequest) -> HttpResponse:
    """The rows of some tickets (`t`, numbers with commas between) as the list would show them now, one after the other."""
    asked = request.GET.get("t", "").split(",")[:MOST_ROWS]
    numbers = [int(number) for number in asked if number.isascii() and number.isdigit() and len(number) < 18]
    whole: QueryDict = request.GET.copy()
    whole.pop("t", None)
    saved_views.ask(request, whole)
    shown = _list(desk, request)
    at = clock.now(request)
    shown.result_list = shown.root_queryset.filter(pk__in=numbers)
    found = with_words_found(request, list(listing.with_rows(request, shown.result_list)))
    context = {
        "rows": rows.rows(found, Formatter(current_desk(at), at)),
        "may_take": may_do(request.user, "assign"),
        **listing.addresses_of_rows(shown),
    }
    return render(request, "admin/tickets/ticket/list/rows.html", context)


def _list(desk: Any, request: HttpRequest) -> TicketList:
    saved_views.ask(request, saved_views.as_typed_out(request))
    return desk.list_at(request)
