"""The proof on unseen work."""

import json

import numpy as np
import pandas as pd
import pytest

from workbench import calibration
from workbench.calibration import Backtest
from workbench.tables import NotEnoughEvidence


@pytest.fixture(scope="module")
def proof(tasks_of):
    return calibration.backtest(tasks_of(1500), rng=np.random.default_rng(1))


def test_the_calibration_holds_what_it_says_and_wins_on_its_own_ground(proof):
    assert proof.best == "calibrated"
    assert proof.hit80 == pytest.approx(0.8, abs=0.04)
    assert proof.habit80 < 0.7
    table = proof.scores.set_index("method")
    assert set(table.index) == {"calibrated", "habit", "ebs", "ebs_person", "lognormal", "no_estimate"}
    assert table.loc["ebs", "relative"] == 1
    assert table.loc["calibrated", "relative"] < 0.97
    assert (table["n"] == proof.n).all()
    assert table.loc["ebs", "lower"] > 0, "the gain over EBS is beyond chance here"
    assert (table["lower"] <= table["difference"] + 1e-12).all()
    assert (table["difference"] <= table["upper"] + 1e-12).all()


def test_pit_is_even(proof):
    assert len(proof.pit) == proof.n
    shares = np.histogram(proof.pit, bins=10, range=(0, 1))[0] / proof.n
    assert shares == pytest.approx(np.full(10, 0.1), abs=0.035)


def test_reliability_is_near_the_diagonal(proof):
    mine = proof.reliability.query("method == 'calibrated'")
    assert (mine["share"] - mine["level"]).abs().max() < 0.05
    assert mine["share"].is_monotonic_increasing


def test_totals_are_scored_too(proof):
    assert set(proof.totals["method"]) == {"calibrated", "ebs", "habit"}
    assert set(proof.totals["size"]) == {10, 30}
    assert proof.totals["cov80"].between(0, 1).all()


def test_it_can_be_stored(proof):
    again = Backtest.from_dict(json.loads(json.dumps(proof.to_dict())))
    assert again.hit80 == proof.hit80
    assert again.best == proof.best
    pd.testing.assert_frame_equal(again.scores, proof.scores)
    pd.testing.assert_frame_equal(again.totals, proof.totals)


def test_the_same_generator_gives_the_same_proof(tasks_of):
    a, b = (calibration.backtest(tasks_of(200), rng=np.random.default_rng(4)) for _ in range(2))
    assert a.to_dict() == b.to_dict()


def test_nothing_from_the_future_leaks(tasks_of):
    """Changing the actuals of tasks finished late must not move forecasts made before."""
    tasks = tasks_of(400)
    late = tasks["finished_on"] > tasks["estimated_on"].sort_values().iloc[300]
    changed = tasks.assign(actual=np.where(late, 50 * tasks["actual"], tasks["actual"]))
    medians = []
    for t in (tasks, changed):
        early = t[t["estimated_on"] < t["estimated_on"].sort_values().iloc[300]]
        proof = calibration.backtest(early.assign(actual=tasks.loc[early.index, "actual"]), rng=np.random.default_rng(0), block=20)
        medians.append(proof.scores["pinball"].to_list())
    assert medians[0] == medians[1]
    model_day = tasks["estimated_on"].sort_values().iloc[300]
    fits = [calibration.fit(t[calibration.finished(t, before=model_day)], as_of=model_day) for t in (tasks, changed)]
    q = [f.quantiles(tasks.tail(5), [0.1, 0.5, 0.9]) for f in fits]
    np.testing.assert_array_equal(q[0], q[1])


@pytest.mark.parametrize("n", [0, 1, 20, 59])
def test_too_few_tasks_prove_nothing(n, tasks_of):
    answer = calibration.backtest(tasks_of(n), rng=np.random.default_rng(0))
    assert isinstance(answer, NotEnoughEvidence)
    assert (answer.n, answer.needed) == (n, 60)


def test_tasks_without_days_cannot_be_walked_through(tasks_of):
    for gone in ({"finished_on": pd.NaT}, {"estimated_on": pd.NaT}):
        assert isinstance(calibration.backtest(tasks_of(300).assign(**gone), rng=np.random.default_rng(0)), NotEnoughEvidence)
    created = tasks_of(300).rename(columns={"estimated_on": "created_on"})
    assert calibration.backtest(created, rng=np.random.default_rng(0)).n > 100


def test_all_finished_on_one_day_proves_nothing(tasks_of):
    one_day = tasks_of(100).assign(estimated_on=pd.Timestamp("2025-01-01"), finished_on=pd.Timestamp("2025-02-01"))
    assert isinstance(calibration.backtest(one_day, rng=np.random.default_rng(0)), NotEnoughEvidence)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.assign(actual=t["estimate"]),
        lambda t: t.assign(actual=2.0, estimate=2.0),
        lambda t: t[["estimate", "actual", "estimated_on", "finished_on"]],
    ],
)
def test_strange_histories_do_not_break_it(change, tasks_of):
    proof = calibration.backtest(change(tasks_of(150)), rng=np.random.default_rng(0))
    assert np.isfinite(proof.scores.select_dtypes("number").drop(columns="relative").to_numpy()).all()


def test_sizes_to_effort(tasks_of):
    proof = calibration.backtest(tasks_of(200, units=("points", "hours"), rate=6.0), rng=np.random.default_rng(0))
    assert proof.hit80 == pytest.approx(0.8, abs=0.12)
