"""What reports count: facts of tickets in columns, a table for each relation."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import numpy as np

from metrics.digests import Digest
from metrics.facts.relation import TICKET, Days, Period, Relation
from metrics.facts.relations import RELATIONS, who
from metrics.facts.table import NONE, Array, Table, distinct, joined, looked_up, stacked
from metrics.facts.words import Words
from tickets.rules.lifecycle import DAY

T = TypeVar("T")


class Source(Protocol):
    """Where facts come from, beyond the tables that were asked for."""

    def of_days(self, name: str, days: Array) -> Table:
        """The rows of a relation that are kept under these days, and perhaps more."""

    def ever(self, name: str) -> Table:
        """All rows of a relation."""

    def keys(self, tickets: Collection[int]) -> Mapping[int, str]:
        """What tickets are called."""

    def customers(self, tickets: Array) -> Array:
        """Whose each of these tickets is, by the file that it is on today."""

    def organisations(self, tickets: Array) -> Array:
        """The organisation of whoever's file each of these tickets is on today, by its number."""

    def of_customers(self, customers: Array) -> Table:
        """All tickets of these customers that count: ticket, customer and start."""

    def starts(self, tickets: Array) -> Mapping[int, int]:
        """When each of these tickets started; one that does not count is left out."""


EVER: Period = (None, None)


@dataclass(frozen=True)
class Rows:
    """The rows of a relation: those that were `told` just now, and those that are kept, by their days.

    `believe` takes out those that are kept and not believed.
    """

    relation: Relation
    told: Table
    kept: Days = field(default_factory=dict)
    believe: Callable[[Table], Table] = lambda kept: kept

    def within(self, period: Period) -> Table:
        """Those that can matter to a period, and perhaps some more."""
        found = [self.kept[day] for day in self.relation.days_of(period, self.kept)]
        if not found:
            return self.told
        kept = self.believe(stacked(found))
        return joined(kept, self.told) if len(self.told) else kept


class Facts:
    """The tables of some relations, each an attribute, of the tickets that are looked at: `facts.lives.start`.

    A table may hold rows from outside the period that is asked about: whoever counts looks at their instants.
    """

    def __init__(self, rows: Mapping[str, Rows], words: Words, source: Source, period: Period = EVER) -> None:
        self.rows, self.words, self.source, self.period = rows, words, source, period
        self.tables: dict[str, Table] = {}
        self.whole = self
        self._begun: dict[str, tuple[Array, Table]] = {}
        self._once: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Table:
        if name.startswith("_") or name not in self.rows:
            raise AttributeError(name)
        if name not in self.tables:
            self.tables[name] = self.rows[name].within(self.period)
        return self.tables[name]

    def within(self, period: Period) -> Facts:
        """The same without most of what cannot matter to a period; what is found once is found of the whole."""
        narrow = Facts(self.rows, self.words, self.source, period)
        narrow.whole, narrow._begun, narrow._once = self.whole, self._begun, self._once
        return narrow

    def begun(self, name: str, starts: Array) -> Table:
        """The rows of a relation that is kept by the start of tickets, of those that started then; and perhaps of some more.

        They are in the order of their tickets.
        """
        days = distinct(starts // DAY)
        known = self._begun.get(name)
        if known is None or not np.isin(days, known[0]).all():
            days = days if known is None else np.union1d(days, known[0])
            table = self.source.of_days(name, days)
            known = self._begun[name] = days, table.where(np.argsort(table.ticket, kind="stable"))
        return known[1]

    def once(self, name: str, find: Callable[[Facts], T]) -> T:
        """What is found of all facts, whatever the period: found once."""
        if name not in self._once:
            self._once[name] = find(self.whole)
        found: T = self._once[name]
        return found

    def part(self, split: str, seen: Table) -> Array:
        """For each of the rows seen, the part of its ticket by a split that knows one part only: a number, or a word's code."""
        places = self.begun("places", seen.start)
        return looked_up(seen.ticket, places.ticket, getattr(places, split))


class Told:
    """Tickets that were told just now, each with the number that it goes by: all that there is."""

    def __init__(self, digests: Iterable[tuple[int, Digest]], names: Iterable[str] = tuple(RELATIONS)) -> None:
        self.digests, self.words = dict(digests), Words()
        self.rows = {name: RELATIONS[name].rows(self.digests.items(), self.words) for name in names}

    def facts(self, names: Iterable[str]) -> Facts:
        """Their facts of these relations."""
        return Facts({name: Rows(RELATIONS[name], self.ever(name)) for name in names}, self.words, self)

    def of_days(self, name: str, days: Array) -> Table:
        """All rows: there are no others."""
        return self.ever(name)

    def ever(self, name: str) -> Table:
        """All rows of a relation."""
        return Table.of(self.rows[name])

    def keys(self, tickets: Collection[int]) -> Mapping[int, str]:
        """As their digests say."""
        return {ticket: self.digests[ticket].key for ticket in tickets if ticket in self.digests}

    def customers(self, tickets: Array) -> Array:
        """As their digests say; NONE for a ticket that is none of these."""
        whose = {ticket: who(digest.customer, self.words) for ticket, digest in self.digests.items()}
        return np.array(
            [NONE if (one := whose.get(ticket)) is None else one for ticket in tickets.tolist()], dtype="i8"
        )

    def organisations(self, tickets: Array) -> Array:
        """None: a file names no organisations."""
        return np.full(len(tickets), NONE)

    def starts(self, tickets: Array) -> dict[int, int]:
        """As their digests say."""
        told = ((ticket, self.digests.get(ticket)) for ticket in tickets.tolist())
        return {ticket: one.start for ticket, one in told if one and one.counts and one.start is not None}

    def of_customers(self, customers: Array) -> Table:
        """As their digests say."""
        counted = [(ticket, digest.start) for ticket, digest in self.digests.items() if digest.counts]
        tickets, starts = (
            (np.array(column, dtype="i8") for column in zip(*counted, strict=True))
            if counted
            else (
                np.empty(0, "i8"),
                np.empty(0, "i8"),
            )
        )
        found = Table({TICKET: tickets, "customer": self.customers(tickets), "start": starts})
        return found.where(np.isin(found.customer, customers))
