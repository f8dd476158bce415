"""The customer turns to us: what counts, and what is no more than a thank-you."""

import pytest

from tests.telling import in_a_row, tell, when
from tests.tickets.events.sentences import read

SENTENCES = [
    ("not_thanks", {"of": "1"}, "Ana counted a thank-you or a yes as a contact: it asks for more"),
]


@pytest.mark.parametrize(("name", "data", "sentence"), SENTENCES)
def test_it_is_read_in_a_sentence(name, data, sentence):
    assert read(name, data) == sentence


# What happened | contacts that are counted, and the status
HEARD = [
    ("contact", 1, "new"),
    ("contact contact", 2, "new"),
    ("contact thanks", 2, "new"),
    ("contact out_of_office", 1, "new"),
    ("contact resolve thanks", 2, "resolved"),
    ("contact resolve contact", 2, "open"),
]


@pytest.mark.parametrize(("words", "counted", "status"), HEARD)
def test_a_machine_of_theirs_is_no_contact_and_a_thank_you_reopens_nothing(words, counted, status):
    story = in_a_row(words)
    assert (len(story.contacts), story.status) == (counted, status)


def test_a_machine_that_thanks_is_no_contact_either():
    told = tell(("5 10:00", "contact"), ("5 11:00", "thanks", {"automatic": True}))
    assert len(told.contacts) == 1


def test_a_thank_you_that_was_found_to_be_more_reopens_from_its_own_instant_on():
    told = [("5 10:00", "contact"), ("5 11:00", "resolve"), ("5 12:00", "thanks")]
    story = tell(*told, ("6 09:00", "not_thanks", {"of": "thanks"}))
    assert (story.status, story.reopens, when(story.waits[-1].at)) == ("open", 1, "5 12:00")
    assert tell(*told, ("6 09:00", "not_thanks", {"of": "contact"})).status == "resolved"  # no contact is talked down
