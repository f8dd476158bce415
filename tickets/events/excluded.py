"""What is no ticket: out of every cohort, and off the list; and what turned out to be one."""

from __future__ import annotations

from tickets.events.kind import Kind, Sentence, SentenceReader
from tickets.rules.story import Event
from tickets.rules.texts import gettext_noop
from tickets.rules.walk import Walk


class Excludes(Kind):
    """The first word on it counts, of those that hold."""

    @classmethod
    def happen(cls, walk: Walk, event: Event) -> None:
        """Nothing more is owed on it."""
        walk.exclude(event)


class MarkedAsSpam(Excludes):
    """Nobody turned to us."""

    name, label = "spam", gettext_noop("Spam")

    @classmethod
    def sentence(cls, event: Event, reader: SentenceReader) -> Sentence:
        """Who said so."""
        return Sentence("report", gettext_noop("%(who)s marked it as spam"), {"who": reader.person(event.by)})


class FoundToBeNoSpam(Kind):
    """It was a customer after all: the ticket stands as if nobody had marked it, in every figure as of this instant or later."""

    name, label = "not_spam", gettext_noop("Not spam")
    revises = True

    @classmethod
    def refusal(cls, walk: Walk, event: Event) -> str | None:
        """Only what is marked can be."""
        marked = any(earlier.kind == MarkedAsSpam.name for earlier in walk.excluding)
        return None if marked else gettext_noop("This ticket is not marked as spam.")

    @classmethod
    def happen(cls, walk: Walk, event: Event) -> None:
        """What else takes it out of the figures stays."""
        walk.readmit(MarkedAsSpam.name)

    @classmethod
    def sentence(cls, event: Event, reader: SentenceReader) -> Sentence:
        """Who said so."""
        return Sentence("undo", gettext_noop("%(who)s found that it is no spam"), {"who": reader.person(event.by)})


class MarkedAsTest(Excludes):
    """We did, to try something."""

    name, label = "test", gettext_noop("Test")

    @classmethod
    def sentence(cls, event: Event, reader: SentenceReader) -> Sentence:
        """Who said so."""
        return Sentence("science", gettext_noop("%(who)s marked it as a test"), {"who": reader.person(event.by)})
