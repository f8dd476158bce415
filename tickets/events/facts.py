"""What we know, what we ask for, and whether somebody looked first (definitions 4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tickets.events.keys import FactsKey, Ids, Name, RowKey, Texts, Time, YesNoKey
from tickets.events.kind import Kind, Leaves, Sentence, SentenceReader
from tickets.rules import access
from tickets.rules.story import Event
from tickets.rules.texts import gettext_noop
from tickets.rules.walk import Walk


def normal(name: str) -> str:
    """The name of a fact as it is kept: two spellings are one fact."""
    return name.strip().lower()[:80]


class FactsNoted(Kind):
    """They told us. The event keeps the names; the values are words, and can be erased."""

    name, label = "facts", gettext_noop("Facts")
    done_by = access.CUSTOMER
    keys = {"facts": FactsKey(), "from_line": Name(optional=True), "valid_until": Time(optional=True)}
    needed = ("facts",)
    inside = {"keys": Texts(), "address": RowKey()}  # by whose link they told it
    internal = False
    leaves = Leaves.FACTS

    @classmethod
    def read(cls, said: Mapping[str, Any], ids: Ids, ticket: str) -> dict[str, Any]:
        """With the names of the facts."""
        return {"keys": list(dict.fromkeys(map(normal, said["facts"])))} | super().read(said, ids, ticket)

    @classmethod
    def happen(cls, walk: Walk, event: Event) -> None:
        """Known from here on."""
        walk.story.facts.append(event)

    @classmethod
    def sentence(cls, event: Event, reader: SentenceReader) -> Sentence | None:
        """Facts that an agent noted from no message."""
        facts = reader.noted(event)
        if not facts:
            return None
        values = {"who": reader.person(event.by), "facts": facts}
        return Sentence("fact_check", gettext_noop("%(who)s noted %(facts)s"), values)


class FactsAsked(Kind):
    """An agent asked for facts. `verify`: they showed the value and asked whether it still holds."""

    name, label = "asked", gettext_noop("Asked for facts")
    keys = {"facts": Texts(), "verify": YesNoKey()}
    needed = ("facts",)

    @classmethod
    def happen(cls, walk: Walk, event: Event) -> None:
        """To be held against what was known."""
        walk.story.asked.append(event)


class HistoryOpened(Kind):
    """An agent had the history before them."""

    name, label = "opened_history", gettext_noop("History opened")
    is_news = False

    @classmethod
    def happen(cls, walk: Walk, event: Event) -> None:
        """To be held against who answered."""
        walk.story.opened_history.append(event)
