"""What a typed search asks for."""

from datetime import date

import pytest

from tickets.rules.search_query import MOST_TERMS, Phrase, parse


def phrases(typed):
    """Each term's phrases, a * for what may go on."""
    return [[" ".join(one.words) + "*" * one.begins for one in term.phrases] for term in parse(typed).terms]


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("basket Rück", [["basket*"], ["ruck*", "rueck*"]]),
        ('"on Monday"', [["on monday"]]),
        ("to", [["to"]]),
        ("FT-7KQ2-9XMD", [["ft 7kq2 9xmd*", "ft7kq29xmd*"]]),
        ("from:mia", [["p_mia*"]]),
        ('from:"Mia Novak"', [["p_mia p_novak*"]]),
        ('tag:"too late"', [["t_toolate"]]),
        ("channel:in_person", [["c_inperson"]]),
        ("https://example.org", [["https example org*", "httpsexampleorg*"]]),
        ('note:"a b"', [["note*"], ["a b"]]),
        ("", []),
        ("?! —", []),
    ],
)
def test_words_phrases_and_operators(typed, terms):
    assert phrases(typed) == terms


def test_a_number_with_spaces_is_one_or_the_words_that_were_typed():
    (term,) = parse("+49 170 123").terms
    assert (term.phrases, term.number) == ((Phrase(("49170123",)),), "+49170123")
    assert [one.guess for one in term.instead] == ["49", "170", "123"]


def test_operators_of_a_ticket_s_row_are_told_apart():
    assert parse("is:Open owner:me before:2025-03-31").filters == (
        ("is", "open"),
        ("owner", "me"),
        ("before", date(2025, 3, 31)),
    )


def test_no_more_is_asked_than_anybody_types():
    assert len(parse("a b c d e f g h i j k").terms) == MOST_TERMS
