"""Words that people search for."""

from django.db.models import Q


def holds(word: str, *columns: str) -> Q:
    """One of the columns holds the word, in letters of either case.

    SQLite takes only ASCII letters for the same in either case, and PostgreSQL those of its locale: others are looked for in small
    and in capital letters too.
    """
    spellings = [word] if word.isascii() else sorted({word, word.lower(), word.upper()})
    found = Q()
    for column in columns:
        for spelling in spellings:
            found |= Q(**{f"{column}__icontains": spelling})
    return found
