"""Our statistics held against libraries that others rely upon: lifelines, statsmodels and scipy, in an environment of their own.

Their curves are floats and ours are fractions: where a curve lies exactly on the share that a quantile asks for, a float may fall
on either side, and the quantile is the smallest time at which it is not above (definitions 6, exact fractions).
"""

import json
import random
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from metrics.statistics import MEDIAN, P90, Lasting, net_interval, survival, wilson

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow

ROUNDING = 1e-9
RATES = [(k, n) for n in (*range(1, 41), 100, 412, 9999) for k in sorted({0, 1, n // 3, n // 2, n - 1, n})]
SCORES = [(p, d, n) for n in (1, 2, 3, 10, 57) for p in range(n + 1) for d in range(n + 1 - p)]

REFERENCE = """
import json, sys
from lifelines import KaplanMeierFitter
from numpy import array
from scipy.stats import norm
from statsmodels.stats.proportion import proportion_confint

asked = json.load(sys.stdin)

def curve(sample):
    fitted = KaplanMeierFitter().fit(*zip(*sample))
    table, shares = fitted.event_table, fitted.survival_function_.iloc[:, 0]
    band = fitted.confidence_interval_survival_function_
    return [
        [int(t), float(shares[t]), int(row.at_risk), int(row.observed), *(float(bound) for bound in band.loc[t])]
        for t, row in table[table.observed > 0].iterrows()
    ]

def net(promoters, detractors, n):
    scores = array([1] * promoters + [-1] * detractors + [0] * (n - promoters - detractors))
    spread = scores.std() / n ** 0.5
    return [100 * float(bound) for bound in norm.interval(0.95, scores.mean(), spread)] if spread else None

print(json.dumps({
    "curves": [curve(sample) for sample in asked["samples"]],
    "rates": [list(map(float, proportion_confint(k, n, alpha=0.05, method="wilson"))) for k, n in asked["rates"]],
    "scores": [net(*score) for score in asked["scores"]],
}))
"""


def samples():
    """500 samples of up to 60 (duration, ended): few different durations, so that many are tied, with what is cut off too."""
    chance = random.Random(20250305)
    for _ in range(500):
        longest, share = chance.choice((3, 10, 40)), chance.choice((0.2, 0.5, 0.8, 1))
        ends = [chance.random() < share for _ in range(chance.randint(1, 60))]
        yield [(chance.randint(0, longest), ended) for ended in ends]


SAMPLES = list(samples())


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    """What the libraries say of all samples, rates and scores."""
    home = tmp_path_factory.mktemp("statistics")
    subprocess.run([sys.executable, "-m", "venv", home], check=True)
    install = [home / "bin/python", "-m", "pip", "install", "--quiet", "--require-hashes", "-r"]
    done = subprocess.run([*install, ROOT / "requirements-statistics.txt"], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"the libraries cannot be installed: {done.stderr[-200:]}")
    asked = json.dumps({"samples": SAMPLES, "rates": RATES, "scores": SCORES})
    program = [home / "bin/python", "-W", "ignore", "-c", REFERENCE]
    done = subprocess.run(program, input=asked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def first(curve, column, share):
    """The first time at which a column of their curve is not above a share."""
    return next((step[0] for step in curve if step[column] <= share + ROUNDING), None)


def test_the_survival_curve_and_its_quantiles_are_those_of_lifelines(reference):
    tied = 0
    for sample, theirs in zip(SAMPLES, reference["curves"], strict=True):
        ours = survival(Lasting.of(sample))
        assert [[step.t, step.at_risk, step.events] for step in ours] == [[t, n, d] for t, _, n, d, *_ in theirs]
        assert [float(step.share) for step in ours] == pytest.approx([step[1] for step in theirs], abs=ROUNDING)
        for q in (MEDIAN, P90, Fraction(1, 4)):
            assert ours.quantile(q) == first(theirs, 1, float(1 - q))
            tied += any(step.share == 1 - q for step in ours)
    assert tied > 50  # many lie exactly on the share that is asked for


def test_the_interval_of_a_quantile_is_where_the_band_of_lifelines_crosses(reference):
    """At the end of a curve that falls to nothing there is no band: ours is the curve itself there."""
    for sample, theirs in zip(SAMPLES, reference["curves"], strict=True):
        band = [step if 0 < step[1] < 1 else [*step[:4], step[1], step[1]] for step in theirs]
        for q in (MEDIAN, P90):
            low, high = (first(band, column, float(1 - q)) for column in (4, 5))
            assert survival(Lasting.of(sample)).interval(q) == (None if low is None else (low, high))


def test_the_wilson_interval_is_that_of_statsmodels(reference):
    for (k, n), theirs in zip(RATES, reference["rates"], strict=True):
        assert wilson(k, n) == pytest.approx(theirs, abs=1e-9)


def test_the_net_interval_is_the_normal_one_of_scipy_cut_where_its_scale_ends(reference):
    for score, theirs in zip(SCORES, reference["scores"], strict=True):
        if theirs is None:  # all say the same: no spread
            promoters, detractors, n = score
            theirs = [100 * (promoters - detractors) / n] * 2
        assert net_interval(*score) == pytest.approx([max(-100, theirs[0]), min(100, theirs[1])], abs=1e-6)
