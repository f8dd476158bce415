"""A report's main figures as a chart for the script that the desk's theme brings: its values, its options and its key.

Lines differ by dash and by the shape of their points, so that they are told apart without colour. The colours are the
theme's, of a tone that is read on white and on black.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from metrics.reports.words import HOUR, MINUTE
from metrics.sheets.figures import Figure, Number, Shown

INK = "#767f8d"  # of scales: as far from white as from the dark page
STYLES = (
    {"borderColor": "var(--color-primary-500)", "borderDash": [], "pointStyle": "circle"},
    {"borderColor": INK, "borderDash": [7, 4], "pointStyle": "rect"},
    {"borderColor": INK, "borderDash": [], "pointStyle": "triangle"},
    {"borderColor": "var(--color-primary-500)", "borderDash": [12, 4], "pointStyle": "rectRot"},
    {"borderColor": INK, "borderDash": [12, 3, 2, 3], "pointStyle": "star"},
    {"borderColor": "var(--color-primary-500)", "borderDash": [1, 4], "pointStyle": "cross"},
)
BAND = {"borderColor": INK, "borderDash": [2, 3], "borderWidth": 1, "pointRadius": 0}
LINE = {"borderWidth": 2, "pointRadius": 3.5, "tension": 0, "spanGaps": False}
BAR = {"backgroundColor": "var(--color-primary-500)", "maxBarThickness": 48}


@dataclass(frozen=True)
class Key:
    """What a line of the chart is called, and which of the looks it has: a number among STYLES, or "band"."""

    label: str
    style: str


@dataclass(frozen=True)
class Chart:
    """What the theme's script reads, and what a person reads beside it."""

    kind: str
    value: str
    options: str
    unit: str
    keys: Sequence[Key]


def lines(figures: Sequence[Figure], names: Sequence[str], shown: Sequence[Sequence[Shown]]) -> Chart | None:
    """A line per figure over the buckets, and a single one's interval; None where there is nothing to draw."""
    points = [one.drawn for row in shown for one in row if one.drawn is not None]
    if not points or (isinstance(figures[0], Number) and not any(points)):
        return None
    per, unit = _scale(figures[0].unit, max(points))
    sets, keys = [], []
    for place, figure in enumerate(figures):
        values = [_in(row[place].drawn, per) for row in shown]
        style = STYLES[place % len(STYLES)]
        sets.append(
            {"label": str(figure.label), "data": values, "backgroundColor": style["borderColor"], **style, **LINE}
        )
        keys.append(Key(str(figure.label), str(place % len(STYLES))))
    if len(figures) == 1 and any(row[0].spread for row in shown):
        for end in (0, 1):
            values = [_in(row[0].spread[end], per) if row[0].spread else None for row in shown]
            sets.append({"label": _("95 % from") if end == 0 else _("95 % to"), "data": values, **BAND})
        keys.append(Key(_("its 95 % interval"), "band"))
    return _chart("line", names, sets, unit, keys)


def bars(figure: Figure, names: Sequence[str], shown: Sequence[Shown]) -> Chart | None:
    """A bar per line of a table."""
    values = [one.drawn for one in shown]
    if not any(values):
        return None
    sets = [{"label": str(figure.label), "data": values, **BAR}]
    return _chart("bar", names, sets, str(figure.label), [])


def _scale(unit: str, most: float) -> tuple[float, str]:
    """By what values are divided, and what they are called then."""
    if unit != "s":
        return 1, unit
    return (HOUR, _("hours")) if most >= 2 * HOUR else (MINUTE, _("minutes"))


def _in(value: float | None, per: float) -> float | None:
    return None if value is None else round(value / per, 2)


def _chart(kind: str, names: Sequence[str], sets: Sequence[Any], unit: str, keys: Sequence[Key]) -> Chart:
    scale = {"ticks": {"color": INK}, "grid": {"display": False}, "border": {"color": INK}}
    title = {"display": bool(unit), "text": unit, "color": INK}
    options = {
        "animation": False,
        "responsive": True,
        "maintainAspectRatio": False,
        "plugins": {"legend": {"display": False}},
        "scales": {"x": scale, "y": scale | {"beginAtZero": True, "grid": {"lineWidth": 1}, "title": title}},
    }
    return Chart(kind, json.dumps({"labels": names, "datasets": sets}), json.dumps(options), unit, keys)
