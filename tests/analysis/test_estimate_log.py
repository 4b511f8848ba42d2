"""Re-estimation, the quality factor, the cone, learning, ranges and open work against hand-worked cases."""

import numpy as np
import pandas as pd
import pytest

from workbench.analysis import accuracy, censored, learning, progress, ranges, reestimation
from workbench.tables import NotEnoughEvidence, Tables

DAY = pd.Timestamp("2026-03-02")


def days(*numbers):
    return [pd.NaT if n is None else DAY + pd.Timedelta(days=n) for n in numbers]


def one_task(actual, log, *, start=0, finish=9, unit="hours") -> Tables:
    tasks = pd.DataFrame(
        {
            "project_id": "P",
            "task_id": ["1"],
            "status_class": "done",
            "actual": [actual],
            "actual_unit": "hours",
            "started_on": days(start),
            "finished_on": days(finish),
        }
    )
    when, mid = zip(*log, strict=True)
    rows = pd.DataFrame({"project_id": "P", "task_id": "1", "estimated_on": days(*when), "mid": mid, "unit": unit})
    return Tables({"tasks": tasks, "estimates": rows})


@pytest.mark.parametrize(
    ("log", "eqf"),
    [
        ([(-3, 5.0)], 2.0),  # off by 5 of 10 all the time: DeMarco's factor is 1 / mean relative error
        ([(-3, 5.0), (5, 9.0)], 10 * 10 / (5 * 5 + 1 * 5)),
        ([(2, 5.0)], 2.0),  # the first estimate holds from the start
        ([(-3, 5.0), (5, 9.0), (30, 99.0)], 10 * 10 / 30),  # after the finish it is no estimate
        ([(-9, 2.0), (-3, 5.0)], 2.0),  # replaced before the work began
    ],
)
def test_quality_factor_equals_demarco(log, eqf):
    found = reestimation.quality_factors(one_task(10.0, log))
    assert found["eqf"].tolist() == [pytest.approx(eqf)]
    assert found["days"].tolist() == [10]
    assert found["perfect"].tolist() == [False]


def test_an_estimate_that_was_right_throughout_is_perfect_not_a_number():
    found = reestimation.quality_factors(one_task(10.0, [(-1, 10.0)]))
    assert found["perfect"].tolist() == [True]
    assert found["eqf"].isna().all()


def test_a_task_of_one_day_counts_one_day():
    assert reestimation.quality_factors(one_task(10.0, [(0, 8.0)], finish=0))["eqf"].tolist() == [5.0]


def test_points_are_not_held_against_hours():
    assert reestimation.quality_factors(one_task(10.0, [(0, 8.0)], unit="points")).empty


def test_repeating_an_estimate_is_no_reestimation():
    tables = one_task(10.0, [(0, 8.0), (1, 8.0), (2, 9.0), (3, 9.0)])
    assert reestimation.with_reestimations(tables.tasks, tables.estimates)["reestimations"].tolist() == [1]


def many(n=12):
    names = [str(i) for i in range(n)]
    tasks = pd.DataFrame({"project_id": "P", "task_id": names, "status_class": "done", "actual": 10.0, "actual_unit": "hours"})
    tasks = tasks.assign(started_on=DAY, finished_on=DAY + pd.Timedelta(days=9))
    first = pd.DataFrame({"project_id": "P", "task_id": names, "estimated_on": DAY - pd.Timedelta(days=1), "mid": 5.0, "unit": "hours"})
    second = first.head(3).assign(estimated_on=DAY + pd.Timedelta(days=7), mid=[8.0, 4.0, 20.0])
    return Tables({"tasks": tasks, "estimates": pd.concat([first, second], ignore_index=True)})


def test_reestimation_counts_which_way_and_whether_it_helped():
    found = reestimation.reestimation(many())
    assert (found.n, found.changed, found.share, found.up, found.down) == (12, 3, 0.25, 2, 1)
    # 5 → 8 is closer to 10; 5 → 4 further; 5 → 20 is as far off, the other way
    assert (found.closer, found.further) == (1, 1)


def test_quality_takes_perfect_tasks_as_the_best():
    tables = many()
    log = tables.estimates.assign(mid=lambda t: t["mid"].where(t["task_id"] > "3", 10.0))
    found = reestimation.quality(Tables({"tasks": tables.tasks, "estimates": log}))
    assert found.perfect == int((log.drop_duplicates("task_id")["mid"] == 10).sum())
    assert found.n == 12
    assert found.p25 == 2.0


def test_cone_sorts_estimates_by_progress():
    n = 30
    names = [str(i) for i in range(n)]
    actual = np.linspace(5, 20, n)
    tasks = pd.DataFrame({"project_id": "P", "task_id": names, "status_class": "done", "actual": actual, "actual_unit": "hours"})
    tasks = tasks.assign(started_on=DAY, finished_on=DAY + pd.Timedelta(days=8))
    stages = [(-1, np.full(n, 10.0)), (1, (actual + 10) / 2), (8, actual)]
    log = pd.concat(
        [
            pd.DataFrame({"project_id": "P", "task_id": names, "estimated_on": DAY + pd.Timedelta(days=d), "mid": m, "unit": "hours"})
            for d, m in stages
        ],
        ignore_index=True,
    )
    found = progress.cone(Tables({"tasks": tasks, "estimates": log}))
    assert found.stages["n"].tolist() == [n, n, 0, n]
    p10, p90 = np.quantile(actual / 10, [0.1, 0.9])
    assert found.stages["sigma"][0] == pytest.approx(np.log(p90 / p10) / 2.563)
    assert found.stages["sigma"][3] == 0
    assert found.stages["enough"].tolist() == [True, True, False, True]
    assert found.correlation < 0
    assert found.correlation_range.high < 0


