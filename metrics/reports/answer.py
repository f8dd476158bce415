"""Several reports over several periods, from one pass over the tickets: what every page, file and mail is made of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from metrics.digests import Digest
from metrics.measures import Figures
from metrics.reading import StoryReader
from metrics.reports import REPORTS, digests
from metrics.reports.grouping import GROUPS
from metrics.reports.grouping import names as names_of
from metrics.reports.tally import Tally
from metrics.reports.view import Report, ReportScope, as_observed

PARTS = ("parts",)
LISTED = ("life", "standing", "parts")


@dataclass(frozen=True)
class Part:
    """What a report saw of one period, or of one part of it. `value`: what it is split by, as it is kept."""

    report: Report
    view: ReportScope
    observed: Sequence[Any]
    figures: Figures
    value: Hashable = None


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
    keep: Callable[[Digest], bool] | None = None,
) -> dict[str, Answer]:
    """The answers of these reports, by their names. `others`: periods to look at beside that of `view`.

    `keep`: whether a ticket is looked at; all are, without it. It may ask in which parts a ticket is.
    """
    people = names_of("owner") if any(REPORTS[name].names_people for name in names) else {}
    view, *others = (replace(one, people=people) for one in (view, *others))
    tallies = {name: _tallies(REPORTS[name], view, by, others) for name in names}
    widest = _widest([view, *others])
    for ticket in filter(keep or _any, digests(reader, names, widest, PARTS if by or keep else ())):
        for asked in tallies.values():
            for tally in asked:
                tally.add(ticket)
    return {name: _answer(*asked) for name, asked in tallies.items()}


def _any(ticket: Digest) -> bool:
    return True


def _tallies(report: Report, view: ReportScope, by: str | None, others: Sequence[ReportScope]) -> list[Tally]:
    """A report of a single instant knows no other periods."""
    return [Tally(report, view, by), *(Tally(report, other) for other in others if report.has_period)]


def _widest(views: Sequence[ReportScope]) -> ReportScope:
    """A period that covers all of them; a bound that is None is none."""
    since, to = [view.since for view in views], [view.to for view in views]
    return replace(
        views[0],
        since=None if None in since else min(bound for bound in since if bound is not None),
        to=None if None in to else max(bound for bound in to if bound is not None),
    )


def _answer(whole: Tally, *others: Tally) -> Answer:
    parts = [
        Part(whole.report, whole.view, some, whole.report.figures(some, whole.view), value)
        for value, some in whole.parts().items()
    ]
    return Answer(_part(whole), parts, [_part(other) for other in others])


def _part(tally: Tally) -> Part:
    return Part(tally.report, tally.view, tally.related(), tally.figures())


def behind(
    reader: StoryReader,
    name: str,
    count: str,
    view: ReportScope,
    *,
    by: str | None = None,
    part: Collection[Hashable] = (),
    keep: Callable[[Digest], bool] | None = None,
) -> Iterator[Digest]:
    """The tickets that a figure counts: `count` names it among the report's own counts.

    `part`: of a split `by`, the values looked at. `keep` as for `answers`. A ticket comes with its life and how it stands. Errors:
    KeyError for a count that the report does not have.
    """
    report, wanted = REPORTS[name], set(part)
    counted = report.count(count)
    if counted is None:
        raise KeyError(count)
    for ticket, seen in _seen(report, filter(keep or _any, digests(reader, [name], view, LISTED)), view):
        if by and wanted.isdisjoint(GROUPS[by].of(ticket)):
            continue
        if any(counted.includes(one, view) for one in seen):
            yield ticket


def _seen(report: Report, tickets: Iterable[Digest], view: ReportScope) -> Iterator[tuple[Digest, list[Any]]]:
    """Each ticket with what the report sees of it; one whose tickets say something about each other waits for all."""
    seen = ((ticket, list(report.observe(ticket, view))) for ticket in tickets)
    if report.related is as_observed:
        yield from seen
        return
    held = list(seen)
    told = iter(report.related([one for _ticket, some in held for one in some]))
    yield from ((ticket, list(islice(told, len(some)))) for ticket, some in held)
