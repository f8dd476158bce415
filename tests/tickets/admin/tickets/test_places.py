"""Where a ticket stands in a list, as an address writes it."""

import pytest

from tests.make import WEDNESDAY
from tickets.admin.tickets.places import BY_PROMISE, BY_RANK, Place


@pytest.mark.parametrize("column", [BY_RANK, BY_PROMISE])
def test_a_place_is_read_as_it_was_written(column):
    place = Place.of(column, 1741161600 if column == BY_RANK else WEDNESDAY, 17)
    assert Place.read(column, str(place)) == place


@pytest.mark.parametrize("text", ["", "1", "a.b", "1.2.3", "-1.2", "1." + "2" * 19, "\u0661.2"])
def test_what_is_no_place_is_none(text):
    assert Place.read(BY_RANK, text) is None
