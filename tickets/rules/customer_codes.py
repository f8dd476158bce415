"""What somebody without a name is called by: a short code made of their number, which looks like no ticket's number."""

from __future__ import annotations

# Nothing that is mistaken for something else when read aloud or written by hand, and no vowel, so that no word comes out.
LETTERS = "CDFHJKMNPQRTVWX"
SIGNS = "2346789" + LETTERS
SHORTEST, LONGEST = 4, 15
LARGEST = (1 << 63) - 1  # number of a row
STEP = 61_813  # shares no factor with any number of codes, so that neighbours look unlike and each code is one number


def code_of(number: int) -> str:
    """A customer's number as a code, such as `7K2Q`: four signs for the first 159,720 of them, then five and more.

    The second sign is always a letter. Error: ValueError for no number of a row.
    """
    if number < 0:
        raise ValueError(f"{number} is no number of a customer.")
    length = SHORTEST
    while number >= _codes(length):
        number -= _codes(length)
        length += 1
    scattered = number * STEP % _codes(length)
    signs = []
    for place in reversed(range(length)):
        scattered, sign = divmod(scattered, len(_at(place)))
        signs.append(_at(place)[sign])
    return "".join(reversed(signs))


def number_of(code: str) -> int | None:
    """The number of a code in any letters; None for what is no code."""
    signs = code.strip().upper()
    if not SHORTEST <= len(signs) <= LONGEST or any(sign not in _at(place) for place, sign in enumerate(signs)):
        return None
    scattered = 0
    for place, sign in enumerate(signs):
        scattered = scattered * len(_at(place)) + _at(place).index(sign)
    length = len(signs)
    number = scattered * pow(STEP, -1, _codes(length)) % _codes(length)
    number += sum(map(_codes, range(SHORTEST, length)))
    return number if number <= LARGEST else None


def _codes(length: int) -> int:
    """How many codes of a length there are."""
    return int(len(LETTERS) * len(SIGNS) ** (length - 1))


def _at(place: int) -> str:
    """What may stand at a place."""
    return LETTERS if place == 1 else SIGNS
