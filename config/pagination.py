"""Lists of the API go by cursor: page 2,000 costs what page 1 costs, and nothing is skipped or
shown twice while new rows come in."""

from typing import Any

from rest_framework.pagination import CursorPagination


class NewestFirst(CursorPagination):
    """The latest rows first; a view may name another `ordering`."""

    ordering: Any = "-pk"  # one name, or several
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
