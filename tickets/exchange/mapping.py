"""How one system's event log is read: columns and activities, from a small JSON file.

The keys of the file:

- `case`, `activity`: columns. `missing`: the marker of an empty cell (an empty cell always is one).
- `time`: {"column", "zone", "format"}; without a format the cells are ISO 8601. The zone is for
  times that name none.
- `by`: {"column", "otherwise"}: who did it, and the name to write when the cell is empty.
- `contact`: the customer's first contact. {"first_event": true}: at the case's first row;
  {"at": column}: a time of its own. Besides it has a `channel`, and `customer`, `subject` and
  `text` if the log has them; a log without customers gets one for each case.
- `values`: {column: {theirs: ours}}: words to translate, such as channels and priorities.
- `activities`: {activity: [line, ...]}: a line is its kind and its arguments. "$column" stands for
  that column's cell; a line with an empty cell is left out, and so is one that only repeats how
  things stand.
- `last_of_run`: activities of which only the last of consecutive rows counts. Otherwise a second resolution in a row
  means that our own people had opened the ticket again.
- `nothing_after_resolution`: activities that are no sign of the customer once the case is resolved.
  Any other activity then is a contact, which reopens the ticket.
- `sorted_by_case` (true unless said otherwise): a case's rows stand together, so that the log is
  read as a stream; otherwise it is held in memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

OURS = Path(__file__).parent / "mappings"

Row = Mapping[str, str | None]


class InvalidMapping(ValueError):
    """A mapping that cannot be used; the text says what to mend."""


class InvalidRow(ValueError):
    """A row that cannot be translated; the text says why."""


@dataclass(frozen=True)
class LogMapping:
    """One system's log; the fields are the keys of the file."""

    case: str
    activity: str
    time: Mapping[str, str]
    by: Mapping[str, str]
    contact: Mapping[str, Any]
    activities: Mapping[str, list[dict[str, Any]]]
    missing: str = ""
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    last_of_run: tuple[str, ...] = ()
    nothing_after_resolution: tuple[str, ...] = ()
    sorted_by_case: bool = True

    @classmethod
    def from_json(cls, data: Any) -> LogMapping:
        """Check and take over the content of a mapping file. Errors: InvalidMapping."""
        if not isinstance(data, dict):
            raise InvalidMapping("A mapping is a JSON object.")
        known = {each.name for each in fields(cls)}
        needed = {"case", "activity", "time", "by", "contact", "activities"}
        if surplus := sorted(data.keys() - known):
            raise InvalidMapping(f"Unknown in a mapping: {', '.join(surplus)}.")
        if lacking := sorted(needed - data.keys()):
            raise InvalidMapping(f"The mapping lacks {', '.join(lacking)}.")
        if "first_event" not in data["contact"] and "at" not in data["contact"]:
            raise InvalidMapping('"contact" needs "first_event" or "at".')
        try:
            ZoneInfo(data["time"]["zone"])
            data["time"]["column"], data["by"]["column"], data["by"]["otherwise"]
        except (KeyError, ValueError, TypeError) as error:
            raise InvalidMapping(
                f'"time" needs a column and a known zone, "by" a column and otherwise: {error}.'
            ) from error
        return cls(**data)

    @property
    def columns(self) -> set[str]:
        """All columns that the mapping reads."""
        named = {self.case, self.activity, self.time["column"], self.by["column"]}
        if "at" in self.contact:
            named.add(self.contact["at"])
        lines = [line for lines in self.activities.values() for line in lines]
        return named | {
            value[1:]
            for line in [self.contact, *lines]
            for value in line.values()
            if isinstance(value, str) and value.startswith("$")
        }

    def cell(self, row: Row, column: str) -> str | None:
        """A cell in our words, or None where it is empty."""
        value = (row.get(column) or "").strip()
        if value in ("", self.missing):
            return None
        return self.values.get(column, {}).get(value, value)

    def filled(self, row: Row, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Arguments with the row's cells in place of "$column"; None where the cell is empty."""
        return {
            key: self.cell(row, value[1:]) if isinstance(value, str) and value.startswith("$") else value
            for key, value in arguments.items()
        }

    def instant(self, row: Row, column: str) -> datetime:
        """The time in a cell. Errors: InvalidRow."""
        text = self.cell(row, column)
        if text is None:
            raise InvalidRow(f"{column} is empty")
        try:
            layout = self.time.get("format")
            at = datetime.strptime(text, layout) if layout else datetime.fromisoformat(text)  # noqa: DTZ007
        except ValueError as error:
            raise InvalidRow(f"{column} is no time that the mapping reads: {text!r}") from error
        return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(self.time["zone"]))


def load(name: str) -> LogMapping:
    """Read a mapping file, or one of ours by its name (see `ours`). Errors: InvalidMapping."""
    path = OURS / f"{name}.json" if name in ours() else Path(name)
    try:
        return LogMapping.from_json(json.loads(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InvalidMapping(f"{name} cannot be read: {error}") from error


def ours() -> list[str]:
    """The names of the mappings that come with the product."""
    return sorted(_names())


def _names() -> Iterator[str]:
    return (path.stem for path in OURS.glob("*.json"))
