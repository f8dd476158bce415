"""The kinds of figures there are: how each is read off what a report saw, compared, and told."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from metrics import comparing
from metrics.comparing import Change
from metrics.facts.table import NONE, Array, Table, counted
from metrics.measures import Figures
from metrics.reports import words
from metrics.reports.answer import Part
from metrics.reports.shapes import many
from metrics.reports.stalled import stalled_at
from metrics.statistics import MEDIAN, P90, Curve, Lasting, survival

Interval = tuple[float, float | None]


class Measure(ABC):
    """A kind of figure. `scale`: from where to where it can lie, None where it has no end.

    `is_sample`: it could have come out otherwise, so few cases say little; else it counts all that there are.
    """

    scale: tuple[float, float] | None = None
    is_sample = True

    @abstractmethod
    def n(self, part: Part) -> int:
        """Of how many it is told."""

    @abstractmethod
    def value(self, part: Part) -> float | None:
        """The figure, None where there is none."""

    @abstractmethod
    def compare(self, now: Part, before: Part) -> Change | None:
        """What became of it; None where one of the two has none."""

    @abstractmethod
    def tell(self, value: float) -> str:
        """The figure as it is read."""

    @abstractmethod
    def apart(self, now: Part, before: Part, change: Change) -> str:
        """How far the two are apart, with its sign or its direction."""

    def missing(self, part: Part) -> str:
        """What is said where there is no figure though there are cases."""
        return _("none")

    def interval(self, part: Part) -> Interval | None:
        """Its 95 % interval, on the figure's own scale; the upper end is None where it is not reached."""
        return None

    def told_interval(self, part: Part) -> str:
        """The interval as it is read."""
        return ""


@dataclass(frozen=True)
class Share(Measure):
    """k of n; `read` finds it among a report's figures."""

    read: Callable[[Figures], Figures]
    scale = (0.0, 1.0)

    def n(self, part: Part) -> int:
        found: int = self.read(part.figures)["n"]
        return found

    def value(self, part: Part) -> float | None:
        found: float | None = self.read(part.figures)["rate"]
        return found

    def interval(self, part: Part) -> Interval | None:
        found = self.read(part.figures)["interval"]
        return tuple(found) if found else None

    def told_interval(self, part: Part) -> str:
        found = self.read(part.figures)["interval"]
        return words.interval(found) if found else ""

    def compare(self, now: Part, before: Part) -> Change | None:
        ours, theirs = self.read(now.figures), self.read(before.figures)
        return comparing.rates((ours["k"], ours["n"]), (theirs["k"], theirs["n"]))

    def tell(self, value: float) -> str:
        return words.percent(value)

    def apart(self, now: Part, before: Part, change: Change) -> str:
        return signed(_("%(points)+.1f points") % {"points": 100 * change.by})


@dataclass(frozen=True)
class Time(Measure):
    """The median of times of which some still run; `lives` finds them among what a report saw."""

    lives: Callable[[Table], Lasting]

    def n(self, part: Part) -> int:
        found: int = part.figures["n"]
        return found

    def value(self, part: Part) -> float | None:
        found: float | None = part.figures["median"]
        return found

    def curve(self, part: Part) -> Curve:
        """Which share lasts how long."""
        return survival(self.lives(part.observed))

    def missing(self, part: Part) -> str:
        return _("not reached")

    def interval(self, part: Part) -> Interval | None:
        return self.curve(part).interval(MEDIAN)

    def told_interval(self, part: Part) -> str:
        return told_times(self.interval(part))

    def p90(self, part: Part) -> str:
        """9 in 10 within how long."""
        found = part.figures["p90"]
        return self.missing(part) if found is None else words.duration(found)

    def over(self, part: Part, name: str) -> str:
        """Longer than what, where too many are still open to tell a median or p90; else nothing."""
        oldest = part.figures["oldest"]
        if part.figures[name] is not None or oldest is None:
            return ""
        return _("longer than %(oldest)s, the oldest") % {"oldest": words.duration(oldest)}

    def p90_interval(self, part: Part) -> str:
        """Its interval as it is read."""
        return told_times(self.curve(part).interval(P90))

    def compare(self, now: Part, before: Part) -> Change | None:
        return comparing.lives(self.lives(now.observed), self.lives(before.observed))

    def tell(self, value: float) -> str:
        return words.duration(int(value))

    def apart(self, now: Part, before: Part, change: Change) -> str:
        """By the medians; where they say nothing, or the reverse of the whole curves that were compared, by those."""
        median, was = self.value(now), self.value(before)
        by = _as_shown(median) - _as_shown(was) if median is not None and was is not None else 0.0
        if change.moved and by * change.by <= 0:
            return _("longer, by the whole curve") if change.by > 0 else _("shorter, by the whole curve")
        if by == 0:
            return _("the same median") if median is not None and was is not None else _("no median to set against it")
        told = {"time": words.duration(int(abs(by)))}
        return _("%(time)s longer") % told if by > 0 else _("%(time)s shorter") % told


