"""Codes for people without a name: short, told apart, and each one number."""

import pytest

from tickets.rules.customer_codes import LETTERS, SIGNS, code_of, number_of


def test_a_code_is_one_number_however_it_is_typed():
    for number in [*range(0, 400_000, 97), 2**31, 2**63 - 1]:
        assert number_of(code_of(number)) == number
        assert number_of(f" {code_of(number).lower()} ") == number


def test_no_two_customers_have_the_same_code():
    assert len({code_of(number) for number in range(170_000)}) == 170_000


def test_a_code_is_four_signs_with_a_letter_among_them_and_looks_like_no_number_of_a_ticket():
    codes = [code_of(number) for number in range(1, 2000)]
    assert {len(code) for code in codes} == {4}
    assert all(code[1] in LETTERS for code in codes)
    assert len(code_of(200_000)) == 5


def test_nothing_in_a_code_is_mistaken_for_something_else():
    assert not set("01IOLUAEB8S5Z2GY") & set(SIGNS) - {"2", "8"}


@pytest.mark.parametrize("typed", ["", "7K2", "12", "1234", "7K2O", "FT-7KQ2-9XMD", "9" * 15, "X" * 15])
def test_what_is_no_code_is_nobody(typed):
    assert number_of(typed) is None


def test_a_number_below_nought_is_nobodys():
    with pytest.raises(ValueError, match="no number"):
        code_of(-1)
