"""The statistics behind every figure: intervals, ranks and survival curves, nothing of ours.

Shares of a curve are told in floats, and as exact fractions where a rounding could matter, so that a quantile never hangs on one
(definitions 6).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, prod, sqrt
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

Z_95 = 1.959963984540054  # the standard normal's 97.5 % point: 95 % lie within
MEDIAN, P90 = Fraction(1, 2), Fraction(9, 10)


def wilson(k: int, n: int) -> tuple[float, float] | None:
    """The Wilson 95 % interval of k in n, within [0, 1]; None for 0 of 0."""
    if n == 0:
        return None
    share, z = k / n, Z_95
    stretch = 1 + z * z / n
    centre = (share + z * z / (2 * n)) / stretch
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / stretch
    return max(0.0, centre - half), min(1.0, centre + half)


def net_interval(promoters: int, detractors: int, n: int) -> tuple[float, float] | None:
    """The 95 % interval of the net promoter score, in points within [-100, 100]; None for n = 0.

    SE = sqrt(((p + d) - (p - d)^2) / n), cut where the scale ends (definitions 6).
    """
    if n == 0:
        return None
    p, d = promoters / n, detractors / n
    half = Z_95 * sqrt(((p + d) - (p - d) ** 2) / n)
    return max(-100.0, 100 * ((p - d) - half)), min(100.0, 100 * ((p - d) + half))


def nearest_rank(values: Iterable[int] | Array, q: Fraction) -> int | None:
    """The ceil(q * n)-th smallest value, for 0 < q <= 1; None without values."""
    found = values if isinstance(values, np.ndarray) else np.fromiter(values, dtype="i8")
    if not len(found):
        return None
    place = ceil(q * len(found)) - 1
    return int(np.partition(found, place)[place])


@dataclass(frozen=True, slots=True)
class Lasting:
    """How many seconds things took, or, of those that have not `ended`, that they take at least so long."""

    seconds: Array
    ended: Array

    def __len__(self) -> int:
        return len(self.seconds)

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, bool]]) -> Lasting:
        """From (seconds, ended) each."""
        every = list(pairs)
        return cls(
            np.array([seconds for seconds, _ended in every], dtype="i8"), np.array([e for _s, e in every], dtype="?")
        )


@dataclass(frozen=True, slots=True)
class CurveStep:
    """The curve falls to `share` at `t`: `events` of the `at_risk` ended there."""

    t: int
    share: Fraction
    at_risk: int
    events: int


@dataclass(frozen=True)
class Curve:
    """A Kaplan-Meier curve: at each instant `t` at which any ended, how many did, and how many had lasted so long."""

    t: Array
    at_risk: Array
    events: Array

    def __len__(self) -> int:
        return len(self.t)

    def __iter__(self) -> Iterator[CurveStep]:
        """Its steps, with their exact shares."""
        share = Fraction(1)
        for t, at_risk, events in zip(self.t.tolist(), self.at_risk.tolist(), self.events.tolist(), strict=True):
            share *= Fraction(at_risk - events, at_risk)
            yield CurveStep(t, share, at_risk, events)

    @cached_property
    def shares(self) -> Array:
        """Which share lasts longer than each `t`, to about 1e-11."""
        return np.cumprod(1 - self.events / self.at_risk)

    def exact(self, place: int) -> Fraction:
        """The share after a step. Where nothing was cut off between two steps, the one's rest is the other's whole."""
        left = self.at_risk[: place + 1] - self.events[: place + 1]
        goes_on = np.append(left[:-1] == self.at_risk[1 : place + 1], False)
        begins = np.append(True, ~goes_on[:-1])
        ends, wholes = left[~goes_on].tolist(), self.at_risk[: place + 1][begins].tolist()
        return Fraction(prod(ends), prod(wholes))

    def quantile(self, q: Fraction) -> int | None:
        """The smallest t with S(t) <= 1 - q; None when the curve never falls that far."""
        rest = 1 - q
        place = int(np.searchsorted(-self.shares, -(float(rest) + NEAR)))  # the first that may be low enough
        while place < len(self) and self.shares[place] > float(rest) - NEAR and self.exact(place) > rest:
            place += 1
        return int(self.t[place]) if place < len(self) else None

    def share_after(self, t: int) -> Fraction:
        """S(t): which share lasts longer than t."""
        place = int(np.searchsorted(self.t, t, side="right"))
        return self.exact(place - 1) if place else Fraction(1)

    def interval(self, q: Fraction) -> tuple[int, int | None] | None:
        """A 95 % interval of a quantile: where the curve's own band (Greenwood, on the log-minus-log scale) crosses 1 - q.

        The upper end is None where the band never falls so far; None when not even the lower end is reached.
        """
        low, high = (self._first(bound <= float(1 - q)) for bound in self._band)
        return None if low is None else (low, high)

    def _first(self, low_enough: Array) -> int | None:
        return int(self.t[np.argmax(low_enough)]) if low_enough.any() else None

    @cached_property
    def _band(self) -> tuple[Array, Array]:
        """Its lower and its upper end; the share itself where that is all or nothing."""
        share = self.shares
        inner = (share > 0) & (share < 1)
        rest = np.where(inner, self.at_risk - self.events, 1)
        variance = np.cumsum(np.where(inner, self.events / (self.at_risk * rest), 0.0))
        logs = np.abs(np.log(np.where(inner, share, 0.5)))
        widening = np.exp(Z_95 * np.sqrt(variance) / logs)
        return np.where(inner, share**widening, share), np.where(inner, share ** (1 / widening), share)


NEAR = 1e-9
"""Shares of floats that are nearer are compared exactly."""


def survival(observed: Lasting) -> Curve:
    """The Kaplan-Meier curve; what has not ended counts as at least this long.

    What ends at an instant at which another is cut off ended before the cut.
    """
    order = np.argsort(observed.seconds)
    seconds, ended = observed.seconds[order], observed.ended[order]
    first = np.flatnonzero(np.append(True, seconds[1:] != seconds[:-1])[: len(seconds)])
    t = seconds[first]
    events = np.add.reduceat(ended.astype("i8"), first) if len(t) else np.zeros(0, "i8")
    at_risk = len(seconds) - first
    falls = events > 0
    return Curve(t[falls], at_risk[falls], events[falls])
