"""Working days and finish days."""

import holidays
import numpy as np
import pandas as pd
import pytest

from workbench.forecast import Calendar, EffortForecast, finish
from workbench.tables import InputError

MONDAY = pd.Timestamp("2026-03-02")


def work(low: float, high: float) -> EffortForecast:
    return EffortForecast(10, "hours", "hours", 60.0, 50, pd.DataFrame(), pd.DataFrame(), np.linspace(low, high, 999))


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, "2026-03-02"), (0.2, "2026-03-02"), (1, "2026-03-02"), (1.1, "2026-03-03"), (5, "2026-03-06"), (6, "2026-03-09")],
)
def test_work_ends_on_the_day_that_its_last_part_falls_on(days, expected):
    assert Calendar().finish(MONDAY, days) == pd.Timestamp(expected)


def test_work_that_starts_on_a_weekend_starts_on_monday():
    assert Calendar().finish(pd.Timestamp("2026-02-28"), 1) == MONDAY


def test_holidays_and_days_off_are_skipped_and_agree_with_counting_one_by_one():
    calendar = Calendar("DE", "BY", days_off=["2026-05-15"])
    public = holidays.country_holidays("DE", subdiv="BY", years=range(2026, 2029))
    rng = np.random.default_rng(0)
    for start, need in zip(
        pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 700, 60), unit="D"), rng.integers(1, 120, 60), strict=True
    ):
        day, worked = start, 0
        while True:
            if day.weekday() < 5 and day not in public and day != pd.Timestamp("2026-05-15"):
                worked += 1
            if worked == need:
                break
            day += pd.Timedelta(days=1)
        assert calendar.finish(start, need) == day
        assert calendar.between(start, day) == need


def test_other_weeks():
    assert Calendar(weekmask="Sun Mon Tue Wed Thu").finish(pd.Timestamp("2026-03-06"), 1) == pd.Timestamp("2026-03-08")
    assert Calendar(weekmask="Sat").finish(MONDAY, 3) == pd.Timestamp("2026-03-21")


@pytest.mark.parametrize(
    "wrong",
    [{"country": "XX"}, {"country": "DE", "subdivision": "??"}, {"weekmask": "Someday"}, {"weekmask": ""}, {"days_off": ["the 5th"]}],
)
def test_what_is_not_known_is_refused_at_once(wrong):
    with pytest.raises(InputError):
        Calendar(**wrong)


def test_finish_days_and_odds_fit_together():
    when = finish(work(40, 400), start_on=MONDAY, capacity_per_day=8, calendar=Calendar("ES"))
    assert when.p50 <= when.p80 <= when.p90
    for p in (0.1, 0.5, 0.8, 0.9):
        assert when.odds_by(when.quantile(p)) >= p - 1e-9
        assert when.odds_by(when.quantile(p) - pd.Timedelta(days=1)) < p
    assert when.odds_by(MONDAY - pd.Timedelta(days=1)) == 0
    assert when.odds_by(MONDAY + pd.Timedelta(days=4000)) == 1
    table = when.days()
    assert table["finish_on"].is_monotonic_increasing
    assert table.loc[table["level"] == 0.8, "finish_on"].iloc[0] == when.p80


def test_more_capacity_ends_earlier():
    slow, fast = (finish(work(40, 400), start_on=MONDAY, capacity_per_day=c) for c in (4, 16))
    assert fast.p80 < slow.p80


@pytest.mark.parametrize("capacity", [0, -1, np.nan, np.inf])
def test_a_capacity_that_is_none_is_refused(capacity):
    with pytest.raises(InputError, match="capacity"):
        finish(work(1, 2), start_on=MONDAY, capacity_per_day=capacity)


def test_work_without_end_is_refused_with_a_reason():
    when = finish(work(1e9, 2e9), start_on=MONDAY, capacity_per_day=0.001)
    with pytest.raises(InputError, match="working days"):
        _ = when.p50
    with pytest.raises(InputError, match="first day"):
        finish(work(1, 2), start_on=pd.NaT, capacity_per_day=8)
