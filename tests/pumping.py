"""Texts that are written to make a regular expression slow, made from the expression itself.

A pattern is slow where it can begin at many places, or divide one text among its repeats in many ways. So each thing that
it likes is repeated, alone, in pairs, and behind each of its beginnings; at the end stands what it does not like.
"""

import re
import signal
import time
from contextlib import contextmanager
from itertools import combinations, islice, permutations
from re import _constants as kinds
from re import _parser as parser

WANTED = 65_536  # characters
GLANCE = 1_024  # of which each text is tried first: only the slowest are tried whole
SLOWEST = 4
TRIED = 3  # times, before a pattern is called slow
REPEATED = 3  # measurements, of which the shortest counts
AT_MOST = 0.25  # seconds of CPU for 64 KB, on a slow machine
QUADRUPLED = 7  # times as long for four times as much (4 is in proportion, 16 is squared), and
NOISE = 0.02  # seconds below which nobody counts
ENDS = ("", "\n!")
PER_CLASS = 4
MOST_PAIRED = 12
NESTED = 300  # characters of a repeated text that is itself repeated
PROBES = "a1A0@.-+/=:;,<>()[]{}\"'\\?#_~ \t\n\r\0é"


class TooSlow(Exception):
    """The pattern did not come to an end."""


def slow(pattern):
    """Why a pattern is slow over 64 KB, as text; nothing if it is not. A slow one is slow each time, a busy machine is not."""
    reason = ""
    for _ in range(TRIED):
        reason = _slow(pattern)
        if not reason:
            break
    return reason


def _slow(pattern):
    try:
        timed = [(spent(pattern, text(unit, GLANCE), AT_MOST / 5), unit) for unit in units(pattern)]
        slowest = [unit for _seconds, unit in sorted(timed, key=lambda each: -each[0])[:SLOWEST]]
        for unit in [*slowest, *(("", text(each, NESTED), each[2]) for each in slowest)]:
            quarter, whole = (best(pattern, text(unit, size)) for size in (WANTED // 4, WANTED))
            if whole > NOISE and whole > QUADRUPLED * quarter:
                return f"{quarter:.3f} s, and {whole:.3f} s for four times as much, over {unit}"
    except TooSlow as error:
        return str(error)
    return ""


def units(pattern):
    """What to repeat: (what stands before, what is repeated, what stands behind)."""
    tree = parser.parse(as_text(pattern.pattern), pattern.flags & ~re.LOCALE)
    liked = list(dict.fromkeys(piece for piece in pieces(tree) if piece))
    begun = list(dict.fromkeys(piece for piece in prefixes(tree) if piece))
    pairs = (a + b for a, b in permutations(liked[:MOST_PAIRED], 2))
    alone = [("", unit, end) for unit in (*liked, *begun, *pairs) for end in ENDS]
    behind = [(before, unit, ENDS[-1]) for before in begun[:MOST_PAIRED] for unit in liked]
    return list(dict.fromkeys([*alone, *behind]))


def text(unit, size):
    """A text of about `size` characters."""
    before, repeated, end = unit
    return before + repeated * max(1, (size - len(before)) // len(repeated)) + end


def best(pattern, foreign):
    """Seconds of CPU that a pattern needs at least."""
    return min(spent(pattern, foreign, 2 * AT_MOST) for _ in range(REPEATED))


def spent(pattern, foreign, limit):
    """Seconds of CPU for looking through a text and for holding it against the whole pattern. Error: TooSlow."""
    given = foreign.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else foreign
    began = time.thread_time()
    with given_up(limit, f"More than {limit} s over {len(given)} characters: {given[:60]!r} ..."):
        for _found in pattern.finditer(given):
            pass
        pattern.match(given)
        pattern.fullmatch(given)
    return time.thread_time() - began


@contextmanager
def given_up(limit, reason):
    """Raise TooSlow after some seconds of CPU: matching looks for signals."""

    def gives_up(_signal, _frame):
        raise TooSlow(reason)

    before = signal.signal(signal.SIGVTALRM, gives_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def as_text(source):
    return source.decode("latin-1") if isinstance(source, bytes) else source


# --- What a pattern likes: walks through what Python itself parsed of it ---------------------------


REPEATS = (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT)


def inner(kind, value):
    """The patterns inside one node."""
    if kind in REPEATS:
        return [value[2]]
    if kind is kinds.SUBPATTERN:
        return [value[3]]
    if kind is kinds.BRANCH:
        return list(value[1])
    if kind is kinds.ATOMIC_GROUP:
        return [value]
    return []


def pieces(tree):
    """Every character, word and group that a pattern likes, and what stands between two of its repeats."""
    yield from between(tree)
    word = ""
    for kind, value in [*tree, (kinds.AT, None)]:
        if kind is kinds.LITERAL:
            word += chr(value)
            continue
        yield word
        word = ""
        yield from characters(kind, value)
        for part in inner(kind, value):
            yield shortest(part)
            yield from pieces(part)


def between(tree):
    """What stands between any two repeats of a sequence, the second with it."""
    marks = [0, *(number + 1 for number, (kind, _value) in enumerate(tree) if kind in REPEATS)]
    for first, last in combinations(marks, 2):
        yield from (shortest(tree[first:last], choice) for choice in range(PER_CLASS))


def prefixes(tree):
    """Every beginning of every sequence in a pattern, as short as it can be."""
    begun = ""
    for kind, value in tree:
        for part in inner(kind, value):
            yield from (begun + each for each in prefixes(part))
        begun += example(kind, value)
        yield begun


def characters(kind, value):
    """A few characters that a node takes."""
    if kind is kinds.ANY:
        return ["x"]
    if kind is kinds.NOT_LITERAL:
        return [probe for probe in PROBES if ord(probe) != value][:PER_CLASS]
    if kind is kinds.IN:
        return list(islice((probe for probe in candidates(value) if taken(probe, value)), PER_CLASS))
    return []


def candidates(members):
    """The characters that a class names, and others of every kind."""
    named = [chr(value) for kind, value in members if kind is kinds.LITERAL]
    ranges = [chr(value[0]) for kind, value in members if kind is kinds.RANGE]
    return dict.fromkeys([*ranges, *named, *PROBES])


CATEGORIES = {
    kinds.CATEGORY_DIGIT: r"\d",
    kinds.CATEGORY_NOT_DIGIT: r"\D",
    kinds.CATEGORY_SPACE: r"\s",
    kinds.CATEGORY_NOT_SPACE: r"\S",
    kinds.CATEGORY_WORD: r"\w",
    kinds.CATEGORY_NOT_WORD: r"\W",
}


def taken(character, members):
    """Whether a class takes a character."""
    found, is_not = False, False
    for kind, value in members:
        if kind is kinds.NEGATE:
            is_not = True
        elif kind is kinds.LITERAL:
            found = found or ord(character) == value
        elif kind is kinds.RANGE:
            found = found or value[0] <= ord(character) <= value[1]
        elif kind is kinds.CATEGORY:
            found = found or bool(re.match(CATEGORIES[value], character))
    return found != is_not


def shortest(tree, choice=0):
    """A short text that a pattern takes; `choice` says which character of each class."""
    return "".join(example(kind, value, choice) for kind, value in tree)


def example(kind, value, choice=0):
    """A short text that a node takes; of a repeat at least one."""
    if kind is kinds.LITERAL:
        return chr(value)
    if kind in REPEATS:
        return shortest(value[2], choice) * max(1, value[0])
    found = characters(kind, value) or [shortest(part, choice) for part in inner(kind, value)[:1]]
    return found[choice % len(found)] if found else ""
