"""Texts are kept in English with their values apart, so that they can be told in another language."""

import pytest

from tickets.rules.texts import Worded, gettext_noop


def test_a_text_that_is_marked_is_the_same_text():
    assert gettext_noop("Say what is promised.") == "Say what is promised."


@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        ("100 % of them.", {}, "100 % of them."),  # without values it is no pattern
        ("There is no kind %(kind)r.", {"kind": "wish"}, "There is no kind 'wish'."),
    ],
)
def test_what_is_wrong_reads_in_english_and_keeps_its_parts(text, values, said):
    error = Worded(text, **values)
    assert (str(error), error.text, error.values) == (said, text, values)
