"""Running projects: what was known on a day, effort still to come, growth, pace, and the walk through the past."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workbench import calibration, forecast
from workbench.forecast.pace import days_to_do, weekly
from workbench.forecast.remaining import Shown, remaining_effort, shown_so_far, still_to_come
from workbench.tables import TABLES, InputError, NotEnoughEvidence, Tables, check

FOLDER = Path(__file__).resolve().parents[2] / "sample_data"
TODAY = pd.Timestamp("2025-12-31")


@pytest.fixture(scope="module")
def portfolio() -> Tables:
    names = ("projects", "tasks", "worklogs")
    paths = {name: FOLDER / f"{name}.csv" for name in TABLES if name in names}
    paths = {name: p if p.exists() else p.with_suffix(".csv.gz") for name, p in paths.items()}
    return check({name: pd.read_csv(p, dtype=str, keep_default_na=False) for name, p in paths.items()}, as_of=TODAY).accepted


@pytest.fixture(scope="module")
def fit(portfolio: Tables) -> calibration.Calibration:
    return calibration.fit(calibration.of_units(portfolio.tasks, "hours", "hours"), as_of=TODAY)


def test_the_effort_still_to_come_by_hand():
    even = np.arange(1.0, 101)[None, :]
    assert (still_to_come(even, np.array([0.0])) == even).all()
    assert (still_to_come(even, np.array([np.nan])) == even).all()
    left = still_to_come(even, np.array([50.0]))
    assert left.min() > 0
    assert left.max() <= 50.5
    assert (np.diff(left) >= 0).all()
    beyond = still_to_come(even, np.array([500.0]))  # far beyond what was thought possible: it still takes something
    assert (beyond > 0).all()
    assert np.isfinite(beyond).all()


def test_nothing_spent_gives_the_total_of_the_calibration(fit: calibration.Calibration):
    tasks = pd.DataFrame({"estimate": [8.0, 4.0, 16.0], "estimate_unit": "hours"})
    rng = np.random.default_rng(1)
    draws = remaining_effort(fit, tasks, spent=np.zeros(3), shown=Shown(0, 0.0, 1.0), rng=rng)
    total = fit.total(tasks, [0.1, 0.5, 0.9], rng=np.random.default_rng(1))
    assert np.quantile(draws, [0.1, 0.5, 0.9]) == pytest.approx(total, rel=0.02)
    one = remaining_effort(fit, tasks.head(1), spent=np.zeros(1), shown=Shown(0, 0.0, 1.0), rng=rng)
    assert np.quantile(one, [0.25, 0.75]) == pytest.approx(fit.quantiles(tasks.head(1), [0.25, 0.75])[0], rel=0.03)
    assert remaining_effort(fit, tasks.head(0), spent=np.zeros(0), shown=Shown(0, 0.0, 1.0), rng=rng).sum() == 0


def test_what_a_project_has_shown_moves_what_is_to_come(fit: calibration.Calibration):
    done = pd.DataFrame({"estimate": [8.0] * 40, "actual": [24.0] * 40, "estimate_unit": "hours"})
    slow = shown_so_far(fit, done, rng=np.random.default_rng(1))
    quick = shown_so_far(fit, done.assign(actual=4.0), rng=np.random.default_rng(1))
    assert quick.shift < 0 < slow.shift
    assert 0 <= slow.left <= 1


def test_as_seen_knows_nothing_later(portfolio: Tables):
    day = pd.Timestamp("2024-06-30")
    seen = forecast.as_seen(portfolio, day)
    assert seen["finished_on"].max() < day + pd.Timedelta(days=1)
    assert seen["started_on"].max() < day + pd.Timedelta(days=1)
    logs = portfolio.worklogs[portfolio.worklogs["day"] <= day].groupby(["project_id", "task_id"])["hours"].sum()
    doing = seen[(seen["status_class"] == "doing") & (seen["project_id"] != "APP-1")].set_index(["project_id", "task_id"])
    assert len(doing) > 3
    assert doing["actual"].tolist() == pytest.approx(logs.reindex(doing.index).fillna(0.0).tolist())
    later = portfolio.tasks["finished_on"] >= day + pd.Timedelta(days=1)
    future = portfolio.tasks.assign(actual=portfolio.tasks["actual"].mask(later, 1e6))
    again = forecast.as_seen(Tables({"tasks": future, "worklogs": portfolio.worklogs}), day)
    pd.testing.assert_series_equal(again["actual"], seen["actual"])


def test_growth_by_hand():
    day = pd.Timestamp("2026-01-01")

    def project(name: str, extra: float) -> pd.DataFrame:
        done = [day + pd.Timedelta(days=10 * k) for k in (1, 2, 3)]
        known = [day, day, day + pd.Timedelta(days=15)]
        return pd.DataFrame(
            {"project_id": name, "estimate": [10.0, 10.0, extra], "added_on": known, "finished_on": done, "status_class": "done"}
        )

    tasks = pd.concat([project(str(i), extra) for i, extra in enumerate((2.0, 4.0, 6.0, 8.0))])
    found = forecast.growth(tasks, 0.5, closed=list("0123"))  # half of 20 done at day 10; 10 open; 12, 14, 16, 18 came
    assert found.ratios == pytest.approx([1.2, 1.4, 1.6, 1.8])
    assert isinstance(forecast.growth(tasks, 0.5, closed=list("012")), NotEnoughEvidence)


def test_days_at_an_even_pace_and_with_neighbours_alike():
    assert days_to_do(np.array([0.0, 5.0, 20.0]), np.full(8, 5.0), rng=np.random.default_rng(1)).tolist() == [0.0, 7.0, 28.0]
    need = np.full(4000, 60.0)
    alone = days_to_do(need, np.array([1.0, 9.0] * 12), rng=np.random.default_rng(1))
    blocks = days_to_do(need, np.repeat([1.0, 9.0, 1.0, 9.0], 6), rng=np.random.default_rng(1))
    assert np.ptp(np.quantile(blocks, [0.1, 0.9])) > np.ptp(np.quantile(alone, [0.1, 0.9]))


@pytest.mark.parametrize("way", ["tasks", "estimate", "items"])
def test_running_projects_of_the_sample(portfolio: Tables, fit: calibration.Calibration, way: str):
    truth = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))["running"]
    for name, known in truth.items():
        seen = forecast.running(portfolio, name, rng=np.random.default_rng(1), calibration=fit, way=way, as_of=TODAY)
        assert seen.open_tasks >= known["open_tasks_known"]
        assert seen.finish_on(0.02) <= pd.Timestamp(known["finished_on"]) <= seen.finish_on(0.98), name
        assert seen.still(0.1) <= seen.still(0.5) <= seen.still(0.9)
        assert seen.odds_by(seen.finish_on(0.8)) >= 0.8
        assert seen.by_week()["odds"].is_monotonic_increasing
        if way == "tasks":
            assert seen.odds_within(seen.done + known["hours_after_today_in_all"]) > 0.02
    one, two = (forecast.running(portfolio, "SHOP-1", rng=np.random.default_rng(3), way="items").remaining for _ in range(2))
    assert (one == two).all()


@pytest.mark.parametrize("way", ["tasks", "estimate"])
def test_estimates_in_two_units_are_not_added_up(portfolio: Tables, fit: calibration.Calibration, way: str):
    own = portfolio.tasks["project_id"].eq("SHOP-1")
    done, open_ = (np.flatnonzero(own & portfolio.tasks["status_class"].isin(s)) for s in (["done"], ["todo", "doing"]))
    other = portfolio.tasks.index[np.r_[done[:40], open_[:4]]]
    units = portfolio.tasks["estimate_unit"].astype("str").mask(portfolio.tasks.index.isin(other), "points")
    mixed = Tables(dict(portfolio) | {"tasks": portfolio.tasks.assign(estimate_unit=units)})
    without = Tables(dict(portfolio) | {"tasks": portfolio.tasks.drop(other)})
    given = {"calibration": fit, "way": way, "as_of": TODAY}
    found, pure = (forecast.running(t, "SHOP-1", rng=np.random.default_rng(1), **given) for t in (mixed, without))
    assert (found.unit, found.left_out, found.open_tasks) == ("hours", pure.left_out + 4, pure.open_tasks + 4)
    assert found.finished == pure.finished + 40
    assert found.still(0.5) == pytest.approx(pure.still(0.5), rel=0.02)
    assert found.done == pytest.approx(pure.done)


def test_refusals(portfolio: Tables):
    assert isinstance(forecast.running(portfolio, "PAY-1", rng=np.random.default_rng(1), way="items"), NotEnoughEvidence)
    assert isinstance(forecast.running(Tables(), "P", rng=np.random.default_rng(1), way="items"), NotEnoughEvidence)
    with pytest.raises(InputError):
        forecast.running(portfolio, "SHOP-1", rng=np.random.default_rng(1))
    lone = forecast.running(portfolio.of("SHOP-1"), "SHOP-1", rng=np.random.default_rng(1), way="items", as_of=pd.Timestamp("2025-06-02"))
    assert isinstance(lone.days, NotEnoughEvidence)
    assert lone.growth is None
    assert len(weekly(Tables(), "P", of="items", as_of=TODAY)) == 0
    assert isinstance(forecast.backtest_running(Tables(), rng=np.random.default_rng(1)), NotEnoughEvidence)
    assert isinstance(forecast.compare_ways(NotEnoughEvidence(0, 4, "projects"), rng=np.random.default_rng(1)), NotEnoughEvidence)


@pytest.mark.slow
def test_ranges_of_running_projects_hold(portfolio: Tables):
    proof = forecast.backtest_running(portfolio, rng=np.random.default_rng(1))
    scores = proof.table.set_index("way")
    assert proof.n == 25
    for way in ("tasks", "estimate", "items"):
        assert 0.7 <= scores.loc[way, "held"] <= 0.93, way
        assert scores.loc[way, "pinball"] < scores.loc["even pace", "pinball"]
        assert scores.loc[way, "error"] < scores.loc["even pace", "error"]
    assert 0.65 <= scores.loc["tasks", "total_held"] <= 0.93
    compared = forecast.compare_ways(proof, rng=np.random.default_rng(1))
    assert compared.low <= compared.loss_other - compared.loss_one <= compared.high
    assert compared.better in ("estimate", "items", None)
