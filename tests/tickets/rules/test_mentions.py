"""Which words of a note name somebody."""

import pytest

from tickets.rules.mentions import MOST, user_names_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Ann, please look.", ["ann"]),
        ("Ask @ben.okafor or (@hanna).", ["ben.okafor", "hanna"]),
        ("Written to ann@example.org and @@ben", []),
        ("Nobody", []),
    ],
)
def test_names_begin_with_an_at_and_addresses_are_none(text, names):
    assert user_names_in(text) == names


def test_no_more_than_so_many_are_looked_for():
    assert len(user_names_in(" ".join(f"@p{number}" for number in range(MOST + 5)))) == MOST
