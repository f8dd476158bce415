"""Where a ticket stands in a list, so that a page can begin there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet

from tickets.models import Ticket

BY_RANK, BY_PROMISE = "rank", "promise_due_at"
DIGITS = 18


@dataclass(frozen=True)
class Place:
    """Where a ticket stands in a list: by which column, at which value of it (a date in microseconds), and its number."""

    column: str
    value: int
    pk: int

    def __str__(self) -> str:
        return f"{self.value}.{self.pk}"

    @classmethod
    def read(cls, column: str, text: str) -> Place | None:
        """A place as an address writes it; None for what is none."""
        parts = text.split(".")
        known = len(parts) == 2 and all(part.isascii() and part.isdigit() and len(part) <= DIGITS for part in parts)
        return cls(column, int(parts[0]), int(parts[1])) if known else None

    @classmethod
    def of(cls, column: str, value: Any, pk: int) -> Place:
        """The place of a row."""
        return cls(column, round(value.timestamp() * 1_000_000) if isinstance(value, datetime) else value, pk)

    def _there(self) -> Any:
        if self.column == BY_RANK:
            return self.value
        return datetime.fromtimestamp(self.value / 1_000_000, UTC)

    def after(self, tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
        """What follows it, in the order of the list."""
        there = self._there()
        rest = tickets.filter(~Q(**{self.column: there}, pk__lte=self.pk), **{f"{self.column}__gte": there})
        return rest.order_by(self.column, "pk")

    def before(self, tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
        """What comes before it, the nearest first."""
        there = self._there()
        rest = tickets.filter(~Q(**{self.column: there}, pk__gte=self.pk), **{f"{self.column}__lte": there})
        return rest.order_by(f"-{self.column}", "-pk")
