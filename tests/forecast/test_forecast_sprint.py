"""What the next sprint finishes."""

import numpy as np
import pandas as pd
import pytest

from workbench.forecast import backtest_sprints, coming_sprints, next_sprint
from workbench.tables import InputError, NotEnoughEvidence


def sprints(values, **more):
    return pd.DataFrame({"project_id": "P", "completed": values, "unit": "points", **more})


def test_the_next_sprint_is_a_range_around_recent_ones():
    f = next_sprint(sprints([20.0, 24, 28, 30, 31, 29, 32, 30]))
    assert (f.n, f.unit) == (8, "points")
    assert 27 < f.p50 < 31
    assert 0 < f.p10 < f.p50 < f.p80 < f.p90
    assert f.odds_of(f.p50) == pytest.approx(0.5)
    assert f.odds_of(0) == 1


@pytest.mark.parametrize("values", [[], [30.0], [30.0, 31.0], [np.nan] * 9, [0.0, 0.0, 0.0, 0.0]])
def test_too_few_sprints(values):
    assert isinstance(next_sprint(sprints(values)), NotEnoughEvidence)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("values", [[5.0] * 3, [0.0, 0, 9], [1e-6, 1e9, 3.0], [9.0, 0, 0, 0, 0, 0, 0, 0]])
def test_strange_sprints_give_finite_ranges(values):
    f = next_sprint(sprints(values))
    q = [f.quantile(p) for p in (0.05, 0.5, 0.95)]
    assert np.isfinite(q).all()
    assert 0 <= q[0] <= q[1] < q[2]


def test_running_sprints_are_skipped_and_projects_not_mixed():
    assert next_sprint(sprints([30.0, 31, 29, np.nan])).n == 3
    assert next_sprint(sprints([30.0, 31, 29, 4], ended=[True, True, True, False])).n == 3
    mixed = sprints([30.0, 31, 29, 400]).assign(unit=["points"] * 3 + ["hours"])
    assert (next_sprint(mixed).n, next_sprint(mixed).unit) == (3, "points")
    with pytest.raises(InputError, match="2 projects"):
        next_sprint(pd.concat([sprints([1.0, 2, 3]), sprints([1.0, 2, 3]).assign(project_id="Q")]))
    with pytest.raises(InputError, match="completed"):
        next_sprint(pd.DataFrame({"sprint": ["1"]}))


def test_ranges_hold_what_they_say_on_made_up_teams():
    rng = np.random.default_rng(1)
    teams = [
        sprints(m * rng.gamma(1 / cv**2, cv**2, 25), project_id=f"T{i}")
        for i, (m, cv) in enumerate([(30, 0.2), (40, 0.3), (12, 0.5), (60, 0.25)] * 12)
    ]
    result = backtest_sprints(pd.concat(teams)).set_index("method")
    assert result.loc["forecast", "cov80"] == pytest.approx(0.8, abs=0.05)
    assert result.index[0] == "forecast"
    assert result.loc["forecast", "error"] < result.loc["mean3", "error"] < result.loc["last", "error"]


def test_scores_of_a_hand_worked_case():
    result = backtest_sprints(sprints([10.0, 20, 30, 40])).set_index("method")
    assert result["n"].tolist() == [1, 1, 1]
    assert result.loc["last", "error"] == 10
    assert result.loc["mean3", "error"] == 20


def test_the_forecast_does_not_look_ahead():
    a, b = (backtest_sprints(sprints([10.0, 12, 11, 13, last])) for last in (12.0, 400.0))
    assert (a["n"] == 2).all()
    first = [next_sprint(sprints([10.0, 12, 11, 13])).p50 for _ in (a, b)]
    assert first[0] == first[1]


def test_nothing_to_test():
    assert isinstance(backtest_sprints(sprints([10.0, 12, 11])), NotEnoughEvidence)
    assert isinstance(backtest_sprints(sprints([])), NotEnoughEvidence)


def test_several_sprints_ahead_widen_less_than_they_add_up_and_hold_on_made_up_teams():
    one, three = coming_sprints(sprints([28.0, 30, 33, 29, 31]), ahead=[1, 3])
    assert three.p50 == pytest.approx(3 * one.p50)
    assert one.p90 - one.p10 < three.p90 - three.p10 < 3 * (one.p90 - one.p10)
    assert isinstance(coming_sprints(sprints([30.0, 31])), NotEnoughEvidence)
    by_hand = backtest_sprints(sprints([10.0, 20, 30, 40, 50]), ahead=2).set_index("method")  # 40 + 50 from 10, 20, 30
    assert (by_hand.loc["last", "error"], by_hand.loc["mean3", "error"], by_hand.loc["last", "n"]) == (30, 50, 1)
    rng = np.random.default_rng(3)
    teams = pd.concat([sprints(30 * rng.gamma(16, 1 / 16, 25), project_id=f"T{i}") for i in range(40)])
    for ahead in (3, 6):
        tried = backtest_sprints(teams, ahead=ahead).set_index("method")
        assert tried.loc["forecast", "cov80"] == pytest.approx(0.8, abs=0.08)
        assert tried.index[0] == "forecast"
