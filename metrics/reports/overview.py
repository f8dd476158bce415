"""What the page shows: time to resolution and the closed loop of one cohort, read once, with every figure in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from metrics.measures import Figures
from metrics.reading import StoryReader
from metrics.reports import REPORTS, digests, words
from metrics.reports.curve import draw
from metrics.reports.tally import Tally
from metrics.reports.ttr import Life
from metrics.reports.view import ReportScope
from metrics.statistics import MEDIAN, P90, CurveStep, quantile_interval, share_after, survival
from tickets.models.words import CHANNEL

HOUR = 3600
CHANNELS: dict[Any, Any] = dict(CHANNEL)
LOOPS = ("confirmed", "presumed", "disputed", "reopened", "awaiting", "open")


@dataclass(frozen=True)
class FigureRow:
    """A line of the table under the curve: all tickets, or those of one first channel."""

    name: str
    channel: str
    n: int
    open: int
    median: str
    median_over: str
    median_interval: str
    p90: str
    p90_over: str
    p90_interval: str
    in_8h: str
    in_24h: str
    oldest_open: str
    closed: int
    closed_only: str

    @property
    def is_few(self) -> bool:
        """Whether it is too few to say much."""
        return self.n < words.FEW


def overview(reader: StoryReader, view: ReportScope, by: str | None) -> dict[str, Any]:
    """The page's figures, from one pass over the tickets."""
    ttr, loop = Tally(REPORTS["ttr"], view, by), Tally(REPORTS["closed-loop"], view)
    for ticket in digests(reader, ["ttr", "closed-loop"], view, ("parts",)):
        ttr.add(ticket)
        loop.add(ticket)
    parts = _parts(ttr)
    return {
        "rows": [_row(name, key, some, view) for name, key, some in parts],
        "drawing": draw([(name, _curve(some), _longest(some)) for name, key, some in parts]),
        "throughput": _throughput(ttr.figures()["throughput"]),
        "loop": _loop(loop.figures()),
    }


def _parts(ttr: Tally) -> list[tuple[str, str, list[Life]]]:
    """All tickets that started in the period, then each first channel's, the most used first."""
    parts = [(str(CHANNELS.get(key, key)), str(key), _started(some)) for key, some in ttr.parts().items()]
    used = [part for part in parts if part[2]]
    return [(_("All"), "", _started(ttr.observed)), *sorted(used, key=_most_first)]


def _started(lives: Sequence[Life]) -> list[Life]:
    return [life for life in lives if life.started]


def _most_first(part: tuple[str, str, list[Life]]) -> tuple[int, str]:
    return -len(part[2]), part[0]


def _curve(lives: Sequence[Life]) -> list[CurveStep]:
    return survival((life.lasting.seconds, life.lasting.ended) for life in lives)


def _longest(lives: Sequence[Life]) -> int:
    return max((life.lasting.seconds for life in lives), default=0)


def _row(name: str, channel: str, lives: Sequence[Life], view: ReportScope) -> FigureRow:
    figures = REPORTS["ttr"].figures(lives, view)
    curve = _curve(lives)
    closed = figures["closed_only_biased"]
    running = [life.lasting.seconds for life in lives if not life.lasting.ended]
    return FigureRow(
        name=name,
        channel=channel,
        n=figures["n"],
        open=figures["n_open"],
        median=_quantile(figures, "median"),
        median_over=_over(figures, "median"),
        median_interval=_interval(curve, MEDIAN),
        p90=_quantile(figures, "p90"),
        p90_over=_over(figures, "p90"),
        p90_interval=_interval(curve, P90),
        in_8h=_resolved_within(curve, 8, figures["oldest"]),
        in_24h=_resolved_within(curve, 24, figures["oldest"]),
        oldest_open=words.duration(max(running)) if running else _("none open"),
        closed=closed["n"],
        closed_only=_median(closed),
    )


def _quantile(figures: Figures, name: str) -> str:
    return _("not reached") if figures[name] is None else words.duration(figures[name])


def _over(figures: Figures, name: str) -> str:
    """Longer than what, where too many are still open to tell."""
    if figures[name] is not None or figures["oldest"] is None:
        return ""
    return _("longer than %(oldest)s, the oldest") % {"oldest": words.duration(figures["oldest"])}


def _interval(curve: Sequence[CurveStep], q: Fraction) -> str:
    found = quantile_interval(curve, q)
    if found is None:
        return _("95 %: not reached")
    low, high = found
    ends = {"low": words.duration(low), "high": _("not reached") if high is None else words.duration(high)}
    return _("95 %%: %(low)s – %(high)s") % ends


def _resolved_within(curve: Sequence[CurveStep], hours: int, oldest: int | None) -> str:
    """Which share was resolved by then; nobody knows yet if the oldest is younger than that."""
    still_open = share_after(curve, hours * HOUR)
    if oldest is None or (oldest < hours * HOUR and still_open):
        return "–"
    return words.whole_percent(float(1 - still_open))


def _median(figures: Figures) -> str:
    return _("none closed") if figures["median"] is None else words.duration(figures["median"])


def _throughput(figures: Figures) -> Figures:
    p90 = words.duration(figures["p90"]) if figures["n"] else ""
    return {"n": figures["n"], "median": _median(figures), "p90": p90}


def _loop(figures: Figures) -> dict[str, Any]:
    """The rates in words, and the bar of how the loops stand."""
    return {
        "n": figures["eligible"],
        "is_few": figures["eligible"] < words.FEW,
        "young": figures["too_young"],
        "confirmed": _rate(figures["closed_loop_rate"]),
        "with_presumed": _rate(figures["including_presumed"]),
        "agreed": words.rate(figures["agreed_share"]) if figures["agreed_share"]["n"] else "",
        "contacted": _rate(figures["contacted_within_48h"]),
        "bounds": _bounds(figures["bounds"]),
        "standings": _standings(figures["loops"], figures["eligible"]),
    }


def _rate(figures: Figures) -> dict[str, Any] | None:
    """A rate with its interval, and where both stand on a line of 0 to 100; None for nothing of nothing."""
    if not figures["n"]:
        return None
    low, high = figures["interval"]
    return {
        "k": figures["k"],
        "n": figures["n"],
        "percent": words.percent(figures["rate"]),
        "interval": words.interval(figures["interval"]),
        "at": round(100 * figures["rate"], 2),
        "from": round(100 * low, 2),
        "wide": round(100 * (high - low), 2),
    }


def _bounds(figures: Figures) -> str:
    """The rate of all with the young ones taken either way; nothing to say when none is young."""
    if not figures["too_young"]:
        return ""
    return words.interval([figures["lower"], figures["upper"]])


def _standings(loops: dict[str, int], eligible: int) -> list[dict[str, Any]]:
    found, x = [], 0.0
    for name in LOOPS:
        wide = 100 * loops[name] / eligible if eligible else 0.0
        figure = "unresolved" if name == "open" else name
        share = words.percent(loops[name] / eligible) if eligible else ""
        found.append({"figure": figure, "n": loops[name], "x": round(x, 2), "wide": round(wide, 2), "share": share})
        x += wide
    return found
