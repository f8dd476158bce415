"""Lanes as they are drawn: one scale of time for all, bars for whose move it was, signs above and below. Geometry only.

A sign is told by its shape and its letter, so that it is read without colour. Signs that would cover each other are drawn as one
that says how many they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from metrics.journey.lanes import Lane
from metrics.journey.lines import Line, Sign
from tickets.rules.lifecycle import Channel, WaitingOn

WIDTH, HEIGHT, EDGE, APART = 1000, 62, 14, 22
ABOVE, BELOW = 12, 50  # the middles of the signs of contacts, and of all other signs; the bar is between
TICKS = 5
HAIR = 2.0  # the least that a stretch is wide

LETTERS = {
    Channel.CHAT: "C",
    Channel.EMAIL: "E",
    Channel.PHONE: "P",
    Channel.WEB: "W",
    Channel.SOCIAL: "S",
    Channel.IN_PERSON: "I",
    Channel.OTHER: "O",
}
CONTACTS = (Sign.FORCED, Sign.SWITCHED, Sign.CHASER, Sign.CONTACT)
OTHERS = (Sign.OWED, Sign.BROKEN, Sign.LOW_SCORE, Sign.REOPENED, Sign.STALLED, Sign.KEPT, Sign.SCORE)
"""Signs above and signs below the bar, the gravest first: what several drawn as one look like."""
LETTER = {Sign.OWED: "!", Sign.BROKEN: "×", Sign.REOPENED: "R", Sign.STALLED: "S", Sign.KEPT: "✓"}
TIMES = "×"  # "3×": so many signs
CONTACT = "M0-8a8 8 0 1 1 0 16a8 8 0 1 1 0-16z"
PROMISE = "M-8-6L0-9L8-6V2Q6 7 0 9Q-6 7-8 2z"
SCORE = "M-6-8H6L9 0L6 8H-6L-9 0z"
SHAPES = {
    Sign.CONTACT: CONTACT,
    Sign.CHASER: "M-8-8H8V8H-8z",
    Sign.SWITCHED: "M0-12L12 0L0 12L-12 0z",
    Sign.FORCED: "M-8-8H8V8H-8zM-11-11V11H11V-11z",
    Sign.KEPT: PROMISE,
    Sign.BROKEN: PROMISE,
    Sign.OWED: PROMISE,
    Sign.SCORE: SCORE,
    Sign.LOW_SCORE: SCORE,
    Sign.REOPENED: "M-12 0L-4-10V-7H12V7H-4V10z",
    Sign.STALLED: "M0-12L12 9H-12z",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the bar: whose move it was."""

    x: float
    width: float
    on: WaitingOn


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign at a place. `letter`: what stands in it; `lines`: what it stands for, the gravest of them its look."""

    x: float
    y: int
    sign: Sign
    letter: str
    lines: Sequence[Line]

    @property
    def shape(self) -> str:
        """The outline around its middle."""
        return SHAPES[self.sign]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A lane as it is drawn."""

    lane: Lane
    pieces: Sequence[Piece]
    marks: Sequence[Mark]


@dataclass(frozen=True, slots=True)
class Scale:
    """Which instants the drawing spans."""

    start: int
    end: int

    @classmethod
    def over(cls, lanes: Iterable[Lane]) -> Scale:
        """From the first line of all lanes to the last; an instant of its own has a second."""
        found = list(lanes)
        start = min(lane.start for lane in found)
        return cls(start, max(start + 1, *(lane.end for lane in found)))

    def x(self, at: int) -> float:
        """Where an instant stands."""
        share = (min(max(at, self.start), self.end) - self.start) / (self.end - self.start)
        return round(EDGE + share * (WIDTH - 2 * EDGE), 1)

    @property
    def ticks(self) -> list[tuple[float, int]]:
        """Instants to be named, from end to end, each with its place."""
        step = (self.end - self.start) / (TICKS - 1)
        return [(self.x(at), at) for at in (self.start + round(number * step) for number in range(TICKS))]


def drawn(lane: Lane, scale: Scale) -> Drawn:
    """A lane on a scale."""
    return Drawn(
        lane, list(_pieces(lane, scale)), [*_marks(lane, scale, CONTACTS, ABOVE), *_marks(lane, scale, OTHERS, BELOW)]
    )


def _pieces(lane: Lane, scale: Scale) -> Iterable[Piece]:
    for segment in lane.segments:
        if segment.end > segment.start or segment.runs:
            x = scale.x(segment.start)
            yield Piece(x, max(HAIR, round(scale.x(segment.end) - x, 1)), segment.on)


def _marks(lane: Lane, scale: Scale, row: Sequence[Sign], y: int) -> Iterable[Mark]:
    """The signs of one row, of each line the gravest; those that would cover each other as one."""
    found = [(scale.x(line.at), min(signs, key=row.index), line) for line in lane.lines if (signs := _of(line, row))]
    while found:
        x = found[0][0]
        some = [one for one in found if one[0] < x + APART]
        found = found[len(some) :]
        sign = min((sign for _x, sign, _line in some), key=row.index)
        letter = _letter(sign, some[0][2]) if len(some) == 1 else f"{len(some)}{TIMES}"
        yield Mark(x, y, sign, letter, [line for _x, _sign, line in some])


def _of(line: Line, row: Sequence[Sign]) -> list[Sign]:
    return [sign for sign in line.signs if sign in row]


def _letter(sign: Sign, line: Line) -> str:
    """The channel of a contact, the score that was given, or what the sign has."""
    if sign in CONTACTS:
        return LETTERS[Channel(line.channel)]
    return str(line.event.data["score"]) if sign in (Sign.SCORE, Sign.LOW_SCORE) else LETTER[sign]
