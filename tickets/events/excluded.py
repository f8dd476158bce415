"""What is no ticket: out of every cohort, and off the list."""

from __future__ import annotations

from tickets.events.kind import Kind, Sentence, SentenceReader
from tickets.rules.story import Event
from tickets.rules.texts import gettext_noop
from tickets.rules.walk import Walk


class Excludes(Kind):
    """The first word on it counts."""

    @classmethod
    def happen(cls, walk: Walk, event: Event) -> None:
        """Nothing more is owed on it."""
        walk.story.excluded = walk.story.excluded or event


class MarkedAsSpam(Excludes):
    """Nobody turned to us."""

    name, label = "spam", gettext_noop("Spam")

    @classmethod
    def sentence(cls, event: Event, reader: SentenceReader) -> Sentence:
        """Who said so."""
        return Sentence("report", gettext_noop("%(who)s marked it as spam"), {"who": reader.person(event.by)})


class MarkedAsTest(Excludes):
    """We did, to try something."""

    name, label = "test", gettext_noop("Test")

    @classmethod
    def sentence(cls, event: Event, reader: SentenceReader) -> Sentence:
        """Who said so."""
        return Sentence("science", gettext_noop("%(who)s marked it as our own trial"), {"who": reader.person(event.by)})
