"""Error measures against cases worked by hand, each with its source."""

import math

import numpy as np
import pytest

from workbench.analysis import errors, intervals
from workbench.tables import InputError


def test_balanced_errors_equal_miyazaki_1994():
    actual, estimate = [12, 8, 8], [8, 12, 8]
    assert errors.balanced_error(actual, estimate).tolist() == [0.5, -0.5, 0]
    assert errors.inverted_balanced_error(actual, estimate) == pytest.approx([1 / 3, -1 / 3, 0])


def test_log_ratio():
    assert errors.log_ratio([16, 4], [8, 8]) == pytest.approx([math.log(2), -math.log(2)])


def test_lsd_equals_foss_2003():
    # e = 0, ln 2, −ln 2: s² = ln²2; LSD² = ((s²/2)² + (ln 2 + s²/2)² + (−ln 2 + s²/2)²) / 2 = ln²2 + 3·(s²/2)²/2
    s2 = math.log(2) ** 2
    assert errors.log_standard_deviation([8, 16, 4], [8, 8, 8]) == pytest.approx(math.sqrt(s2 + 1.5 * (s2 / 2) ** 2))
    assert errors.log_standard_deviation([8], [8]) is None


@pytest.mark.parametrize(("with_self", "expected"), [(True, 2 / 9 * 6), (False, 2 / 6 * 6)])
def test_mar_p0_equals_langdon_2016_and_shepperd_2012(with_self, expected):
    # |1−2| + |1−4| + |2−4| = 6
    assert errors.random_guess_error([4, 1, 2], with_self=with_self) == pytest.approx(expected)


def test_mar_p0_equals_the_sum_over_all_pairs():
    a = np.random.default_rng(1).lognormal(2, 1, 60)
    every = np.abs(a[:, None] - a[None, :])
    assert errors.random_guess_error(a) == pytest.approx(every.mean())
    assert errors.random_guess_error(a, with_self=False) == pytest.approx(every.sum() / (60 * 59))


@pytest.mark.parametrize("with_self", [True, False])
def test_guessing_runs_agree_with_the_exact_value(with_self):
    rng = np.random.default_rng(2)
    actual = rng.lognormal(2, 1, 40)
    found = errors.standardised_accuracy(actual, actual * 1.5, rng=rng, runs=4000, with_self=with_self)
    exact = errors.random_guess_error(actual, with_self=with_self)
    assert found.value == pytest.approx(1 - actual.mean() * 0.5 / exact)
    # guessing itself has a standardised accuracy of 0, its best 5 % of runs somewhat more
    assert 0 < found.guess_5 < 0.5
    assert found.effect == pytest.approx(found.value * exact / (found.guess_5 * exact / 1.645), rel=0.25)


def test_equal_actuals_have_no_standardised_accuracy():
    assert errors.standardised_accuracy([5, 5, 5], [4, 5, 6], rng=np.random.default_rng(1)) is None


def test_a12_equals_vargha_delaney_2000():
    # pairs (1,2) (1,3) (2,3) smaller, (2,2) a tie: (3 + ½) / 4
    assert errors.probability_better([1, 2], [2, 3]) == 0.875
    assert errors.probability_better([2, 3], [1, 2]) == 0.125
    assert errors.probability_better([1, 2], [1, 2]) == 0.5
    assert errors.probability_better([], [1]) is None


def test_mre_comes_with_its_warning():
    # MRE: 2/10, 8/8; MER: 2/8, 8/16 (Conte, Dunsmore & Shen 1986)
    found = errors.relative_error([10, 8], [8, 16])
    assert (found.mean_mre, found.median_mre, found.mean_mer, found.within_25) == (0.6, 0.6, 0.375, 0.5)
    assert "too low" in found.warning


def test_exactly_a_quarter_off_is_within():
    assert errors.relative_error([0.4, 1.2, 4.4], [0.3, 0.9, 3.3]).within_25 == 1


@pytest.mark.parametrize("actual", [[0, 1], [-1, 1], [np.nan, 1]])
def test_efforts_that_have_no_ratio_are_refused(actual):
    with pytest.raises(InputError, match="0 or less"):
        errors.log_ratio(actual, [1, 1])


def test_pairs_of_different_length_are_refused():
    with pytest.raises(InputError, match="2 actuals arrived with 1 estimates"):
        errors.balanced_error([1, 2], [1])


def test_order_statistics_hold_the_median_as_often_as_they_say():
    # n = 10: P(2 ≤ B ≤ 8) with B ~ Bin(10, ½) = 1 − 22/1024 ≥ 95 %, one rank less on each side would hold 89 %
    found = intervals.quantile(range(1, 11), 0.5)
    assert (found.low, found.high) == (2, 9)
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(2000):
        some = intervals.quantile(rng.exponential(size=40), 0.8)
        held += some.low <= math.log(5) <= some.high
    assert 0.94 <= held / 2000 <= 0.99


def test_the_bootstrap_holds_the_ratio_of_sums():
    rng = np.random.default_rng(4)
    estimate = rng.lognormal(2, 0.5, 200)
    actual = estimate * rng.lognormal(0.2, 0.4, 200)
    small = intervals.ratio_of_sums(actual, estimate, rng=rng)
    assert small.low < actual.sum() / estimate.sum() < small.high
    # the standard error of the linearised ratio, by hand
    ratio = actual.sum() / estimate.sum()
    error = np.sqrt(np.sum((actual - ratio * estimate) ** 2)) / estimate.sum()
    assert (small.high - small.low) / 2 == pytest.approx(1.96 * error, rel=0.1)


def test_large_samples_take_the_linearised_range():
    rng = np.random.default_rng(5)
    estimate = rng.lognormal(2, 0.5, 7_500)
    actual = estimate * rng.lognormal(0.2, 0.4, 7_500)
    wide = intervals.ratio_of_sums(actual, estimate, rng=rng)
    part = intervals.ratio_of_sums(actual[:5_000], estimate[:5_000], rng=rng, draws=400)
    assert (wide.high - wide.low) * np.sqrt(1.5) == pytest.approx(part.high - part.low, rel=0.15)
