"""Whether two periods differ by more than noise: nothing of ours but the intervals beside.

Every comparison is of what is seen now with what was seen before, at the 5 % level: of twenty figures of which none has
changed, one is expected to be called moved. Samples are taken as independent; several waits of one ticket are not
quite, so a difference of waits that barely counts is to be read with some care. Of fewer than 30, in either period,
nothing is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, exp, lgamma, log, log1p, pi, sqrt

import numpy as np

from metrics.statistics import Z_95, Array, Lasting, wilson

ENOUGH = 30
LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class Change:
    """How far a figure is from what it was (`by`, now minus before), and whether that is more than noise.

    `interval`: 95 % of the difference; `p`: how likely a difference as large is by chance; either may be None.
    `moved`: None where there is too little to say it.
    """

    by: float
    interval: tuple[float, float] | None
    p: float | None
    moved: bool | None


def rates(now: tuple[int, int], before: tuple[int, int]) -> Change | None:
    """Two shares, each (k, n), as a difference of shares; None for 0 of 0 in either.

    Newcombe's interval of the difference from the two Wilson intervals (Statistics in Medicine 17, 1998, page 873,
    method 10): it moved if that leaves out 0.
    """
    ours, theirs = wilson(*now), wilson(*before)
    if ours is None or theirs is None:
        return None
    p, q = now[0] / now[1], before[0] / before[1]
    low = p - q - sqrt((p - ours[0]) ** 2 + (theirs[1] - q) ** 2)
    high = p - q + sqrt((ours[1] - p) ** 2 + (q - theirs[0]) ** 2)
    moved = not low <= 0 <= high
    return Change(p - q, (low, high), None, moved if _enough(now[1], before[1]) else None)


def lives(now: Lasting, before: Lasting) -> Change | None:
    """Two sets of durations, one that has not ended lasting at least so long; None where either is empty.

    The log-rank test over the whole curves (Mantel 1966), ties by the hypergeometric variance. `by` is Peto's estimate
    of the log hazard ratio with its sign turned, (expected - observed) / variance, with its interval: above 0, things
    last longer now. The interval leaves out 0 exactly where the test is past its 5 % point.
    """
    if not len(now) or not len(before):
        return None
    observed, expected, variance = _log_rank(now, before)
    enough = _enough(len(now), len(before))
    if variance == 0:
        return Change(0.0, None, 1.0, False if enough else None)
    by, half = (expected - observed) / variance, Z_95 / sqrt(variance)
    p = _two_sided((observed - expected) / sqrt(variance))
    return Change(by, (by - half, by + half), p, p < LEVEL if enough else None)


def net_scores(now: tuple[int, int, int], before: tuple[int, int, int]) -> Change | None:
    """Two net promoter scores, each (promoters, detractors, n), in points; None where either has no answers.

    The variances of the two scores (definitions 6) add up; the interval is cut at -200 and 200, where the scale ends.
    """
    if not now[2] or not before[2]:
        return None
    by = _net(now) - _net(before)
    half = Z_95 * sqrt(_net_variance(now) + _net_variance(before))
    interval = (max(-200.0, by - half), min(200.0, by + half))
    moved = not interval[0] <= 0 <= interval[1]
    return Change(by, interval, None, moved if _enough(now[2], before[2]) else None)


def means(now: Array, before: Array) -> Change | None:
    """Two means, by Welch's test with the degrees of freedom of Welch and Satterthwaite; None where either is empty."""
    if not len(now) or not len(before):
        return None
    by = _mean(now) - _mean(before)
    enough = _enough(len(now), len(before))
    if min(len(now), len(before)) < 2:
        return Change(by, None, None, None)
    a, b = _variance(now) / len(now), _variance(before) / len(before)
    if a + b == 0:
        return Change(by, (by, by), 0.0 if by else 1.0, bool(by) if enough else None)
    freedom = (a + b) ** 2 / (a * a / (len(now) - 1) + b * b / (len(before) - 1))
    half = _t_point(freedom) * sqrt(a + b)
    p = _t_two_sided(by / sqrt(a + b), freedom)
    return Change(by, (by - half, by + half), p, p < LEVEL if enough else None)


