"""Risks: stated odds corrected, discrete risks on top of calibrated totals, contingency."""

import numpy as np
import pandas as pd
import pytest

from workbench import outlook
from workbench.analysis.causes import causes
from workbench.analysis.risks import unregistered
from workbench.forecast import EffortForecast
from workbench.tables import InputError, NotEnoughEvidence, Tables


def work(low: float = 80.0, high: float = 120.0) -> EffortForecast:
    return EffortForecast(10, "hours", "hours", 100.0, 50, pd.DataFrame(), pd.DataFrame(), np.linspace(low, high, 999))


def register(*rows: tuple[float, float], **more: object) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["probability", "impact"])
    return table.assign(**({"risk_id": [f"R-{i}" for i in range(len(rows))], "unit": "hours", "occurred": None, "text": "late"} | more))


def test_two_risks_by_hand():
    found = outlook.with_risks(work(100, 100), register((0.5, 10.0), (0.2, 100.0)), rng=np.random.default_rng(1), draws=100_000)
    # 100 with .4, 110 with .4, 200 with .1, 210 with .1
    assert [found.quantile(p) for p in (0.3, 0.6, 0.85, 0.95)] == [100, 110, 200, 210]
    assert found.odds_within(110) == pytest.approx(0.8, abs=0.01)
    assert found.contingency(0.6) == 10
    assert found.risks["expected"].tolist() == [20, 5]


def test_no_risk_changes_nothing_and_certain_ones_shift():
    sure = outlook.with_risks(work(), register((1.0, 50.0)), rng=np.random.default_rng(1))
    assert sure.p50 == pytest.approx(150, abs=1)
    assert sure.contingency(0.8) == pytest.approx(50 + work().contingency, abs=1)
    curve = sure.curve()
    assert curve["with_risks"].is_monotonic_increasing
    assert (curve["with_risks"] >= curve["work"]).all()


def test_what_cannot_be_reckoned_with_is_counted():
    table = register((0.5, 10.0), (np.nan, 5.0), (0.2, np.nan), (0.2, 5.0), (0.3, 7.0))
    table.loc[3, "occurred"], table.loc[4, "unit"] = True, "EUR"
    found = outlook.with_risks(work(), table, rng=np.random.default_rng(1))
    assert found.n == 1
    assert dict(zip(found.left_out["reason"], found.left_out["n"], strict=True)) == {
        "no odds stated": 1,
        "no impact stated": 1,
        "already settled": 1,
        "not in hours": 1,
    }
    assert isinstance(outlook.with_risks(work(), register(), rng=np.random.default_rng(1)), NotEnoughEvidence)
    with pytest.raises(InputError, match="2 projects"):
        outlook.with_risks(work(), register((0.1, 1.0), (0.1, 1.0), project_id=["A", "B"]), rng=np.random.default_rng(1))


def test_the_same_state_gives_the_same_answer():
    one, two = (outlook.with_risks(work(), register((0.3, 40.0)), rng=np.random.default_rng(7)) for _ in range(2))
    assert (one.totals == two.totals).all()


def test_stated_odds_stand_until_there_is_evidence():
    few = outlook.risk_odds(register(*[(0.3, 1.0)] * 9, occurred=True))
    assert (few.n, few.shift, few.slope) == (9, 0, 1)


def test_odds_of_the_sample_portfolio_are_recovered(portfolio: Tables, truth: dict):
    odds = outlook.risk_odds(portfolio.risks)
    for row in truth["risks"]["by_stated"]:
        corrected = float(odds.corrected(np.array([row["stated"]]))[0])
        assert row["interval"]["from"] <= corrected <= row["interval"]["to"], row["stated"]
        assert abs(corrected - row["odds"]) < abs(row["stated"] - row["odds"]) + 0.04
    stated = np.array([row["stated"] for row in truth["risks"]["by_stated"]])
    true = np.array([row["odds"] for row in truth["risks"]["by_stated"]])
    assert np.abs(odds.corrected(stated) - true).mean() < np.abs(stated - true).mean()


def test_a_risk_that_has_not_come_yet_is_less_likely():
    rng = np.random.default_rng(1)
    assert outlook.with_risks(work(), register((0.5, 10.0)), rng=rng, passed=0.5).risks["odds"].tolist() == [pytest.approx(0.25 / 0.75)]
    assert outlook.with_risks(work(), register((0.5, 10.0)), rng=rng, passed=1.0).risks["odds"].tolist() == [0.0]
    with pytest.raises(InputError, match="a share"):
        outlook.with_risks(work(), register((0.5, 10.0)), rng=rng, passed=3)


def test_causes_of_an_overrun_feed_what_came_unregistered():
    """Ten planned tasks of 10 hours; 12 hours of bugs, 2 without an estimate, 8 of a task that joined without any request."""
    tasks = pd.DataFrame({"project_id": "P", "task_id": [str(i) for i in range(13)], "status_class": "done", "kind": "feature"})
    tasks = tasks.assign(estimate=[10.0] * 10 + [6.0, np.nan, 8.0], actual=[10.0] * 10 + [12.0, 2.0, 8.0])
    tasks = tasks.assign(estimate_unit="hours", actual_unit="hours", added_on=pd.to_datetime(["2026-01-05"] * 10 + ["2026-02-02"] * 3))
    tasks.loc[10, "kind"] = "bug"
    projects = pd.DataFrame({"project_id": ["P"], "started_on": pd.to_datetime(["2026-01-12"])})
    found = causes(Tables({"tasks": tasks.assign(finished_on=pd.Timestamp("2026-03-02")), "projects": projects}), "P")
    register = pd.DataFrame({"project_id": "P", "risk_id": ["R-1"], "text": ["requirements stay unclear"], "occurred": [None]})
    came = unregistered(Tables({"risks": register}), found=found).events
    assert came[["what", "effort", "named"]].to_numpy().tolist() == [
        ["rework", 12.0, False],
        ["added", 8.0, True],
    ]  # 2 % are no event
    asked = pd.DataFrame({"project_id": ["P"], "change_id": ["1"], "decision": ["approved"], "effort": [8.0], "reason": ["new law"]})
    both = unregistered(Tables({"risks": register, "changes": asked}), found=found).events
    assert both["what"].tolist() == ["rework", "new law"]  # the scope that joined is told by its request
    calm = causes(Tables({"tasks": tasks.iloc[:10].assign(finished_on=pd.Timestamp("2026-03-02")), "projects": projects}), "P")
    for tables in ({"risks": register}, {"risks": register, "changes": asked}):
        came = unregistered(Tables(tables), found=calm).events
        assert came["named"].dtype == bool  # a project without any such cause
        assert came["what"].tolist() == ["new law"][: len(tables) - 1]


def test_a_level_that_is_none_is_refused():
    with pytest.raises(InputError, match=r"the level is 1\.2"):
        outlook.backtest_uplifts(Tables(), level=1.2)
