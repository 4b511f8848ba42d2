"""Cost and finish at completion: the forms by hand, the ranks, refusal, the walk through the past, and the sample's truth."""

import numpy as np
import pandas as pd
import pytest

from tests.outlook.conftest import made_portfolio
from workbench import outlook
from workbench.outlook.ranks import needed
from workbench.outlook.track import COST_FORMS, FINISH_FORMS, track
from workbench.tables import InputError, NotEnoughEvidence, Tables


def test_forms_by_hand():
    # BAC 1000, PV 500, EV 400, AC 600: CPI 2/3, SPI 0.8
    state = {"budget": 1000.0, "planned_value": 500.0, "earned_value": 400.0, "actual_cost": 600.0}
    found = {name: form(state) for name, form in COST_FORMS.items()}
    assert found["budget"] == 1000
    assert found["rest as planned"] == 1200
    assert found["cost so far"] == pytest.approx(1500)
    assert found["cost and pace so far"] == pytest.approx(600 + 600 / (2 / 3 * 0.8))
    # planned 100 days, 50 passed, earned what was planned for day 40: SPI(t) 0.8
    state = {"planned_days": 100.0, "elapsed": 50.0, "earned_days": 40.0}
    assert {name: form(state) for name, form in FINISH_FORMS.items()} == {"plan": 100, "rest as planned": 110, "pace so far": 125}


def test_earned_schedule_by_hand():
    # planned 100 at day 31 (end of January) and 250 at day 59; earned 175 then: halfway between, day 45
    projects = pd.DataFrame(
        {"project_id": ["P"], "started_on": [pd.Timestamp("2026-01-01")], "planned_finish_on": [pd.Timestamp("2026-12-31")]}
    )
    projects = projects.assign(budget=1000.0)
    ends = pd.to_datetime(["2026-02-01", "2026-03-01"])
    periods = pd.DataFrame({"project_id": "P", "period_end": ends, "planned_value": [100.0, 250.0], "earned_value": [50.0, 175.0]})
    found = track(Tables({"projects": projects, "periods": periods.assign(actual_cost=1.0)}))
    assert found["elapsed"].tolist() == [31, 59]
    assert found["earned_days"].tolist() == pytest.approx([15.5, 45.0])


def test_ranks_and_refusal():
    assert [needed(p) for p in (0.8, 0.9, 0.95, 0.1, 0.05)] == [4, 9, 19, 9, 19]
    nine = outlook.Outcomes.of(np.arange(1.0, 10))
    assert (nine.at(0.1), nine.at(0.5), nine.at(0.8), nine.at(0.9)) == (1, 5, 8, 9)
    assert isinstance(nine.at(0.95), NotEnoughEvidence)
    assert nine.odds_above(9) == pytest.approx(0.05)
    with pytest.raises(InputError):
        nine.at(1.0)
    with pytest.raises(InputError):
        outlook.Outcomes.of([1.0, np.nan])


def test_a_rank_holds_its_share_of_new_outcomes():
    rng = np.random.default_rng(5)
    inside = []
    for _ in range(4000):
        values = rng.lognormal(size=13)
        inside.append(values[0] <= outlook.Outcomes.of(values[1:]).at(0.8))
    assert 0.8 <= np.mean(inside) <= 0.87  # ⌈13·.8⌉ = 11 of 13: .846


def test_completion_by_hand():
    tables = made_portfolio([1000.0, 1200.0, 1400.0, 1600.0])
    found = outlook.completion(tables, "P-5", form="rest as planned")
    # half earned with 600 spent: 1100 by the rule; of what was left, the others took 1.0, 1.2, 1.4, 1.6 × 500
    assert (found.spent, found.point, found.n, found.progress) == (600, 1100, 4, 0.5)
    assert found.past.known == pytest.approx([1.0, 1.2, 1.4, 1.6])
    assert found.p50 == pytest.approx(600 + 1.3 * 500)
    assert found.p80 == pytest.approx(600 + 1.6 * 500)
    assert isinstance(found.quantile(0.9), NotEnoughEvidence)
    assert found.odds_over(1250) == pytest.approx(2.5 / 5)  # 1.4 and 1.6 exceed 1.3
    assert found.odds_over(599) == 1
    assert outlook.completion(tables, "P-5").form == "cost so far"  # foresaw all four exactly, as did the next one; the first named wins


