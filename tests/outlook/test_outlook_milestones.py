"""Milestones: odds by week, by hand and on the sample portfolio."""

import pandas as pd
import pytest

from workbench import outlook
from workbench.tables import NotEnoughEvidence, Tables


def records(slips: list[float], *, running: bool = True) -> Tables:
    """One milestone per project, foreseen 100 days ahead, that took so many times as long; one more is open."""
    day = pd.Timestamp("2024-01-01")
    rows = []
    for i, slip in enumerate(slips):
        name, came = f"P-{i}", day + pd.Timedelta(days=round(100 * slip))
        first = {"recorded_on": day, "forecast_on": day + pd.Timedelta(days=100), "actual_on": pd.NaT}
        rows += [
            {"project_id": name, "milestone": "Beta", **m} for m in (first, {"recorded_on": came, "forecast_on": came, "actual_on": came})
        ]
    if running:
        now = pd.Timestamp("2025-12-28")  # a Sunday
        rows.append({"project_id": "R", "milestone": "Beta", "recorded_on": now, "forecast_on": now + pd.Timedelta(days=50)})
    return Tables({"milestones": pd.DataFrame(rows).astype({"actual_on": "datetime64[us]"})})


def test_odds_by_hand():
    (beta,) = outlook.milestone_odds(records([1.0, 1.0, 1.2, 1.4]), "R")
    assert beta.n == 4
    assert beta.day(0.5) == pd.Timestamp("2025-12-28") + pd.Timedelta(days=55)
    assert beta.day(0.8) == pd.Timestamp("2025-12-28") + pd.Timedelta(days=70)
    assert isinstance(beta.day(0.9), NotEnoughEvidence)
    assert beta.odds_by(beta.forecast_on) == pytest.approx(1 - 2.5 / 5)
    assert beta.odds_by(pd.Timestamp("2025-12-27")) == 0
    weeks = beta.by_week()
    assert weeks["odds"].is_monotonic_increasing
    assert set(weeks["week_end"].dt.day_of_week) == {6}
    assert weeks["odds"].iloc[-1] == pytest.approx(0.9)


def test_refusal_and_nothing_open():
    assert isinstance(outlook.milestone_odds(records([1.0] * 3), "R"), NotEnoughEvidence)
    assert isinstance(outlook.milestone_odds(records([1.0] * 3), "unknown"), NotEnoughEvidence)
    assert isinstance(outlook.milestone_odds(Tables(), "R"), NotEnoughEvidence)
    assert outlook.milestone_odds(records([1.0] * 5), "P-1") == []


def test_what_was_reached_later_is_not_known(portfolio: Tables):
    then = pd.Timestamp("2025-08-31")
    found = outlook.milestone_odds(portfolio, "PAY-3", as_of=then)
    assert [m.milestone for m in found] == ["Release"]
    assert found[0].recorded_on <= then
    future = portfolio.milestones.assign(actual_on=portfolio.milestones["actual_on"].where(portfolio.milestones["actual_on"] <= then))
    again = outlook.milestone_odds(Tables({"milestones": future}), "PAY-3", as_of=then)
    assert again[0].day(0.8) == found[0].day(0.8)


def test_sample_milestones_are_held_and_nearer_than_the_teams_own(portfolio: Tables, truth: dict):
    proof = outlook.backtest_milestones(portfolio)
    assert proof.n >= 40
    assert 0.7 <= proof.held <= 0.98
    assert proof.days_off < proof.team_days_off
    for name, known in truth["running"].items():
        (last,) = outlook.milestone_odds(portfolio, name)
        assert last.day(0.1) <= pd.Timestamp(known["finished_on"]) <= last.day(0.95)
