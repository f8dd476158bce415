"""No text that somebody wrote is calculated by whoever opens a file of it."""

import pytest

from tickets.rules.spreadsheets import defused

HARMFUL = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]


@pytest.mark.parametrize("text", HARMFUL)
def test_a_text_that_a_spreadsheet_would_calculate_is_made_plain(text):
    assert defused(text) == f"'{text}"


@pytest.mark.parametrize("value", [-33.3, 0, None, True, "About = it", "a-b", ""])
def test_numbers_and_other_texts_are_left_as_they_are(value):
    assert defused(value) == value
