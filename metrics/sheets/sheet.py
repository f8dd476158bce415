"""What a report's page is made of: a title, the question it answers, its figures, its tables and its definition."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from metrics.measures import Figures
from metrics.reading import StoryReader
from metrics.reports import REPORTS
from metrics.reports.answer import Part
from metrics.reports.asking import ReportForm
from metrics.sheets.figures import Figure

Rows = Callable[[Part], list[tuple[str, Any, Figures]]]
"""The lines of a table: a key for addresses, a name, and the figures that its columns are read from."""


@dataclass(frozen=True)
class Panel:
    """A table that only this report has. `first`: the heading of its lines. `compares_agents`: not everybody sees it."""

    title: Promise
    first: Promise
    rows: Rows
    columns: Sequence[Figure]
    compares_agents: bool = False


@dataclass(frozen=True)
class Earlier:
    """A further table of a report of one instant: how it stood at the end of each period before, the oldest first."""

    title: Promise
    first: Promise
    columns: Sequence[Figure]
    lines: Callable[[ReportForm, StoryReader], Sequence[tuple[str, Figures]]]


@dataclass(frozen=True)
class Drawing:
    """A picture that only this report has: its template, and what that draws, from all parts with their names.

    The last argument gives the address of the tickets that a count of the report includes.
    """

    template: str
    drawn: Callable[[Sequence[tuple[str, Part]], Callable[[str], str]], Any]


@dataclass(frozen=True)
class Sheet:
    """A report's page.

    `heads`: the headline; `columns`: the table by parts; `main`: what is drawn by day, week or month, and for a report of
    one instant by the lines of its first panel. `section`: where definitions.md says what `definition` says in plain
    words. `more`: figures of any part that the report does not spell out; `seen`: those of all tickets alone, that hang
    on when something was known.
    """

    name: str
    title: Promise
    question: Promise
    heads: Sequence[Figure]
    columns: Sequence[Figure]
    main: Sequence[Figure]
    definition: Sequence[Promise]
    section: str
    panels: Sequence[Panel] = ()
    drawing: Drawing | None = None
    more: Callable[[Part], Figures] | None = None
    seen: Callable[[Part, datetime], Figures] | None = None
    earlier: Earlier | None = None

    @property
    def has_period(self) -> bool:
        """Whether it looks at a period, or at one instant."""
        return REPORTS[self.name].has_period
