"""What is sealed is unreadable in the database and readable to us, for as long as its key is known."""

import pytest

from tickets.models.sealed import SealedField

FIELD = SealedField()


def opened(stored):
    return FIELD.from_db_value(stored, None, None)


def test_it_is_stored_unreadably_and_read_as_it_was():
    stored = FIELD.get_prep_value("geheim ✓")
    assert "geheim" not in stored
    assert FIELD.get_prep_value("geheim ✓") != stored  # nobody sees that two are equal
    assert opened(stored) == "geheim ✓"


@pytest.mark.parametrize("nothing", ["", None])
def test_nothing_stays_nothing(nothing):
    assert FIELD.get_prep_value(nothing) == nothing
    assert opened(nothing) == nothing


def test_a_former_key_still_opens_and_a_lost_one_reads_as_empty(settings):
    settings.SECRET_KEY = "the-former-key"
    stored = FIELD.get_prep_value("geheim")
    settings.SECRET_KEY = "the-new-key"
    assert opened(stored) == ""
    settings.SECRET_KEY_FALLBACKS = ["the-former-key"]
    assert opened(stored) == "geheim"
