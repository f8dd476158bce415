"""Lists of the API go by cursor: page 2,000 costs what page 1 costs, and nothing is skipped or
shown twice while new rows come in."""

from typing import Any

from django.db.models import Q
from rest_framework.pagination import CursorPagination


class NewestFirst(CursorPagination):
    """The latest rows first; a view may name another `ordering`."""

    ordering: Any = "-pk"  # one name, or several
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200


class InOrder(NewestFirst):
    """Rows in the order of a key, and of their ids where it is equal: both ascending, or both descending.

    A cursor names the last row that was shown, key and id. The stock one names the key alone and counts the equal ones
    behind it, up to 1,000: a list with more equal keys never ended.
    """

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> Any:
        """The rows of a page, and where the pages beside it begin. Errors: NotFound, ValueError, ValidationError."""
        self.request, self.base_url = request, request.build_absolute_uri()
        size = self.get_page_size(request) or NewestFirst.page_size
        self.page_size = size
        self.ordering = self.get_ordering(request, queryset, view)
        self.cursor = self.decode_cursor(request)
        position: Any = self.cursor.position if self.cursor else None
        backwards = bool(self.cursor and self.cursor.reverse)
        queryset = queryset.order_by(*self.ordering)
        if backwards:
            queryset = queryset.reverse()
        if position is not None:
            queryset = queryset.filter(self._beyond(position, descending=self.ordering[0].startswith("-") != backwards))
        found = list(queryset[: size + 1])
        self.page, more = found[:size], found[size:]
        further = self._get_position_from_instance(more[0], self.ordering) if more else None
        self.has_next, self.next_position = bool(more), further
        self.has_previous, self.previous_position = position is not None, position
        if backwards:
            self.page.reverse()
            self.has_next, self.has_previous = self.has_previous, self.has_next
            self.next_position, self.previous_position = self.previous_position, self.next_position
        return self.page

    def _beyond(self, position: str, *, descending: bool) -> Q:
        key, _, pk = position.rpartition("|")
        name, after = self.ordering[0].lstrip("-"), "lt" if descending else "gt"
        equal_or_after = Q(**{f"{name}__{after}e": key})
        return equal_or_after & (Q(**{f"{name}__{after}": key}) | Q(**{f"pk__{after}": int(pk)}))

    def _get_position_from_instance(self, instance: Any, ordering: Any) -> str:
        return f"{super()._get_position_from_instance(instance, ordering)}|{instance.pk}"
