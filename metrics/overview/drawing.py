"""What the overview draws: a small line of the last periods, a figure on its scale, and two survival curves. Geometry only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from metrics.reports.curve import HOUR, Frame, Tick
from metrics.statistics import Curve

SPARK_WIDTH, SPARK_HEIGHT, EDGE = 96, 28, 4
WIDTH, HEIGHT = 340, 190
FRAME = Frame(left=44, right=328, top=10, bottom=160, ticks=4)
BEYOND = 1.25  # of p90: what is beyond is told by the report


@dataclass(frozen=True)
class Spark:
    """The figure of each period from left to right: lines of at least two neighbours, and points that stand alone."""

    lines: list[str]
    alone: list[tuple[float, float]]
    last: tuple[float, float] | None
    width: int = SPARK_WIDTH
    height: int = SPARK_HEIGHT


def spark(values: Sequence[float | None]) -> Spark | None:
    """From the oldest to the one looked at; where there is no figure there is a gap. None without any figure."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    low, high = min(known), max(known)
    step = (SPARK_WIDTH - 2 * EDGE) / max(1, len(values) - 1)
    runs: list[list[tuple[float, float]]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            runs.append([])
            continue
        share = (value - low) / (high - low) if high > low else 0.5
        runs[-1].append(
            (round(EDGE + place * step, 1), round(SPARK_HEIGHT - EDGE - share * (SPARK_HEIGHT - 2 * EDGE), 1))
        )
    last = runs[-1][-1] if values[-1] is not None else None
    alone = [run[0] for run in runs if len(run) == 1 and run[0] != last]
    return Spark([" ".join(f"{x},{y}" for x, y in run) for run in runs if len(run) > 1], alone, last)


@dataclass(frozen=True)
class Bar:
    """A figure on its scale, in percent of the width: where it stands, its interval, and where it stood before."""

    at: float
    start: float
    wide: float
    before: float | None


def bar(scale: tuple[float, float], at: float, interval: tuple[float, float], before: float | None) -> Bar:
    """All of them on the whole scale, so that figures can be compared by eye."""
    low, high = (_percent(bound, scale) for bound in interval)
    was = None if before is None else _percent(before, scale)
    return Bar(_percent(at, scale), low, round(high - low, 2), was)


def _percent(value: float, scale: tuple[float, float]) -> float:
    low, high = scale
    return round(100 * (value - low) / (high - low), 2)


@dataclass(frozen=True)
class Curves:
    """Two survival curves, that of now and that of before; "" where there is none."""

    now: str
    before: str
    hours: list[Tick]
    shares: list[Tick]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = FRAME.left
    right: int = FRAME.right
    bottom: int = FRAME.bottom


def curves(now: Curve, before: Curve | None, longest: int, p90: int | None) -> Curves | None:
    """`longest`: what was seen of both; `p90`: of now, a little past which the picture ends. None when nothing lasted."""
    end = min(longest, max(int(BEYOND * p90), HOUR)) if p90 is not None else longest
    if not end:
        return None
    marks = (Fraction(0), Fraction(1, 2), Fraction(1))
    shares = [Tick(FRAME.y(share), f"{int(100 * share)} %") for share in marks]
    paths = [FRAME.path(curve, end, end) if curve is not None and len(curve) else "" for curve in (now, before)]
    return Curves(now=paths[0], before=paths[1], hours=FRAME.hours(end), shares=shares)
