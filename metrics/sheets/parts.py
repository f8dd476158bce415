"""What the parts of a split are called, on a page and in addresses."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from metrics.reports.answer import Part
from metrics.reports.grouping import NOBODY, names
from tickets.models.words import CHANNEL, PRIORITY, STATUS, WAITING_ON

WORDS: dict[str, dict[Any, Any]] = {
    "channel": dict(CHANNEL),
    "priority": dict(PRIORITY),
    "status": dict(STATUS),
    "waiting_on": dict(WAITING_ON),
}
WITHOUT = {"owner": _("nobody"), "team": _("no team")}


def naming(by: str) -> Callable[[Hashable], str]:
    """What a part of this split is called. People and teams are read here, once."""
    known = {str(value): word for value, word in (WORDS.get(by) or names(by)).items()}
    return lambda value: str(WITHOUT.get(by, _("none")) if value is None else known.get(str(value), value))


def most_used_first(parts: Sequence[Part], by: str) -> list[tuple[str, Part]]:
    """The parts by their names."""
    called = naming(by) if by else str
    named = [(called(part.value), part) for part in parts]
    return sorted(named, key=lambda part: (-len(part[1].observed), part[0]))


def written(value: Hashable) -> str:
    """A part's value in an address."""
    return NOBODY if value is None else str(value)


def read(text: str) -> Collection[Hashable]:
    """What a value in an address may stand for: people and teams are kept by number, none as None."""
    if text == NOBODY:
        return [None, text]
    return [text, int(text)] if text.isdecimal() else [text]
