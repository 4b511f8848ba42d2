"""Scope, capacity and cost of forecast work."""

import numpy as np
import pandas as pd
import pytest

from workbench.forecast import EffortForecast, Plan, cost, finish, odds, scaled
from workbench.tables import InputError

WORK = EffortForecast(10, "hours", "hours", 60.0, 50, pd.DataFrame(), pd.DataFrame(), np.exp(np.linspace(4, 6, 999)))
PLAN = Plan(pd.Timestamp("2026-03-02"), 8.0)


def test_less_scope_and_more_capacity_raise_the_odds():
    table = odds(WORK, PLAN, by=pd.Timestamp("2026-03-20"))
    assert table.columns.tolist() == ["scope", "capacity", "odds", "p80"]
    assert len(table) == 18
    for _, rows in table.groupby("capacity"):
        assert (rows.sort_values("scope")["odds"].diff().dropna() <= 0).all()
    for _, rows in table.groupby("scope"):
        assert (rows.sort_values("capacity")["odds"].diff().dropna() >= 0).all()
    planned = table[(table["scope"] == 1) & (table["capacity"] == 1)].iloc[0]
    when = finish(WORK, start_on=PLAN.start_on, capacity_per_day=8)
    assert planned["odds"] == when.odds_by(pd.Timestamp("2026-03-20"))
    assert planned["p80"] == when.p80


def test_half_the_scope_is_half_the_effort():
    half = scaled(WORK, 0.5)
    assert (half.p80, half.estimate_sum) == pytest.approx((WORK.p80 / 2, 30.0))
    assert WORK.estimate_sum == 60.0
    for wrong in (0, -1, np.nan):
        with pytest.raises(InputError):
            scaled(WORK, wrong)


def test_cost_follows_effort_and_its_mean_lies_above_the_middle():
    price = cost(WORK, rate=90, currency="EUR", fixed=500)
    assert price.p80 == pytest.approx(500 + 90 * WORK.p80)
    assert price.odds_within(price.p80) == pytest.approx(0.8, abs=0.002)
    assert price.mean > price.p50
    assert price.contingency == pytest.approx(90 * WORK.contingency)
    assert price.n == 10
    for wrong in ({"rate": 0}, {"rate": np.nan}, {"rate": 5, "fixed": -1}):
        with pytest.raises(InputError):
            cost(WORK, **wrong)