def test_quarters_of_a_project():
    tasks = pd.DataFrame({"project_id": "P", "task_id": list("abcde"), "estimated_on": days(0, 30, 55, 99, None)})
    assert progress.with_quarter(tasks)["quarter"].fillna("none").tolist() == [
        "1st quarter",
        "2nd quarter",
        "3rd quarter",
        "4th quarter",
        "none",
    ]


def finished(estimate, actual, **more):
    n = len(actual)
    base = {"status_class": "done", "estimate": estimate, "actual": actual, "estimate_unit": "hours", "actual_unit": "hours"}
    return pd.DataFrame({"project_id": "P", "task_id": [str(i) for i in range(n)]} | base | more)


def test_learning_finds_the_planted_trend():
    rng = np.random.default_rng(6)
    when = pd.date_range("2020-01-01", periods=1200, freq="2D")
    years = np.asarray((when - when[0]).days) / 365.25
    tasks = finished(8.0, 8 * np.exp(0.9 - 0.2 * years + rng.normal(0, 0.1, 1200)), finished_on=when)
    found = learning.over_time(tasks)
    assert found.bias_per_year == pytest.approx(np.exp(-0.2), abs=0.02)
    assert found.bias_range.low < np.exp(-0.2) < found.bias_range.high < 1
    assert found.miss_range.high < 1
    assert found.periods["n"].sum() == found.n == 1200


def test_no_trend_is_claimed_where_there_is_none():
    rng = np.random.default_rng(7)
    when = pd.date_range("2020-01-01", periods=1200, freq="2D")
    found = learning.over_time(finished(8.0, 8 * rng.lognormal(0.2, 0.5, 1200), finished_on=when))
    assert found.miss_range.low < 1 < found.miss_range.high


def test_few_periods_have_no_trend():
    found = learning.over_time(finished(8.0, [8.0] * 30, finished_on=pd.date_range("2026-01-01", periods=30)))
    assert (len(found.periods), found.miss_per_year, found.miss_range) == (1, None, None)


def test_kaplan_meier_equals_the_hand_worked_case():
    # ratios 1 2 2+ 3 4 (and 2+ is open): S = 1·(1−1/5) = .8, (1−1/4) → .6, (1−1/2) → .3, → 0  (Kaplan & Meier 1958)
    tasks = finished(10.0, [10.0, 20, 20, 30, 40], status_class=["done", "done", "doing", "done", "done"])
    found = censored.with_open(tasks, minimum=4)
    assert found.curve["ratio"].tolist() == [1, 2, 3, 4]
    assert found.curve["share"].tolist() == pytest.approx([0.2, 0.4, 0.7, 1.0])
    assert (found.n, found.finished, found.open, found.bias) == (5, 4, 1, 3)
    assert found.quantiles["finished_only"].tolist() == [2, 4, 4]


def test_without_open_work_the_curve_is_the_plain_distribution():
    actual = np.random.default_rng(8).lognormal(2, 1, 50)
    found = censored.with_open(finished(10.0, actual))
    assert found.quantiles["with_open"].tolist() == pytest.approx(found.quantiles["finished_only"].tolist())


def test_open_work_that_overran_raises_the_quantiles():
    tasks = finished(10.0, [10.0] * 20 + [30.0] * 10, status_class=["done"] * 20 + ["doing"] * 10)
    found = censored.with_open(tasks).quantiles.set_index("level")
    assert found.loc[0.5, "with_open"] == 1
    assert np.isnan(found.loc[0.8, "with_open"])  # a third of the work is beyond three times its estimate and still open
    assert found.loc[0.8, "finished_only"] == 1


def test_width_and_what_the_ranges_had_to_be():
    tasks = finished(8.0, np.arange(9.0, 29.0, 2), estimate_low=6.0, estimate_high=np.arange(9.0, 19.0), level=0.8)
    found = ranges.width(tasks)
    assert (found.n, found.median, found.correlation) == (10, 0.9375, 1.0)
    # (A − E) ÷ (high − E): 1, 3/2, 5/3 … 19/10; the ⌈11·.8⌉ = 9th smallest
    assert found.needed == pytest.approx(17 / 9)


def test_range_of_a_rank_correlation_equals_fieller_1957():
    rng = np.random.default_rng(9)
    width = rng.uniform(1, 4, 50)
    tasks = finished(8.0, 8 * np.exp(rng.normal(0, 0.3, 50)), estimate_low=8 - width / 2, estimate_high=8 + width / 2)
    found = ranges.width(tasks)
    half = 1.959964 * np.sqrt(1.06 / 47)
    assert found.correlation_range.low == pytest.approx(np.tanh(np.arctanh(found.correlation) - half), abs=1e-6)


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_rows_are_a_normal_answer_for_the_log(n):
    tables = Tables({"tasks": many().tasks.head(n), "estimates": many().estimates.head(n)})
    tasks = finished(8.0, [8.0] * n)
    for answer in (
        reestimation.reestimation(tables),
        reestimation.quality(tables),
        progress.cone(tables),
        learning.over_time(tasks),
        censored.with_open(tasks),
        ranges.width(tasks),
        accuracy.total_ratio(tasks, rng=np.random.default_rng(1)),
        accuracy.round_numbers(tasks),
    ):
        assert isinstance(answer, NotEnoughEvidence)
        assert answer.n <= n
