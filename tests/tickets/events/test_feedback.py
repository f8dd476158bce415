"""What the customer thought of it."""

import pytest

from tests.telling import tell
from tests.tickets.events.sentences import read
from tickets.events.feedback import FeedbackGiven, SurveySent

SENTENCES = [
    ("feedback", {"survey": "csat", "score": 4}, "Mia gave a score: CSAT 4"),
]


@pytest.mark.parametrize(("name", "data", "sentence"), SENTENCES)
def test_it_is_read_in_a_sentence(name, data, sentence):
    assert read(name, data) == sentence


def test_every_score_is_told_and_changes_nobodys_move():
    scores = [("5 12:00", "feedback", {"survey": "csat", "score": score}) for score in (2, 5)]
    story = tell(("5 10:00", "contact"), ("5 11:00", "resolve"), *scores)
    assert [event.data["score"] for event in story.feedback] == [2, 5]
    assert (story.status, story.waiting_on) == ("resolved", "nobody")


def test_being_asked_for_a_score_makes_no_page_stale():
    assert not SurveySent.is_news
    assert not FeedbackGiven.internal
