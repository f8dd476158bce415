"""Where a person of ours puts a ticket: its name, its status, its priority, and out of sight for a while."""

from __future__ import annotations

from tickets.events.keys import OneOf, Time, WordsKey
from tickets.events.kind import Kind, Leaves, Sentence, SentenceReader, gettext_noop
from tickets.rules.lifecycle import Priority, Status
from tickets.rules.story import Event
from tickets.rules.walk import Walk


class Renamed(Kind):
    """It has another subject. The words lie in a message that only we see: `text` says what it was called before."""

    name, label = "rename", gettext_noop("Renamed")
    keys = {"subject": WordsKey(), "text": WordsKey()}
    needed = ("subject",)
    leaves = Leaves.MESSAGE
    writes = "internal"
    is_news = False


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
        """A contact ends it."""
        walk.story.chosen.snoozed_until = event.data["until"]

    @classmethod
    def sentence(cls, event: Event, reader: SentenceReader) -> Sentence:
        """Who did it, and until when."""
        values = {"who": reader.person(event.by), "until": reader.moment(event.data["until"])}
        return Sentence("snooze", gettext_noop("%(who)s put it out of sight until %(until)s"), values)
