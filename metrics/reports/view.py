"""From which side a report looks at the tickets, and what a report is."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.functional import Promise

from metrics.digests import Digest
from metrics.measures import Figures
from tickets.events.contact import CONTACTS
from tickets.rules.desk import Desk

CLOCKS = ("business", "calendar")


@dataclass(frozen=True)
class ReportScope:
    """Which period [since, to), as of when, on which clock. Unix seconds; a bound that is None is none.

    `people`: what those are called who are kept as numbers, for a report that names them.
    """

    desk: Desk
    as_of: int
    clock: str = "calendar"
    since: int | None = None
    to: int | None = None
    people: Mapping[Hashable, str] = field(default_factory=dict)

    def covers(self, at: int | None) -> bool:
        """Whether an instant lies in the period."""
        if at is None:
            return False
        return (self.since is None or self.since <= at) and (self.to is None or at < self.to)

    def elapsed(self, start: int, end: int | None) -> int:
        """The seconds between on the clock looked at; without an end, until now."""
        stop = self.as_of if end is None else end
        return stop - start if self.clock == "calendar" else self.desk.calendar.elapsed(start, stop)

    def lasted(self, start: int, end: int | None, business: int | None) -> int:
        """The length of a digest's span, whose business seconds are known once it has ended; else until now."""
        if business is None or end is None or self.clock == "calendar":
            return self.elapsed(start, end)
        return business

    def is_in_cohort(self, ticket: Digest) -> bool:
        """Whether it counts and started in the period: the cohort of every report that names no other."""
        return ticket.counts and self.covers(ticket.start)


def as_observed(observed: Sequence[Any]) -> Sequence[Any]:
    """As a report sees tickets whose figures hang on no other ticket."""
    return observed


@dataclass(frozen=True)
class Count:
    """Something that a report counts: what the tickets behind it are called, and which observations it includes."""

    title: Promise
    includes: Callable[[Any, ReportScope], bool]


@dataclass(frozen=True)
class Report:
    """A question and how it is answered, in two pure steps, so that tickets are read one after the other.

    `observe` keeps what matters of one ticket's digest, of which it reads some `sections`, and `figures` counts it. Only tickets with a line of one of `kinds` can
    matter: at `any` time, `from` the period's beginning on, or `in` the period; or only those that are `unresolved`, or those
    that are `flagged`: unresolved ones, those on which a live flag was seen or is to be, and those that moved since the beginning.

    `related` tells each of them what the others say about it: as many, in the same order, whatever the split. A report
    that `has_period` takes one; another looks at a single instant. `counts`: the figures that open the tickets behind
    them, by name; `valued`: those of a value, which follows the name after a colon. One that `names_people` reads what they are
    called.
    """

    observe: Callable[[Digest, ReportScope], Iterable[Any]]
    figures: Callable[[Sequence[Any], ReportScope], Figures]
    sections: tuple[str, ...] = ()
    kinds: frozenset[str] = CONTACTS
    when: Literal["any", "from", "in", "unresolved", "flagged"] = "in"
    related: Callable[[Sequence[Any]], Sequence[Any]] = as_observed
    has_period: bool = True
    counts: Mapping[str, Count] = field(default_factory=dict)
    valued: Mapping[str, Callable[[str], Count]] = field(default_factory=dict)
    names_people: bool = False

    def count(self, name: str) -> Count | None:
        """The count that an address names, such as `open` or `tag:late`; None where there is none."""
        kind, _colon, value = name.partition(":")
        if value and kind in self.valued:
            return self.valued[kind](value)
        return self.counts.get(name)
