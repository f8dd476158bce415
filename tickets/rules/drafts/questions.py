"""Which facts an answer asks for: "Could you send me your order number?" (definitions 4).

A sentence asks for a fact if it begins to ask ("could you tell me", "wie lautet", "j'ai besoin de") and then names it. A new value for
a record ("your new address") is no question for what we know; what is named as the place of something else ("the number on your
account") is not asked for. "Is it still Pixel 7?" asks to confirm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

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
    """A fact that a sentence asks for. `confirms`: it asks whether what is known still holds."""

    key: str
    words: str
    confirms: bool = False


def asked_in(draft: str, names: FactNames, held: Iterable[str] = ()) -> list[Asked]:
    """What a draft asks for, each fact once, by the desk's key; `held`: keys that are known under names of their own."""
    found: dict[tuple[str, bool], Asked] = {}
    own = [key for key in held if not names.key_of(key)]
    pattern = names.pattern(own) if own else names.known_words
    likely = likely_languages(draft)
    for sentence in sentences(draft):
        said = plain(sentence)
        for language in likely:
            confirms = bool(language.no_question.search(said))
            if confirms and not said.endswith("?"):
                continue
            start = 0 if confirms else _begins_to_ask(language, said)
            if start is not None:
                for word in pattern.finditer(said, start):
                    if confirms or _is_meant(said, start, word.start()):
                        key = names.key_in(word.group(), own)
                        found.setdefault((key, confirms), Asked(key, sentence, confirms))
            if not confirms:
                for key in _asked_otherwise(language, said):
                    found.setdefault((key, False), Asked(key, sentence))
    return [asked for asked in found.values() if asked.key]


def _begins_to_ask(language: Language, said: str) -> int | None:
    fit = either(language.asking).search(said)
    return fit.end() if fit else None


def _is_meant(said: str, start: int, place: int) -> bool:
    """Whether what is named there is what is asked for."""
    between = said[start:place]
    return len(between) <= _FAR and not _PLACE.search(f" {between}") and not _OTHER.search(said[:place])


def _asked_otherwise(language: Language, said: str) -> Iterable[str]:
    return (key for key, pattern in language.asks_which if re.search(pattern, said))
