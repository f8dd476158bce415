"""What we know, and whether somebody asked for it all the same (definitions 4)."""

import pytest

from tests.telling import clock, tell
from tickets.rules.facts import known_from, repeat_contacts

START = ("5 10:00", "contact")
FACTS = ("5 10:00", "facts", {"keys": ["device"], "valid_until": None})
AGAIN = [START, FACTS, ("5 11:00", "contact"), ("5 12:00", "answer", {"by": "ben"})]


ASKS = [
    (("5 12:00", "asked", {"facts": ["device"]}), {"device"}),
    (("5 12:00", "asked", {"facts": ["device"], "verify": True}), set()),  # shown and confirmed: no re-ask
    (("5 12:00", "asked", {"facts": ["city"]}), set()),  # nobody had told us
]


@pytest.mark.parametrize(("asked", "expected"), ASKS)
def test_asking_for_what_we_know_is_a_re_ask(asked, expected):
    assert [repeat.asked_again for repeat in repeat_contacts(tell(*AGAIN, asked))] == [expected]


def test_what_has_expired_may_be_asked_again():
    old = ("5 10:00", "facts", {"keys": ["device"], "valid_until": clock("5 12:00")})
    told = tell(START, old, *AGAIN[2:], ("5 12:00", "asked", {"facts": ["device"]}))
    assert repeat_contacts(told)[0].asked_again == set()


@pytest.mark.parametrize(("until", "expected"), [("5 11:59", set()), ("5 12:01", {"device"})])
def test_a_newer_note_of_a_fact_ends_the_older_one(until, expected):
    """It was noted for good, then anew with an end: when that has passed we no longer know."""
    newer = ("5 10:30", "facts", {"keys": ["device"], "valid_until": clock(until)})
    told = tell(START, FACTS, newer, *AGAIN[2:], ("5 12:00", "asked", {"facts": ["device"]}))
    assert repeat_contacts(told)[0].asked_again == expected


def test_the_first_contact_and_an_unanswered_one_are_no_repeats():
    assert repeat_contacts(tell(START, ("5 11:00", "answer"))) == []
    assert repeat_contacts(tell(START, ("5 11:00", "contact"))) == []


def test_opening_the_history_counts_before_the_answer_and_by_its_author():
    opened = ("5 11:30", "opened_history", {"by": "ben"})
    assert repeat_contacts(tell(*AGAIN, opened))[0].opened_first
    assert not repeat_contacts(tell(*AGAIN, ("5 13:00", "opened_history", {"by": "ben"})))[0].opened_first
    assert not repeat_contacts(tell(*AGAIN, ("5 11:30", "opened_history", {"by": "ana"})))[0].opened_first


# --- What is known now ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "known"), [("5 11:59", {"device": "new", "city": "old"}), ("5 12:00", {"city": "old"})]
)
def test_a_fact_is_known_from_its_newest_note_until_that_expires(until, known):
    """The device was noted for good at first; what was noted anew holds until noon."""
    newer = ("5 11:00", "facts", {"keys": ["device"], "valid_until": clock("5 12:00"), "name": "new"})
    older = ("5 10:00", "facts", {"keys": ["device", "city"], "valid_until": None, "name": "old"})
    told = known_from(tell(START, newer, older), clock(until))
    assert {key: noted.name for key, noted in told.items()} == known
