"""A yes or a no in words, as the answer to “does it work for you now?” (definitions 5).

As strict as the rule of the thank-you (`rules.conversation`): a few words, all of them known, and at least one that says it.
Whatever says more, asks or names anything is a contact like any other: in doubt somebody reads it.
"""

from __future__ import annotations

from enum import StrEnum

from tickets.rules.conversation import LONGEST_THANKS, THANKING


class Said(StrEnum):
    """What few words said."""

    YES = "yes"
    NO = "no"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What says it, and what may stand beside it: English and German.
AFFIRMING = _words("yes yep yeah yup solved resolved fixed works ja jep jawohl geloest gelöst erledigt behoben klappt")
AFFIRMING |= _words("funktioniert")
BESIDE_A_YES = AFFIRMING | THANKING | _words("it is its that this all now fine good great perfect you very much")
BESIDE_A_YES |= _words("es das ist jetzt nun alles gut super prima bestens vielen herzlichen schön schoen")
DENYING = _words("no nope not nein nee nicht")
BESIDE_A_NO = DENYING | _words("yet it is solved fixed sorry unfortunately noch es ist leider gelöst geloest")
LONGEST = 200  # characters


def yes_or_no(text: str) -> Said | None:
    """What a message says if it says nothing else; None in doubt."""
    if "?" in text or len(text) > LONGEST:
        return None
    words = "".join(char if char.isalpha() else " " for char in text.lower()).split()
    if not words or len(words) > LONGEST_THANKS or any(char.isdigit() for char in text):
        return None
    if BESIDE_A_YES.issuperset(words) and not AFFIRMING.isdisjoint(words):
        return Said.YES
    if BESIDE_A_NO.issuperset(words) and not DENYING.isdisjoint(words):
        return Said.NO
    return None
