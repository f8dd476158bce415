"""Words as search compares them: in small letters, without marks, the same for what was said and for what is looked for.

`ü` is `u`, and beside it `ue`: "Müller" is found by "muller" and by "mueller", and whoever types "Müller" finds both. A word joined
by dashes, dots or strokes that has a digit in it (a reference, a serial number) and a number that may be a telephone's are
one word more, without what joins them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from unicodedata import category, normalize

LONGEST = 60  # characters of a word
LONGEST_JOINED = 40
MOST_DIGITS = 15  # of a telephone number (E.164)
FEWEST_DIGITS = 6
PERSON, TAG, CHANNEL = "p_", "t_", "c_"  # before a word that is looked for only as that

# Chinese and Japanese are written without spaces: each sign is a word, and a word of several a phrase.
WORD = re.compile("[\u3040-\u30ff\u3400-\u9fff]|[^\\W_\u3040-\u30ff\u3400-\u9fff]+")
JOINED = re.compile(r"(?<![^\W_])[^\W_]++(?:[-/._][^\W_]++)+")
NUMBER = re.compile(r"\+?\(?\d[\d ()/.\-]{4,24}\d")
NOT_A_DIGIT = re.compile(r"\D+")
SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
UNMARKED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})


def words(text: str) -> list[str]:
    """The words of a text in their order."""
    found = WORD.findall(_small(text))
    return [word[:LONGEST] if word.isascii() else fold(word) for word in found]


def joined(text: str) -> str:
    """All of a text as one word: `FT-7KQ2-9XMD` is `ft7kq29xmd`."""
    return "".join(words(text))[:LONGEST]


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """One word without marks."""
    plain = "".join(sign for sign in normalize("NFKD", word.translate(UNMARKED)) if category(sign) != "Mn")
    return "".join(WORD.findall(normalize("NFC", plain).casefold()))[:LONGEST]


def spelt_out(word: str) -> str:
    """One word with its umlauts as two letters: the same word if it has none."""
    return fold(_small(word).translate(SPELT_OUT))


def also(text: str) -> list[str]:
    """What a text is found by beside its words: each once, in no order that means anything."""
    return list(dict.fromkeys(_also(_small(text))))


def _also(text: str) -> Iterator[str]:
    if not text.isascii():
        for word in WORD.findall(text):
            if not word.isascii() and (other := spelt_out(word)) != fold(word):
                yield other
    for found in JOINED.findall(text):
        if len(found) <= LONGEST_JOINED and any(sign.isdigit() for sign in found):
            yield joined(found)
    for found in NUMBER.findall(text):
        yield from _numbers(found)


def _numbers(found: str) -> Iterator[str]:
    """A space may be in a number or after it: what goes up to each of them may be one."""
    parts = found.split(" ")
    for end in range(1, len(parts) + 1):
        if number := digits("".join(parts[:end])):
            yield number


def digits(text: str) -> str:
    """A telephone number as it is compared: its digits without the noughts and signs before them; "" if it cannot be one."""
    number = NOT_A_DIGIT.sub("", text) if text.isascii() else ""
    number = number.lstrip("0")
    return number if FEWEST_DIGITS <= len(number) <= MOST_DIGITS else ""


def marked(mark: str, found: Iterable[str]) -> list[str]:
    """Words that are looked for only as what the mark says."""
    return [mark + word for word in found]


def _small(text: str) -> str:
    return text.lower() if text.isascii() else normalize("NFC", text).casefold()


def apart(one: str, other: str) -> int:
    """How many letters are wrong between two words: another one, one too many or too few, or two neighbours swapped."""
    last: list[int] = []
    row = list(range(len(other) + 1))
    for i, sign in enumerate(one, 1):
        before, row = row, [i]
        for j, letter in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (sign != letter))
            if i > 1 and j > 1 and sign == other[j - 2] and one[i - 2] == letter:
                best = min(best, last[j - 2] + 1)
            row.append(best)
        last = before
    return row[-1]
