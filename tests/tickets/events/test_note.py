"""Words that only we see."""

from tests.telling import stands, tell
from tickets.events.note import Noted


def test_a_note_changes_nothing_but_that_it_was_told():
    told = [("5 10:00", "contact"), ("5 11:00", "resolve")]
    story = tell(*told, ("5 12:00", "note"))
    assert [event.kind for event in story.applied] == ["contact", "resolve", "note"]
    assert stands("5 13:00", *told, ("5 12:00", "note")).row == stands("5 13:00", *told).row


def test_its_words_are_for_us_alone():
    assert (Noted.internal, Noted.writes, Noted.by_customer) == (True, "internal", False)
