"""What we say to the customer, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tickets.events.contact import CHANNEL
from tickets.events.keys import EventName, Ids, Name, WordsKey, YesNoKey
from tickets.events.kind import Kind, Leaves
from tickets.rules import access
from tickets.rules.story import Event
from tickets.rules.texts import gettext_noop
from tickets.rules.walk import Walk


class Answered(Kind):
    """A human answer. `initiated` is false when it answers a call or a live chat of theirs."""

    name, label = "answer", gettext_noop("Answer")
    keys = {"channel": CHANNEL, "text": WordsKey(), "initiated": YesNoKey(), "session": Name(optional=True)}
    needed = ("channel",)
    internal = False
    leaves = Leaves.MESSAGE
    writes = "out"

    @classmethod
    def read(cls, said: Mapping[str, Any], ids: Ids, ticket: str) -> dict[str, Any]:
        """We started it unless the line says otherwise."""
        return {"initiated": True} | super().read(said, ids, ticket)

    @classmethod
    def happen(cls, walk: Walk, event: Event) -> None:
        """The last word is ours."""
        walk.answer(event)


class AutoReplied(Kind):
    """A machine of ours wrote: never an answer (definitions 1.3)."""

    name, label = "auto_reply", gettext_noop("Automatic reply")
    done_by = access.CHANNEL
    keys = {"channel": CHANNEL, "text": WordsKey()}
    needed = ("channel",)
    internal = False
    leaves = Leaves.MESSAGE
    writes = "out"
    by_machine = True


class Bounced(Kind):
    """What a message carried did not arrive: a resolution's loop stays open, a promise it delivered is owed again."""

    name, label = "bounce", gettext_noop("Bounce")
    done_by = access.CHANNEL
    keys = {"of": EventName()}
    needed = ("of",)
    revises = True

    @classmethod
    def happen(cls, walk: Walk, event: Event) -> None:
        """Undo what counted as delivered."""
        walk.undeliver(str(event.data["of"]), event)
