"""What a kind of event is made of. See `tickets.events` for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, Protocol

from tickets.events.keys import Ids, Key, Naming, checked
from tickets.rules.access import IMPORT
from tickets.rules.lifecycle import refusal
from tickets.rules.story import Event
from tickets.rules.walk import Walk

KINDS: dict[str, type[Kind]] = {}


class Leaves(StrEnum):
    """What a history shows of an event: the row that it left, or itself as a change."""

    MESSAGE = "message"
    PROMISE = "promise"
    FACTS = "facts"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a person of ours reads of an event: an icon, a text to be translated, and the names to be put into it."""

    icon: str
    text: str
    values: Mapping[str, Any]


class SentenceReader(Protocol):
    """What a sentence may ask: names and moments in the reader's words, and what is said elsewhere already."""

    customer: str

    def person(self, pk: Any) -> str:
        """What somebody of ours is called."""

    def team(self, pk: Any) -> str:
        """What a team is called."""

    def moment(self, at: int) -> str:
        """A moment on the reader's clock."""

    def status(self, value: str) -> str:
        """A status in the middle of a sentence."""

    def priority(self, value: str) -> str:
        """A priority in the middle of a sentence."""

    def answered_by(self, at: int) -> Iterable[Any]:
        """Who of ours answered at an instant."""

    def joined(self, event: Event) -> int:
        """The number of the ticket that a merge brought."""

    def promised(self, event: Event) -> tuple[str, str] | None:
        """The words and the due time of a promise; None if a message or a call shows it."""

    def noted(self, event: Event) -> str:
        """Facts that came from no message; "" if a message shows them."""


class Kind:
    """One kind of event. Its name stands in the database and in the history format, and never changes."""

    name: ClassVar[str]
    label: ClassVar[str]
    keys: ClassVar[Mapping[str, Key]] = {}  # of the history format
    needed: ClassVar[tuple[str, ...]] = ()  # those without which a line is refused
    inside: ClassVar[Mapping[str, Key]] = {}  # what only an event knows, and no line
    internal: ClassVar[bool] = True  # only we may know of it
    leaves: ClassVar[Leaves] = Leaves.CHANGE
    writes: ClassVar[str] = ""  # the direction of the message whose words it brings: in, out, internal
    by_customer: ClassVar[bool] = False  # no answer of the same instant passes it (definitions 1.8)
    revises: ClassVar[bool] = False  # says what an earlier event was, or that it did not arrive
    is_news: ClassVar[bool] = True  # may make wrong what somebody is just writing
    makes_a_promise: ClassVar[bool] = False
    done_by: ClassVar[str] = IMPORT  # the kind of actor of an imported line that names nobody
    by_machine: ClassVar[bool] = False  # its message was written by a machine of ours
    joins: ClassVar[str] = ""  # the key that names the ticket with which it shares a story

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "name" in cls.__dict__:
            KINDS[cls.name] = cls

    # What it does to a story

    @classmethod
    def move(cls, event: Event) -> str:
        """What the lifecycle calls it."""
        return cls.name

    @classmethod
    def refusal(cls, walk: Walk, event: Event) -> str | None:
        """Why it has no effect as the story stands, in a sentence for a person; None if it has."""
        return refusal(cls.move(event), walk.status)

    @classmethod
    def parks(cls, event: Event) -> bool:
        """Whether an answer of the same instant comes before it (definitions 1.8)."""
        return False

    @classmethod
    def happen(cls, walk: Walk, event: Event) -> None:
        """Change the story. Most kinds leave it as it is."""

    # Its data, and its form in the history format

    @classmethod
    def fault(cls, data: Mapping[str, Any]) -> str | None:
        """What is wrong with the data of an event of this kind, for a programmer; None if nothing is."""
        known = _kept(cls.name)
        for name, value in data.items():
            if name not in known:
                return f"An event of the kind {cls.name} has no {name}."
            if not (known[name].holds(value) or (value is None and known[name].null)):
                return f"An event of the kind {cls.name} cannot hold {name}={value!r}."
        return next(
            (f"An event of the kind {cls.name} needs {name}." for name in cls.needs() if name not in data), None
        )

    @classmethod
    def needs(cls) -> list[str]:
        """The keys that an event cannot do without."""
        return [name for name in cls.needed if cls.keys[name].kept]

    @classmethod
    def check(cls, said: Mapping[str, Any]) -> dict[str, Any]:
        """What a line says of this kind's keys. Errors: InvalidLine."""
        return checked(cls.keys, said, cls.needed, cls.name)

    @classmethod
    def read(cls, said: Mapping[str, Any], ids: Ids, ticket: str) -> dict[str, Any]:
        """An event's data from what the line of a ticket says, checked. Errors: Reference."""
        return {
            name: key.read(said[name], ids, ticket)
            for name, key in cls.keys.items()
            if key.kept and name in said and (said[name] is not None or key.null)
        }

    @classmethod
    def write(cls, data: Mapping[str, Any], names: Naming) -> dict[str, Any]:
        """What a line says, from an event's data; its words lie elsewhere."""
        known = {**PLACE, **cls.keys}
        return {name: key.write(data[name], names) for name, key in known.items() if key.kept and name in data}

    @classmethod
    @cache
    def named_by(cls, sort: type[Key]) -> tuple[str, ...]:
        """The keys that name things of a sort: agents, teams, tickets."""
        return tuple(name for name, key in cls.keys.items() if type(key) is sort)

    # What a person of ours reads of it

    @classmethod
    def sentence(cls, event: Event, reader: SentenceReader) -> Sentence | None:
        """One line of the history; None if what it left says it already."""
        return None


class PlaceKey(Key):
    """Names the event of its instant that it came before, for one that is taken later than its neighbours."""

    def holds(self, value: Any) -> bool:
        """A name."""
        return isinstance(value, str)


PLACE: Mapping[str, Key] = {"before": PlaceKey()}


def kind_of(event: Event) -> type[Kind]:
    """The class of an event."""
    return KINDS[event.kind]


def named(condition: Callable[[type[Kind]], bool]) -> frozenset[str]:
    """The names of all kinds of which something is true."""
    return frozenset(name for name, kind in KINDS.items() if condition(kind))


@cache
def _kept(name: str) -> Mapping[str, Key]:
    """What an event of a kind may hold: asked for each line of an import, so put together once."""
    kind = KINDS[name]
    return {**PLACE, **kind.inside, **{name: key for name, key in kind.keys.items() if key.kept}}
