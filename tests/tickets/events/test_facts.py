"""What we know, what we asked for, and who looked first (definitions 4)."""

import pytest

from tests.telling import tell
from tests.tickets.events.sentences import read
from tickets.events.facts import FactsNoted, HistoryOpened, normal

SENTENCES = [
    ("facts", {"keys": ["device"]}, "Ana noted Device: Pixel 7"),
]


@pytest.mark.parametrize(("name", "data", "sentence"), SENTENCES)
def test_it_is_read_in_a_sentence(name, data, sentence):
    assert read(name, data) == sentence


@pytest.mark.parametrize(("given", "kept"), [(" Device ", "device"), ("DEVICE", "device"), ("x" * 90, "x" * 80)])
def test_two_spellings_are_one_fact(given, kept):
    assert normal(given) == kept


def test_a_line_keeps_each_name_once_and_no_value():
    said = {"facts": {"Device ": "Pixel 7", "device": "Pixel 8", "City": "Bonn"}}
    assert FactsNoted.read(said, ids=None, ticket="T") == {"keys": ["device", "city"]}


def test_what_was_told_asked_and_opened_is_held_against_each_other():
    told = [("facts", {"keys": ["device"]}), ("asked", {"facts": ["device"]}), ("opened_history",)]
    story = tell(("5 10:00", "contact"), *((f"5 1{hour}:00", *one) for hour, one in enumerate(told, start=1)))
    assert [event.kind for event in (*story.facts, *story.asked, *story.opened_history)] == [kind for kind, *_ in told]
    assert (story.status, story.waiting_on) == ("new", "us")  # none of them moves anything


def test_somebody_looking_is_no_news_and_a_fact_is():
    assert not HistoryOpened.is_news
    assert FactsNoted.is_news
