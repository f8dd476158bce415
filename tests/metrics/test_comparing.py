"""Whether two periods differ by more than noise: against published cases, cases worked by hand, and well-known libraries."""

import random

import pytest

from metrics import comparing
from metrics.comparing import ENOUGH, counts, mean_interval, means, net_scores, rates
from metrics.reports.words import FEW
from metrics.statistics import Lasting


def lives(now, before):
    """Two sets of (duration, ended) compared."""
    return comparing.lives(Lasting.of(now), Lasting.of(before))


# --- Two shares -------------------------------------------------------------------------------

# Newcombe 1998, table II, method 10.
NEWCOMBE = [
    ((56, 70), (48, 80), 0.0524, 0.3339),
    ((9, 10), (3, 10), 0.1705, 0.8090),
    ((6, 7), (2, 7), 0.0582, 0.8062),
    ((5, 56), (0, 29), -0.0381, 0.1926),
    ((0, 10), (0, 20), -0.1611, 0.2775),
    ((10, 10), (0, 20), 0.6791, 1.0),
    ((10, 10), (0, 10), 0.6075, 1.0),
]


@pytest.mark.parametrize(("now", "before", "low", "high"), NEWCOMBE)
def test_two_shares_have_the_published_interval(now, before, low, high):
    assert rates(now, before).interval == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("now", "before", "moved"),
    [((56, 70), (48, 80), True), ((50, 70), (52, 80), False), ((48, 80), (56, 70), True), ((0, 40), (0, 50), False)],
)
def test_a_share_moved_if_the_interval_leaves_out_nothing(now, before, moved):
    assert rates(now, before).moved is moved


@pytest.mark.parametrize(("now", "before"), [((0, 0), (3, 40)), ((3, 40), (0, 0)), ((0, 0), (0, 0))])
def test_of_nothing_of_nothing_no_share_can_be_compared(now, before):
    assert rates(now, before) is None


@pytest.mark.parametrize(("now", "before"), [((29, 29), (0, 100)), ((100, 100), (0, 29))])
def test_of_fewer_than_thirty_nothing_is_said(now, before):
    assert rates(now, before).moved is None
    assert rates((30, 30), (0, 30)).moved is True
    assert ENOUGH == FEW


def test_shares_equal_statsmodels():
    proportion = pytest.importorskip("statsmodels.stats.proportion")
    chance = random.Random(5)
    for _ in range(100):
        n, m = chance.randint(1, 200), chance.randint(1, 200)
        k, j = chance.randint(0, n), chance.randint(0, m)
        low, high = proportion.confint_proportions_2indep(k, n, j, m, method="newcomb", compare="diff")
        assert rates((k, n), (j, m)).interval == pytest.approx((low, high), abs=1e-9)


# --- Two sets of lives ------------------------------------------------------------------------


def lasting(text):
    """Weeks; those with a plus had not ended."""
    return [(int(one.rstrip("+")), not one.endswith("+")) for one in text.split()]


# Freireich and others 1963, remissions of leukaemia: log-rank 16.79, 21 seen where 10.75 were expected.
DRUG = lasting("6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+")
PLACEBO = lasting("1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23")


def test_the_log_rank_test_is_that_of_the_textbooks():
    change = lives(PLACEBO, DRUG)
    assert change.p == pytest.approx(4.17e-5, abs=5e-8)
    assert change.by == pytest.approx((10.7495 - 21) / 6.2570, abs=1e-4)
    assert change.moved is None  # of 21 each


def test_what_lasts_longer_is_above_nothing_whichever_comes_first():
    now, before = lives(DRUG * 2, PLACEBO * 2), lives(PLACEBO * 2, DRUG * 2)
    assert (now.moved, before.moved) == (True, True)
    assert now.by == pytest.approx(-before.by)
    assert now.by > 0
    assert now.interval[0] > 0 > before.interval[1]


def test_the_same_lives_have_not_moved():
    change = lives(DRUG * 2, DRUG * 2)
    assert (change.moved, change.by) == (False, 0)
    assert change.p == pytest.approx(1)


def test_four_lives_by_hand():
    """At 1: 1 of 2 and 2; expected 0.5, variance 0.25. At 2: of 1 and 2; expected 1/3, variance 2/9."""
    change = lives([(1, True), (3, False)], [(2, True), (2, False)])
    variance = 1 / 4 + 2 / 9
    assert change.by == pytest.approx((5 / 6 - 1) / variance)


