"""The history format: what a line may say, read strictly, so that a bad line is refused with its reason.

One JSON object a line; `KINDS` names each kind with the keys that it needs. Times carry an offset and become whole Unix
seconds. Keys that a kind does not know are ignored.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tickets.rules.lifecycle import Channel, Priority

EARLIEST, LATEST = 0, 4_102_444_800  # 1970 and 2100: beyond them a time is a slip of the pen
LONGEST_ID = 200


class InvalidLine(ValueError):
    """A line that cannot be taken; the text says what to mend."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
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


def parse(raw: str | bytes | Mapping[str, Any]) -> HistoryLine:
    """A line as text or as an object. Errors: InvalidLine."""
    line = _object(raw)
    kind = _text(line, "kind")
    if kind not in KINDS:
        raise InvalidLine(f"There is no kind {kind!r}.")
    at = _time(line["at"], "at") if "at" in line else None
    if at is None:
        raise InvalidLine("A line needs the time: at.")
    recorded_at = _time(line["recorded_at"], "recorded_at") if line.get("recorded_at") else at
    said = {key: check(line[key], key) for key, check in KINDS[kind].items() if key in line}
    missing = [key for key in NEEDED.get(kind, ()) if key not in said]
    if missing:
        raise InvalidLine(f"A line of the kind {kind} needs {' and '.join(missing)}.")
    by = _name(line["by"], "by") if line.get("by") is not None else None
    before = _text(line, "before") if line.get("before") is not None else None
    return HistoryLine(_text(line, "id"), _text(line, "ticket"), at, kind, by, recorded_at, said, before)


def _object(raw: str | bytes | Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(raw, str | bytes):
        try:
            raw = _storable(json.loads(raw))
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


def _time(value: Any, key: str) -> int:
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise InvalidLine(f"{key} is not a time of ISO 8601 with an offset.") from error
    if at.tzinfo is None:
        raise InvalidLine(f"{key} carries no offset.")
    instant = int(at.timestamp() // 1)
    if not EARLIEST <= instant <= LATEST:
        raise InvalidLine(f"{key} lies outside 1970 to 2100.")
    return instant


def _optional_time(value: Any, key: str) -> int | None:
    return None if value is None else _time(value, key)


def _words(value: Any, key: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InvalidLine(f"{key} is not a text.")
    return value.replace("\x00", "")


def _name(value: Any, key: str) -> str:
    if not isinstance(value, str) or not 0 < len(value.strip()) <= 150:
        raise InvalidLine(f"{key} is not a name.")
    return value.strip()


def _optional_name(value: Any, key: str) -> str | None:
    return None if value is None else _name(value, key)


def _flag(value: Any, key: str) -> bool:
    if not isinstance(value, bool):
        raise InvalidLine(f"{key} is true or false.")
    return value


def _one_of(*choices: str) -> Callable[[Any, str], str]:
    def check(value: Any, key: str) -> str:
        if value not in choices:
            raise InvalidLine(f"{key} is one of {', '.join(choices)}.")
        return str(value)

    return check


def _sender(value: Any, key: str) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise InvalidLine(f"{key} is an object with email, phone, handle or name.")
    return {part: _words(value[part], part)[:320] for part in ("name", "email", "phone", "handle") if value.get(part)}


def _facts(value: Any, key: str) -> dict[str, str]:
    if not isinstance(value, Mapping) or not value:
        raise InvalidLine(f"{key} is an object of names and values.")
    return {str(name): str(told) for name, told in value.items()}


def _names(value: Any, key: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise InvalidLine(f"{key} is a list of names.")
    return value


def _score(value: Any, key: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10:
        raise InvalidLine(f"{key} is a whole number.")
    return value


CHANNEL = _one_of(*Channel)

KINDS: dict[str, dict[str, Callable[[Any, str], Any]]] = {
    "contact": {
        "channel": CHANNEL,
        "from": _sender,
        "text": _words,
        "subject": _words,
        "automatic": _flag,
        "session": _optional_name,
    },
    "answer": {"channel": CHANNEL, "text": _words, "initiated": _flag, "session": _optional_name},
    "auto_reply": {"channel": CHANNEL, "text": _words},
    "note": {"text": _words},
    # `missed`, which only an export writes: the call (a session) that a call back is owed for. `by` is empty then: the desk
    # made it. Once the session has an answer, such a line is told and has no effect.
    "promise": {"text": _words, "due_at": _optional_time, "missed": _optional_name},
    "promise_done": {"promise": _name},
    "promise_waived": {"promise": _name},
    "promise_superseded": {"promise": _name, "due_at": _optional_time, "text": _words},
    "facts": {"facts": _facts, "from_line": _optional_name, "valid_until": _optional_time},
    "asked": {"facts": _names, "verify": _flag},
    "opened_history": {},
    "assign": {"to": _optional_name, "team": _optional_name},
    "status": {"to": _one_of("open", "pending", "on_hold")},
    "priority": {"to": _one_of(*Priority)},
    "resolve": {"delivered": _flag},
    "bounce": {"of": _name},
    "asked_confirmation": {},
    "confirm": {"spoken": _flag},
    "dispute": {"spoken": _flag},
    "thanks": {"channel": CHANNEL, "from": _sender, "text": _words, "session": _optional_name},
    "merge": {"into": _name},
    "link": {"to": _name, "relation": _one_of("same_issue", "related")},
    "spam": {},
    "test": {},
    "survey_sent": {"survey": _one_of("csat", "nps", "ces")},
    "feedback": {"survey": _one_of("csat", "nps", "ces"), "score": _score, "comment": _words},
    # What only an export writes.
    "close": {},
    "not_thanks": {"of": _name, "text": _words},
    "unmerge": {},
    "snooze": {"until": _time},
    "split_off": {"to": _name, "lines": _names},
    "split_from": {"from": _name, "lines": _names},
}

NEEDED: dict[str, tuple[str, ...]] = {
    "contact": ("channel",),
    "answer": ("channel",),
    "auto_reply": ("channel",),
    "promise_done": ("promise",),
    "promise_waived": ("promise",),
    "promise_superseded": ("promise",),
    "facts": ("facts",),
    "asked": ("facts",),
    "status": ("to",),
    "priority": ("to",),
    "bounce": ("of",),
    "not_thanks": ("of",),
    "thanks": ("channel",),
    "merge": ("into",),
    "link": ("to", "relation"),
    "survey_sent": ("survey",),
    "feedback": ("survey", "score"),
    "snooze": ("until",),
    "split_off": ("to", "lines"),
    "split_from": ("from", "lines"),
}
