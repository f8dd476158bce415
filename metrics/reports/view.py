"""From which side a report looks at the tickets, and what a report is."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from django.utils.functional import Promise

from metrics.facts import Facts
from metrics.facts.table import NONE, Array, Table
from metrics.measures import Figures
from tickets.events.contact import CONTACTS
from tickets.rules.desk import Desk

CLOCKS = ("business", "calendar")


@dataclass(frozen=True)
class ReportScope:
    """Which period [since, to), as of when, on which clock. Unix seconds; a bound that is None is none.

    `people`: what those are called who are kept as numbers, for a report that names them. `facts`: what is looked at, once it is
    known: what its codes stand for.
    """

    desk: Desk
    as_of: int
    clock: str = "calendar"
    since: int | None = None
    to: int | None = None
    people: Mapping[Hashable, str] = field(default_factory=dict)
    facts: Facts | None = None

    def told(self, codes: Array) -> dict[int, str]:
        """The words that codes stand for."""
        found = self.facts.words.told(codes) if self.facts else {}
        return {one: word for one, word in found.items() if word is not None}

    def keys(self, tickets: Array) -> Mapping[int, str]:
        """What tickets are called."""
        return self.facts.source.keys(np.unique(tickets).tolist()) if self.facts else {}

    def whose(self, people: Array) -> dict[int, Hashable]:
        """People, as they are kept; in files they are words."""
        met = self.facts.words.met if self.facts else {}
        return {one: None if one == NONE else met.get(one, one) for one in people.tolist()}

    def covers(self, at: Array) -> Array:
        """Which instants lie in the period; none that is not there does."""
        found: Array = at != NONE
        if self.since is not None:
            found &= at >= self.since
        if self.to is not None:
            found &= at < self.to
        return found

    def elapsed(self, start: Array) -> Array:
        """The seconds until now on the clock looked at, of what began at each of these instants."""
        if self.clock == "calendar":
            found: Array = self.as_of - start
            return found
        begun, places = np.unique(start, return_inverse=True)
        business = [self.desk.calendar.elapsed(one, self.as_of) for one in begun.tolist()]
        return np.array(business, dtype="i8")[places]

    def between(self, start: int, end: int | None) -> int:
        """The seconds between two instants on the clock looked at; without an end, until now."""
        until = self.as_of if end is None else end
        return until - start if self.clock == "calendar" else self.desk.calendar.elapsed(start, until)

    def lasted(self, start: Array, end: Array, business: Array) -> Array:
        """The length of each span, whose business seconds are known once it has ended; else until now."""
        found: Array = (business if self.clock == "business" else end - start).copy()
        runs = end == NONE
        found[runs] = self.elapsed(start[runs])
        return found


@dataclass(frozen=True)
class Count:
    """Something that a report counts: what the tickets behind it are called, and which of the rows seen it includes."""

    title: Promise
    includes: Callable[[Table, ReportScope], Array]


@dataclass(frozen=True)
class Report:
    """A question and how it is answered, in two pure steps.

    `observe` takes from the `facts` what matters of the tickets: a table with a row for each thing that is counted, whose ticket and
    start it says, and with what other tickets say about it. `figures` counts such rows, of all tickets or of some. `facts`: the
    relations that are read of the period, and `later` those that are read of whenever it takes.

    Where facts have to be told from events, only tickets with a line of one of `kinds` can matter: at `any` time, `from` the period's
    beginning on, or `in` the period; or only those that are `unresolved`, or those that are `flagged`: unresolved ones, those on which
    a live flag was seen or is to be, and those that moved since the beginning. Unresolved ones matter too where it says `also_unresolved`.

    A report that `has_period` takes one; another looks at a single instant. `counts`: the figures that open the tickets behind them,
    by name; `valued`: those of a value, which follows the name after a colon. One that `names_people` reads what they are called.
    `printed`: the figures with what is listed one by one, which only files and programs read; without it the figures are all there is.
    `parted`: the rows that make a part when it is split, if not all: what is seen beside them depends on how tickets were found.
    """

    observe: Callable[[Facts, ReportScope], Table]
    figures: Callable[[Table, ReportScope], Figures]
    facts: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    kinds: frozenset[str] = CONTACTS
    when: Literal["any", "from", "in", "unresolved", "flagged"] = "in"
    has_period: bool = True
    also_unresolved: bool = False
    counts: Mapping[str, Count] = field(default_factory=dict)
    valued: Mapping[str, Callable[[str], Count]] = field(default_factory=dict)
    names_people: bool = False
    parted: Callable[[Table, ReportScope], Array] | None = None
    printed: Callable[[Table, ReportScope], Figures] | None = None

    def count(self, name: str) -> Count | None:
        """The count that an address names, such as `open` or `tag:late`; None where there is none."""
        kind, _colon, value = name.partition(":")
        if value and kind in self.valued:
            return self.valued[kind](value)
        return self.counts.get(name)
