"""Promises in an answer's words: "I'll get back to you by Friday" (definitions 3).

A sentence of ours that says what we will do is a promise, with its time or without. A question is none, nor is what the
customer should do, what has been done, or what is quoted. "If that does not help, we will send a new one" is one: the customer
will wait for it. In doubt it is offered, and whoever writes says no.
"""

from __future__ import annotations

from dataclasses import dataclass

from tickets.rules.drafts.due import When
from tickets.rules.drafts.english import ENGLISH
from tickets.rules.drafts.french import FRENCH
from tickets.rules.drafts.german import GERMAN
from tickets.rules.drafts.italian import ITALIAN
from tickets.rules.drafts.language import LONGEST, Language, plain, sentences
from tickets.rules.drafts.spanish import SPANISH
from tickets.rules.drafts.times import time_in

LANGUAGES = (ENGLISH, GERMAN, FRENCH, SPANISH, ITALIAN)
MOST = 5  # offers for one draft
MARGIN = 2  # common words, by which a language may be behind and still be that of a draft
_WORDS_ASIDE = str.maketrans(dict.fromkeys(".,;:!?¿¡()\"'’", " "))


@dataclass(frozen=True)
class CaughtPromise:
    """A sentence that promises, as it stands in the draft, and the time it names."""

    words: str
    when: When | None


def promises_in(draft: str) -> list[CaughtPromise]:
    """What a draft promises, in its order, each sentence once."""
    found: dict[str, CaughtPromise] = {}
    likely = likely_languages(draft)
    for sentence in sentences(draft):
        said = plain(sentence)
        if said.endswith("?") or said in found:
            continue
        for language in likely:
            when = time_in(language, said)
            if language.never.search(said):
                continue
            if language.promises.search(said) or (when and language.promises_with_a_time.search(said)):
                found[said] = CaughtPromise(sentence, when)
                break
    return list(found.values())[:MOST]


def likely_languages(draft: str) -> list[Language]:
    """The languages that a draft may be written in: those of which it has the most common words, or nearly."""
    counted = [n for n, _place in _common_words(draft)]
    return [language for language, n in zip(LANGUAGES, counted, strict=True) if n >= max(counted) - MARGIN]


def language_of(draft: str) -> Language | None:
    """The language of a draft; None if it could be several."""
    first, second = sorted(_common_words(draft), reverse=True)[:2]
    return LANGUAGES[-first[1]] if first[0] > second[0] else None


def _common_words(draft: str) -> list[tuple[int, int]]:
    """How many common words of each language a draft has, with the place of the language, negated."""
    words = draft[:LONGEST].lower().translate(_WORDS_ASIDE).split()
    return [(sum(word in language.common for word in words), -i) for i, language in enumerate(LANGUAGES)]
