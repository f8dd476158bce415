"""What a language gives to the rules: how it promises, how it names times, and how it asks.

Patterns are regular expressions over one sentence in small letters, with straight apostrophes and single spaces (`plain`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tickets.rules.drafts.due import Kind

LONGEST = 20_000  # characters of a draft that are read
LONGEST_SENTENCE = 600  # and of a sentence: nobody promises later in it
QUOTED = re.compile(
    r"^(?:on|am|le|el|il)\b.{0,200}(?:wrote|schrieb|écrit|escribió|ha scritto)\b[^:]{0,80}:$|^-{2,}\s*\w.*-{2,}$|^_{10,}$",
    re.I,
)
_ENDS = re.compile(r"(?<=[.!?…])(?<!\d\.)[\"»“”)]{0,3}\s")


@dataclass(frozen=True)
class Language:
    """One language. `weekdays` (Monday is 0), `months` (1 to 12) and `numbers` by word.

    `promises`: fits what says that we will do something; `promises_with_a_time`: what does so only beside a time; `never`: what
    promises nothing, whatever else the sentence says. `times`: the ways to name a day, the first that fits holds, each with
    its kind and what it counts if it names no number. `hours`: the time of day, with the hour if it names none. `asking`: what
    comes before the name of a fact that is asked for. `asks_which`: by a usual fact, what asks for it in other words.
    `confirming`: what asks whether something still holds. `confirm`: does so, with a name and a value. `common`: words that
    hardly any other language has, by which it is known.
    """

    code: str
    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    numbers: Mapping[str, int]
    promises: re.Pattern[str]
    promises_with_a_time: re.Pattern[str]
    never: re.Pattern[str]
    times: tuple[tuple[re.Pattern[str], Kind, int], ...]
    hours: tuple[tuple[re.Pattern[str], int | None], ...]
    asking: re.Pattern[str]
    asks_which: tuple[tuple[str, re.Pattern[str]], ...]
    confirming: re.Pattern[str]
    confirm: str
    common: frozenset[str]


def fillings(weekdays: Mapping[str, int], months: Mapping[str, int], numbers: Mapping[str, int]) -> dict[str, str]:
    """What stands for `{weekday}`, `{month}`, `{n}`, `{hour}` and `{day}` in the patterns of a language's times."""
    return {
        "weekday": _group("weekday", weekdays),
        "month": _group("month", months),
        "n": _group("n", [r"\d{1,3}", *numbers]),
        "hour": r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})|h)?",
        "day": r"(?P<day>\d{1,2})",
    }


def filled(words: str, parts: Mapping[str, str]) -> str:
    """A pattern with its parts in their places."""
    for name, pattern in parts.items():
        words = words.replace(f"{{{name}}}", pattern)
    return words


def _group(name: str, words: Iterable[str]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return rf"(?P<{name}>{'|'.join(longest_first)})"


def value(words: Mapping[str, int], said: str) -> int:
    """What a word of a language counts, or a number in figures."""
    return int(said) if said.isdigit() else words.get(said, 1)


def plain(sentence: str) -> str:
    """As the patterns want it."""
    return " ".join(sentence[:LONGEST_SENTENCE].lower().replace("’", "'").replace("ʼ", "'").split())


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
