"""What a customer told us, as its event tells it."""

import pytest

from tests import make
from tickets.actions.facts import facts_entry
from tickets.actions.record import Invalid
from tickets.rules.access import COMMAND


def test_names_are_plain_and_words_lie_beside_the_event():
    entry = facts_entry({" Device ": " Pixel 7 ", "N" * 90: "v" * 1100}, actor=COMMAND)
    assert entry.facts == {"device": "Pixel 7", "n" * 80: "v" * 1000}
    assert (entry.name, entry.data) == ("facts", {"keys": ["device", "n" * 80]})


def test_a_fact_that_ends_says_when():
    until = make.at("9 10:00")
    assert facts_entry({"a": "b"}, actor=COMMAND, valid_until=until).data["valid_until"] == until.timestamp()


@pytest.mark.parametrize("facts", [{}, {" ": "x"}, {"device": "  "}, {"device": "Pixel 7", "city": ""}])
def test_a_fact_has_a_name_and_a_value(facts):
    with pytest.raises(Invalid, match="a name and a value"):
        facts_entry(facts, actor=COMMAND)
