"""Which facts an answer asks for: "Could you send me your order number?" (definitions 4).

A sentence asks for a fact if it begins to ask ("could you tell me", "wie lautet", "j'ai besoin de") and then names it. A new value for
a record ("your new address") is no question for what we know; what is named as the place of something else ("the number on your
account") is not asked for. "Is it still Pixel 7?" asks to confirm.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from tickets.rules.drafts.fact_names import FactNames
from tickets.rules.drafts.language import Language, plain, sentences
from tickets.rules.drafts.promises import likely_languages

_PLACE = re.compile(
    r"\b(?:on|in|to|with|from|for|at|via|by|into|about|regarding|if|whether|auf|an|mit|von|zu|zum|zur|bei|für|ob|im|am|sur|dans|avec"
    r"|pour|si|en|con|para|por|per|nel|nella|sul|sulla|alla|al)(?: (?:your|the|this|that|our|an?|ihr\w{0,3}|d[ea][rmsn]|die|einem?"
    r"|votre|l[ea]s?|cet(?:te)?|su|el|il|lo|suo|sua|tuo|\w{1,30}'s))?(?: \w{1,30})? $"
)
_OTHER = re.compile(
    r"\b(?:new|ip|mac|web|our|my|neue[nrs]?|unsere?|nouvelle|nouveau|nuev[oa]|nuov[oa]|child's|office)(?: \w{1,30})? $"
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
    likely = likely_languages(draft)
    found: dict[tuple[str, bool], Asked] = {}
    for sentence in sentences(draft):
        said = plain(sentence)
        for language in likely:
            for key, word, confirms in _named(language, said, names, held or ()):
                kept = key if held is None else names.held_as(key, held)
                if kept:
                    found.setdefault((kept, confirms), Asked(kept, sentence, confirms, _as_written(sentence, word)))
    return list(found.values())


def _named(language: Language, said: str, names: FactNames, held: Collection[str]) -> Iterator[tuple[str, str, bool]]:
    """The facts that a sentence asks for, the words for each, and whether it asks to confirm them."""
    if language.confirming.search(said):
        if said.endswith("?"):
            yield from ((key, said[start:end], True) for key, start, end in names.named_in(said, 0, held))
        return
    if begun := language.asking.search(said):
        for key, start, end in names.named_in(said, begun.end(), held):
            if _is_meant(said, begun.end(), start):
                yield key, said[start:end], False
    yield from ((key, key, False) for key, otherwise in language.asks_which if otherwise.search(said))


def _as_written(sentence: str, word: str) -> str:
    """A word with the capitals that it has in a sentence."""
    place = sentence.lower().find(word)
    return sentence[place : place + len(word)] if place >= 0 and len(sentence) == len(sentence.lower()) else word


def _is_meant(said: str, start: int, place: int) -> bool:
    """Whether what is named there is what is asked for."""
    between = said[start:place]
    return len(between) <= _FAR and not _PLACE.search(f" {between}") and not _OTHER.search(said[:place])
