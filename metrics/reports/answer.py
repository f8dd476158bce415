"""Several reports over several periods, from one look at the facts: what every page, file and mail is made of."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from metrics.facts import Facts
from metrics.facts.table import Table, distinct
from metrics.measures import Figures
from metrics.reading import StoryReader
from metrics.reports import REPORTS, facts_for
from metrics.reports.behind import Listed
from metrics.reports.grouping import GROUPS
from metrics.reports.grouping import names as names_of
from metrics.reports.tally import Keep, Tally
from metrics.reports.view import Report, ReportScope


@dataclass(frozen=True)
class Part:
    """What a report saw of one period, or of one part of it. `value`: what it is split by, as it is kept."""

    report: Report
    view: ReportScope
    observed: Table
    figures: Figures
    value: Hashable = None


def counted(part: Part, count: str) -> int:
    """How many tickets one of a report's counts includes."""
    included = part.report.counts[count].includes(part.observed, part.view)
    return len(distinct(part.observed.ticket[included]))


@dataclass(frozen=True)
class Answer:
    """A report's figures: of the period, of each part when it is split, and of further periods, in the order asked."""

    whole: Part
    parts: Sequence[Part]
    others: Sequence[Part]


def answers(
    reader: StoryReader,
    names: Sequence[str],
    view: ReportScope,
    *,
    by: str | None = None,
    others: Sequence[ReportScope] = (),
    keep: Keep | None = None,
) -> dict[str, Answer]:
    """The answers of these reports, by their names. `others`: periods to look at beside that of `view`.

    `keep`: which tickets are looked at; all are, without it.
    """
    people = names_of("owner") if any(REPORTS[name].names_people for name in names) else {}
    view, *others = (replace(one, people=people) for one in (view, *others))
    facts = facts_for(reader, names, _widest([view, *others]))
    return {name: _answer(*_tallies(REPORTS[name], facts, view, by, others, keep)) for name in names}


def _tallies(
    report: Report,
    facts: Facts,
    view: ReportScope,
    by: str | None,
    others: Sequence[ReportScope],
    keep: Keep | None,
) -> list[Tally]:
    """A report of a single instant knows no other periods."""
    more = others if report.has_period else ()
    return [Tally(report, view, facts, by, keep), *(Tally(report, other, facts, keep=keep) for other in more)]


def _widest(views: Sequence[ReportScope]) -> ReportScope:
    """A period that covers all of them; a bound that is None is none."""
    since, to = [view.since for view in views], [view.to for view in views]
    return replace(
        views[0],
        since=None if None in since else min(bound for bound in since if bound is not None),
        to=None if None in to else max(bound for bound in to if bound is not None),
    )


def _answer(whole: Tally, *others: Tally) -> Answer:
    return Answer(_part(whole), Parts(whole), [_part(other) for other in others])


class Parts(Sequence[Part]):
    """The parts of a split, which are counted when somebody looks at them."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally

    @cached_property
    def _found(self) -> list[Part]:
        report, view = self._tally.report, self._tally.view
        return [
            Part(report, view, some, report.figures(some, view), value) for value, some in self._tally.parts().items()
        ]

    def __getitem__(self, place: Any) -> Any:
        return self._found[place]

    def __len__(self) -> int:
        return len(self._found)


def _part(tally: Tally) -> Part:
    report, view, observed = tally.report, tally.view, tally.observed
    return Part(report, view, observed, report.figures(observed, view))


def behind(
    reader: StoryReader,
    name: str,
    count: str,
    view: ReportScope,
    *,
    by: str | None = None,
    part: Collection[Hashable] = (),
    keep: Keep | None = None,
) -> Listed:
    """The tickets that a figure counts: `count` names it among the report's own counts.

    `part`: of a split `by`, the values looked at. `keep` as for `answers`. Errors: KeyError for a count that the report does not have.
    """
    report = REPORTS[name]
    counted = report.count(count)
    if counted is None:
        raise KeyError(count)
    facts = facts_for(reader, [name], view)
    seen = Tally(report, view, facts, keep=keep).observed
    seen = seen.where(counted.includes(seen, view))
    if by:
        split = GROUPS[by]
        rows, parts = split.of(facts, seen)
        wanted = [split.part(value) for value in part]
        seen = seen.where(np.unique(rows[np.isin(parts, wanted)]))
    return Listed(facts, seen)
