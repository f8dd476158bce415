"""The small parts that pages are made of."""

from dataclasses import FrozenInstanceError

import pytest

from tickets.admin.shared.components import Happening, Pill, Silence


def test_a_pill_is_plain_unless_it_means_something():
    pill = Pill("Chaser 1")
    assert (pill.words, pill.tone, pill.icon, pill.title) == ("Chaser 1", "plain", "", "")


@pytest.mark.parametrize("part", [Pill("x"), Happening(0, "merge", "x"), Silence(0, "x", ())])
def test_what_a_page_is_made_of_is_a_value(part):
    with pytest.raises(FrozenInstanceError):
        part.at = part.words = 1
    assert part == type(part)(*(getattr(part, name) for name in part.__dataclass_fields__))


def test_what_happened_is_undone_only_where_it_can_be():
    assert (Happening(0, "merge", "x").undo, Happening(0, "merge", "x").pills) == (None, ())
