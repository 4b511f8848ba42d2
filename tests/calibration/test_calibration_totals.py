"""Totals of several tasks."""

import numpy as np
import pandas as pd
import pytest

from workbench import calibration
from workbench.calibration.shocks import shares
from workbench.calibration.totals import independent

LEVELS = np.round(np.arange(1, 40) * 0.025, 3)


@pytest.fixture(scope="module")
def model(tasks_of, as_of):
    return calibration.fit(tasks_of(1500), as_of=as_of)


def test_one_tasks_total_is_its_own_forecast(model, tasks_of):
    new = tasks_of(1, seed=3)
    np.testing.assert_array_equal(model.total(new, LEVELS, rng=np.random.default_rng(0)), model.quantiles(new, LEVELS)[0])


def test_no_tasks_need_nothing(model, tasks_of):
    assert model.total(tasks_of(0), LEVELS, rng=np.random.default_rng(0)).tolist() == [0.0] * 39


def test_the_same_generator_gives_the_same_total(model, tasks_of):
    new = tasks_of(30, seed=3)
    a, b = (model.total(new, LEVELS, rng=np.random.default_rng(7)) for _ in range(2))
    np.testing.assert_array_equal(a, b)


def test_errors_of_many_tasks_cancel_in_part(model, tasks_of):
    width = {}
    for k in (1, 10, 300):
        new = pd.concat([tasks_of(1, seed=3)] * k)
        low, high = model.total(new, [0.1, 0.9], rng=np.random.default_rng(0))
        width[k] = np.log(high / low)
    assert width[1] > width[10] > width[300] > 0.1


def test_a_shared_shock_is_found_where_there_is_one(as_of):
    rng = np.random.default_rng(5)
    n, per = 3000, 50
    month = np.arange(n) // per
    day = pd.Timestamp("2024-01-01") + pd.to_timedelta(month * 10, unit="D")
    noise = rng.normal(0, 0.3, n)
    base = pd.DataFrame(
        {
            "project_id": "A",
            "estimator": "ana",
            "kind": "bug",
            "estimate": 4.0,
            "estimated_on": day,
            "finished_on": day + pd.Timedelta(days=3),
        }
    )
    calm = calibration.fit(base.assign(actual=4 * np.exp(noise)), as_of=as_of)
    shaken = calibration.fit(base.assign(actual=4 * np.exp(noise + rng.normal(0, 0.4, n // per)[month])), as_of=as_of)
    assert shaken.shocks.variances.sum() > 0.06
    assert calm.shocks.variances.sum() < 0.02


def test_shares_of_a_hand_worked_case():
    mean = np.array([2.0, 2.0, 4.0])  # shares ¼ ¼ ½: Σ² = 6/16
    g, effective = shares(mean, np.array(["P", "P", "Q"]), np.array(["a", "b", "c"]))
    assert g == pytest.approx([1 - 6 / 16, 8 / 16 - 6 / 16, 0])
    assert effective == pytest.approx(16 / 6)


def test_independent_sums_have_the_mean_and_variance_of_the_parts():
    rng = np.random.default_rng(0)
    grid = rng.gamma(2, 3, (40, 100))
    total = independent(grid, np.random.default_rng(1))
    assert total.mean() == pytest.approx(grid.mean(1).sum(), rel=0.01)
    assert total.var() == pytest.approx(grid.var(1).sum(), rel=0.06)
