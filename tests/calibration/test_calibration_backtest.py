"""The proof on unseen work."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from workbench import calibration
from workbench.calibration import Backtest, Knowledge
from workbench.calibration.backtest import still_proves
from workbench.tables import NotEnoughEvidence


@pytest.fixture(scope="module")
def proof(tasks_of):
    return calibration.backtest(tasks_of(1500), rng=np.random.default_rng(1))


def test_the_calibration_holds_what_it_says_and_wins_on_its_own_ground(proof):
    assert proof.best == "calibrated"
    assert proof.hit80 == pytest.approx(0.8, abs=0.04)
    assert proof.habit80 < 0.7
    table = proof.scores.set_index("method")
    assert set(table.index) == {"calibrated", "habit", "ebs", "ebs_person", "lognormal", "no_estimate", "naive_mean"}
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
    assert set(proof.totals["method"]) == set(proof.scores["method"])
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


def lognormal_tasks(n, seed):
    """Tasks on which nothing but the estimate tells anything: plain rules are at home here."""
    rng = np.random.default_rng(seed)
    day = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(n) // 4, unit="D")
    estimate = np.exp(rng.normal(1, 0.8, n))
    return pd.DataFrame(
        {
            "estimate": estimate,
            "actual": estimate * np.exp(rng.normal(0.2, 0.5, n)),
            "estimate_unit": "hours",
            "actual_unit": "hours",
            "estimated_on": day,
            "finished_on": day,
        }
    )


def test_a_rule_that_wins_beyond_chance_makes_the_estimates():
    """Effort that has nothing to do with the estimate: past actuals alone forecast best, so they must be used."""
    tasks = lognormal_tasks(900, 3)
    rng = np.random.default_rng(0)
    tasks["actual"] = np.round(np.exp(rng.normal(1, 0.2, len(tasks))), 2)
    day = calibration.day_after_last_finish(tasks)
    known = calibration.learn(tasks, as_of=day, rng=rng)
    proof, fit = known.proofs["hours", "hours"], known.fits["hours", "hours"]
    assert proof.rule == proof.best == "no_estimate"
    new = pd.DataFrame({"estimate": [0.5, 50.0], "estimate_unit": "hours"})
    q = fit.quantiles(new, [0.1, 0.5, 0.9])
    np.testing.assert_array_equal(q[0], q[1])
    assert q[0] == pytest.approx(np.quantile(tasks["actual"], [0.1, 0.5, 0.9]), rel=0.02)
    again = Knowledge.from_dict(json.loads(json.dumps(known.to_dict()))).fit_for(new)
    np.testing.assert_array_equal(again.quantiles(new, [0.1, 0.5, 0.9]), q)
    np.testing.assert_array_equal(again.total(new.head(1), [0.5], rng=rng), q[0, 1:2])
    many = pd.concat([new] * 20)
    levels = [0.1, 0.5, 0.9]
    np.testing.assert_array_equal(*(f.total(many, levels, rng=np.random.default_rng(2)) for f in (fit, again)))


@pytest.mark.slow
def test_a_rule_that_is_no_better_does_not_replace_the_calibration(tasks_of):
    proofs = [calibration.backtest(tasks_of(250, seed=seed), rng=np.random.default_rng(seed)) for seed in range(12)]
    assert sum(proof.best != "calibrated" for proof in proofs) > 0, "by chance another rule is ahead now and then"
    assert [proof.rule for proof in proofs] == ["calibrated"] * 12
    assert [proof.total_rule for proof in proofs].count("calibrated") >= 11


def test_a_person_with_own_ratios_gets_them_and_leaves_the_house_without_them():
    rng = np.random.default_rng(0)
    tasks = lognormal_tasks(200, 1).assign(estimator=np.where(np.arange(200) % 2, "ana", "bo"))
    tasks["actual"] = tasks["estimate"] * np.where(tasks["estimator"] == "ana", 3.0, 1.0)
    fit = calibration.fit(tasks, as_of=pd.Timestamp("2026-01-01")).following("ebs_person", "habit")
    new = pd.DataFrame({"estimate": [2.0, 2.0], "estimator": ["ana", "bo"]})
    assert fit.quantiles(new, [0.5])[:, 0].tolist() == [6.0, 2.0]
    assert fit.total(new, [0.1, 0.9], rng=rng) == pytest.approx([3.0, 5.0], rel=0.01)
    assert "ana" not in json.dumps(fit.to_dict(people=False)["rule"])


def test_how_it_developed_covers_all_tasks_in_order(proof):
    table = proof.over_time
    assert table["n"].sum() == proof.n == proof.of
    assert table["since"].is_monotonic_increasing
    assert (table["n"] >= 30).all()
    assert np.average(table["cov80"], weights=table["n"]) == pytest.approx(proof.hit80, abs=1e-9)


@pytest.mark.slow
def test_a_large_library_is_sampled_and_says_so(tasks_of):
    proof = calibration.backtest(tasks_of(30_000), rng=np.random.default_rng(0))
    assert proof.n <= 20_000 < proof.of
    assert proof.refits <= 41


def test_a_proof_on_a_sample_stands_until_the_library_has_changed_by_a_twentieth(proof, tasks_of):
    tasks = tasks_of(1500)
    assert not still_proves(proof, tasks), "every task was forecast: a new proof says more"
    large = replace(proof, of=30_000)
    many = tasks.sample(30_000, replace=True, random_state=1).reset_index(drop=True)
    assert still_proves(large, many.head(28_600))
    assert not still_proves(large, many.head(28_400))
    units, day = ("hours", "hours"), pd.Timestamp("2026-01-01")
    earlier = Knowledge(day, {}, {units: large})
    again = calibration.learn(many, as_of=day, rng=np.random.default_rng(1), earlier=earlier)
    assert again.proofs[units] is large
    assert again.fits[units].n == 30_000, "the fit is new"
