"""Which facts an answer asks for: "Could you send me your order number?" (definitions 4).

A sentence asks for a fact if it begins to ask ("could you tell me", "wie lautet", "j'ai besoin de") and then names it. A new value for
a record ("your new address") is no question for what we know; what is named as the place of something else ("the number on your
account") is not asked for. "Is it still Pixel 7?" asks to confirm.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from re import Pattern

from tickets.rules.drafts.fact_names import FactNames
from tickets.rules.drafts.language import Language, either, plain, sentences
from tickets.rules.drafts.promises import likely_languages

_PLACE = re.compile(
    r"\b(?:on|in|to|with|from|for|at|via|by|into|about|regarding|if|whether|auf|an|mit|von|zu|zum|zur|bei|für|ob|im|am|sur|dans|avec"
    r"|pour|si|en|con|para|por|per|nel|nella|sul|sulla|alla|al)(?: (?:your|the|this|that|our|an?|ihr\w*|d[ea][rmsn]|die|einem?"
    r"|votre|l[ea]s?|cet(?:te)?|su|el|il|lo|suo|sua|tuo|\w+'s))?(?: \w+)? $"
)
_OTHER = re.compile(
    r"\b(?:new|ip|mac|web|our|my|neue[nrs]?|unsere?|nouvelle|nouveau|nuev[oa]|nuov[oa]|child's|office)(?: \w+)? $"
)
_FAR = 120  # characters between what asks and what is asked for


@dataclass(frozen=True)
class Asked:
    """A fact that a sentence asks for, and what it calls it. `confirms`: it asks whether what is known still holds."""

    key: str
    words: str
    confirms: bool = False
    named: str = ""


def asked_in(draft: str, names: FactNames, held: Collection[str] | None = None) -> list[Asked]:
    """What a draft asks for, each fact once, by the desk's key.

    `held`: the keys that are known. Then only these are found, by the names under which they are known.
    """
    own = [key for key in held or () if not names.key_of(key)]
    pattern = names.pattern(own) if own else names.known_words
    likely = likely_languages(draft)
    found: dict[tuple[str, bool], Asked] = {}
    for sentence in sentences(draft):
        said = plain(sentence)
        for language in likely:
            for word, confirms in _named(language, said, pattern):
                key = names.key_in(word, own)
                kept = key if held is None else names.held_as(key, held)
                if kept:
                    found.setdefault((kept, confirms), Asked(kept, sentence, confirms, _as_written(sentence, word)))
    return list(found.values())


def _named(language: Language, said: str, pattern: Pattern[str]) -> Iterator[tuple[str, bool]]:
    """The words for facts that a sentence asks for, and whether it asks to confirm them."""
    if language.no_question.search(said):
        if said.endswith("?"):
            yield from ((word.group(), True) for word in pattern.finditer(said))
        return
    if begun := either(language.asking).search(said):
        for word in pattern.finditer(said, begun.end()):
            if _is_meant(said, begun.end(), word.start()):
                yield word.group(), False
    yield from ((key, False) for key, otherwise in language.asks_which if re.search(otherwise, said))


def _as_written(sentence: str, word: str) -> str:
    """A word with the capitals that it has in a sentence."""
    place = sentence.lower().find(word)
    return sentence[place : place + len(word)] if place >= 0 and len(sentence) == len(sentence.lower()) else word


def _is_meant(said: str, start: int, place: int) -> bool:
    """Whether what is named there is what is asked for."""
    between = said[start:place]
    return len(between) <= _FAR and not _PLACE.search(f" {between}") and not _OTHER.search(said[:place])
