"""The line under a ticket of a list that shows where the searched words stand, with them marked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from tickets.models import SearchDocument
from tickets.rules.search_query import Phrase, Term
from tickets.rules.search_words import NUMBER, PERSON, WORD, digits, joined, spelt_out

BEFORE, AFTER = 50, 110  # characters around the first word that was found
WHOLE = re.compile(r"[^\W_]+(?:[-/._][^\W_]+)*")
Piece = tuple[str, bool]  # a text, and whether it is what was searched


def snippets(tickets: Collection[int], terms: tuple[Term, ...]) -> dict[int, list[Piece]]:
    """For each of these tickets the words that were found in what was said there last, with what stands around them.

    One statement. What is found by its row alone (a number, an owner) has none.
    """
    if not terms or not tickets:
        return {}
    rows = SearchDocument.objects.filter(ticket__in=tickets, words__asked=terms).order_by("ticket", "part")
    wanted = _Wanted(terms)
    found = {ticket: snippet(text, wanted) for ticket, text in rows.values_list("ticket", "text")}
    return {ticket: pieces for ticket, pieces in found.items() if pieces}


class _Wanted:
    """Which words are to be marked: those that a term names, begins or is a part of."""

    def __init__(self, terms: Iterable[Term]) -> None:
        phrases = list(_phrases(terms))
        self.whole = {word.removeprefix(PERSON) for one in phrases for word in one.words}
        self.beginnings = tuple({one.words[-1].removeprefix(PERSON) for one in phrases if one.begins})
        self.known: dict[str, bool] = {}

    def __call__(self, text: str) -> bool:
        if text not in self.known:
            self.known[text] = self._is_wanted(text)
        return self.known[text]

    def _is_wanted(self, text: str) -> bool:
        spellings = {joined(text), spelt_out(text) if text.isalnum() else "", digits(text)} - {""}
        return bool(spellings & self.whole) or any(one.startswith(self.beginnings) for one in spellings)


def _phrases(terms: Iterable[Term]) -> Iterator[Phrase]:
    for term in terms:
        yield from term.phrases
        yield from _phrases(term.instead)


def snippet(text: str, wanted: _Wanted) -> list[Piece]:
    """The line of a text in which most of the wanted words stand, the last of such lines, cut to what fits."""
    best: list[re.Match[str]] = []
    for line in text.splitlines():
        marks = _marks(line, wanted)
        if marks and _different(marks) >= _different(best):
            best = marks
    return _cut(best[0].string, best) if best else []


def _different(marks: list[re.Match[str]]) -> int:
    return len({joined(one.group()) for one in marks})


def _marks(line: str, wanted: _Wanted) -> list[re.Match[str]]:
    """Where wanted words stand: numbers and joined words as a whole, else word by word."""
    found: list[re.Match[str]] = []
    for pattern in (NUMBER, WHOLE, WORD):
        for one in pattern.finditer(line):
            if wanted(one.group()) and all(one.end() <= it.start() or it.end() <= one.start() for it in found):
                found.append(one)
    return sorted(found, key=lambda one: one.start())


def _cut(line: str, marks: list[re.Match[str]]) -> list[Piece]:
    start, end = max(0, marks[0].start() - BEFORE), marks[0].end() + AFTER
    if start:
        start = line.find(" ", start, marks[0].start()) + 1 or start
    pieces: list[Piece] = [("…", False)] if start else []
    for one in marks:
        if one.end() > end:
            break
        pieces += [(line[start : one.start()], False), (one.group(), True)]
        start = one.end()
    pieces.append((line[start:end] + ("…" if end < len(line) else ""), False))
    return [piece for piece in pieces if piece[0]]
