"""The history format: what a line may say, read strictly, so that a bad line is refused with its reason.

One JSON object a line; each kind of event names the keys that it knows and those that it needs. Times carry an offset and
become whole Unix seconds. Keys that a kind does not know are ignored.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from tickets.events import KINDS, Kind
from tickets.events.keys import InvalidLine, Name, seconds

LONGEST_ID = 200
BY = Name()


# NUL and half characters, as they may stand in a line's text: few lines hold any, so the others are not looked through.
UNSTORABLE = re.compile(r"[\ud800-\udfff]|\\u(?:0000|[dD][89a-fA-F])")


class HistoryLine(NamedTuple):
    """A line that is well formed. `said` holds its other keys, checked; times in it are Unix seconds.

    `before` names the line of its instant that it came before, for one that is taken later than its neighbours.
    """

    id: str
    ticket: str
    at: int
    kind: str
    by: str | None
    recorded_at: int
    said: Mapping[str, Any]
    before: str | None = None

    @property
    def kind_class(self) -> type[Kind]:
        """The class of its kind."""
        return KINDS[self.kind]


def parse(raw: str | bytes | Mapping[str, Any]) -> HistoryLine:
    """A line as text or as an object. Errors: InvalidLine."""
    line = _object(raw)
    kind = _text(line, "kind")
    if kind not in KINDS:
        raise InvalidLine(f"There is no kind {kind!r}.")
    if "at" not in line:
        raise InvalidLine("A line needs the time: at.")
    at = seconds(line["at"], "at")
    recorded_at = seconds(line["recorded_at"], "recorded_at") if line.get("recorded_at") else at
    said = KINDS[kind].check(line)
    by = BY.check(line["by"], "by") if line.get("by") is not None else None
    before = _text(line, "before") if line.get("before") is not None else None
    return HistoryLine(_text(line, "id"), _text(line, "ticket"), at, kind, by, recorded_at, said, before)


def _object(raw: str | bytes | Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(raw, str | bytes):
        try:
            said = json.loads(raw)
            raw = said if isinstance(raw, str) and not UNSTORABLE.search(raw) else _storable(said)
        except (ValueError, RecursionError) as error:
            reason = str(error) if isinstance(error, InvalidLine) else "The line is not JSON."
            raise InvalidLine(reason) from error
    if not isinstance(raw, Mapping):
        raise InvalidLine("A line is a JSON object.")
    return raw


def _storable(value: Any) -> Any:
    """A value without NUL, which no database takes. Errors: InvalidLine for half a character."""
    if isinstance(value, str) and not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
        raise InvalidLine("The line holds half a character.")
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, dict):
        return {_storable(key): _storable(part) for key, part in value.items()}
    return [_storable(part) for part in value] if isinstance(value, list) else value


def _text(line: Mapping[str, Any], key: str) -> str:
    value = line.get(key)
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_ID:
        raise InvalidLine(f"A line needs {key}, a text of at most {LONGEST_ID} characters.")
    return value
