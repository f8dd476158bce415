"""Paths through channels as a flow: a column for each step, a ribbon as wide as the number of tickets that went on. Geometry only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from metrics.reports.paths import STEPS, Stop, Way

WIDTH, TOP, TALL, THICK, GAP = 960, 28, 240, 12, 18
ROOM = 120  # right of the last column, for its words
ENOUGH = 13  # how wide a ribbon is on which a number can be read


@dataclass(frozen=True)
class Block:
    """A channel of a step."""

    channel: str
    n: int
    x: float
    y: float
    high: float


@dataclass(frozen=True)
class Ribbon:
    """Tickets that went on, all forced or none; its number stands at (`x`, `y`) where there is room for it."""

    path: str
    n: int
    forced: bool
    x: float
    y: float
    has_room: bool


@dataclass(frozen=True)
class Flow:
    """The whole drawing."""

    blocks: Sequence[Block]
    ribbons: Sequence[Ribbon]
    columns: Sequence[tuple[float, int]]
    height: float
    width: int = WIDTH
    thick: int = THICK


def flow(stops: Sequence[Stop], ways: Sequence[Way]) -> Flow | None:
    """None where nobody went on."""
    if not ways:
        return None
    most = sum(stop.n for stop in stops if stop.step == 1)
    per = TALL / most
    blocks = _blocks(stops, per)
    placed = list(_ribbons(ways, blocks, per))
    height = max(block.y + max(block.high, GAP) for block in blocks.values()) + 6
    steps = sorted({stop.step for stop in stops})
    return Flow(list(blocks.values()), placed, [(_x(step), step) for step in steps], round(height, 1))


def _x(step: int) -> float:
    return round((step - 1) * (WIDTH - ROOM) / (STEPS - 1), 1)


def _blocks(stops: Sequence[Stop], per: float) -> dict[tuple[int, str], Block]:
    found, down = {}, defaultdict[int, float](lambda: TOP)
    for stop in stops:
        high = max(stop.n * per, 1.0)
        found[stop.step, stop.channel] = Block(
            stop.channel, stop.n, _x(stop.step), round(down[stop.step], 1), round(high, 1)
        )
        down[stop.step] += max(high, GAP) + GAP / 2
    return found


def _ribbons(ways: Sequence[Way], blocks: dict[tuple[int, str], Block], per: float) -> Sequence[Ribbon]:
    """They leave a block and come to one below each other, in the order of the channels at their other ends."""
    left, come = defaultdict[tuple[int, str], float](float), defaultdict[tuple[int, str], float](float)
    found = []
    for way in ways:
        start, end = (way.step, way.before), (way.step + 1, way.channel)
        for n, forced in ((way.n - way.forced, False), (way.forced, True)):
            if n:
                y, to = blocks[start].y + left[start], blocks[end].y + come[end]
                found.append(_ribbon(n, forced, (blocks[start].x + THICK, y), (blocks[end].x, to), n * per))
                left[start] += n * per
                come[end] += n * per
    return found


def _ribbon(n: int, forced: bool, start: tuple[float, float], end: tuple[float, float], wide: float) -> Ribbon:
    (x, y), (to_x, to_y), wide = start, end, max(wide, 1.0)
    middle = (x + to_x) / 2
    path = (
        f"M{x:.1f},{y:.1f}C{middle:.1f},{y:.1f} {middle:.1f},{to_y:.1f} {to_x:.1f},{to_y:.1f}v{wide:.1f}"
        f"C{middle:.1f},{to_y + wide:.1f} {middle:.1f},{y + wide:.1f} {x:.1f},{y + wide:.1f}Z"
    )
    return Ribbon(path, n, forced, round(to_x - 22, 1), round(to_y + wide / 2, 1), wide >= ENOUGH)