def test_completion_refuses_and_never_looks_ahead():
    tables = made_portfolio([1000.0, 1200.0, 1400.0])
    assert isinstance(outlook.completion(tables, "P-4"), NotEnoughEvidence)
    assert isinstance(outlook.completion(tables, "P-9"), NotEnoughEvidence)
    with pytest.raises(InputError, match="one of rest"):
        outlook.completion(tables, "P-4", form="guess")
    more = made_portfolio([1000.0, 1200.0, 1400.0, 1600.0, 9000.0], running=None)
    then = pd.Timestamp("2024-06-15")  # the fifth project is half done, its end not yet known
    assert outlook.completion(more, "P-5", as_of=then).n == 4
    assert isinstance(outlook.completion(more, "P-4", as_of=pd.Timestamp("2023-06-15")), NotEnoughEvidence)
    later = more.periods.assign(actual_cost=more.periods["actual_cost"].where(more.periods["period_end"] <= then, 1e6))
    again = outlook.completion(Tables({"projects": more.projects, "periods": later}), "P-5", as_of=then)
    assert again.p80 == outlook.completion(more, "P-5", as_of=then).p80


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_projects_and_periods(n: int):
    tables = made_portfolio([1000.0] * n, running=None)
    rng = np.random.default_rng(1)
    assert isinstance(outlook.backtest_completion(tables, rng=rng), NotEnoughEvidence)
    assert isinstance(outlook.backtest_alert(tables), NotEnoughEvidence)
    assert isinstance(outlook.completion(tables, "P-1"), NotEnoughEvidence)
    assert isinstance(outlook.uplifts(tables), NotEnoughEvidence)


@pytest.mark.parametrize("measure", ["cost", "days"])
def test_ranges_hold_on_the_sample_portfolio(portfolio: Tables, measure: str):
    proof = outlook.backtest_completion(portfolio, rng=np.random.default_rng(1), measure=measure)  # type: ignore[arg-type]
    assert proof.n >= 15
    scores = proof.table.set_index("form")
    # 80 % ranges from 9 to 20 earlier projects; 14 projects with three forecasts each leave much to chance
    assert scores["held"].between(0.65, 1).all()
    assert scores["error"].idxmin() == proof.table["form"].iloc[0]
    naive = "budget" if measure == "cost" else "plan"
    assert scores.loc["best so far", "error"] < scores.loc[naive, "error"]
    assert scores.loc["best so far", "error"] < scores.loc[naive, "bare"]


def test_running_projects_are_foreseen(portfolio: Tables, truth: dict):
    for name, known in truth["running"].items():
        when = outlook.completion(portfolio, name, measure="days")
        low, high = when.finish_on(0.05), when.finish_on(0.95)  # both, so wider than 8 of 10
        assert low <= pd.Timestamp(known["finished_on"]) <= high, name


def test_alert_by_hand():
    calm = outlook.overrun_alert(made_portfolio([1000.0] * 9, running=(500.0, 500.0)), "P-10")
    loud = outlook.overrun_alert(made_portfolio([1000.0] * 9, running=(500.0, 700.0)), "P-10")
    assert (calm.odds, calm.fires) == (0.05, False)
    assert (loud.odds, loud.fires) == (0.95, True)  # 700 + 500 and more > 1100
    assert calm.record.overran == calm.record.rightly == calm.record.wrongly == 0
    with pytest.raises(InputError):
        outlook.overrun_alert(made_portfolio([1000.0] * 4), "P-5", threshold=1.5)


def test_alert_record_by_hand():
    # after eight projects on budget, one that costs 1.5 × from its first month on, called at once by what it spends
    record = outlook.backtest_alert(made_portfolio([1000.0] * 8 + [1500.0], running=None))
    assert (record.n, record.overran, record.rightly, record.wrongly) == (5, 1, 1, 0)
    assert record.left == pytest.approx(0.7, abs=0.02)  # at 450 + 700 > 1100, in the third month
    assert record.projects["called_on"].notna().sum() == 1
    assert record.brier < 0.1


def test_alert_on_the_sample_portfolio(portfolio: Tables):
    record = outlook.backtest_alert(portfolio, measure="days")
    assert record.n >= 18
    assert record.overran == int(record.projects["overran"].sum())
    assert record.rightly / record.overran > 0.6
    assert record.brier < 0.22


def test_uplifts(portfolio: Tables):
    found = outlook.uplifts(portfolio, of="days")
    assert found.n == 25
    assert found.table()["level"].tolist() == [0.5, 0.8, 0.9, 0.95]
    assert found.table()["uplift"].is_monotonic_increasing
    migrations = outlook.uplifts(portfolio, of="days", reference_class="migration")
    assert migrations.n == 4
    assert isinstance(migrations.at(0.9), NotEnoughEvidence)
    assert isinstance(outlook.uplifts(portfolio, reference_class="bridge"), NotEnoughEvidence)
    with pytest.raises(InputError, match="one of cost"):
        outlook.uplifts(portfolio, of="size")  # type: ignore[arg-type]