def test_lives_of_which_none_ended_say_that_nothing_moved():
    open_ones = [(day, False) for day in range(40)]
    assert lives(open_ones, open_ones[:35]).moved is False


@pytest.mark.parametrize(("now", "before"), [([], DRUG), (DRUG, [])])
def test_no_lives_cannot_be_compared(now, before):
    assert lives(now, before) is None


def test_lives_equal_lifelines():
    logrank_test = pytest.importorskip("lifelines.statistics").logrank_test
    for seed in range(50):
        chance = random.Random(seed)
        now, before = (
            [(chance.randint(1, 25), chance.random() < share) for _ in range(chance.randint(5, 80))]
            for share in (0.7, 0.5)
        )
        columns = [[one[place] for one in some] for place in (0, 1) for some in (now, before)]
        assert lives(now, before).p == pytest.approx(logrank_test(*columns).p_value, abs=1e-12)


# --- Scores, means, numbers -------------------------------------------------------------------


def test_two_net_scores_by_hand():
    """30 and -10 points; variances (0.7 - 0.09) / 100 and (0.7 - 0.01) / 100 of shares."""
    change = net_scores((50, 20, 100), (30, 40, 100))
    half = 196 * (0.0061 + 0.0069) ** 0.5
    assert change.by == pytest.approx(40)
    assert change.interval == pytest.approx((40 - half, 40 + half), abs=1e-3)
    assert change.moved is True


def test_two_net_scores_within_noise_or_too_few_or_none():
    assert net_scores((50, 20, 100), (48, 22, 100)).moved is False
    assert net_scores((29, 0, 29), (0, 100, 100)).moved is None
    assert net_scores((29, 0, 29), (0, 0, 0)) is None


def test_a_difference_of_scores_stays_on_its_scale():
    assert net_scores((40, 0, 41), (0, 40, 41)).interval[1] == 200


def test_two_means_by_hand():
    """2.5 and 5, variances 5/3 and 20/3 of 4 each: t = -2.5 / sqrt(25/12), 4.412 degrees of freedom."""
    change = means([1, 2, 3, 4], [2, 4, 6, 8])
    assert change.by == -2.5
    assert change.p == pytest.approx(0.15158050, abs=1e-8)
    assert change.interval == pytest.approx((-6.364167, 1.364167), abs=1e-6)
    assert change.moved is None


def test_two_means_moved_or_did_not():
    assert means([1, 2, 3] * 20, [2, 3, 4] * 20).moved is True
    assert means([1, 2, 3] * 20, [1, 2, 3] * 30).moved is False
    assert means([1.0] * 40, [1.0] * 40).moved is False
    assert means([1.0] * 40, [2.0] * 40).moved is True


def test_means_of_too_little():
    assert means([], [1, 2]) is None
    assert means([1], [1, 2]).moved is None
    assert mean_interval([1]) is None


def test_the_interval_of_a_mean_by_hand():
    """2.5 with 3.182446 standard errors of sqrt(5/12) each way."""
    half = 3.182446 * (5 / 12) ** 0.5
    assert mean_interval([1, 2, 3, 4]) == pytest.approx((2.5 - half, 2.5 + half), abs=1e-5)


def test_means_equal_scipy():
    stats = pytest.importorskip("scipy.stats")
    for seed in range(50):
        chance = random.Random(seed)
        now, before = ([chance.gauss(0, wide) for _ in range(chance.randint(2, 60))] for wide in (1, 3))
        found, theirs = means(now, before), stats.ttest_ind(now, before, equal_var=False)
        assert found.p == pytest.approx(theirs.pvalue, abs=1e-10)
        assert found.interval == pytest.approx(tuple(theirs.confidence_interval()), abs=1e-8)


def test_two_numbers_by_hand():
    """0 and 5 of 5: twice 1/32. 1 and 5 of 6: twice 7/64."""
    assert counts(0, 5).p == pytest.approx(2 / 32)
    assert counts(5, 1).p == pytest.approx(14 / 64)
    assert counts(7, 7).p == 1


@pytest.mark.parametrize(
    ("now", "before", "moved"), [(33, 12, True), (12, 33, True), (20, 22, False), (5, 24, None), (30, 0, True)]
)
def test_a_number_moved_if_chance_would_seldom_do_it(now, before, moved):
    change = counts(now, before)
    assert (change.moved, change.by) == (moved, now - before)


def test_nothing_and_nothing_cannot_be_compared():
    assert counts(0, 0) is None
