"""A journey's lines as rows: bare values, for files and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from metrics.journey.lines import Line
from metrics.measures import instant

COLUMNS = ("at", "ticket", "subject", "kind", "signs", "channel", "by", "survey", "score", "due_at", "rule", "figure")


def row(line: Line, subjects: Mapping[int, str], people: Mapping[Any, str]) -> Sequence[Any]:
    """A line by COLUMNS: the instant in UTC, what it meant in words of the API, and the figure that explains it."""
    data = {} if line.is_moment else line.event.data
    by = "" if line.is_moment else people.get(line.event.by, "")
    signs = " ".join(line.signs)
    due = instant(data["due_at"]) if data.get("due_at") else ""
    told = (data.get("survey", ""), data.get("score", ""), due or "", line.rule, line.figure)
    return [instant(line.at), line.ticket, subjects.get(line.ticket, ""), line.kind, signs, line.channel, by, *told]


def rows(lines: Sequence[Line], subjects: Mapping[int, str], people: Mapping[Any, str]) -> Iterator[Sequence[Any]]:
    """The names of the columns, and a row a line."""
    yield COLUMNS
    yield from (row(line, subjects, people) for line in lines)
