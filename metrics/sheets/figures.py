"""A report's figures as they are shown: each knows where its value stands, and how it is told, drawn and filed.

Every value is the one that the report gives, as `manage.py report NAME --json` prints it; only a quantile's interval is
read off the curve of what was observed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from metrics.facts.table import Table
from metrics.measures import Figures
from metrics.reports import words
from metrics.reports.answer import Part
from metrics.statistics import MEDIAN, P90, Curve, Lasting, survival

SHADES = 5
QUANTILES = {"median": MEDIAN, "p90": P90}
ZERO_OF_ZERO = gettext_lazy("0 of 0")
NONE = gettext_lazy("none")
Observed = Callable[[Table], Lasting]


@dataclass(frozen=True)
class Shown:
    """A figure as it is read. `n`: of how many it speaks, if of some.

    `shade`: how strongly its cell is shaded among those of its table, of 5; `link`: an address of its own, instead of a list's.
    `is_words`: read from the left, as no number is. `drawn`: as a point of a chart, `spread` its interval there; `filed`: by its file's columns; `scale`: where a line from
    the lowest value that there can be to the highest ends, for those that have such a line.
    """

    text: str
    under: str = ""
    n: int | None = None
    drawn: float | None = None
    filed: Sequence[Any] = (None,)
    spread: tuple[float, float] | None = None
    scale: tuple[int, int] | None = None
    shade: int = 0
    link: str = ""
    is_words: bool = False

    @property
    def bar(self) -> dict[str, float] | None:
        """Where the value and its interval stand on that line, in hundredths of it."""
        if self.scale is None or self.spread is None or self.drawn is None:
            return None
        low, high = self.scale
        at, start, end = (100 * (value - low) / (high - low) for value in (self.drawn, *self.spread))
        return {"at": round(at, 2), "from": round(start, 2), "wide": round(end - start, 2)}

    @property
    def is_few(self) -> bool:
        """Whether it is of too few to say much."""
        return self.n is not None and 0 < self.n < words.FEW


@dataclass
class Look:
    """What a report saw of one part, with the curves that several of its figures need. `row`: the line of a table."""

    part: Part
    figures: Figures
    row: str = ""
    curves: dict[Any, Curve] = field(default_factory=dict)

    def at(self, path: str) -> Any:
        """The value at a path of names; None where there is none."""
        found: Any = self.figures
        for name in filter(None, path.split("/")):
            found = found.get(name) if isinstance(found, dict) else None
        return found

    def curve(self, lasting: Observed) -> Curve:
        """How long it lasted, as a curve."""
        if lasting not in self.curves:
            self.curves[lasting] = survival(lasting(self.part.observed))
        return self.curves[lasting]


@dataclass(frozen=True)
class Figure:
    """One figure. `count`: which of the report's counts opens the tickets behind it; `{row}` stands for the line's key."""

    label: Promise | str
    path: str = ""
    count: str = ""
    unit = ""
    is_words = False

    def of(self, look: Look) -> Shown:
        """The figure of one part."""
        raise NotImplementedError

    def is_there(self, look: Look) -> bool:
        """Whether the report has it: no desk has every target."""
        return True

    @property
    def columns(self) -> list[str]:
        """What its columns are called in a file."""
        return [str(self.label)]


@dataclass(frozen=True)
class Number(Figure):
    """How many."""

    def of(self, look: Look) -> Shown:
        """The number as it is."""
        n = look.at(self.path)
        return Shown("–" if n is None else str(n), drawn=n, filed=[n])


@dataclass(frozen=True)
class Rate(Figure):
    """A share with its n and its interval. `nothing`: what 0 of 0 is called."""

    nothing: Promise = ZERO_OF_ZERO
    unit = "%"

    def is_there(self, look: Look) -> bool:
        """Whether the report has it at all; 0 of 0 is there."""
        return look.at(self.path) is not None

    def of(self, look: Look) -> Shown:
        """In percent; nothing of nothing is words."""
        rate = look.at(self.path)
        if not rate or not rate["n"]:
            return Shown(str(self.nothing), n=0, filed=[None, *([0, 0] if rate else [None, None]), None, None])
        k, n, (low, high) = rate["k"], rate["n"], rate["interval"]
        told = {"k": k, "n": n, "interval": words.interval([low, high])}
        under = _("%(k)d of %(n)d · 95 %%: %(interval)s") % told
        return Shown(
            words.percent(rate["rate"]),
            under,
            n,
            100 * rate["rate"],
            [rate["rate"], k, n, low, high],
            (100 * low, 100 * high),
            (0, 100),
        )

    @property
    def columns(self) -> list[str]:
        """The share, of what it is one, and its interval."""
        names = [_("%(figure)s, share"), _("%(figure)s, k"), _("%(figure)s, n")]
        names += [_("%(figure)s, 95 %% from"), _("%(figure)s, 95 %% to")]
        return [name % {"figure": self.label} for name in names]


@dataclass(frozen=True)
class Quantile(Figure):
    """A median or p90 of what lasts, with its interval; `lasting` picks that out of what was observed."""

    name: str = "median"
    lasting: Observed = field(default=lambda observed: Lasting.of([]))
    unit = "s"

    def of(self, look: Look) -> Shown:
        """In hours and minutes; where the curve does not fall so far, longer than the oldest."""
        figures = look.at(self.path)
        n, value = figures["n"], figures[self.name]
        if not n:
            return Shown(_("no tickets"), n=0, filed=[None, None, None])
        found = look.curve(self.lasting).interval(QUANTILES[self.name])
        low, high = found or (None, None)
        if value is None:
            under = _("longer than %(oldest)s, the oldest") % {"oldest": words.duration(figures["oldest"])}
            return Shown(_("not reached"), under, n, filed=[None, low, high])
        return Shown(words.duration(value), _told(low, high), n, value, [value, low, high])

    @property
    def columns(self) -> list[str]:
        """The seconds, and the interval's."""
        names = [_("%(figure)s, seconds"), _("%(figure)s, 95 %% from, seconds"), _("%(figure)s, 95 %% to, seconds")]
        return [name % {"figure": self.label} for name in names]


