"""What the customer thought of it, when asked."""

from __future__ import annotations

from tickets.events.keys import OneOf, ScoreKey, WordsKey
from tickets.events.kind import Kind, Sentence, SentenceReader
from tickets.rules import access
from tickets.rules.story import Event
from tickets.rules.texts import gettext_noop
from tickets.rules.walk import Walk

SURVEY = OneOf("csat", "nps", "ces")


class SurveySent(Kind):
    """The customer was asked for a score."""

    name, label = "survey_sent", gettext_noop("Survey sent")
    done_by = access.CHANNEL
    keys = {"survey": SURVEY}
    needed = ("survey",)
    internal = False
    is_news = False


class FeedbackGiven(Kind):
    """The customer's score; their comment is words, and can be erased."""

    name, label = "feedback", gettext_noop("Feedback")
    done_by = access.CUSTOMER
    keys = {"survey": SURVEY, "score": ScoreKey(), "comment": WordsKey()}
    needed = ("survey", "score")
    internal = False
    by_customer = True

    @classmethod
    def happen(cls, walk: Walk, event: Event) -> None:
        """The last one is shown."""
        walk.story.feedback.append(event)

    @classmethod
    def sentence(cls, event: Event, reader: SentenceReader) -> Sentence:
        """The survey and the score."""
        values = {"customer": reader.customer, "score": f"{event.data['survey'].upper()} {event.data['score']}"}
        return Sentence("star", gettext_noop("%(customer)s gave a score: %(score)s"), values)
