"""A report's answer as tables: for the page with links to the tickets behind each figure, for files with bare values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from metrics.sheets.behind import Behind
from metrics.sheets.figures import Figure, Look, Shown


@dataclass(frozen=True)
class Cell:
    """A figure in a table, and the address of the tickets behind it if there are any."""

    shown: Shown
    link: str


@dataclass(frozen=True)
class Head:
    """The heading of a column, and whether words stand under it: these are read from the left."""

    title: str
    is_words: bool


@dataclass(frozen=True)
class Line:
    """A line of a table; what files have of it, and where its name leads."""

    name: str
    cells: Sequence[Cell]
    filed: Sequence[Any]
    link: str = ""


@dataclass(frozen=True)
class Table:
    """A table with the heading of its lines and of its columns, as shown and as filed."""

    title: str
    first: str
    heads: Sequence[Head]
    lines: Sequence[Line]
    filed_heads: Sequence[str]

    @property
    def titles(self) -> set[str]:
        """Of its columns: those that some line has."""
        return {head.title for head in self.heads}


Asked = tuple[str, Look, Behind]
"""A line that is wanted: its name, what was seen of it, and where its tickets are listed."""


def table(title: Any, first: Any, figures: Sequence[Figure], asked: Iterable[Asked]) -> Table:
    """The figures of each line; without those that no line has."""
    asked = list(asked)
    there = [figure for figure in figures if any(figure.is_there(look) for _name, look, _list in asked)]
    return Table(
        str(title),
        str(first),
        [Head(str(figure.label), figure.is_words) for figure in there],
        [_line(name, there, look, behind) for name, look, behind in asked],
        [column for figure in there for column in figure.columns],
    )


def _line(name: str, figures: Sequence[Figure], look: Look, behind: Behind) -> Line:
    cells = [cell(figure, look, behind) for figure in figures]
    return Line(str(name), cells, [value for one in cells for value in one.shown.filed], look.at("link") or "")


def cell(figure: Figure, look: Look, behind: Behind) -> Cell:
    """A figure of one part; nothing is behind a nought."""
    shown = figure.of(look)
    is_empty = shown.n == 0 or (shown.n is None and not shown.drawn)
    if shown.link:
        return Cell(shown, shown.link)
    return Cell(shown, "" if is_empty or not figure.count else behind.list(figure.count.format(row=look.row)))
