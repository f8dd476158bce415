"""The small parts that pages are made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Pill:
    """A word or two with a meaning: `tone` is plain, line, info, bad, risk, good or note."""

    words: str
    tone: str = "plain"
    icon: str = ""
    title: str = ""


@dataclass(frozen=True)
class Undo:
    """How what joined or parted two tickets is taken back.

    `url`: where it is posted to, or, where both are looked at first, the page that shows them. `to`: the other ticket, where the
    verb names it.
    """

    url: str
    to: int = 0
    looks: bool = False


@dataclass(frozen=True)
class Happening:
    """Something that happened without a word being said: one grey line of the history."""

    at: int
    icon: str
    words: str
    pills: tuple[Pill, ...] = ()
    undo: Undo | None = None
    line: int = 0  # the event that tells of it


@dataclass(frozen=True)
class ShownFlag:
    """A stalled flag in words, and where it is explained."""

    words: str
    explain: str


@dataclass(frozen=True)
class Silence:
    """Nothing happened, and that is what went wrong: how long, and which rules saw it."""

    at: int
    headline: str
    flags: tuple[ShownFlag, ...]
