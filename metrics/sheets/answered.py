"""A report's page with its figures: one pass over the tickets for the period, its parts and its buckets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from metrics.reading import StoryReader
from metrics.reports.answer import Answer, Part, answers
from metrics.reports.asking import SPLITS, ReportForm
from metrics.reports.periods import BUCKETS
from metrics.sheets.behind import Behind
from metrics.sheets.chart import Chart, bars, lines
from metrics.sheets.figures import Figure, Look
from metrics.sheets.parts import most_used_first
from metrics.sheets.sheet import Sheet
from metrics.sheets.tables import Cell, Table, cell, table


@dataclass(frozen=True)
class Answered:
    """All that a page shows. `by_bucket`: the table of what the chart draws; None for a report of one instant."""

    heads: Sequence[tuple[Figure, Cell]]
    parts: Table
    by_bucket: Table | None
    panels: Sequence[Table]
    chart: Chart | None
    drawn: Any

    @property
    def tables(self) -> list[Table]:
        """Each table, as a file has them."""
        return [table for table in (self.parts, *self.panels, self.by_bucket) if table is not None]


def answered(sheet: Sheet, question: ReportForm, reader: StoryReader) -> Answered:
    """The report's answer to what was asked."""
    return _Page(sheet, question, reader).whole()


class _Page:
    """A page being made."""

    def __init__(self, sheet: Sheet, question: ReportForm, reader: StoryReader) -> None:
        self.sheet, self.question, self.reader = sheet, question, reader
        self.by = question.cleaned_data["by"]
        self.behind = Behind(sheet.name, question.fixed())
        self.answer = self._ask()
        self.parts = most_used_first(self.answer.parts, self.by)
        self.look = self._look(self.answer.whole)
        if sheet.seen:
            self.look.figures |= sheet.seen(self.answer.whole, reader.known_at)

    def _ask(self) -> Answer:
        question = self.question
        view, others = (question.view, question.bucket_views) if self.sheet.has_period else (question.instant, [])
        asked = answers(self.reader, [self.sheet.name], view, by=self.by or None, others=others, keep=question.keep)
        return asked[self.sheet.name]

    def _look(self, part: Part) -> Look:
        more = self.sheet.more(part) if self.sheet.more else {}
        return Look(part, {**part.figures, **more})

    def whole(self) -> Answered:
        by_bucket = self._by_bucket() if self.sheet.has_period else None
        panels = [*self._panels(), *self._earlier()]
        named = [(_("All"), self.answer.whole), *self.parts]
        return Answered(
            [(figure, cell(figure, self.look, self.behind)) for figure in self.sheet.heads],
            self._by_part(),
            by_bucket,
            panels,
            self._chart(by_bucket or panels[0]),
            self.sheet.drawing.drawn(named, self.behind.list) if self.sheet.drawing else None,
        )

    def _by_part(self) -> Table:
        asked = [(_("All"), self.look, self.behind)]
        asked += [(name, self._look(part), self.behind.of(part.value)) for name, part in self.parts]
        first = SPLITS.get(self.by, self.by)
        return table(
            _("By %(split)s") % {"split": first} if self.by else _("In figures"), first, self.sheet.columns, asked
        )

    def _by_bucket(self) -> Table:
        days = self.question.buckets
        asked = [
            (bucket_name(since, to), self._look(part), self.behind.between(since, to))
            for (since, to), part in zip(days, self.answer.others, strict=True)
        ]
        first = BUCKETS[self.question.drawn_by].title
        return table(_("By %(split)s") % {"split": first}, first, self.sheet.main, asked)

    def _panels(self) -> list[Table]:
        whole = self.answer.whole
        return [
            table(
                panel.title,
                panel.first,
                panel.columns,
                [(name, Look(whole, figures, row), self.behind) for row, name, figures in panel.rows(whole)],
            )
            for panel in self.sheet.panels
        ]

    def _earlier(self) -> Iterator[Table]:
        """Told without lists: the tickets that were open then are told by the backlog as of then."""
        if earlier := self.sheet.earlier:
            whole, lines = self.answer.whole, earlier.lines(self.question, self.reader)
            asked = [(name, Look(whole, figures), self.behind) for name, figures in lines]
            yield table(earlier.title, earlier.first, earlier.columns, asked)

    def _chart(self, drawn: Table) -> Chart | None:
        names = [line.name for line in drawn.lines]
        if self.sheet.has_period and self.question.drawn_by != "month":
            names = [f"{since:%m-%d}" for since, _to in self.question.buckets]  # short: the table has them in full
        shown = [[one.shown for one in line.cells] for line in drawn.lines]
        if self.sheet.has_period:
            return lines([figure for figure in self.sheet.main if str(figure.label) in drawn.titles], names, shown)
        return bars(self.sheet.main[0], names, [row[0] for row in shown])


def bucket_name(since: date, to: date) -> str:
    """A day, a whole month, or the first and the last day."""
    last = to - timedelta(days=1)
    if since == last:
        return since.isoformat()
    if since.day == to.day == 1 and (to - since).days <= 31:
        return f"{since:%Y-%m}"
    return f"{since.isoformat()} – {last.isoformat()}"
