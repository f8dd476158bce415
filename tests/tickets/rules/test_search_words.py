"""Words as they are compared."""

import pytest

from tickets.rules.search_words import also, apart, digits, fold, joined, spelt_out, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The App HANGS", ["the", "app", "hangs"]),
        ("Müller, Łukasz & Bjørn: groß", ["muller", "lukasz", "bjorn", "gross"]),
        ("mia.novak@example.org", ["mia", "novak", "example", "org"]),
        ("返金 please", ["返", "金", "please"]),
        ("Привет snake_case", ["привет", "snake", "case"]),
        ("e\u0301te\u0301 ½", ["ete", "12"]),
        ("'); \\ \0", []),
        ("a" * 100, ["a" * 60]),
    ],
)
def test_words_of_a_text(text, found):
    assert words(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Müller", ["mueller"]),
        ("SN-4711-AX", ["sn4711ax"]),
        ("call +49 (170) 123-4567 please", ["1234567", "491701234567"]),
        ("0170 1234567 15", ["1701234567", "170123456715", "1234567"][:2]),
        ("well-known.words", []),
        ("nothing", []),
    ],
)
def test_what_else_a_text_is_found_by(text, found):
    assert also(text) == found


def test_spellings():
    assert (fold("Ärger"), spelt_out("Ärger"), joined("FT-7KQ2-9XMD")) == ("arger", "aerger", "ft7kq29xmd")


@pytest.mark.parametrize(
    ("typed", "number"),
    [("+49 170 1234567", "491701234567"), ("0170/1234567", "1701234567"), ("12345", ""), ("1" * 16, "")],
)
def test_digits_of_a_number(typed, number):
    assert digits(typed) == number


@pytest.mark.parametrize(
    ("one", "other", "wrong"),
    [("refund", "refund", 0), ("refnud", "refund", 1), ("refun", "refund", 1), ("abc", "xyz", 3), ("", "ab", 2)],
)
def test_how_many_letters_are_wrong(one, other, wrong):
    assert apart(one, other) == apart(other, one) == wrong
