"""Earned value and earned schedule against worked cases of others and by hand; refusals; the sample portfolio."""

import pandas as pd
import pytest

from workbench.analysis.earned_value import EarnedValue, earned_value
from workbench.tables import NotEnoughEvidence, Tables


def state(pv: list, ev: list, ac: list, budget: float | None = None, **project) -> EarnedValue | NotEnoughEvidence:
    ends = pd.date_range("2026-01-31", periods=len(pv), freq="ME")
    periods = pd.DataFrame({"project_id": "P", "period_end": ends, "planned_value": pv, "earned_value": ev, "actual_cost": ac})
    periods = periods.astype({c: "float64" for c in ("planned_value", "earned_value", "actual_cost")})
    about = pd.DataFrame({"project_id": ["P"], "budget": [budget], "currency": "EUR", **project})
    return earned_value(Tables({"periods": periods, "projects": about}), "P")


def known(*args, **more) -> EarnedValue:
    found = state(*args, **more)
    assert isinstance(found, EarnedValue)
    return found


def test_a_course_s_case_at_month_six() -> None:
    """PV 500,000, EV 450,000, AC 480,000, BAC 1,000,000: beta.arizval.app, Construction Methods and Project Management, chapter 8."""
    found = known([250e3, 400e3, 500e3], [200e3, 350e3, 450e3], [210e3, 370e3, 480e3], budget=1e6)
    assert (found.cv, found.sv, found.cpi, found.spi) == (-30e3, -50e3, 0.9375, 0.9)
    assert found.eac["cost so far"] == pytest.approx(1_066_667, abs=1)
    assert found.vac["cost so far"] == pytest.approx(-66_667, abs=1)


def test_a_course_s_case_of_a_rest_as_planned_and_of_a_fixed_budget() -> None:
    """The same course: BAC 2,000,000, EV 1,000,000, AC 1,100,000 gives 2,100,000; BAC 5, EV 2, AC 2.5 million needs 3 ÷ 2.5 = 1.2."""
    assert known([3e5, 6e5, 1e6], [3e5, 6e5, 1e6], [3e5, 7e5, 1.1e6], budget=2e6).eac["rest as planned"] == 2_100_000
    assert known([1e6, 2e6, 3e6], [5e5, 1e6, 2e6], [1e6, 2e6, 2.5e6], budget=5e6).tcpi == pytest.approx(1.2)


def test_a_textbook_exercise_in_week_twelve() -> None:
    """PV 158, EV 148, AC 210, BAC 248: SPI 0.94, CPI 0.71, EAC 352, VAC −104 (week-12 status report of an IE 5411 exercise)."""
    found = known([10, 124, 158], [8, 90, 148], [10, 124, 210], budget=248)
    assert (round(found.spi, 2), round(found.cpi, 4)) == (0.94, 0.7048)
    assert (round(found.eac["cost so far"]), round(found.vac["cost so far"])) == (352, -104)


def test_earned_schedule_by_hand() -> None:
    """ES = C + (EV − PV_C) ÷ (PV_C+1 − PV_C), SPI(t) = ES ÷ AT, IEAC(t) = PD ÷ SPI(t), TSPI = (PD − ES) ÷ (PD − AT): Lipke 2003, 2009."""
    found = known([10, 30, 60, 80, 100], [5, 20, 45, None, None], [8, 30, 60, None, None], budget=100)
    assert (found.es, found.at, found.planned) == (2.5, 3.0, 5.0)  # 45 lies half-way between month 2 (30) and month 3 (60)
    assert found.sv_t == pytest.approx(-0.5)
    assert found.spi_t == pytest.approx(2.5 / 3)
    assert found.ieac_t == pytest.approx(6.0)
    assert found.tspi == pytest.approx(2.5 / 2)
    assert found.series["es"].tolist() == pytest.approx([0.5, 1.5, 2.5])


def test_a_late_finish_stays_late_on_earned_schedule_alone() -> None:
    """At the end SPI is 1 whatever the delay; SPI(t) is not: what earned schedule was made for (Lipke 2003)."""
    found = known([50, 100, 100, 100], [25, 50, 75, 100], [30, 60, 90, 120], budget=100)
    assert (found.spi, found.es, found.spi_t) == (1.0, 2.0, 0.5)
    assert found.tcpi is None
    assert found.tspi is None


def test_the_promised_day_stands_in_for_the_end_of_the_plan() -> None:
    days = {"started_on": pd.Timestamp("2026-01-01"), "planned_finish_on": pd.Timestamp("2026-04-30")}
    found = known([20, 40, 60], [10, 20, 70], [10, 20, 30], budget=100, **days)
    assert found.planned == pytest.approx(4, abs=0.05)
    assert found.es == pytest.approx(3.25, abs=0.05)  # ahead of the plan's last known figure


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_periods_are_not_enough(n: int) -> None:
    found = state([10, 20][:n], [10, 20][:n], [10, 20][:n], budget=100)
    assert isinstance(found, NotEnoughEvidence)
    assert (found.n, found.needed) == (n, 3)


def test_nothing_earned_and_nothing_spent_gives_no_index() -> None:
    found = known([0, 0, 0], [0, 0, 0], [0, 0, 0], budget=100)
    assert (found.cpi, found.spi, found.spi_t, found.ieac_t) == (None, None, 1.0, None)  # nothing was planned yet, so nothing is late
    assert found.early
    assert isinstance(state([0, 0, 0], [0, 0, 0], [0, 0, 0]), NotEnoughEvidence)  # no budget, and no plan to take it from


def test_only_what_was_known_then_counts() -> None:
    periods = pd.DataFrame(
        {"project_id": "P", "period_end": pd.date_range("2026-01-31", periods=6, freq="ME"), "planned_value": [10.0, 20, 30, 40, 50, 60]}
    ).assign(earned_value=lambda t: t["planned_value"], actual_cost=lambda t: t["planned_value"])
    found = earned_value(Tables({"periods": periods}), "P", as_of=pd.Timestamp("2026-04-01"))
    assert isinstance(found, EarnedValue)
    assert (found.n, found.at, found.pv, found.planned) == (3, 3.0, 30.0, 6.0)
