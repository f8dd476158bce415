"""Words by whose parts and likes more is found: the last letters of a serial number, the middle of a compound, a typing error."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection, transaction
from django.db.models.functions import Length
from django.db.utils import DatabaseError

from tickets.models import SearchWord
from tickets.rules.search_words import apart

SHORTEST = 4  # letters of a part, and of a word that may be mistyped
MOST_WORDS = 60  # that a part stands for, the shortest first
MOST_ALIKE = 400  # words that are looked at for a typing error
MOST_MEANT = 3
LIKENESS = 0.2  # of pg_trgm, by which words are looked at; what counts is the number of wrong letters
LONG = 8  # letters of a word in which two may be wrong


def with_parts(parts: Collection[str]) -> dict[str, list[str]]:
    """For each part the words that have it inside or at their end; those that begin with it are found without.

    One statement for all parts.
    """
    asked = [part for part in dict.fromkeys(parts) if len(part) >= SHORTEST]
    if not asked:
        return {}
    rows = SearchWord.objects.with_a_part(asked).order_by(Length("word"), "word")
    words = list(rows.values_list("word", flat=True)[: MOST_WORDS * len(asked)])
    return {part: [word for word in words if part in word[1:]][:MOST_WORDS] for part in asked}


def meant(word: str) -> list[str]:
    """Known words that a mistyped one may stand for: one letter wrong, missing, too many, or two swapped; two of it in a long word."""
    if len(word) < SHORTEST or any(sign.isdigit() for sign in word):
        return []
    most = 2 if len(word) >= LONG else 1
    near = sorted((apart(word, other), other) for other in _alike(word))
    return [other for wrong, other in near if 0 < wrong <= most][:MOST_MEANT]


def _alike(word: str) -> list[str]:
    """Nothing where the database cannot say."""
    rows = SearchWord.objects
    if connection.vendor == "sqlite":
        return list(rows.alike(word, LIKENESS).values_list("word", flat=True)[:MOST_ALIKE])
    try:
        with transaction.atomic():  # in which its own likeness holds
            return list(rows.alike(word, LIKENESS).values_list("word", flat=True)[:MOST_ALIKE])
    except DatabaseError:
        return []  # without pg_trgm
