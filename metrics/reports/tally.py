"""A report being counted: tickets are added one after the other, and what matters of each is kept, by part if split."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from metrics.digests import Digest
from metrics.measures import Figures
from metrics.reports.grouping import GROUPS, called
from metrics.reports.view import Report, ReportScope


class Tally:
    """What a report has seen so far."""

    def __init__(self, report: Report, view: ReportScope, by: str | None = None) -> None:
        self.report, self.view, self.by = report, view, by
        self.observed: list[Any] = []
        self._values: list[Sequence[Hashable]] = []

    def add(self, ticket: Digest) -> None:
        """Keep what matters of one ticket."""
        found = list(self.report.observe(ticket, self.view))
        self.observed += found
        if self.by and found:
            self._values += [GROUPS[self.by].of(ticket)] * len(found)

    def parts(self) -> dict[Hashable, list[Any]]:
        """What was seen, by each value that it is split by; what tickets say about each other is told first."""
        parts: defaultdict[Hashable, list[Any]] = defaultdict(list)
        if not self.by:
            return parts
        for values, one in zip(self._values, self.related(), strict=True):
            for value in values:
                parts[value].append(one)
        return parts

    def related(self) -> Sequence[Any]:
        """What was seen of all tickets, each told what the others say about it."""
        return self.report.related(self.observed)

    def figures(self) -> Figures:
        """The figures of all tickets."""
        return self.report.figures(self.related(), self.view)

    def groups(self, known: Mapping[Hashable, str]) -> dict[str, Figures]:
        """The figures of each part, by what it is called."""
        parts: defaultdict[str, list[Any]] = defaultdict(list)
        for value, some in self.parts().items():
            parts[called(value, known)] += some
        order = GROUPS[self.by].order if self.by else ()
        places = {name: place for place, name in enumerate(order)}
        in_order = sorted(parts, key=lambda name: (places.get(name, len(places)), name))
        return {name: self.report.figures(parts[name], self.view) for name in in_order}