class PerTicket(Measure):
    """Contacts for each ticket, on average: a count that has no end, so no share can tell it."""

    def n(self, part: Part) -> int:
        found: int = part.figures["tickets"]
        return found

    def value(self, part: Part) -> float | None:
        tickets = self.n(part)
        return part.figures["contacts"] / tickets if tickets else None

    def numbers(self, part: Part) -> Array:
        """How many contacts each ticket had."""
        return counted(part.observed.ticket)[1]

    def interval(self, part: Part) -> Interval | None:
        return comparing.mean_interval(self.numbers(part))

    def told_interval(self, part: Part) -> str:
        found = comparing.mean_interval(self.numbers(part))
        return _("%(low).2f–%(high).2f") % {"low": found[0], "high": found[1]} if found else ""

    def compare(self, now: Part, before: Part) -> Change | None:
        return comparing.means(self.numbers(now), self.numbers(before))

    def tell(self, value: float) -> str:
        return _("%(number).2f") % {"number": value}

    def apart(self, now: Part, before: Part, change: Change) -> str:
        return signed(_("%(number)+.2f") % {"number": change.by})


@dataclass(frozen=True)
class NetScore(Measure):
    """Promoters minus detractors, in points."""

    good: int
    low: int
    scale = (-100.0, 100.0)

    def n(self, part: Part) -> int:
        found: int = part.figures["n"]
        return found

    def value(self, part: Part) -> float | None:
        found: float | None = part.figures["nps"]
        return found

    def interval(self, part: Part) -> Interval | None:
        found = part.figures["interval"]
        return tuple(found) if found else None

    def told_interval(self, part: Part) -> str:
        found = part.figures["interval"]
        if not found:
            return ""
        return signed(_("%(low)+.1f to %(high)+.1f") % {"low": found[0], "high": found[1]})

    def score(self, part: Part) -> tuple[int, int, int]:
        """(promoters, detractors, n)."""
        scores = part.observed.score[part.observed.score != NONE]
        return many(scores >= self.good), many(scores <= self.low), len(scores)

    def compare(self, now: Part, before: Part) -> Change | None:
        return comparing.net_scores(self.score(now), self.score(before))

    def tell(self, value: float) -> str:
        return signed(_("%(points)+.1f") % {"points": value}) if round(value, 1) else _("0.0")

    def apart(self, now: Part, before: Part, change: Change) -> str:
        return signed(_("%(points)+.1f points") % {"points": change.by})


class Standing(Measure):
    """How many tickets are stalled at an instant: all of them are counted, so there is no interval."""

    is_sample = False

    def n(self, part: Part) -> int:
        return stalled_at(part.observed, part.view.as_of)

    def value(self, part: Part) -> float | None:
        return float(self.n(part))

    def compare(self, now: Part, before: Part) -> Change | None:
        return comparing.counts(self.n(now), self.n(before))

    def tell(self, value: float) -> str:
        return str(int(value))

    def apart(self, now: Part, before: Part, change: Change) -> str:
        return signed(_("%(number)+d") % {"number": change.by})


def _as_shown(time: float) -> float:
    """Cut to the minute as it is told, so that who takes one from the other finds the same."""
    return time if time < words.MINUTE else time - time % words.MINUTE


def told_times(interval: Any) -> str:
    """2 h 10 min – 3 h 05 min; an end that the curve does not reach is said."""
    if interval is None:
        return _("not reached")
    low, high = interval
    ends = {"low": words.duration(low), "high": _("not reached") if high is None else words.duration(high)}
    return _("%(low)s – %(high)s") % ends


def signed(text: str) -> str:
    """With the minus sign that is as wide as a plus."""
    return text.replace("-", "\N{MINUS SIGN}")
