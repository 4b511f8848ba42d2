"""What is planted in the flow of the synthetic portfolio; its accuracy and sprints are held in tests/sample_data."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workbench.analysis import accuracy, compare, flow, learning, reestimation, velocity, xmr
from workbench.analysis.commitment import commitment
from workbench.tables import Tables, check

SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"
TABLES_READ = ("projects", "tasks", "estimates", "transitions", "worklogs", "sprints", "task_sprints")


@pytest.fixture(scope="module")
def truth() -> dict:
    return json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def portfolio(truth) -> Tables:
    files = {name: next(SAMPLES.glob(f"{name}.csv*")) for name in TABLES_READ}
    raw = {name: pd.read_csv(file, dtype="str", keep_default_na=False) for name, file in files.items()}
    return check(raw, as_of=pd.Timestamp(truth["as_of"])).accepted


def of_team(portfolio: Tables, team: str) -> Tables:
    mine = portfolio.projects.loc[portfolio.projects["team"] == team, "project_id"]
    return Tables({name: frame[frame["project_id"].isin(mine)] for name, frame in portfolio.items()})


def test_cycle_times(portfolio, truth):
    for team, planted in truth["throughput"].items():
        # the books count the nights between start and finish; here both days count
        assert flow.cycle_time(of_team(portfolio, team).tasks).p50 == planted["median_days_start_to_finish"] + 1


def test_blocked_work(portfolio, truth):
    for team, planted in truth["blocked"].items():
        found = flow.blocked(of_team(portfolio, team).tasks)
        assert (found.n, found.hours) == (planted["n"], planted["blocked_hours"])


def test_a_drift_is_seen_over_time(portfolio, truth):
    found = {team: learning.over_time(of_team(portfolio, team).tasks) for team in ("Amber", truth["changes"]["drift"]["team"])}
    assert found[truth["changes"]["drift"]["team"]].bias_range.high < 1
    assert found["Amber"].bias_range.low < 1 < found["Amber"].bias_range.high


def test_the_days_in_a_blocked_status_explain_the_blocked_hours(portfolio, truth):
    """Status changes and blocked hours are two records of the same waiting."""
    indigo = of_team(portfolio, "Indigo")
    days = flow.time_in_status(indigo.transitions).set_index("status").loc["On hold", "days"]
    hours = truth["blocked"]["Indigo"]["blocked_hours"]
    assert hours / 24 < days < hours / 8 * 2  # working days of 8 hours, on a calendar with weekends


def test_efficiency_by_status_and_by_worklog_agree(portfolio):
    heron = of_team(portfolio, "Heron")
    by_status, by_worklog = flow.efficiency(heron, active=["Working", "Checking"]), flow.efficiency(heron)
    assert 0.7 < by_status.share < 1
    assert by_status.share == pytest.approx(by_worklog.share, abs=0.15)


def test_tasks_estimated_again_were_the_underestimated_ones(portfolio):
    tasks = reestimation.with_reestimations(portfolio.tasks, portfolio.estimates)
    found = accuracy.by(tasks, "reestimations").set_index("group")
    assert found.loc["1", "bias"] > found.loc["0", "bias"]


def test_blocked_share(portfolio, truth):
    for team, planted in truth["blocked"].items():
        found = flow.blocked(of_team(portfolio, team).tasks)
        assert found.share == pytest.approx(planted["share_of_tasks"], abs=1e-4)
        assert found.share_range.low < planted["share_of_tasks"] < found.share_range.high


def chance_share(lengths: list[int], mean: float) -> tuple[float, float]:
    """Largest share of values outside the limits, and of signals, that 99 of 100 such sets of series without a cause have."""
    rng = np.random.default_rng(12)
    sets = [[xmr.limits(rng.poisson(mean, n)) for n in lengths] for _ in range(100)]
    shares = [[sum(getattr(s, what).sum() for s in one) / sum(lengths) for one in sets] for what in ("outside", "signal")]
    return tuple(float(np.quantile(s, 0.99)) for s in shares)


def test_signals_where_planted_and_elsewhere_no_more_than_chance_gives(portfolio, truth):
    outside = signals = weeks = 0
    for team, planted in truth["throughput"].items():
        found = velocity.throughput(of_team(portfolio, team).tasks)
        known = {pd.Timestamp(day) for day in planted["unusual_weeks"]}
        beyond = set(found.series.index[(found.series < found.lower) | (found.series > found.upper)])
        if team == "Heron":  # Indigo's Christmas weeks of 2 items lie just inside its wider limits
            assert beyond == known
        outside, signals, weeks = outside + len(beyond - known), signals + len(set(found.signals) - known), weeks + found.n
    expected = chance_share([planted["weeks"] for planted in truth["throughput"].values()], 7.0)
    assert outside / weeks <= expected[0]
    assert signals / weeks <= expected[1] < 0.2


def test_sprints_signal_no_more_than_chance_gives(portfolio):
    found = [velocity.velocity(rows) for _, rows in velocity.sprints(portfolio).groupby("project_id")]
    found = [f for f in found if f]
    expected = chance_share([f.n for f in found], 30.0)
    assert sum(len(f.signals) for f in found) / sum(f.n for f in found) <= expected[1] < 0.1


def test_kinds_with_the_least_planted_spread_miss_by_less(portfolio, truth):
    found = compare.misses_by(portfolio.tasks, "kind").set_index("group")
    planted = {kind: t["planted"]["log_sd"] for kind, t in truth["kinds"].items()}
    assert found.loc["spike", "better"] > 0.5
    assert found.loc["spike", "differs"]
    assert planted["spike"] == min(planted.values())
    assert found.loc["support", "better"] < 0.5
    assert found.loc["support", "differs"]


def test_say_do_and_churn_per_project_come_back(portfolio, truth):
    sprints = velocity.sprints(portfolio)
    for team, planted in truth["velocity"].items():
        mine = portfolio.projects.loc[portfolio.projects["team"] == team, "project_id"]
        found = [commitment(rows) for p, rows in sprints.groupby("project_id") if p in set(mine)]
        kept = [(f.say_do, f.n) for f in found if f]
        assert np.average([s for s, _ in kept], weights=[n for _, n in kept]) == pytest.approx(planted["say_do"], abs=0.04)
        churn = [(f.churn, f.n) for f in found if f and f.churn is not None]
        assert np.average([c for c, _ in churn], weights=[n for _, n in churn]) == pytest.approx(planted["churn"], abs=0.05)
