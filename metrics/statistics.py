"""The statistics behind every figure: intervals, ranks and survival curves. Plain Python, nothing of ours.

Shares of a curve are exact fractions, so that a quantile never hangs on a rounding (definitions 6).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, exp, log, sqrt

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


def nearest_rank(values: Iterable[int], q: Fraction) -> int | None:
    """The ceil(q * n)-th smallest value, for 0 < q <= 1; None without values."""
    ordered = sorted(values)
    return ordered[ceil(q * len(ordered)) - 1] if ordered else None


@dataclass(frozen=True, slots=True)
class CurveStep:
    """The curve falls to `share` at `t`: `events` of the `at_risk` ended there."""

    t: int
    share: Fraction
    at_risk: int
    events: int


def survival(observed: Iterable[tuple[int, bool]]) -> list[CurveStep]:
    """The Kaplan-Meier curve of (duration, ended) pairs; one that has not ended counts as at least this long.

    What ends at an instant at which another is cut off ended before the cut.
    """
    events: Counter[int] = Counter()
    leaving: Counter[int] = Counter()
    for duration, ended in observed:
        leaving[duration] += 1
        events[duration] += ended
    at_risk, share = leaving.total(), Fraction(1)
    steps = []
    for t in sorted(leaving):
        if events[t]:
            share *= Fraction(at_risk - events[t], at_risk)
            steps.append(CurveStep(t, share, at_risk, events[t]))
        at_risk -= leaving[t]
    return steps


def quantile(curve: Sequence[CurveStep], q: Fraction) -> int | None:
    """The smallest t with S(t) <= 1 - q; None when the curve never falls that far."""
    return next((step.t for step in curve if step.share <= 1 - q), None)


def share_after(curve: Sequence[CurveStep], t: int) -> Fraction:
    """S(t): which share lasts longer than t."""
    share = Fraction(1)
    for step in curve:
        if step.t > t:
            break
        share = step.share
    return share


def quantile_interval(curve: Sequence[CurveStep], q: Fraction) -> tuple[int, int | None] | None:
    """A 95 % interval of a quantile: where the curve's own band (Greenwood, on the log-minus-log scale) crosses 1 - q.

    The upper end is None where the band never falls so far; None when not even the lower end is reached.
    """
    low = high = None
    variance = 0.0
    for step in curve:
        share = float(step.share)
        if 0 < share < 1:
            variance += step.events / (step.at_risk * (step.at_risk - step.events))
            widening = exp(Z_95 * sqrt(variance) / abs(log(share)))
            lower, upper = share**widening, share ** (1 / widening)
        else:
            lower = upper = share
        if low is None and lower <= 1 - q:
            low = step.t
        if high is None and upper <= 1 - q:
            high = step.t
    return None if low is None else (low, high)
