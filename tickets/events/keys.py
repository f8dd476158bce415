"""What the keys of an event may hold: how a line of the history format says it, and how the event keeps it.

A line names tickets, people and teams by what its desk calls them, and times as text with an offset; an event keeps ids and
Unix seconds. Words never lie in an event: they are stored beside it, so that erasing a person never touches one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

EARLIEST, LATEST = 0, 4_102_444_800  # 1970 and 2100: beyond them a time is a slip of the pen


class InvalidLine(ValueError):
    """A line of the history format that cannot be taken; the text says what to mend."""


class Reference(Exception):
    """A line refers to something that does not exist; the text says to what."""


class Ids(Protocol):
    """What the things that a line names are here."""

    def agent(self, name: str) -> int:
        """The id of somebody who works here."""

    def team(self, name: str) -> int:
        """A team's id."""

    def ticket(self, key: str, of: str) -> int:
        """The id of another ticket than `of`. Errors: Reference."""

    def event(self, name: str) -> str:
        """The name of an event that there is. Errors: Reference."""


class Naming(Protocol):
    """What the things that an event speaks of are called outside."""

    def agent_name(self, pk: int) -> str | None:
        """What somebody is called."""

    def team_name(self, pk: int) -> str | None:
        """What a team is called."""

    def ticket_key(self, pk: int) -> str:
        """What a ticket is called."""


class Key:
    """A key of an event. `null`: null says something (nobody, no team); otherwise it is as if the key were missing."""

    kept = True  # in the event itself; words are not

    def __init__(self, *, null: bool = False) -> None:
        self.null = null

    def check(self, value: Any, key: str) -> Any:
        """The value as a line says it, if it may. Errors: InvalidLine."""
        return value

    def read(self, value: Any, ids: Ids, ticket: str) -> Any:
        """The checked value as the event of a ticket keeps it. Errors: Reference."""
        return value

    def write(self, value: Any, names: Naming) -> Any:
        """The kept value as a line says it."""
        return value

    def holds(self, value: Any) -> bool:
        """Whether an event may keep a value."""
        return True


class WordsKey(Key):
    """A text; null is an empty one. It is stored beside the event."""

    kept = False

    def check(self, value: Any, key: str) -> str:
        """Without NUL, which no database takes."""
        if value is None:
            return ""
        if not isinstance(value, str):
            raise InvalidLine(f"{key} is not a text.")
        return value.replace("\x00", "")


class Name(Key):
    """A name of at most 150 characters. `optional`: null is allowed and says nothing."""

    def __init__(self, *, optional: bool = False, null: bool = False) -> None:
        super().__init__(null=null)
        self.optional = optional or null

    def check(self, value: Any, key: str) -> str | None:
        """Without spaces around it."""
        if value is None and self.optional:
            return None
        if not isinstance(value, str) or not 0 < len(value.strip()) <= 150:
            raise InvalidLine(f"{key} is not a name.")
        return value.strip()

    def holds(self, value: Any) -> bool:
        """A text."""
        return isinstance(value, str)


class Agent(Name):
    """Somebody who works here."""

    def read(self, value: Any, ids: Ids, ticket: str) -> Any:
        """Their id."""
        return None if value is None else ids.agent(value)

    def write(self, value: Any, names: Naming) -> Any:
        """Their name."""
        return None if value is None else names.agent_name(value)

    def holds(self, value: Any) -> bool:
        """An id."""
        return isinstance(value, int)


class TeamName(Agent):
    """A team."""

    def read(self, value: Any, ids: Ids, ticket: str) -> Any:
        """Its id."""
        return None if value is None else ids.team(value)

    def write(self, value: Any, names: Naming) -> Any:
        """Its name."""
        return None if value is None else names.team_name(value)


class TicketKey(Name):
    """Another ticket."""

    def read(self, value: Any, ids: Ids, ticket: str) -> Any:
        """Its id."""
        return ids.ticket(value, ticket)

    def write(self, value: Any, names: Naming) -> Any:
        """What its own system calls it."""
        return names.ticket_key(value)

    def holds(self, value: Any) -> bool:
        """An id."""
        return isinstance(value, int)


