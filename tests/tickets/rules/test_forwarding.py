"""What goes along with a forward: the words, and nothing that nobody ticked."""

import pytest

from tickets.rules.forwarding import ForwardedMessage, forwarded, without_quotes

MIA = ForwardedMessage(
    "On 5 March, Mia wrote:",
    "It hangs. Boss@example.com knows.\n\nOn 4 March, Boss wrote:\n> Between us",
    above="> Above",
    below="> Below",
    addresses=["From: mia@example.org", "To: boss@example.com"],
)
OTHERS = {"boss@example.com", "mia@example.org"}


def along(**ticked):
    return forwarded([MIA], **{"quotes": False, "addresses": False, "others": OTHERS} | ticked)


def test_neither_addresses_nor_quotes_go_along():
    assert along() == "On 5 March, Mia wrote:\n\nIt hangs. […] knows.\n[…]"


def test_what_is_ticked_goes_along():
    assert along(addresses=True).startswith(
        "On 5 March, Mia wrote:\nFrom: mia@example.org\nTo: boss@example.com\n\nIt hangs. Boss@"
    )
    quoted = along(quotes=True)
    assert all(words in quoted for words in ("> Above", "> Between us", "> Below"))
    assert "boss@" not in quoted.lower()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Plain words.", "Plain words."),
        ("New.\n\nOn Monday, Ana wrote:\n> old\n\nAfter.", "New.\n\nAfter.\n[…]"),
        ("New.\n-----Original Message-----\nFrom: boss", "New.\n[…]"),
        ("> only a quote", "[…]"),
        ("Two things:\n- a\n- b", "Two things:\n- a\n- b"),
    ],
)
def test_quotes_are_cut_and_a_mark_says_so(text, kept):
    assert without_quotes(text) == kept
