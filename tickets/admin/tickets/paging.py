"""The pages of the list: each begins after the last ticket of the one before it, so that page 100 costs what page 1 does."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.views import ChangeList

from tickets.admin.tickets import saved_views
from tickets.admin.tickets.places import BY_PROMISE, BY_RANK, Place
from tickets.models import Ticket

AFTER, BEFORE = "after", "before"
MOST_COUNTED = 10_000  # tickets of a list that nobody counted before


class TicketList(ChangeList):
    """The stock list, which reads a page by where it begins and counts no table.

    `places`: the page's tickets in their order. `total`: how many there are in all; `capped`: it is at least so many.
    """

    places: list[Place]
    total: int
    capped: bool
    column: str
    page_num: int

    def get_filters_params(self, params: Any = None) -> Any:
        """Where the page begins narrows nothing."""
        known = super().get_filters_params(params)
        return {name: value for name, value in known.items() if name not in (AFTER, BEFORE)}

    def get_results(self, request: HttpRequest) -> None:
        """The numbers of the page's tickets, and whether there are more on either side: one statement, and one to count."""
        self.queryset: QuerySet[Ticket]
        self.column = self.queryset.query.order_by[0] if self._is_in_own_order() else ""
        self.places = self._backwards(request) or self._forwards(request)
        self.has_next = len(self.places) > self.list_per_page
        self.places = self.places[: self.list_per_page]
        self.total, self.capped = self._total(request)
        self.result_count = self.full_result_count = self.total
        self.result_list = self.root_queryset.filter(pk__in=[place.pk for place in self.places])
        self.show_full_result_count = self.show_admin_actions = self.can_show_all = False
        self.multi_page = self.has_next or self.page_num > 1

    def in_order(self, found: QuerySet[Ticket]) -> list[Ticket]:
        """The page's tickets as somebody read them, in the order of the list."""
        known = {ticket.pk: ticket for ticket in found}
        return [known[place.pk] for place in self.places if place.pk in known]

    def page_addresses(self) -> dict[str, str]:
        """Where the pages before and after this one are; "" where there is none."""
        if not self.places:
            return {"previous_page": "", "next_page": ""}
        before = {BEFORE: self._mark(self.places[0]), "p": self.page_num - 1} if self.page_num > 2 else {"p": None}
        after = {AFTER: self._mark(self.places[-1]), "p": self.page_num + 1}
        return {
            "previous_page": self.get_query_string({AFTER: None, BEFORE: None} | before) if self.page_num > 1 else "",
            "next_page": self.get_query_string({BEFORE: None} | after) if self.has_next else "",
        }

    def _mark(self, place: Place) -> str | None:
        return str(place) if self.column else None

    def _is_in_own_order(self) -> bool:
        """Whether it is sorted by what an index holds, not by a column that somebody chose."""
        return tuple(self.queryset.query.order_by) in ((BY_RANK, "id"), (BY_PROMISE, "id"))

    def _backwards(self, request: HttpRequest) -> list[Place]:
        """The page that ends before a place. Nothing, if by now it would not be a whole page: then it is the first one."""
        place = Place.read(self.column, request.GET.get(BEFORE, "")) if self.column and self.page_num > 1 else None
        found = self.read(place.before(self.queryset)[: self.list_per_page]) if place else []
        if place and len(found) < self.list_per_page:
            self.page_num = 1
            return []
        # What it was read from comes after it, so there is a next page.
        return [*reversed(found), place] if place else []

    def _forwards(self, request: HttpRequest) -> list[Place]:
        many = self.list_per_page + 1
        place = Place.read(self.column, request.GET.get(AFTER, "")) if self.column else None
        if place and self.page_num > 1 and (found := self.read(place.after(self.queryset)[:many])):
            return found
        start = max(self.page_num - 1, 0) * self.list_per_page
        found = self.read(self.queryset[start : start + many])
        if start and not found:
            raise IncorrectLookupParameters
        return found

    def read(self, tickets: QuerySet[Ticket]) -> list[Place]:
        """Where some tickets of the list stand, in their order. One statement."""
        column = self.column or BY_RANK
        return [Place.of(column, value, pk) for value, pk in tickets.values_list(column, "pk")]

    def _total(self, request: HttpRequest) -> tuple[int, bool]:
        if self.page_num <= 1 and not self.has_next:
            return len(self.places), False
        view = saved_views.chosen(request)
        if view and saved_views.is_whole(request):
            numbers = saved_views.counted(request).numbers
            return max(numbers.get(view.key, 0), self._at_least()), False
        found = self.queryset.order_by()[: MOST_COUNTED + 1].count()
        return min(found, MOST_COUNTED), found > MOST_COUNTED

    def _at_least(self) -> int:
        """As many as one has seen by this page: what was counted some seconds ago may say less."""
        return (max(self.page_num, 1) - 1) * self.list_per_page + len(self.places) + self.has_next
