"""What is planted in the flow of the synthetic portfolio; its accuracy and sprints are held in tests/sample_data."""

import json
from pathlib import Path

import pandas as pd
import pytest

from workbench.analysis import accuracy, flow, learning, reestimation
from workbench.tables import Tables, check

SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"
TABLES_READ = ("projects", "tasks", "estimates", "transitions", "worklogs")


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
