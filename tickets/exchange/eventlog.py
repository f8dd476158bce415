"""CSV event logs of other systems, translated into lines of the history format.

What a log's columns and activities mean is said by a mapping (`tickets.exchange.mapping`). A case
becomes a ticket; the id of a line is made of its case, the row's number in it and its kind, so that
translating a log again gives the same ids.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from tickets.exchange.mapping import InvalidMapping, InvalidRow, LogMapping, Row

Line = dict[str, Any]

Refuse = Callable[[int, str], None]
"""Takes the number of a row that cannot be translated, as an editor counts it, and the reason."""

STANDING = frozenset({"assign", "priority", "status"})
"""Kinds that say how things stand: said twice in a row, the second says nothing."""

NEED_AN_AUTHOR = frozenset({"answer", "note", "resolve", "promise"})


@dataclass(frozen=True)
class _Event:
    """A row that could be read: its number in the file and in its case, and the usual cells."""

    row: Row
    number: int
    case: str
    at: datetime
    activity: str


def convert(text: Iterable[str], mapping: LogMapping, refuse: Refuse) -> Iterator[Line]:
    """Translate a CSV text, given line by line, into lines of the history format, case by case.

    A row that cannot be read is handed to `refuse` and the rest goes on. Errors: InvalidMapping for
    a log that lacks a column of the mapping.
    """
    reader = csv.DictReader(text)
    if lacking := sorted(mapping.columns - set(reader.fieldnames or ())):
        raise InvalidMapping(f"The log has no column {', '.join(lacking)}.")
    for case, events in _cases(_events(reader, mapping, refuse), mapping, refuse):
        yield from _Case(mapping, case).lines(events)


def _events(reader: csv.DictReader[str], mapping: LogMapping, refuse: Refuse) -> Iterator[_Event]:
    for row in reader:
        try:
            yield _read(row, reader.line_num, mapping)
        except InvalidRow as error:
            refuse(reader.line_num, str(error))


def _read(row: Row, number: int, mapping: LogMapping) -> _Event:
    case, activity = mapping.cell(row, mapping.case), mapping.cell(row, mapping.activity)
    if case is None or activity is None:
        raise InvalidRow(f"{mapping.case} or {mapping.activity} is empty")
    if activity not in mapping.activities:
        raise InvalidRow(f"the mapping does not know the activity {activity!r}")
    if "at" in mapping.contact:
        mapping.instant(row, mapping.contact["at"])
    return _Event(row, number, case, mapping.instant(row, mapping.time["column"]), activity)


def _cases(events: Iterator[_Event], mapping: LogMapping, refuse: Refuse) -> Iterator[tuple[str, list[_Event]]]:
    if not mapping.sorted_by_case:
        cases: dict[str, list[_Event]] = {}
        for event in events:
            cases.setdefault(event.case, []).append(event)
        yield from cases.items()
        return
    told = set()
    for case, group in groupby(events, key=attrgetter("case")):
        if case not in told:
            told.add(case)
            yield case, list(group)
            continue
        for event in group:
            refuse(event.number, f"the rows of {case} do not stand together: sort the log by case")


@dataclass
class _Case:
    """One case while it is told: what stands, and whether it is resolved."""

    mapping: LogMapping
    case: str
    resolved: bool = False
    stands: dict[str, Line] = field(default_factory=dict)

    def lines(self, events: list[_Event]) -> Iterator[Line]:
        """All lines of the case. Rows of one instant keep the order of the file."""
        events.sort(key=attrgetter("at"))
        first = events[0]
        at = self.mapping.contact.get("at")
        since = self.mapping.instant(first.row, at) if at else first.at
        yield self._contact(first, 0, since)
        counted = enumerate(events, 1)
        for activity, run in groupby(counted, key=lambda numbered: numbered[1].activity):
            rows = list(run)
            if self.resolved and activity not in self.mapping.nothing_after_resolution:
                yield self._back(*rows[0])
            for number, event in rows[-1:] if activity in self.mapping.last_of_run else rows:
                yield from self._again(number, event)
                yield from self._happened(number, event)

    def _back(self, number: int, event: _Event) -> Line:
        self.resolved = False
        self.stands.pop("status", None)
        return self._contact(event, number, event.at)

    def _contact(self, event: _Event, number: int, at: datetime) -> Line:
        given = self.mapping.filled(event.row, self.mapping.contact)
        customer = given.get("customer") or self.case
        return self._line(
            number,
            at,
            {
                "kind": "contact",
                "channel": given.get("channel") or "other",
                "from": {"handle": customer, "name": customer},
                **{key: given[key] for key in ("subject", "text") if given.get(key)},
            },
        )

    def _happened(self, number: int, event: _Event) -> Iterator[Line]:
        for template in self.mapping.activities[event.activity]:
            said = self.mapping.filled(event.row, template)
            kind = said["kind"]
            if None in said.values() or (kind in STANDING and self.stands.get(kind) == said):
                continue
            self.stands[kind] = said
            self.resolved = self.resolved or kind == "resolve"
            yield self._line(number, event.at, {**said, **self._author(kind, event.row)})

    def _again(self, number: int, event: _Event) -> Iterator[Line]:
        """Resolved once more without a sign of the customer between: our own people had opened it again."""
        resolves = any(template["kind"] == "resolve" for template in self.mapping.activities[event.activity])
        if self.resolved and resolves:
            opened = {"kind": "status", "to": "open", **self._author("status", event.row)}
            yield self._line(number, event.at, opened)

    def _author(self, kind: str, row: Row) -> Line:
        by = self.mapping.cell(row, self.mapping.by["column"])
        if by is None and kind in NEED_AN_AUTHOR:
            by = self.mapping.by["otherwise"]
        return {"by": by} if by else {}

    def _line(self, number: int, at: datetime, said: Line) -> Line:
        identity = f"{self.case}-{number}-{said['kind']}"
        return {"id": identity, "ticket": self.case, "at": at.isoformat(), **said}
