"""The picture of a mail: the page's own drawing, or its chart's values drawn alike, as PNG. Geometry and paint only.

Drawn by resvg, which needs nothing of the system, from SVG as the pages have it, in Inter, the pages' typeface, which is shipped
beside this file. What the pages paint with variables of their style sheet is painted here in plain colours, on white.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from pathlib import Path
from typing import Any

import resvg_py
from django.template.loader import render_to_string

from metrics.sheets.chart import STYLES, Chart

FONT = Path(__file__).parent / "font" / "Inter-Regular.ttf"
PIXELS = 1120  # wide: twice what a mail shows
WIDTH, HEIGHT = 380, 208
LEFT, RIGHT, TOP, BOTTOM = 44, 368, 26, 178
POINTS = [style["pointStyle"] for style in STYLES]
LETTER = 6  # how wide a letter of a mark is, about
STYLE = """
text { font-family: Inter; font-size: 11px; fill: #4b5563; }
.r-grid, .m-grid { stroke: #d5d9e0; stroke-width: 1; }
.o-curve-now, .m-0 { fill: none; stroke: #1d4ed8; stroke-width: 2.25; stroke-linejoin: round; }
.o-curve-before, .m-1 { fill: none; stroke: #5b6270; stroke-width: 1.75; stroke-dasharray: 5 3; }
.m-2 { fill: none; stroke: #5b6270; stroke-width: 1.75; }
.m-3 { fill: none; stroke: #1d4ed8; stroke-width: 1.75; stroke-dasharray: 9 3; }
.m-4 { fill: none; stroke: #5b6270; stroke-width: 1.75; stroke-dasharray: 9 2 2 2; }
.m-5 { fill: none; stroke: #1d4ed8; stroke-width: 1.75; stroke-dasharray: 1 3; }
.m-band { fill: none; stroke: #5b6270; stroke-width: 1; stroke-dasharray: 2 3; }
.m-dot, .m-bar { fill: #1d4ed8; }
.m-square { fill: #5b6270; }
"""


def png(svg: str) -> bytes:
    """The last drawing in a piece of a page, as a picture on white."""
    start, end = svg.rfind("<svg"), svg.rfind("</svg>")
    drawing = svg[start:end].replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1) + "</svg>"
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=drawing,
            width=PIXELS,
            background="#ffffff",
            style_sheet=STYLE,
            font_files=[str(FONT)],
            font_family="Inter",
            skip_system_fonts=True,
        )
    )


def curves(drawing: Any, context: dict[str, Any]) -> bytes:
    """The survival curves of the overview, as its page draws them."""
    return png(render_to_string("metrics/overview/curves.html", context | {"drawing": drawing}))


def chart(told: Chart) -> bytes:
    """A report's chart, of the values that its page hands to the script which draws it there."""
    return png(render_to_string("metrics/mails/chart.html", {"drawn": drawn(told)}))


@dataclass(frozen=True)
class Mark:
    """A mark of an axis, and what it says."""

    at: float
    text: str


@dataclass(frozen=True)
class Stroke:
    """A line with its gaps, in one of the looks of the chart's key; its points, where they are marked."""

    look: str
    lines: list[str]
    points: list[tuple[float, float]]


@dataclass(frozen=True)
class Drawn:
    """All that the picture shows, in a box of WIDTH by HEIGHT."""

    unit: str
    heights: list[Mark]
    names: list[Mark]
    strokes: list[Stroke]
    bars: list[tuple[float, float, float, float]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    bottom: int = BOTTOM


@dataclass(frozen=True)
class Scale:
    """From which value to which the picture goes: round numbers around all values and nought."""

    low: float
    high: float
    step: float

    def y(self, value: float) -> float:
        """Where a value stands."""
        return round(BOTTOM - (BOTTOM - TOP) * (value - self.low) / (self.high - self.low), 1)

    @property
    def marks(self) -> list[Mark]:
        """Each step of it."""
        number = round((self.high - self.low) / self.step)
        values = [self.low + self.step * place for place in range(number + 1)]
        return [Mark(self.y(value), f"{value:g}".replace("-", "\N{MINUS SIGN}")) for value in values]


def drawn(told: Chart) -> Drawn:
    """Where everything stands."""
    value = json.loads(told.value)
    names, sets = value["labels"], value["datasets"]
    scale = _scale([one for each in sets for one in each["data"] if one is not None])
    wide = (RIGHT - LEFT) / len(names)
    middles = [round(LEFT + (place + 0.5) * wide, 1) for place in range(len(names))]
    is_bars = told.kind == "bar"
    return Drawn(
        unit=told.unit,
        heights=scale.marks,
        names=_thinned(middles, names),
        strokes=[] if is_bars else [_stroke(each, middles, scale) for each in sets],
        bars=list(_bars(sets[0]["data"], middles, wide, scale)) if is_bars else [],
    )


def _stroke(told: dict[str, Any], middles: Sequence[float], scale: Scale) -> Stroke:
    """The looks follow the chart's own: a line without points is an interval's, another is known by its points."""
    look = "band" if told.get("pointRadius") == 0 else str(POINTS.index(told["pointStyle"]))
    runs: list[list[tuple[float, float]]] = [[]]
    for x, value in zip(middles, told["data"], strict=True):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((x, scale.y(value)))
    lines = [" ".join(f"{x},{y}" for x, y in run) for run in runs if run]
    return Stroke(look, lines, [] if look == "band" else [point for run in runs for point in run])


def _bars(
    values: Sequence[float | None], middles: Sequence[float], wide: float, scale: Scale
) -> Iterator[tuple[float, float, float, float]]:
    width = round(min(28.0, wide * 0.7), 1)
    for x, value in zip(middles, values, strict=True):
        y = scale.y(value or 0)
        yield round(x - width / 2, 1), y, width, round(scale.y(0) - y, 1)


def _scale(values: Sequence[float]) -> Scale:
    lowest, highest = min(0.0, *values), max(0.0, *values)
    step = _round_step(highest - lowest)
    low = step * floor(lowest / step)
    return Scale(low, max(step * ceil(highest / step), low + step), step)


def _round_step(length: float) -> float:
    """1, 2 or 5 times a power of ten, so that there are about four steps."""
    if length <= 0:
        return 1.0
    power = 10.0 ** floor(log10(length / 4))
    return next(power * one for one in (1, 2, 5, 10) if length / (power * one) <= 4.5)


def _thinned(middles: Sequence[float], names: Sequence[str]) -> list[Mark]:
    """Only so many names as have room."""
    room = LETTER * max(len(name) for name in names) + 8
    each = ceil(room * len(names) / (RIGHT - LEFT))
    return [Mark(x, name) for place, (x, name) in enumerate(zip(middles, names, strict=True)) if place % each == 0]
