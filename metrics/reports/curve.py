"""The survival curve as a drawing: which share of the tickets is still unresolved after how long. Pure geometry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from metrics.statistics import P90, CurveStep, quantile

WIDTH, HEIGHT = 960, 330
LEFT, RIGHT, TOP, BOTTOM = 48, 872, 12, 282
LABEL_GAP = 15
HOUR = 3600
STEPS = (1, 2, 4, 8, 16, 24, 48, 96, 168, 336, 720, 1440, 2880)  # hours between two ticks
TICKS = 11  # at most
ENOUGH = 1.5  # of p90: what is beyond is told by the table


@dataclass(frozen=True)
class CurveLine:
    """A curve to draw: its name, its path, and where its name stands at its end."""

    name: str
    path: str
    end: float
    label: float
    place: int


@dataclass(frozen=True)
class Tick:
    """A mark of an axis."""

    at: float
    text: str


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
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP
    bottom: int = BOTTOM


def draw(curves: Sequence[tuple[str, Sequence[CurveStep], int]]) -> Drawing | None:
    """(name, curve, longest duration seen) each; the first is the one that is read off. None when nothing lasted."""
    end = _horizon(curves)
    if not end:
        return None
    lines = [_line(name, curve, min(longest, end), end, place) for place, (name, curve, longest) in enumerate(curves)]
    marks = (Fraction(0), Fraction(1, 10), Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1))
    return Drawing(
        lines=_spread(lines),
        hours=_hours(end),
        shares=[Tick(_y(share), f"{int(100 * share)} %") for share in marks],
        readings=[found for q in (Fraction(1, 2), P90) if (found := _reading(curves[0][1], q, end))],
    )


def _horizon(curves: Sequence[tuple[str, Sequence[CurveStep], int]]) -> int:
    longest = max((longest for _, _, longest in curves), default=0)
    p90 = quantile(curves[0][1], P90) if curves else None
    return min(longest, max(int(ENOUGH * p90), HOUR)) if p90 is not None else longest


def _x(seconds: int, end: int) -> float:
    return round(LEFT + (RIGHT - LEFT) * seconds / end, 1)


def _y(share: Fraction | float) -> float:
    return round(float(BOTTOM - (BOTTOM - TOP) * share), 1)


def _line(name: str, curve: Sequence[CurveStep], longest: int, end: int, place: int) -> CurveLine:
    path, share = [f"M{LEFT},{TOP}"], Fraction(1)
    for step in curve:
        if step.t > end:
            break
        share = step.share
        path.append(f"H{_x(step.t, end)}V{_y(share)}")
    path.append(f"H{_x(longest, end)}")
    return CurveLine(name, "".join(path), _x(longest, end), _y(share), place)


def _spread(lines: Sequence[CurveLine]) -> list[CurveLine]:
    """Names at the right edge that would cover each other move apart."""
    found: list[CurveLine] = []
    lowest = float("-inf")
    for line in sorted(lines, key=lambda line: line.label):
        lowest = max(line.label, lowest + LABEL_GAP)
        found.append(CurveLine(line.name, line.path, line.end, lowest, line.place))
    over = max(0.0, lowest - BOTTOM)
    return [CurveLine(line.name, line.path, line.end, line.label - over, line.place) for line in found]


def _hours(end: int) -> list[Tick]:
    hours = end / HOUR
    step = next((step for step in STEPS if hours / step <= TICKS), STEPS[-1] * max(1, round(hours / STEPS[-1] / TICKS)))
    return [Tick(_x(at * HOUR, end), str(at)) for at in range(0, int(hours) + 1, step)]


def _reading(curve: Sequence[CurveStep], q: Fraction, end: int) -> Reading | None:
    found = quantile(curve, q)
    if found is None or found > end:
        return None
    share = next(step.share for step in curve if step.t == found)
    return Reading(_x(found, end), _y(max(share, Fraction(0))), found)
