"""The survival curve as a drawing: which share of the tickets is still unresolved after how long. Pure geometry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from metrics.statistics import P90, Curve

WIDTH, HEIGHT = 960, 330
LABEL_GAP = 15
HOUR = 3600
STEPS = (1, 2, 4, 8, 16, 24, 48, 96, 168, 336, 720, 1440, 2880)  # hours between two ticks
ENOUGH = 1.5  # of p90: what is beyond is told by the table


@dataclass(frozen=True)
class Tick:
    """A mark of an axis."""

    at: float
    text: str


@dataclass(frozen=True)
class Frame:
    """Where a survival curve is drawn: durations from left to right, shares from bottom to top, so many ticks at most."""

    left: int
    right: int
    top: int
    bottom: int
    ticks: int

    def x(self, seconds: int, end: int) -> float:
        """Where a duration stands; `end` is at the right."""
        return round(self.left + (self.right - self.left) * seconds / end, 1)

    def y(self, share: Fraction | float) -> float:
        """Where a share stands."""
        return round(float(self.bottom - (self.bottom - self.top) * share), 1)

    def path(self, curve: Curve, end: int, until: int) -> str:
        """The curve up to `end`, which goes on level to `until`. Steps that would be drawn at one place are one."""
        seen = int(np.searchsorted(curve.t, end, side="right"))
        x = np.round(self.left + (self.right - self.left) * curve.t[:seen] / end, 1)
        y = np.round(self.bottom - (self.bottom - self.top) * curve.shares[:seen], 1)
        last = np.append(x[1:] != x[:-1], True)[: len(x)]
        falls = [f"H{at}V{to}" for at, to in zip(x[last].tolist(), y[last].tolist(), strict=True)]
        return "".join([f"M{self.left},{self.top}", *falls, f"H{self.x(until, end)}"])

    def hours(self, end: int) -> list[Tick]:
        """The hours that are marked below."""
        hours = end / HOUR
        step = next((step for step in STEPS if hours / step <= self.ticks), 0)
        step = step or STEPS[-1] * max(1, round(hours / STEPS[-1] / self.ticks))
        return [Tick(self.x(at * HOUR, end), str(at)) for at in range(0, int(hours) + 1, step)]


FRAME = Frame(left=48, right=872, top=12, bottom=282, ticks=11)


@dataclass(frozen=True)
class CurveLine:
    """A curve to draw: its name, its path, and where its name stands at its end."""

    name: str
    path: str
    end: float
    label: float
    place: int


@dataclass(frozen=True)
class Reading:
    """Where a quantile is read off the first curve."""

    x: float
    y: float
    seconds: int


@dataclass(frozen=True)
class Drawing:
    """Everything the picture shows. Positions are in a box of WIDTH by HEIGHT."""

    lines: list[CurveLine]
    hours: list[Tick]
    shares: list[Tick]
    readings: list[Reading]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = FRAME.left
    right: int = FRAME.right
    top: int = FRAME.top
    bottom: int = FRAME.bottom


def draw(curves: Sequence[tuple[str, Curve, int]]) -> Drawing | None:
    """(name, curve, longest duration seen) each; the first is the one that is read off. None when nothing lasted."""
    end = _horizon(curves)
    if not end:
        return None
    lines = [_line(name, curve, min(longest, end), end, place) for place, (name, curve, longest) in enumerate(curves)]
    marks = (Fraction(0), Fraction(1, 10), Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1))
    return Drawing(
        lines=_spread(lines),
        hours=FRAME.hours(end),
        shares=[Tick(FRAME.y(share), f"{int(100 * share)} %") for share in marks],
        readings=[found for q in (Fraction(1, 2), P90) if (found := _reading(curves[0][1], q, end))],
    )


def _horizon(curves: Sequence[tuple[str, Curve, int]]) -> int:
    longest = max((longest for _, _, longest in curves), default=0)
    p90 = curves[0][1].quantile(P90) if curves else None
    return min(longest, max(int(ENOUGH * p90), HOUR)) if p90 is not None else longest


def _line(name: str, curve: Curve, longest: int, end: int, place: int) -> CurveLine:
    path = FRAME.path(curve, end, longest)
    return CurveLine(name, path, FRAME.x(longest, end), FRAME.y(curve.share_after(end)), place)


def _spread(lines: Sequence[CurveLine]) -> list[CurveLine]:
    """Names at the right edge that would cover each other move apart."""
    found: list[CurveLine] = []
    lowest = float("-inf")
    for line in sorted(lines, key=lambda line: line.label):
        lowest = max(line.label, lowest + LABEL_GAP)
        found.append(CurveLine(line.name, line.path, line.end, lowest, line.place))
    over = max(0.0, lowest - FRAME.bottom)
    return [CurveLine(line.name, line.path, line.end, line.label - over, line.place) for line in found]


def _reading(curve: Curve, q: Fraction, end: int) -> Reading | None:
    found = curve.quantile(q)
    if found is None or found > end:
        return None
    share = curve.share_after(found)
    return Reading(FRAME.x(found, end), FRAME.y(max(share, Fraction(0))), found)
