"""The synthetic portfolio has a known truth: the analyses must find it again."""

import json
from pathlib import Path

import pandas as pd
import pytest

from workbench.analysis import accuracy, flow, learning, velocity
from workbench.tables import Tables, check

SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"
TABLES_READ = ("projects", "tasks", "sprints", "task_sprints")


@pytest.fixture(scope="module")
def truth() -> dict:
    return json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def portfolio(truth) -> Tables:
    files = {name: next(SAMPLES.glob(f"{name}.csv*")) for name in TABLES_READ}
    raw = {name: pd.read_csv(file, dtype="str", keep_default_na=False) for name, file in files.items()}
    return check(raw, as_of=pd.Timestamp(truth["as_of"])).accepted


def within(value: float, band: dict) -> bool:
    return band["from"] - 1e-3 <= value <= band["to"] + 1e-3


def of_team(portfolio: Tables, team: str) -> pd.DataFrame:
    mine = portfolio.projects.loc[portfolio.projects["team"] == team, "project_id"]
    return portfolio.tasks[portfolio.tasks["project_id"].isin(mine)]


def test_accuracy_of_the_portfolio(portfolio, truth):
    found, planted = accuracy.summary(portfolio.tasks), truth["accuracy"]
    assert (found.n, found.unit) == (planted["n"], "hours")
    assert (found.estimate, found.actual) == (pytest.approx(planted["estimate"]), pytest.approx(planted["actual"]))
    assert found.exact_share == pytest.approx(planted["exact_share"]["counted"], abs=1e-3)
    for value, name in ((found.bias, "median"), (found.p10, "p10"), (found.p90, "p90"), (found.total_ratio, "total_ratio")):
        assert within(value, planted[name]), name


def test_every_kind_of_work_shows_its_planted_bias_and_spread(portfolio, truth):
    found = accuracy.by(portfolio.tasks, "kind").set_index("group")
    assert set(found.index) == set(truth["kinds"])
    for kind, planted in truth["kinds"].items():
        assert found.loc[kind, "n"] == planted["n"]
        for column, name in (("bias", "median"), ("p80", "p80"), ("p90", "p90")):
            assert within(found.loc[kind, column], planted[name]), f"{kind} {name}"


def test_hit_rate_of_the_given_ranges(portfolio, truth):
    found, planted = accuracy.hit_rate(portfolio.tasks), truth["hit_rate"]
    assert (found.n, found.hits, found.level) == (planted["n"], planted["hits"], planted["level"])
    assert within(found.share, planted)
    assert found.share_range.high < planted["level"]  # the ranges were too narrow, and that is no accident


def test_hours_per_point(portfolio, truth):
    planted = truth["points"]
    rates = [accuracy.rate(tasks) for _, tasks in of_team(portfolio, planted["team"]).groupby("project_id")]
    assert sum(r.n for r in rates) == planted["n"]
    typical = sum(r.n * r.median for r in rates) / planted["n"]
    assert within(typical, planted["hours_per_point"])


def test_every_sprint_adds_up_as_in_the_books(portfolio, truth):
    found = velocity.sprints(portfolio).merge(pd.DataFrame(truth["sprints"]), on=["project_id", "sprint"], suffixes=("", "_true"))
    assert len(found) == len(truth["sprints"]) == len(portfolio.sprints)
    for column in ("committed", "added", "removed", "completed", "carried", "say_do", "churn"):
        known = found[f"{column}_true"].notna()
        assert (found.loc[known, column] - found.loc[known, f"{column}_true"]).abs().max() < 1e-3, column


def test_unusual_weeks_are_signals(portfolio, truth):
    for team, planted in truth["throughput"].items():
        tasks = of_team(portfolio, team)
        found = velocity.throughput(tasks)
        assert found.series[found.series > 0].mean() == pytest.approx(planted["mean"], abs=0.01)
        assert set(pd.to_datetime(list(planted["unusual_weeks"]))) <= set(found.signals), team
        # the books count nights between the days; here both days count
        assert flow.cycle_time(tasks).p50 == planted["median_days_start_to_finish"] + 1


def test_blocked_work(portfolio, truth):
    for team, planted in truth["blocked"].items():
        found = flow.blocked(of_team(portfolio, team))
        assert (found.n, found.hours) == (planted["n"], planted["blocked_hours"])
        assert found.share == pytest.approx(planted["share_of_tasks"], abs=1e-4)


def test_the_team_that_learned_is_told_apart(portfolio, truth):
    found = {team: learning.over_time(of_team(portfolio, team)) for team in ("Amber", truth["drift"]["team"])}
    assert found[truth["drift"]["team"]].bias_range.high < 1
    assert found["Amber"].bias_range.low < 1 < found["Amber"].bias_range.high
