"""What Ctrl+K finds, on every page of the desk: one list of sources, each a function of a request and what was typed.

A source is named in the settings (`PALETTE`), so that whoever has something to be found adds a line there and knows nothing of the
others. It gives entries as long as they come cheap: all sources together have 100 ms. Nothing typed asks for what is worth being
shown without words.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from tickets.rules.search_words import words


@dataclass(frozen=True)
class Entry:
    """A line of the palette: where it leads, and under which heading it stands."""

    group: str
    title: str
    url: str
    icon: str
    detail: str = ""


Source = Callable[[HttpRequest, str], Iterable[Entry]]


@cache
def sources() -> list[Source]:
    """All sources, in the order in which their entries are shown."""
    return [import_string(name) for name in settings.PALETTE]


def is_meant(typed: str, *names: str) -> bool:
    """Whether each typed word begins a word of the names, compared as in a search."""
    there = [word for name in names for word in words(name)]
    return all(any(word.startswith(part) for word in there) for part in words(typed))