def _told(low: int | None, high: int | None) -> str:
    if low is None:
        return _("95 %: not reached")
    ends = {"low": words.duration(low), "high": _("not reached") if high is None else words.duration(high)}
    return _("95 %%: %(low)s – %(high)s") % ends


@dataclass(frozen=True)
class Length(Figure):
    """A duration without an interval. `nothing`: what is said where there is none; `biased`: it leaves out what still runs."""

    nothing: Promise = NONE
    biased: bool = False
    unit = "s"

    def of(self, look: Look) -> Shown:
        """In hours and minutes."""
        seconds = look.at(self.path)
        text = str(self.nothing) if seconds is None else words.duration(seconds)
        return Shown(text, drawn=seconds, filed=[seconds])

    @property
    def columns(self) -> list[str]:
        """The seconds."""
        return [_("%(figure)s, seconds") % {"figure": self.label}]


@dataclass(frozen=True)
class Points(Figure):
    """The net promoter score: points from -100 to 100, with their interval."""

    nothing: Promise = ZERO_OF_ZERO

    def of(self, look: Look) -> Shown:
        """With its sign."""
        n, value = look.at("n"), look.at(self.path)
        if value is None:
            return Shown(str(self.nothing), n=0, filed=[None, 0, None, None])
        low, high = look.at("interval")
        told = {"n": n, "low": _signed(low), "high": _signed(high)}
        under = _("%(n)d answers · 95 %%: %(low)s to %(high)s") % told
        return Shown(_signed(value), under, n, value, [value, n, low, high], (low, high), (-100, 100))

    @property
    def columns(self) -> list[str]:
        """The points, the answers, and the interval."""
        names = [_("%(figure)s, points"), _("%(figure)s, n")]
        names += [_("%(figure)s, 95 %% from"), _("%(figure)s, 95 %% to")]
        return [name % {"figure": self.label} for name in names]


def _signed(points: float) -> str:
    return f"{points:+.1f}".replace("-", "−") if round(points, 1) else "0.0"


@dataclass(frozen=True)
class Mean(Figure):
    """A mean of scores, beside their share."""

    def of(self, look: Look) -> Shown:
        """With two digits."""
        value = look.at(self.path)
        return Shown("–" if value is None else f"{value:.2f}", drawn=value, filed=[value])


@dataclass(frozen=True)
class Share(Figure):
    """A share of a whole that is no sample, so that it has no interval."""

    unit = "%"

    def of(self, look: Look) -> Shown:
        """In percent."""
        share = look.at(self.path)
        text = "–" if share is None else words.percent(share)
        return Shown(text, drawn=None if share is None else 100 * share, filed=[share])

    @property
    def columns(self) -> list[str]:
        """The share."""
        return [_("%(figure)s, share") % {"figure": self.label}]


@dataclass(frozen=True)
class Told(Figure):
    """A median or p90 as the report tells it, for a line of a table whose curve is not at hand: without an interval."""

    name: str = "median"
    unit = "s"

    def of(self, look: Look) -> Shown:
        """In hours and minutes; where the curve does not fall so far, longer than the oldest."""
        figures = look.at(self.path)
        value = figures[self.name]
        return Shown(words.quantile(figures, self.name), n=figures["n"], drawn=value, filed=[value])

    @property
    def columns(self) -> list[str]:
        """The seconds."""
        return [_("%(figure)s, seconds") % {"figure": self.label}]


@dataclass(frozen=True)
class Named(Figure):
    """One of several, in words. `names`: what they are called; `nothing`: what is said where it is none of them."""

    names: Mapping[Any, Any] = field(default_factory=dict)
    nothing: Promise | str = NONE

    def of(self, look: Look) -> Shown:
        """Its name."""
        value = look.at(self.path)
        return Shown(str(self.nothing if value is None else self.names[value]), filed=[value])


@dataclass(frozen=True)
class Text(Figure):
    """Words of a line, which lead where `leads` says."""

    leads: str = ""
    is_words = True

    def of(self, look: Look) -> Shown:
        """The words as they are."""
        text = str(look.at(self.path))
        return Shown(text, filed=[text], link=look.at(self.leads) if self.leads else "", is_words=True)


@dataclass(frozen=True)
class Heat(Number):
    """How many, in a cell whose shade is the stronger the more there are; `most` of its line is the most that any cell has."""

    def of(self, look: Look) -> Shown:
        """The number as it is, shaded in fifths."""
        n, most = look.at(self.path), look.at("most")
        return Shown(str(n), drawn=n, filed=[n], shade=-(-SHADES * n // most) if most else 0)
