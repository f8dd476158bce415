"""The two tables of the overview: each service-level target, and what is still to be done by age and by whom it waits on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from metrics.overview import drawing
from metrics.overview.drawing import Bar
from metrics.overview.headlines import Headline
from metrics.overview.links import Links
from metrics.overview.measuring import Share
from metrics.overview.tiles import Linked, Verdict, told, verdict
from metrics.reports import words
from metrics.reports.answer import Answer, Part, counted
from metrics.reports.backlog import ALL, NAMES, WAITING_ON, cell_of
from metrics.reports.shapes import rate
from metrics.reports.sla import TARGETS, clock_of
from tickets.models.words import WAITING_ON as WAITING_ON_WORDS

SHADES = 4
NO_CLOCK = rate(0, 0) | {"pending": 0, "cancelled": 0}


@dataclass(frozen=True)
class Level:
    """One target: how often it was reached, and what became of that."""

    title: str
    within: str
    reached: Linked
    interval: str
    n: int
    missed: Linked
    pending: Linked
    bar: Bar | None
    before: str
    verdict: Verdict


def levels(headline: Headline, answer: Answer, links: Links) -> list[Level]:
    """Each target that a ticket of the period had."""
    return [
        _level(replace(headline, measure=_of_target(target)), target, answer, links)
        for target in TARGETS
        if target in answer.whole.figures["targets"]
    ]


def _of_target(target: str) -> Share:
    return Share(lambda figures: figures["targets"].get(target, NO_CLOCK))


def _level(headline: Headline, target: str, answer: Answer, links: Links) -> Level:
    now, before = answer.whole, next(iter(answer.others), None)
    figures, measure = now.figures["targets"][target], headline.measure
    agreed = now.view.desk.target(target, now.view.as_of)
    interval = figures["interval"]

    def counted(state: str, text: str) -> Linked:
        return Linked(text, links.behind(headline.report, clock_of(target, state)))

    return Level(
        title=str(TARGETS[target]),
        within=_within(agreed.target_s) if agreed else "",
        reached=counted("achieved", told(measure, now)),
        interval=measure.told_interval(now),
        n=figures["n"],
        missed=counted("breached", str(figures["n"] - figures["k"])),
        pending=counted("pending", str(figures["pending"])),
        bar=drawing.bar((0, 1), figures["rate"], interval, None) if interval else None,
        before=told(measure, before) if before else "",
        verdict=verdict(headline, now, before),
    )


def _within(target_s: int) -> str:
    hours, rest = divmod(target_s, words.HOUR)
    return words.duration(target_s) if rest else _("%(hours)d h") % {"hours": hours}


@dataclass(frozen=True)
class Cell:
    """How many, where they are listed, and how dark the cell is drawn, 0 to SHADES."""

    n: int
    href: str
    shade: int = 0


@dataclass(frozen=True)
class BacklogRow:
    """Those that wait on somebody, by age; then all of them, and the stalled ones."""

    title: str
    cells: list[Cell]
    every: Cell
    stalled: Cell


def backlog(part: Part, links: Links) -> list[BacklogRow]:
    """A row for each on whom tickets wait, and one of all."""
    names: dict[Any, Any] = dict(WAITING_ON_WORDS)
    most = max(counted(part, cell_of(on, band)) for on in WAITING_ON for band in NAMES)
    rows = [_row(str(names[on]), on, part, links, most) for on in WAITING_ON]
    return [*rows, _row("", ALL, part, links, 0)]


def _row(title: str, on: Any, part: Part, links: Links, most: int) -> BacklogRow:
    def cell(name: str) -> Cell:
        n = counted(part, cell_of(on, name))
        return Cell(n, links.behind("backlog", cell_of(on, name)), _shade(n, most))

    return BacklogRow(title, [cell(band) for band in NAMES], cell(ALL), cell("stalled"))


def _shade(n: int, most: int) -> int:
    return -(-SHADES * n // most) if most else 0


def bands() -> Sequence[str]:
    """The ages, as heads of the columns: 0–1, 1–3."""
    return [name.replace("-", "\N{EN DASH}") for name in NAMES]
