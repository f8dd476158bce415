"""Values of the desk's own fields, in the one form of their kind."""

import pytest

from tickets.rules.custom_fields import WrongValue, normal

TIERS = ("Gold", "Straße")


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("text", "  two\n words ", "two words"),
        ("text", " \n", ""),
        ("text", "a\0b", "ab"),
        ("number", "1250.50", "1250.5"),
        ("number", "1e3", "1000"),
        ("number", "-0", "0"),
        ("date", "2025-03-31", "2025-03-31"),
        ("choice", "gold", "Gold"),
        ("choice", "STRASSE", "Straße"),
        ("yes_no", "True", "yes"),
        ("yes_no", "0", "no"),
        ("yes_no", "", ""),
    ],
)
def test_a_value_has_one_form(kind, typed, kept):
    assert normal(kind, typed, TIERS) == kept


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        *(("number", typed) for typed in ("many", "1,5", "NaN", "Infinity", "1e99")),
        *(("date", typed) for typed in ("31.3.2025", "2025-02-30")),
        ("choice", "Silver"),
        ("yes_no", "maybe"),
        ("text", "x" * 1001),
    ],
)
def test_what_a_field_cannot_hold_is_refused_with_what_was_typed(kind, typed):
    with pytest.raises(WrongValue, match=r"At most" if kind == "text" else typed):
        normal(kind, typed, TIERS)
