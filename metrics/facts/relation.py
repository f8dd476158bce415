"""A kind of facts about tickets as rows of numbers: what they say, from which sections of a digest, and by which instant they are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Any

import numpy as np

from metrics.digests import Digest
from metrics.facts.table import NONE, Array
from metrics.facts.words import Words
from tickets.rules.lifecycle import DAY

ALWAYS = -1  # the day of what belongs to none
Row = tuple[Any, ...]
Period = tuple[int | None, int | None]  # [since, to) in Unix seconds; a bound that is None is none
Days = Mapping[int, Mapping[str, Array]]  # columns of rows, by the day under which they are kept
TICKET = "ticket"


@dataclass(frozen=True)
class Relation:
    """Rows of facts.

    `columns`: their names and numpy types; the ticket comes in front. `told`: a digest's rows without the ticket, of which any may be
    None; `sections`: what it reads. `at`: the column by whose day (UTC) rows are kept, so that a period reads its own days alone; a row
    whose instant is None, and all rows of a relation without one, are read always. `onward`: a period needs what comes after it too.
    """

    name: str
    columns: Mapping[str, str]
    told: Callable[[Digest, Words], Iterable[Row]]
    sections: tuple[str, ...]
    at: str | None = "start"
    onward: bool = False

    @cached_property
    def dtype(self) -> np.dtype[Any]:
        """How a row is kept."""
        return np.dtype([(TICKET, "i8"), *self.columns.items()])

    def rows(self, digests: Iterable[tuple[int, Digest]], words: Words) -> Array:
        """The rows of tickets, each with the number that it goes by."""
        rows = [
            (ticket, *(NONE if value is None else value for value in row))
            for ticket, digest in digests
            for row in self.told(digest, words)
        ]
        return np.array(rows, dtype=self.dtype)

    def days(self, rows: Array) -> Array:
        """The day under which each row is kept."""
        if self.at is None:
            return np.full(len(rows), ALWAYS)
        at = rows[self.at]
        return np.where(at == NONE, ALWAYS, at // DAY)

    def days_of(self, period: Period, days: Iterable[int]) -> list[int]:
        """Of some days those whose rows can matter to a period."""
        since, to = period
        first = -inf if since is None else since // DAY
        last = inf if to is None or self.onward else (to - 1) // DAY
        return [day for day in days if first <= day <= last or day == ALWAYS]
