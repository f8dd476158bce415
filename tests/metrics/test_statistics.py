"""Intervals, ranks and survival curves."""

from fractions import Fraction
from math import ceil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.statistics import (
    MEDIAN,
    P90,
    Curve,
    Lasting,
    nearest_rank,
    net_interval,
    survival,
    wilson,
)

durations = st.lists(st.integers(0, 50), min_size=1, max_size=40)
observed = st.lists(st.tuples(st.integers(0, 50), st.booleans()), min_size=1, max_size=40)
shares = st.fractions(Fraction(1, 100), 1).filter(bool)

ROUNDING = 1e-9

# --- Intervals --------------------------------------------------------------------------------

# k, n, the interval: the first as definitions 7 has it, the others of the reference desks.
INTERVALS = [
    (3, 8, (0.137, 0.694)),
    (6, 35, (0.08102640053701589, 0.3268228229904496)),
    (0, 1, (0.0, 0.7934506856227626)),
    (1, 1, (0.20654931437723745, 1.0)),
]


@pytest.mark.parametrize(("k", "n", "interval"), INTERVALS)
def test_the_wilson_interval(k, n, interval):
    assert wilson(k, n) == pytest.approx(interval, abs=0.0005)


def test_nothing_of_nothing_has_no_interval():
    assert wilson(0, 0) is None
    assert net_interval(0, 0, 0) is None


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_wilson_interval_holds_the_rate_and_stays_a_share(rate):
    k, n = rate
    low, high = wilson(k, n)
    assert 0 <= low <= high <= 1
    assert low - ROUNDING <= k / n <= high + ROUNDING


# Promoters, detractors, n, the interval: score ± 1.96 standard errors, worked out by hand, cut where the scale ends.
NETS = [
    (0, 1, 2, (-100, 19.295191217483897)),
    (9, 0, 10, (71.4061491, 100)),
    (5, 3, 10, (-34.0324, 74.0324)),  # 20 ± 196.0 * sqrt((0.8 - 0.04) / 10)
    (50, 30, 100, (2.9134, 37.0866)),  # ten times as many: narrower by the root of ten
    (1, 1, 2, (-100, 100)),  # 0 ± 196.0 * sqrt(1 / 2) = 138.6
    (0, 3, 3, (-100, -100)),  # all agree: nothing is spread
    (3, 0, 3, (100, 100)),
    (0, 0, 7, (0, 0)),
]


@pytest.mark.parametrize(("promoters", "detractors", "n", "interval"), NETS)
def test_the_net_interval(promoters, detractors, n, interval):
    assert net_interval(promoters, detractors, n) == pytest.approx(interval, abs=0.0005)


answers = st.integers(0, 300)


@given(answers, answers, answers)
def test_the_net_interval_holds_the_score_and_stays_on_its_scale(promoters, passives, detractors):
    n = promoters + passives + detractors
    if n == 0:
        return
    low, high = net_interval(promoters, detractors, n)
    assert -100 <= low <= high <= 100
    assert low - ROUNDING <= 100 * (promoters - detractors) / n <= high + ROUNDING


# --- Survival ---------------------------------------------------------------------------------

# definitions 7: closed 2, 3, 5, 8, 13 h; open 30, 60, 144, 200, 300 h.
STORY = [(hours, True) for hours in (2, 3, 5, 8, 13)] + [(hours, False) for hours in (30, 60, 144, 200, 300)]


def test_open_tickets_count_as_at_least_this_long():
    curve = survival(Lasting.of(STORY))
    assert curve.quantile(MEDIAN) == 13
    assert curve.quantile(P90) is None
    assert nearest_rank([hours for hours, closed in STORY if closed], MEDIAN) == 5


def test_what_is_closed_at_an_instant_is_closed_before_another_is_cut_off():
    assert [step.share for step in survival(Lasting.of([(5, True), (5, False)]))] == [Fraction(1, 2)]


def test_shares_are_exact():
    """Of floats, ten tenths taken away would leave a rest."""
    curve = survival(Lasting.of([(t, True) for t in range(10)]))
    assert [step.share for step in curve] == [Fraction(9 - t, 10) for t in range(10)]
    assert curve.quantile(Fraction(1, 10)) == 0


def test_a_share_that_is_a_hair_above_is_not_low_enough():
    """Half of two thousand million and one is left, and one more: to nine digits that is a half."""
    curve = Curve(np.array([1, 2]), np.array([2_000_000_001, 1_000_000_001]), np.array([1_000_000_000, 1]))
    assert curve.quantile(MEDIAN) == 2


@given(durations, shares)
def test_without_censoring_a_quantile_is_the_nearest_rank(values, q):
    assert survival(Lasting.of((value, True) for value in values)).quantile(q) == nearest_rank(values, q)


@given(durations, shares)
def test_the_nearest_rank_is_the_smallest_value_that_enough_do_not_exceed(values, q):
    found = nearest_rank(values, q)
    assert sum(value <= found for value in values) >= ceil(q * len(values))
    assert sum(value < found for value in values) < ceil(q * len(values))


@given(observed)
def test_the_curve_only_falls(pairs):
    curve = survival(Lasting.of(pairs))
    assert [step.share for step in curve] == sorted({step.share for step in curve}, reverse=True)
    assert [step.t for step in curve] == sorted({duration for duration, ended in pairs if ended})


@given(observed)
def test_counting_the_open_ones_never_shortens_a_quantile(pairs):
    closed = [duration for duration, ended in pairs if ended]
    for q in (MEDIAN, P90):
        with_open = survival(Lasting.of(pairs)).quantile(q)
        assert with_open is None or with_open >= nearest_rank(closed, q)


@given(observed, st.integers(0, 60))
def test_a_share_holds_until_the_next_step(pairs, t):
    steps = [step for step in survival(Lasting.of(pairs)) if step.t <= t]
    assert survival(Lasting.of(pairs)).share_after(t) == (steps[-1].share if steps else 1)


@given(observed, shares.filter(lambda q: q < 1))
def test_a_quantile_lies_in_its_interval(pairs, q):
    curve = survival(Lasting.of(pairs))
    found, interval = curve.quantile(q), curve.interval(q)
    if found is not None:
        low, high = interval
        assert low <= found
        assert high is None or found <= high
    for bound in interval or ():
        assert bound is None or bound in {duration for duration, ended in pairs if ended}


def test_more_tickets_make_the_interval_narrower():
    few, many = ([(t, True) for t in range(100) for _ in range(times)] for times in (1, 20))
    (a, b), (c, d) = (survival(Lasting.of(pairs)).interval(MEDIAN) for pairs in (few, many))
    assert a < c <= d < b


def test_an_interval_of_which_the_curve_tells_no_end_says_so():
    assert survival(Lasting.of([(1, True), (2, False)])).interval(MEDIAN) == (1, None)
    assert survival(Lasting.of([(2, False)])).interval(MEDIAN) is None
