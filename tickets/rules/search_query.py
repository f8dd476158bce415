"""What a typed search asks for: words, phrases in quotes, and operators. Plain Python; who looks it up is `tickets.actions.search`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from tickets.rules import search_words
from tickets.rules.lifecycle import Channel
from tickets.rules.search_words import CHANNEL, PERSON, TAG
from tickets.rules.texts import Worded, gettext_noop

MOST_TERMS = 8
SHORTEST_BEGINNING = 3  # letters of a word that stands for all that begin with it; of a person's name two
LIKE_A_NUMBER = re.compile(r"[\d+()/.\-]+")
PIECE = re.compile(r'(?:(\w+):)?"([^"]*)"|(\S+)')
FROM, OWNER, TAGGED, IS, BEFORE, AFTER, BY, ORG = "from", "owner", "tag", "is", "before", "after", "channel", "org"
OPERATORS = (FROM, OWNER, TAGGED, IS, BEFORE, AFTER, BY, ORG)
STATES = ("stalled", "open", "resolved", "snoozed", "unassigned", "mine")


class SearchProblem(Worded):
    """What of a search cannot be understood, in a sentence for whoever typed it."""


@dataclass(frozen=True)
class Phrase:
    """Words one after another; `begins`: the last of them may go on."""

    words: tuple[str, ...]
    begins: bool = False


@dataclass(frozen=True)
class Term:
    """One thing that must be there: any of these phrases, or all of `instead` (numbers that were typed with spaces).

    `guess`: the word by whose parts and likes more may be found; "" if it was meant as it is. `number`: as a telephone
    number was typed.
    """

    phrases: tuple[Phrase, ...]
    guess: str = ""
    number: str = ""
    instead: tuple[Term, ...] = ()


@dataclass(frozen=True)
class Query:
    """`terms` are all to be there; `filters` are the operators that ask for a ticket's state, by their name."""

    terms: tuple[Term, ...] = ()
    filters: tuple[tuple[str, str | date], ...] = ()


@dataclass
class _Read:
    terms: list[Term] = field(default_factory=list)
    filters: list[tuple[str, str | date]] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)


def parse(typed: str) -> Query:
    """What was typed. Error: SearchProblem for an operator without a value that it can have."""
    read = _Read()
    for operator, quoted, piece in PIECE.findall(typed.replace("\0", "")):
        name, colon, rest = piece.partition(":")
        if not piece and operator.lower() not in OPERATORS:
            read.plain += [operator] if operator else []
            read.terms += _phrase(quoted)
        elif not piece or (colon and name.lower() in OPERATORS):
            _operator(read, (operator or name).lower(), rest if piece else quoted)
        else:
            read.plain.append(piece)
    return Query(tuple([*_plain(read.plain), *read.terms][:MOST_TERMS]), tuple(read.filters))


def _operator(read: _Read, name: str, value: str) -> None:
    value = value.strip()
    if not search_words.words(value):
        raise SearchProblem(
            gettext_noop("“%(name)s:” needs something after it, as in “%(example)s”."),
            name=name,
            example=EXAMPLES[name],
        )
    if name == FROM:
        read.terms += [_person(value)]
    elif name == TAGGED:
        read.terms += [Term((Phrase((TAG + search_words.joined(value),)),))]
    elif name == BY:
        read.terms += [Term((Phrase((CHANNEL + search_words.joined(_one_of(name, value, list(Channel))),)),))]
    elif name == IS:
        read.filters.append((name, _one_of(name, value, STATES)))
    else:
        read.filters.append((name, _day(name, value) if name in (BEFORE, AFTER) else value))


EXAMPLES = {
    FROM: "from:mia",
    OWNER: "owner:me",
    TAGGED: "tag:refund",
    IS: "is:stalled",
    BEFORE: "before:2025-03-31",
    AFTER: "after:2025-03-01",
    BY: "channel:email",
    ORG: "org:acme",
}


def _one_of(name: str, value: str, choices: list[Channel] | tuple[str, ...]) -> str:
    if value.lower() in choices:
        return value.lower()
    raise SearchProblem(
        gettext_noop("“%(name)s:” knows %(choices)s, not “%(value)s”."),
        name=name,
        choices=", ".join(choices),
        value=value,
    )


def _day(name: str, value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise SearchProblem(
            gettext_noop("“%(value)s” is no date. Write it as in “%(example)s”."), value=value, example=EXAMPLES[name]
        ) from None


def _phrase(text: str) -> list[Term]:
    """In quotes: these words, in this order, and nothing that they merely begin."""
    found = tuple(search_words.words(text))
    return [Term((Phrase(found), *_spelt_out(found, text)))] if found else []


def _person(value: str) -> Term:
    """A name, an address, a handle or a number that a ticket's customer or a writer in it has."""
    spellings = [*_spellings(value), *([(number,)] if (number := search_words.digits(value)) else [])]
    phrases = (Phrase(tuple(search_words.marked(PERSON, words)), len(words[-1]) > 1) for words in spellings)
    return Term(tuple(phrases), number=value if search_words.digits(value) else "")


def _plain(pieces: list[str]) -> Iterator[Term]:
    """Words, and numbers that were typed with spaces in them."""
    run: list[str] = []
    for piece in [*pieces, ""]:
        if piece and LIKE_A_NUMBER.fullmatch(piece):
            run.append(piece)
            continue
        yield from _numbers(run)
        run = []
        yield from _word(piece)


def _numbers(run: list[str]) -> Iterator[Term]:
    each = tuple(term for piece in run for term in _word(piece))
    number = search_words.digits("".join(run)) if len(run) > 1 else ""
    if number:
        yield Term((Phrase((number,)),), number="".join(run), instead=each)
    else:
        yield from each


def _word(piece: str) -> Iterator[Term]:
    spellings = _spellings(piece)
    if not spellings:
        return
    number = search_words.digits(piece) if LIKE_A_NUMBER.fullmatch(piece) else ""
    spellings += [(other,) for other in [search_words.joined(piece) if len(spellings[0]) > 1 else "", number] if other]
    phrases = (Phrase(words, len(words[-1]) >= SHORTEST_BEGINNING) for words in dict.fromkeys(spellings))
    whole = spellings[0][0] if len(spellings[0]) == 1 else search_words.joined(piece)
    yield Term(tuple(phrases), guess=whole, number=piece if number else "")


def _spellings(text: str) -> list[tuple[str, ...]]:
    found = tuple(search_words.words(text))
    return [found, *(phrase.words for phrase in _spelt_out(found, text))] if found else []


def _spelt_out(found: tuple[str, ...], text: str) -> list[Phrase]:
    """The same with its umlauts as two letters, if it has any."""
    others = tuple(search_words.spelt_out(word) for word in search_words.WORD.findall(text))
    return [Phrase(others)] if others != found and len(others) == len(found) and not text.isascii() else []
