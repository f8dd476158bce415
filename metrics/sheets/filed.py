"""A report, or a list of tickets, as the rows of a file: what it is first, then its tables with bare values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from metrics.reports.asking import ReportForm
from metrics.sheets.answered import Answered
from metrics.sheets.sheet import Sheet

Row = Sequence[Any]


class Described(Protocol):
    """What a file says of the page that it comes from."""

    @property
    def title(self) -> Promise:
        """Its name."""

    @property
    def question(self) -> Promise:
        """What it answers."""

    @property
    def definition(self) -> Sequence[Promise]:
        """What its figures mean, in plain words."""

    @property
    def section(self) -> str:
        """Where definitions.md says the same."""

    @property
    def has_period(self) -> bool:
        """Whether it looks at a period."""


def filed(sheet: Sheet, question: ReportForm, answered: Answered) -> Iterator[Row]:
    """The rows of a report's file."""
    yield from head(sheet, question)
    for table in answered.tables:
        yield from ([], [table.title], [table.first or _("Part"), *table.filed_heads])
        yield from ([line.name, *line.filed] for line in table.lines)


def head(sheet: Described, question: ReportForm) -> Iterator[Row]:
    """What was asked of which report, and where its definition stands."""
    told = question.answered
    yield [_("Report"), sheet.title, sheet.question]
    if sheet.has_period:
        yield from ([_("From"), told["since"]], [_("To before"), told["to"]])
    yield from ([_("As of"), told["as_of"]], [_("Known at"), told["known_at"]], [_("Time zone"), told["zone"]])
    yield [_("Clock"), question.cleaned_data["clock"]]
    for name, value in question.filters.items():
        yield [question.fields[name].label, value]
    yield [_("Definition"), _("definitions, section %(section)s") % {"section": sheet.section}]
    yield from (["", line] for line in sheet.definition)
