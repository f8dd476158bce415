"""Tickets that become one, or two, or stand beside each other."""

from __future__ import annotations

from collections.abc import Iterable

from tickets.events.keys import OneOf, Texts, TicketKey
from tickets.events.kind import Kind, Sentence, SentenceReader
from tickets.rules.story import Event
from tickets.rules.texts import gettext_noop
from tickets.rules.walk import Walk


def linked_by(lines: Iterable[Event]) -> set[int]:
    """The tickets that a log, in order, links its ticket with in the end."""
    found: set[int] = set()
    for line in lines:
        if line.kind == Linked.name:
            found.add(line.data["to"])
        elif line.kind == Unlinked.name:
            found.discard(line.data["to"])
    return found


class Merged(Kind):
    """This ticket goes into that one, and its history with it."""

    name, label = "merge", gettext_noop("Merge")
    keys = {"into": TicketKey()}
    needed = ("into",)
    joins = "into"

    @classmethod
    def sentence(cls, event: Event, reader: SentenceReader) -> Sentence:
        """Who joined which."""
        values = {"who": reader.person(event.by), "number": reader.joined(event)}
        return Sentence("merge", gettext_noop("%(who)s merged #%(number)d into this one"), values)


class Unmerged(Kind):
    """A merge was undone."""

    name, label = "unmerge", gettext_noop("Merge undone")


class SplitOff(Kind):
    """Some of this ticket's events go on in that one."""

    name, label = "split_off", gettext_noop("Split off")
    keys = {"to": TicketKey(), "lines": Texts()}
    needed = ("to", "lines")
    joins = "to"

    @classmethod
    def sentence(cls, event: Event, reader: SentenceReader) -> Sentence:
        """Who did it, and where they went."""
        values = {"who": reader.person(event.by), "to": event.data["to"]}
        return Sentence("call_split", gettext_noop("%(who)s split a part off: #%(to)d"), values)


class SplitFrom(Kind):
    """This ticket began with events of that one."""

    name, label = "split_from", gettext_noop("Split from")
    keys = {"from": TicketKey(), "lines": Texts()}
    needed = ("from", "lines")
    joins = "from"

    @classmethod
    def sentence(cls, event: Event, reader: SentenceReader) -> Sentence:
        """Who did it, and where they came from."""
        values = {"who": reader.person(event.by), "of": event.data["from"]}
        return Sentence("call_split", gettext_noop("%(who)s split this off #%(of)d"), values)


class Linked(Kind):
    """Two tickets belong together without being one."""

    name, label = "link", gettext_noop("Link")
    keys = {"to": TicketKey(), "relation": OneOf("same_issue", "related")}
    needed = ("to", "relation")

    @classmethod
    def happen(cls, walk: Walk, event: Event) -> None:
        """The same issue again after a resolution is counted (definitions 2)."""
        walk.story.links.append(event)

    @classmethod
    def sentence(cls, event: Event, reader: SentenceReader) -> Sentence:
        """With which, and why."""
        same, related = (
            gettext_noop("Linked with #%(to)d: the same issue"),
            gettext_noop("Linked with #%(to)d: related"),
        )
        text = same if event.data["relation"] == "same_issue" else related
        return Sentence("link", text, {"to": event.data["to"]})


class Unlinked(Kind):
    """They do not belong together after all: whatever was linked between them before counts no more."""

    name, label = "unlink", gettext_noop("Link undone")
    keys = {"to": TicketKey()}
    needed = ("to",)

    @classmethod
    def happen(cls, walk: Walk, event: Event) -> None:
        """A silent reopen that rested on it is none."""
        walk.story.links = [link for link in walk.story.links if link.data["to"] != event.data["to"]]

    @classmethod
    def sentence(cls, event: Event, reader: SentenceReader) -> Sentence:
        """Who did it, and with which."""
        values = {"who": reader.person(event.by), "to": event.data["to"]}
        return Sentence("link_off", gettext_noop("%(who)s undid the link with #%(to)d"), values)
