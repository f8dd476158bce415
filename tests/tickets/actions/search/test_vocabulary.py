"""Words by their parts and likes."""

import pytest

from tickets.actions.search import keeping, vocabulary
from tickets.actions.search.vocabulary import meant, with_parts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _words():
    keeping.learn({"refund", "refunds", "rückzahlung", "auszahlung", "sn4711ax9z", "zebra", "deliveries"})


def test_parts_inside_and_at_the_end_the_shortest_first():
    assert with_parts(["zahlung", "ax9z", "efun"]) == {
        "zahlung": ["auszahlung", "rückzahlung"],
        "ax9z": ["sn4711ax9z"],
        "efun": ["refund", "refunds"],
    }


def test_beginnings_are_found_without_and_short_parts_stand_for_too_much():
    assert with_parts(["refund", "ebr"]) == {"refund": []}


def test_a_part_stands_for_a_bounded_number_of_words(monkeypatch):
    monkeypatch.setattr(vocabulary, "MOST_WORDS", 1)
    assert with_parts(["zahlung"]) == {"zahlung": ["auszahlung"]}


@pytest.mark.parametrize(
    ("typed", "others"),
    [
        ("refnud", ["refund"]),  # two letters swapped
        ("refun", ["refund"]),
        ("refunnd", ["refund"]),
        ("zepra", ["zebra"]),
        ("delivreeis", ["deliveries"]),  # two of a long word
        ("zxxra", []),
        ("zebra", []),
        ("zeb", []),
        ("4711", []),
    ],
)
def test_a_mistyped_word_stands_for_those_that_are_a_letter_away(typed, others):
    assert meant(typed)[:1] == others
