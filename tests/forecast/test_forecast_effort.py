"""Effort of a backlog."""

import numpy as np
import pandas as pd
import pytest

from workbench import calibration, forecast
from workbench.tables import InputError, SchemaError, empty

AS_OF = pd.Timestamp("2026-01-31")


@pytest.fixture(scope="module")
def model():
    rng = np.random.default_rng(0)
    n = 600
    estimate = np.exp(rng.normal(1.5, 0.8, n))
    tasks = pd.DataFrame(
        {
            "project_id": "A",
            "kind": rng.choice(["bug", "feature"], n),
            "estimate": estimate,
            "estimate_unit": "hours",
            "actual_unit": "hours",
        }
    )
    return calibration.fit(tasks.assign(actual=estimate * np.exp(rng.normal(0.25, 0.5, n))), as_of=AS_OF)


@pytest.fixture
def backlog():
    rng = np.random.default_rng(3)
    return pd.DataFrame(
        {
            "project_id": "B",
            "task_id": [f"B-{i}" for i in range(40)],
            "title": "x",
            "kind": "bug",
            "estimate": np.exp(rng.normal(1.5, 0.8, 40)),
        }
    )


def test_a_backlog_becomes_a_distribution(model, backlog):
    f = forecast.effort(model, backlog, rng=np.random.default_rng(1))
    assert (f.n_tasks, f.unit, f.n_history) == (40, "hours", 600)
    assert f.estimate_sum == pytest.approx(backlog["estimate"].sum())
    assert f.p10 < f.p50 < f.p80 < f.p90
    assert f.contingency == pytest.approx(f.p80 - f.p50)
    assert f.p50 == pytest.approx(backlog["estimate"].sum() * np.exp(0.25 + 0.125), rel=0.15)
    assert f.odds_within(f.quantile(0.37)) == pytest.approx(0.37, abs=0.002)
    assert f.tasks.columns.tolist() == ["task_id", "title", "kind", "estimate", "p10", "p50", "p80", "p90"]
    assert f.p80 < f.tasks["p80"].sum()


def test_one_task_is_its_own_forecast(model, backlog):
    f = forecast.effort(model, backlog.head(1), rng=np.random.default_rng(1))
    assert [f.p10, f.p50, f.p80, f.p90] == pytest.approx(f.tasks.loc[0, ["p10", "p50", "p80", "p90"]].tolist())


def test_what_is_left_out_is_counted(model, backlog):
    status = pd.Series(["todo"] * 40, dtype="str")
    status[:3], status[3:5] = "done", "cancelled"
    messy = backlog.assign(status_class=status, is_rollup=pd.Series([False] * 39 + [True], dtype="boolean"))
    messy.loc[[10, 11], "estimate"] = np.nan
    f = forecast.effort(model, messy, rng=np.random.default_rng(1))
    assert f.n_tasks == 40 - 3 - 2 - 2 - 1
    assert dict(zip(f.left_out["reason"], f.left_out["n"], strict=True)) == {
        "done": 3,
        "cancelled": 2,
        "without an estimate": 2,
        "roll-ups of other tasks": 1,
    }
    clean = forecast.effort(model, messy.drop(index=[0, 1, 2, 3, 4, 10, 11, 39]), rng=np.random.default_rng(1))
    assert clean.p80 == f.p80


def test_an_empty_backlog_needs_nothing(model):
    for nothing in (pd.DataFrame(), empty("tasks")):
        f = forecast.effort(model, nothing, rng=np.random.default_rng(1))
        assert (f.n_tasks, f.p50, f.p90, len(f.tasks)) == (0, 0.0, 0.0, 0)


def test_a_backlog_that_cannot_be_forecast_says_why(model, backlog):
    with pytest.raises(InputError, match="40 without an estimate"):
        forecast.effort(model, backlog.assign(estimate=0.0), rng=np.random.default_rng(1))
    with pytest.raises(SchemaError, match="points"):
        forecast.effort(model, backlog.assign(estimate_unit="points"), rng=np.random.default_rng(1))


def test_levels_are_columns_and_inputs_stay(model, backlog):
    before = backlog.copy(deep=True)
    f = forecast.effort(model, backlog, rng=np.random.default_rng(1), levels=(0.05, 0.5, 0.95))
    assert f.tasks.columns.tolist()[-3:] == ["p5", "p50", "p95"]
    pd.testing.assert_frame_equal(backlog, before)


def test_a_declared_task_table_without_history_works():
    tasks = empty("tasks")
    tasks = pd.concat([tasks, pd.DataFrame({"project_id": ["P"], "task_id": ["1"], "estimate": [5.0]})]).astype(tasks.dtypes)
    f = forecast.effort(calibration.fit(empty("tasks"), as_of=AS_OF), tasks, rng=np.random.default_rng(1))
    assert f.p10 < 5 < f.p90