class EventName(Name):
    """Another event, which must exist."""

    def read(self, value: Any, ids: Ids, ticket: str) -> Any:
        """Its name."""
        return ids.event(value)


class YesNoKey(Key):
    """True or false."""

    def check(self, value: Any, key: str) -> bool:
        """Nothing else is taken for true."""
        if not isinstance(value, bool):
            raise InvalidLine(f"{key} is true or false.")
        return value

    def holds(self, value: Any) -> bool:
        """True or false."""
        return isinstance(value, bool)


class OneOf(Key):
    """One of some words."""

    def __init__(self, *choices: str) -> None:
        super().__init__()
        self.choices = choices

    def check(self, value: Any, key: str) -> str:
        """The word as plain text."""
        if value not in self.choices:
            raise InvalidLine(f"{key} is one of {', '.join(self.choices)}.")
        return str(value)

    def holds(self, value: Any) -> bool:
        """One of the words."""
        return value in self.choices


class Time(Key):
    """A moment: ISO 8601 with an offset in a line, Unix seconds in an event."""

    def __init__(self, *, optional: bool = False) -> None:
        super().__init__()
        self.optional = optional

    def check(self, value: Any, key: str) -> int | None:
        """Unix seconds, cut to whole ones."""
        return None if value is None and self.optional else seconds(value, key)

    def write(self, value: Any, names: Naming) -> str:
        """In UTC with Z."""
        return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def holds(self, value: Any) -> bool:
        """Unix seconds."""
        return isinstance(value, int)


class ScoreKey(Key):
    """A whole number from 0 to 10."""

    def check(self, value: Any, key: str) -> int:
        """Whole, and no truth value."""
        if not self.holds(value):
            raise InvalidLine(f"{key} is a whole number.")
        return int(value)

    def holds(self, value: Any) -> bool:
        """From 0 to 10."""
        return not isinstance(value, bool) and isinstance(value, int) and 0 <= value <= 10


class Texts(Key):
    """A list of names: of facts, or of events."""

    def check(self, value: Any, key: str) -> list[str]:
        """As it is."""
        if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
            raise InvalidLine(f"{key} is a list of names.")
        return value

    def holds(self, value: Any) -> bool:
        """A list of texts."""
        return isinstance(value, list | tuple) and all(isinstance(name, str) for name in value)


SENDER_PARTS = ("name", "email", "phone", "handle")


class SenderKey(Key):
    """Who wrote: any of name, email, phone and handle. It is stored with the message."""

    kept = False

    def check(self, value: Any, key: str) -> dict[str, str]:
        """The parts that say something."""
        if not isinstance(value, Mapping):
            raise InvalidLine(f"{key} is an object with email, phone, handle or name.")
        words = WordsKey()
        return {part: words.check(value[part], part)[:320] for part in SENDER_PARTS if value.get(part)}


class FactsKey(Key):
    """Facts by their names. The values are words, and stored beside the event."""

    kept = False

    def check(self, value: Any, key: str) -> dict[str, str]:
        """All as texts."""
        if not isinstance(value, Mapping) or not value:
            raise InvalidLine(f"{key} is an object of names and values.")
        return {str(name): str(told) for name, told in value.items()}


class RowKey(Key):
    """The id of a row here, which no other desk could read: no line says it."""

    def holds(self, value: Any) -> bool:
        """An id."""
        return isinstance(value, int)


class RowsKey(Key):
    """Several ids, or pairs of an id and a word."""

    def holds(self, value: Any) -> bool:
        """A list."""
        return isinstance(value, list | tuple)


def seconds(value: Any, key: str) -> int:
    """A moment of a line as Unix seconds. Errors: InvalidLine."""
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


def checked(keys: Mapping[str, Key], said: Mapping[str, Any], needed: Iterable[str], kind: str) -> dict[str, Any]:
    """What a line says of the keys that its kind knows. Errors: InvalidLine, also for one that it lacks."""
    found = {name: key.check(said[name], name) for name, key in keys.items() if name in said}
    missing = [name for name in needed if name not in found]
    if missing:
        raise InvalidLine(f"A line of the kind {kind} needs {' and '.join(missing)}.")
    return found