def mean_interval(values: Array) -> tuple[float, float] | None:
    """Student's 95 % interval of a mean; None for fewer than two values."""
    if len(values) < 2:
        return None
    half = _t_point(len(values) - 1) * sqrt(_variance(values) / len(values))
    return _mean(values) - half, _mean(values) + half


def counts(now: int, before: int) -> Change | None:
    """Two counts of stretches of the same length, taken as Poisson; None for nothing in either.

    Given their sum, the one is binomial with one half: twice its smaller tail is exact (Przyborowski and Wilenski, 1940).
    It is the sum that has to be 30.
    """
    both = now + before
    if not both:
        return None
    scale = lgamma(both + 1) - both * log(2)
    tail = sum(exp(scale - lgamma(i + 1) - lgamma(both - i + 1)) for i in range(min(now, before) + 1))
    p = min(1.0, 2 * tail)
    return Change(float(now - before), None, p, p < LEVEL if both >= ENOUGH else None)


def _enough(*sizes: int) -> bool:
    return min(sizes) >= ENOUGH


def _two_sided(z: float) -> float:
    """Of the standard normal: how likely something at least as far from 0 is."""
    return erfc(abs(z) / sqrt(2))


def _log_rank(now: Lasting, before: Lasting) -> tuple[float, float, float]:
    """The events seen now, those expected if both were one, and the variance of the difference."""
    t = np.unique(np.concatenate([now.seconds[now.ended], before.seconds[before.ended]]))
    (ended, at_risk), (ended_before, at_risk_before) = _at_risk(now, t), _at_risk(before, t)
    events, all_at_risk = ended + ended_before, at_risk + at_risk_before
    share = at_risk / all_at_risk
    spread = events * share * (1 - share) * (all_at_risk - events) / np.maximum(all_at_risk - 1, 1)
    return float(ended.sum()), float((events * share).sum()), float(spread.sum())


def _at_risk(observed: Lasting, t: Array) -> tuple[Array, Array]:
    """At each instant, how many ended, and how many had lasted so long."""
    ended = np.sort(observed.seconds[observed.ended])
    ends = np.searchsorted(ended, t, side="right") - np.searchsorted(ended, t)
    return ends, len(observed) - np.searchsorted(np.sort(observed.seconds), t)


def _net(score: tuple[int, int, int]) -> float:
    promoters, detractors, n = score
    return 100 * (promoters - detractors) / n


def _net_variance(score: tuple[int, int, int]) -> float:
    """In points squared."""
    promoters, detractors, n = score
    p, d = promoters / n, detractors / n
    return 100 * 100 * ((p + d) - (p - d) ** 2) / n


def _mean(values: Array) -> float:
    return float(np.mean(values))


def _variance(values: Array) -> float:
    return float(np.var(values, ddof=1))


def _t_two_sided(t: float, freedom: float) -> float:
    """Of Student's t: how likely something at least as far from 0 is."""
    return _beta_share(freedom / (freedom + t * t), freedom / 2, 0.5)


def _t_point(freedom: float) -> float:
    """Student's 97.5 % point, by Newton's method: from the normal one, which is less, it only climbs."""
    found = Z_95
    for _step in range(50):
        step = (_t_two_sided(found, freedom) - LEVEL) / (2 * _t_density(found, freedom))
        found += step
        if step < 1e-14 * found:
            break
    return found


def _t_density(t: float, freedom: float) -> float:
    front = lgamma((freedom + 1) / 2) - lgamma(freedom / 2) - log(freedom * pi) / 2
    return exp(front - (freedom + 1) / 2 * log1p(t * t / freedom))


def _beta_share(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b) (Abramowitz and Stegun 26.5.8, by Lentz's method)."""
    if x <= 0 or x >= 1:
        return min(max(x, 0.0), 1.0)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _beta_fraction(x, a, b) / a
    return 1 - front * _beta_fraction(1 - x, b, a) / b


def _beta_fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1 / _not_nothing(1 - (a + b) * x / (a + 1))
    found = d
    for m in range(1, 1000):
        for part in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _not_nothing(1 + part * d)
            c = _not_nothing(1 + part / c)
            found *= c * d
        if abs(c * d - 1) < 1e-14:
            break
    return found


def _not_nothing(value: float) -> float:
    """Lentz's method divides by it."""
    return value if abs(value) > 1e-300 else 1e-300
