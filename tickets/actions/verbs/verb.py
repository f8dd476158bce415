"""What a verb is: one class that says everything about one thing that can be done to a ticket.

A step is a verb with what was given for it: `Note(text="Seen.")`. Programs and forms make one by `Note.read(...)`, which checks
what they say by the verb's own `Input`; our own code gives values that are right already.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from django.utils.functional import Promise as Lazy
from drf_spectacular.utils import extend_schema_serializer

from tickets.actions.inputs import Explicit
from tickets.actions.record import Entry
from tickets.models import Ticket
from tickets.rules.access import Actor
from tickets.rules.story import Event as StoryEvent

VERBS: dict[str, type[Verb]] = {}


class NoBody(Explicit):
    """Nothing to say."""


@dataclass(frozen=True)
class Found:
    """A ticket as a step finds it, locked: its row, its whole log, and what the steps before lead to."""

    ticket: Ticket
    lines: list[StoryEvent]
    before: list[Entry] = field(default_factory=list)


class Verb:
    """Something that can be done to a ticket.

    `name`: its address, on the desk and in the API. `permission`: its line in `tickets.rules.access`. `example`: a body of the
    API. `on_desk` and `in_api`: whether it has an address there. `silent`: whether nobody's page is outdated by it.
    `sends`: whether it can leave words that wait to be sent. `looks`: whether its doer is first shown both tickets that it is
    about. `button`: what its button in the menu of a ticket's page says; without one the page shows it elsewhere, or nowhere.
    `beside`: words beside that button where the verb asks for nothing.
    """

    name: ClassVar[str]
    permission: ClassVar[str]
    Input: ClassVar[type[Explicit]] = NoBody
    example: ClassVar[Mapping[str, Any]] = {}
    on_desk: ClassVar[bool] = True
    in_api: ClassVar[bool] = True
    silent: ClassVar[bool] = False
    sends: ClassVar[bool] = False
    looks: ClassVar[bool] = False
    button: ClassVar[str | Lazy] = ""
    icon: ClassVar[str] = ""
    beside: ClassVar[str | Lazy] = ""

    def __init_subclass__(cls) -> None:
        """A verb with a name is one of `VERBS`, and its input has a name of its own in the schema."""
        if "name" in vars(cls):
            VERBS[cls.name] = cls
        if cls.Input.__name__ == "Input":
            title = cls.name.title().replace("-", "")
            extend_schema_serializer(component_name=f"{title}Body")(cls.Input)

    def __init__(self, **given: Any) -> None:
        """A step. Errors: TypeError for what the input does not know, and for what it needs and is not given."""
        fields = self.Input._declared_fields
        unknown = given.keys() - fields.keys()
        missing = {name for name, field in fields.items() if field.required} - given.keys()
        if unknown or missing:
            raise TypeError(f"{type(self).__name__}: unknown {sorted(unknown)}, missing {sorted(missing)}")
        self.given = given
        self.is_typed = False  # by a person at the desk

    @classmethod
    def read(cls, data: Any, *, actor: Actor, at: datetime, form: bool = False) -> Verb:
        """A step from what a program sent or a person typed. Errors: ValidationError of DRF, Refused."""
        read = cls.Input(data=data, context={"by": actor, "at": at, "form": form})
        read.is_valid(raise_exception=True)
        step = cls(**read.validated_data)
        step.is_typed = form
        return step

    @classmethod
    def fits(cls, ticket: Ticket) -> bool:
        """Whether the menu offers it for a ticket: what a rule will refuse is not offered."""
        return True

    @classmethod
    def at_first(cls, ticket: Ticket) -> Mapping[str, str]:
        """What its fields show before anybody types."""
        return {}

    def whole(self) -> list[Verb]:
        """All that is done by it, in order: itself, and what is done along with it."""
        return [self]

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """What it leads to; nothing if all is so already. Errors: Invalid, Forbidden."""
        raise NotImplementedError

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """What is said to the person who did it to `ticket`; `result` is the ticket to go on with."""
        raise NotImplementedError


class WholeVerb(Verb):
    """A verb that does more than one ticket's events: it writes by itself, and is done alone."""

    def write(self, ticket: Ticket | int, actor: Actor, at: datetime, expected_version: int | None) -> Ticket:
        """Do it, inside the transaction; gives the ticket to go on with. Errors: Invalid, Forbidden, Stale."""
        raise NotImplementedError
