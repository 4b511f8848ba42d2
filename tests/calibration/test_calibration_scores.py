"""Scores against hand-worked cases and an independent implementation."""

import numpy as np
import pytest
import scoringrules

from workbench.calibration import scores

RNG = np.random.default_rng(0)
LEVELS = np.round(np.arange(1, 20) * 0.05, 2)


def test_pinball_agrees_with_scoringrules():
    y, q = RNG.normal(size=50), np.sort(RNG.normal(size=(50, 19)), axis=1)
    theirs = np.mean([scoringrules.quantile_score(y, q[:, i], p) for i, p in enumerate(LEVELS)], axis=0)
    np.testing.assert_allclose(scores.pinball(y, q, LEVELS), theirs)


def test_interval_score_agrees_with_scoringrules_and_by_hand():
    y, low = RNG.normal(size=50), RNG.normal(-1, 0.3, 50)
    high = low + 2
    np.testing.assert_allclose(scores.interval_score(y, low, high, level=0.8), scoringrules.interval_score(y, low, high, 0.2))
    one = scores.interval_score(np.array([12.0]), np.array([4.0]), np.array([10.0]), level=0.9)  # 6 + (2/.1)·2
    assert one == pytest.approx([46.0])


def test_crps_agrees_with_scoringrules():
    y, draws = RNG.normal(size=30), RNG.normal(size=(30, 101))
    np.testing.assert_allclose(scores.crps(y, draws), scoringrules.crps_ensemble(y, draws), rtol=1e-10)


def test_pit_is_exact_inside_in_tails_and_on_atoms():
    q = np.tile([1.0, 2.0, 2.0, 2.0, 4.0], (5, 1))
    levels = [0.1, 0.3, 0.5, 0.7, 0.9]
    low, high = scores.pit_bounds(np.array([0.5, 1.5, 2.0, 3.0, 9.0]), q, levels)
    np.testing.assert_allclose(low, [0.0, 0.2, 0.2, 0.8, 0.9])
    np.testing.assert_allclose(high, [0.1, 0.2, 0.8, 0.8, 1.0])


def test_a_right_forecast_has_even_pit_and_right_coverage():
    n = 20_000
    levels = np.round(np.arange(1, 200) * 0.005, 3)
    z = RNG.normal(size=n)
    from scipy import stats

    q = np.tile(stats.norm.ppf(levels), (n, 1))
    low, high = scores.pit_bounds(z, q, levels)
    for level in (0.5, 0.8, 0.9):
        assert scores.coverage(low, high, level) == pytest.approx(level, abs=0.01)
    u = RNG.uniform(low, high)
    assert stats.kstest(u, "uniform").pvalue > 0.01


def test_coverage_counts_an_atom_in_proportion():
    # half the mass on 0: a forecast that says so holds exactly its level
    levels = np.round(np.arange(1, 20) * 0.05, 2)
    y = np.r_[np.zeros(50), np.linspace(0.01, 0.99, 50)]
    q = np.tile(np.where(levels <= 0.5, 0.0, (levels - 0.5) / 0.5), (100, 1))
    low, high = scores.pit_bounds(y, q, levels)
    assert scores.coverage(low, high, 0.8) == pytest.approx(0.8, abs=0.02)


def test_standardised_accuracy_by_hand():
    # actuals 1, 2, 4: mean difference of pairs (1 + 3 + 2)/3 = 2; errors 0, 1, 1: MAR 2/3
    assert scores.standardised_accuracy(np.array([1.0, 2, 4]), np.array([1.0, 3, 5])) == pytest.approx(2 / 3)
    assert scores.standardised_accuracy(np.array([2.0, 2]), np.array([3.0, 3])) == 0.0


def test_block_bootstrap_is_wider_for_clustered_values():
    rng = np.random.default_rng(3)
    walk = np.repeat(rng.normal(size=40), 25)
    shuffled = rng.permutation(walk)
    wide, narrow = (np.subtract(*scores.block_bootstrap(v, np.random.default_rng(0))[::-1]) for v in (walk, shuffled))
    assert wide > 2 * narrow
