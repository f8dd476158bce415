"""What a language gives to the rules: how it promises, how it names times, and how it asks.

Patterns are regular expressions over one sentence in small letters, with straight apostrophes and single spaces (`plain`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from re import Pattern

from tickets.rules.drafts.due import Kind

LONGEST = 20_000  # characters of a draft that are read
LONGEST_SENTENCE = 600  # and of a sentence: nobody promises later in it
QUOTED = re.compile(
    r"^(?:on|am|le|el|il)\b.{0,200}(?:wrote|schrieb|écrit|escribió|ha scritto)\b[^:]{0,80}:$|^-{2,}\s*\w.*-{2,}$|^_{10,}$",
    re.I,
)
_ENDS = re.compile(r"(?<=[.!?…])(?<!\d\.)[\"»“”)]*\s+")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Language:
    """One language. `weekdays` (Monday is 0), `months` (1 to 12) and `numbers` by word; each word is a pattern.

    `promises`: each says that we will do something. `promises_with_a_time`: they do so only beside a time. `never`: what a
    sentence with one of them says is no promise. `times`: what they mean, the first that fits holds; `{weekday}`, `{month}`,
    `{n}` and `{hour}` stand for the words above. `hours`: the time of day, by a number or as what the pattern is worth.
    `asking`: what comes before the name of a fact that is asked for. `asks_which`: by a usual fact, what asks for it in other
    words. `unasked`: what asks whether something still holds. `confirm`: does so, with a name and a value.
    """

    code: str
    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    numbers: Mapping[str, int]
    promises: tuple[str, ...]
    promises_with_a_time: tuple[str, ...]
    never: tuple[str, ...]
    times: tuple[tuple[str, Kind, int], ...]
    hours: tuple[tuple[str, int | None], ...]
    asking: tuple[str, ...]
    asks_which: tuple[tuple[str, str], ...]
    unasked: tuple[str, ...]
    confirm: str
    common: str  # words that hardly any other language has

    @cached_property
    def common_words(self) -> frozenset[str]:
        """By which the language is known."""
        return frozenset(self.common.split())

    @cached_property
    def any_promise(self) -> Pattern[str]:
        """Fits what promises by itself."""
        return either(self.promises)

    @cached_property
    def promise_with_a_time(self) -> Pattern[str]:
        """Fits what promises beside a time."""
        return either(self.promises_with_a_time)

    @cached_property
    def no_promise(self) -> Pattern[str]:
        """Fits what promises nothing, whatever else it says."""
        return either(self.never)

    @cached_property
    def no_question(self) -> Pattern[str]:
        """Fits what asks whether something that is known still holds."""
        return either(self.unasked)

    @cached_property
    def times_named(self) -> list[tuple[Pattern[str], Kind, int]]:
        """Each way to name a day, with its kind and what it counts if it names no number."""
        return [(re.compile(self._filled(words)), kind, n) for words, kind, n in self.times]

    @cached_property
    def hours_named(self) -> list[tuple[Pattern[str], int | None]]:
        """Each way to name a time of day, with the hour if it names none."""
        return [(re.compile(self._filled(words)), hour) for words, hour in self.hours]

    def _filled(self, words: str) -> str:
        parts = {
            "weekday": _group("weekday", self.weekdays),
            "month": _group("month", self.months),
            "n": _group("n", {r"\d{1,3}": 0, **self.numbers}),
            "hour": r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})|h)?",
            "day": r"(?P<day>\d{1,2})",
        }
        for name, pattern in parts.items():
            words = words.replace(f"{{{name}}}", pattern)
        return words


@lru_cache(maxsize=100)
def either(patterns: tuple[str, ...]) -> Pattern[str]:
    """One pattern for several; for none one that never fits."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)")


def _group(name: str, words: Mapping[str, int]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return rf"(?P<{name}>{'|'.join(longest_first)})"


def value(words: Mapping[str, int], said: str) -> int:
    """What a word of a language counts, or a number in figures."""
    if said.isdigit():
        return int(said)
    return next((n for pattern, n in words.items() if re.fullmatch(pattern, said)), 1)


def plain(sentence: str) -> str:
    """As the patterns want it."""
    return _SPACES.sub(" ", sentence[:LONGEST_SENTENCE].lower().replace("’", "'").replace("ʼ", "'")).strip()


def sentences(draft: str) -> list[str]:
    """The sentences of a draft as they stand, without what is quoted in it."""
    own: list[str] = []
    for line in draft[:LONGEST].splitlines():
        said = line.strip()
        if QUOTED.match(said):
            break
        if said.startswith((">", "|")):
            continue
        goes_on = own and own[-1] and said[:1].islower()  # a line that its writer broke in the middle
        if goes_on:
            own[-1] += f" {said}"
        else:
            own.append(said)
    return [part.strip() for line in own for part in _ENDS.split(line) if part and part.strip()]
