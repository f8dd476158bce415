"""Where a person of ours puts a ticket: its name, its tags, its status, its priority, and out of sight for a while."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tickets.events.keys import FactsKey, Ids, OneOf, Texts, Time, WordsKey
from tickets.events.kind import Kind, Leaves, Sentence, SentenceReader
from tickets.rules.lifecycle import Priority, Status
from tickets.rules.story import Event
from tickets.rules.texts import gettext_noop
from tickets.rules.walk import Walk


class Renamed(Kind):
    """It has another subject. The words lie in a message that only we see: `text` says what it was called before."""

    name, label = "rename", gettext_noop("Renamed")
    keys = {"subject": WordsKey(), "text": WordsKey()}
    needed = ("subject",)
    leaves = Leaves.MESSAGE
    writes = "internal"
    is_news = False


class FieldsSet(Kind):
    """Other values stand in fields of the desk's own. Values are words: they are stored beside the event, and what was before
    is told in a message that only we see.
    """

    name, label = "fields", gettext_noop("Fields")
    keys = {"fields": FactsKey(), "text": WordsKey()}
    needed = ("fields",)
    leaves = Leaves.MESSAGE
    writes = "internal"
    is_news = False


def tag_name(word: str) -> str:
    """A tag as it is kept, in small letters: two spellings are one tag."""
    return " ".join(word.lower().split())[:80]


class Tagged(Kind):
    """Tags were put on it or taken off. A tag is one of a desk's own words for what tickets are about, never a customer's."""

    name, label = "tag", gettext_noop("Tags")
    keys = {"add": Texts(), "remove": Texts()}
    is_news = False

    @classmethod
    def read(cls, said: Mapping[str, Any], ids: Ids, ticket: str) -> dict[str, Any]:
        """With the names of the tags."""
        return {way: sorted(map(tag_name, tags)) for way, tags in super().read(said, ids, ticket).items()}

    @classmethod
    def happen(cls, walk: Walk, event: Event) -> None:
        """They hold until they are taken off."""
        kept = {*walk.story.chosen.tags, *event.data.get("add", ())} - {*event.data.get("remove", ())}
        walk.story.chosen.tags = sorted(kept)

    @classmethod
    def sentence(cls, event: Event, reader: SentenceReader) -> Sentence:
        """Who put which on it, and took which off."""
        signed = [f"+{tag}" for tag in event.data.get("add", ())] + [f"−{tag}" for tag in event.data.get("remove", ())]
        values = {"who": reader.person(event.by), "tags": ", ".join(signed)}
        return Sentence("sell", gettext_noop("%(who)s changed its tags: %(tags)s"), values)


class StatusSet(Kind):
    """Open, pending or on hold. Open on a resolved ticket brings it back, and is no reopen of the customer's."""

    name, label = "status", gettext_noop("Status")
    keys = {"to": OneOf(Status.OPEN, Status.PENDING, Status.ON_HOLD)}
    needed = ("to",)
    internal = False

    @classmethod
    def move(cls, event: Event) -> str:
        """The lifecycle names it by where it goes."""
        return str(event.data["to"])

    @classmethod
    def parks(cls, event: Event) -> bool:
        """An answer that was saved together with it was given before."""
        return bool(event.data["to"] != Status.OPEN)

    @classmethod
    def happen(cls, walk: Walk, event: Event) -> None:
        """Go there."""
        walk.put(Status(event.data["to"]), event)

    @classmethod
    def sentence(cls, event: Event, reader: SentenceReader) -> Sentence:
        """Who put it where."""
        values = {"who": reader.person(event.by), "status": reader.status(event.data["to"])}
        return Sentence("tune", gettext_noop("%(who)s set it to %(status)s"), values)


class PrioritySet(Kind):
    """How much it presses."""

    name, label = "priority", gettext_noop("Priority")
    keys = {"to": OneOf(*Priority)}
    needed = ("to",)

    @classmethod
    def happen(cls, walk: Walk, event: Event) -> None:
        """It holds until another."""
        walk.story.chosen.priority = event.data["to"]

    @classmethod
    def sentence(cls, event: Event, reader: SentenceReader) -> Sentence:
        """Who set it, and to what."""
        values = {"who": reader.person(event.by), "to": reader.priority(event.data["to"])}
        return Sentence("flag", gettext_noop("%(who)s: priority %(to)s"), values)


class Snoozed(Kind):
    """Out of the list's sight until a time, or until the customer writes."""

    name, label = "snooze", gettext_noop("Snooze")
    keys = {"until": Time()}
    needed = ("until",)

    @classmethod
    def happen(cls, walk: Walk, event: Event) -> None:
        """Until then, unless a contact or a resolution ends it before (`rules.walk`: `hear`, `resolve`)."""
        walk.story.chosen.snoozed_until = event.data["until"]

    @classmethod
    def sentence(cls, event: Event, reader: SentenceReader) -> Sentence:
        """Who did it, and until when; until the same moment is back in sight."""
        if event.data["until"] <= event.at:
            return Sentence("alarm", gettext_noop("%(who)s brought it back in sight"), {"who": reader.person(event.by)})
        values = {"who": reader.person(event.by), "until": reader.moment(event.data["until"])}
        return Sentence("snooze", gettext_noop("%(who)s snoozed it until %(until)s"), values)
