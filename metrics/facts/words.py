"""Words as numbers, so that they can stand in columns: a word's code is a hash of it, the same everywhere and for ever.

What a code stands for is written down where it is told (`metrics.models.Word`); 64 bits make two words of one code less likely than
a broken disk, and whoever writes the second one is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b

from metrics.facts.table import NONE
from metrics.models import Word

AT_ONCE = 500  # codes a query


class TwoWords(Exception):
    """Two words have the same code."""


@lru_cache(maxsize=4096)
def code(word: str | None) -> int:
    """The code of a word; nothing has none."""
    if word is None:
        return int(NONE)
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "big", signed=True)


class Words:
    """The words that were met while tickets were told, and those that are written down."""

    def __init__(self) -> None:
        self.met: dict[int, str] = {}

    def __call__(self, word: str | None) -> int:
        """The code of a word, which is remembered. Errors: TwoWords."""
        found = code(word)
        if word is not None and self.met.setdefault(found, word) != word:
            raise TwoWords(word, self.met[found])
        return found

    def told(self, codes: Iterable[int]) -> dict[int, str | None]:
        """What codes stand for; None for that of nothing."""
        wanted = {int(one) for one in codes}
        unknown = sorted(wanted - self.met.keys() - {int(NONE)})
        for start in range(0, len(unknown), AT_ONCE):
            self.met |= dict(Word.objects.filter(pk__in=unknown[start : start + AT_ONCE]).values_list("code", "text"))
        return {one: self.met.get(one) for one in wanted}

    def write_down(self) -> None:
        """Keep the words that were met. Errors: TwoWords."""
        Word.objects.bulk_create(
            [Word(code=one, text=word) for one, word in self.met.items()], ignore_conflicts=True, batch_size=AT_ONCE
        )
        codes = list(self.met)
        for start in range(0, len(codes), AT_ONCE):
            written = Word.objects.filter(pk__in=codes[start : start + AT_ONCE])
            for one, word in written.values_list("code", "text"):
                if self.met[one] != word:
                    raise TwoWords(word, self.met[one])
