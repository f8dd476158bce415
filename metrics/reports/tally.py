"""A report being counted: what it sees of the facts, all of it and by part if it is split."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from functools import cached_property

import numpy as np

from metrics.facts import Facts
from metrics.facts.table import Array, Table, joined
from metrics.measures import Figures
from metrics.reports.grouping import GROUPS, called
from metrics.reports.view import Report, ReportScope

Keep = Callable[[Facts, Table], Array]
"""Which of the rows seen are of tickets that were asked for."""


class Tally:
    """What a report sees of the facts from one side. `keep`: of which tickets; of all, without it."""

    def __init__(
        self, report: Report, view: ReportScope, facts: Facts, by: str | None = None, keep: Keep | None = None
    ) -> None:
        self.report, self.by, self.keep = report, by, keep
        # One that looks at a single instant is asked about earlier ones too.
        self.facts = facts.within((view.since, view.to)) if report.has_period else facts
        self.view = replace(view, facts=self.facts)

    @cached_property
    def observed(self) -> Table:
        """The rows seen, with what other tickets say about them, whether these are asked for or not."""
        seen = self.report.observe(self.facts, self.view)
        return seen.where(self.keep(self.facts, seen)) if self.keep else seen

    def parts(self) -> dict[Hashable, Table]:
        """The rows seen, by each value that they are split by."""
        if not self.by:
            return {}
        split, parted = GROUPS[self.by], self.report.parted
        rows, parts = split.of(self.facts, self.observed)
        if parted:
            stands = np.isin(parts, parts[parted(self.observed, self.view)[rows]])
            rows, parts = rows[stands], parts[stands]
        order = np.argsort(parts, kind="stable")
        found, first = np.unique(parts[order], return_index=True)
        values = split.values(self.facts, found)
        ends = [*first[1:], len(rows)]
        some = (rows[order[start:end]] for start, end in zip(first, ends, strict=False))
        return {values[int(part)]: self.observed.where(places) for part, places in zip(found, some, strict=True)}

    def figures(self) -> Figures:
        """The figures of all tickets, as they are printed."""
        return self._printed(self.observed)

    def _printed(self, seen: Table) -> Figures:
        return (self.report.printed or self.report.figures)(seen, self.view)

    def groups(self, known: Mapping[Hashable, str]) -> dict[str, Figures]:
        """The same of each part, by what it is called; parts of one name are one."""
        parts: defaultdict[str, list[Table]] = defaultdict(list)
        for value, some in self.parts().items():
            parts[called(value, known)].append(some)
        order = GROUPS[self.by].order if self.by else ()
        places = {name: place for place, name in enumerate(order)}
        in_order = sorted(parts, key=lambda name: (places.get(name, len(places)), name))
        return {name: self._printed(joined(*parts[name])) for name in in_order}
