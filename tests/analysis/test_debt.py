"""Defects, technical debt and one clean-up: worked by hand, refused where little is known, honest under chance."""

import numpy as np
import pandas as pd
import pytest

from workbench.analysis.clean_up import Bought, what_debt_bought
from workbench.analysis.debt import DebtEffect, debt_effect, debt_series
from workbench.analysis.defects import defects
from workbench.analysis.regression import fit_line
from workbench.tables import InputError, NotEnoughEvidence, Tables

START = pd.Timestamp("2024-01-01")


def months(velocity: np.ndarray, share: np.ndarray) -> Tables:
    """A project of one-item tasks: per month so many finished, that share of them on debt."""
    rows = []
    for month, (n, part) in enumerate(zip(velocity, share, strict=True)):
        day = START + pd.DateOffset(months=month)
        rows += [{"finished_on": day, "started_on": day, "labels": "debt" if i < round(part * n) else None} for i in range(int(n))]
    tasks = pd.DataFrame(rows).assign(project_id="P", status_class="done", task_id=lambda t: t.index.astype(str))
    return Tables({"tasks": tasks})


def test_robust_errors_worked_by_hand() -> None:
    """Newey & West (1987), one lag, on four residuals of a mean: (Σu² + 2·½·Σu·u₋₁) ÷ n² · n ÷ (n − 1)."""
    values = np.array([1.0, 2.0, 4.0, 5.0])
    u = values - 3.0  # −2, −1, 1, 2
    by_hand = np.sqrt((u @ u + 2 * 0.5 * (2.0 - 1.0 + 2.0)) / 16 * 4 / 3)
    found = fit_line(values, np.ones((4, 1)))
    assert (found.lags, found.slopes[0]) == (1, 3.0)
    assert found.errors[0] == pytest.approx(by_hand)


def test_a_line_needs_more_periods_than_columns() -> None:
    with pytest.raises(InputError, match="2 columns"):
        fit_line(np.ones(2), np.column_stack([np.ones(2), [0.0, 1.0]]))


def test_an_exact_effect_is_found_exactly() -> None:
    share = np.tile([0.0, 0.0, 0.5, 0.0], 8)
    velocity = np.where(np.roll(share, 1) > 0, 30, 20)
    velocity[0] = 20
    found = debt_effect(months(velocity, share))
    assert isinstance(found, DebtEffect)
    mean = velocity[1:].mean()
    assert (found.n, found.paid, found.every) == (31, 0.5, "month")
    assert found.change == pytest.approx(10 / mean)
    assert found.seen


@pytest.mark.parametrize("n", [1, 2, 10])
def test_few_periods_are_refused(n: int) -> None:
    tables = months(np.full(n, 10), np.full(n, 0.2))
    for of in ("velocity", "cycle_time"):
        assert isinstance(debt_effect(tables, of=of), NotEnoughEvidence)
        assert isinstance(what_debt_bought(tables, of=of, on=START), NotEnoughEvidence)
    assert isinstance(defects(Tables({"tasks": tables.tasks.head(n)})), NotEnoughEvidence)


def test_nothing_at_all_is_refused() -> None:
    assert isinstance(debt_effect(Tables()), NotEnoughEvidence)
    assert isinstance(what_debt_bought(Tables()), NotEnoughEvidence)
    assert isinstance(defects(Tables()), NotEnoughEvidence)
    assert debt_series(Tables()).empty


def test_debt_that_never_varies_says_nothing() -> None:
    found = debt_effect(months(np.tile([10, 20], 15), np.full(30, 0.2)))
    assert isinstance(found, NotEnoughEvidence)
    assert "little or no debt work" in found.what


def test_an_interrupted_series_worked_by_hand() -> None:
    """Segmented regression (Wagner et al. 2002): 10 a month before; at the clean-up a step of 5, then 1 more each month."""
    velocity = np.concatenate([np.full(10, 10), 15 + np.arange(10)])
    tables = months(velocity, np.zeros(20))
    found = what_debt_bought(tables, on=pd.Timestamp("2024-10-31"))
    assert isinstance(found, Bought)
    assert (found.n_before, found.n_after) == (10, 10)
    assert found.level == pytest.approx(0.5)
    assert found.trend == pytest.approx(0.1)
    assert found.series["expected"].iloc[-1] == pytest.approx(10.0)


def test_a_clean_up_is_the_action_that_was_closed_else_the_month_that_paid_most() -> None:
    share = np.zeros(24)
    share[11] = 0.6
    tables = months(np.tile([20, 22], 12), share)
    assert what_debt_bought(tables).why == "most debt"  # type: ignore[union-attr]
    actions = pd.DataFrame({"project_id": ["P"], "action_id": ["1"], "lesson_id": ["L"], "text": ["Tidy up"], "status": ["done"]})
    actions["closed_on"] = pd.Timestamp("2025-01-31")
    lessons = pd.DataFrame({"project_id": ["P"], "lesson_id": ["L"], "theme": ["technical debt"]})
    found = what_debt_bought(Tables({"tasks": tables.tasks, "actions": actions, "lessons": lessons}))
    assert isinstance(found, Bought)
    assert (found.why, found.on) == ("clean-up", pd.Timestamp("2025-01-31"))


def noise(seed: int, *, carried: float = 0.3) -> bool:
    """Whether the range of a made-up team without any effect holds 0."""
    rng = np.random.default_rng(seed)
    error = np.zeros(40)
    for t in range(1, 40):
        error[t] = carried * error[t - 1] + rng.normal()
    share = np.where(rng.random(40) < 0.4, rng.uniform(0.1, 0.3, 40), 0.0)
    found = debt_effect(months(np.round(60 + 8 * error).clip(5), share))
    assert isinstance(found, DebtEffect)
    return found.change_range.low <= 0 <= found.change_range.high


def test_chance_alone_is_seldom_taken_for_an_effect() -> None:
    assert sum(noise(seed) for seed in range(4)) >= 3


@pytest.mark.slow
def test_ranges_hold_19_times_in_20_where_there_is_no_effect() -> None:
    held = sum(noise(seed) for seed in range(300))
    assert 0.92 <= held / 300 <= 0.98  # 95 % ± 2.4 standard errors


def quiet_clean_up(seed: int, *, carried: float = 0.3) -> bool:
    """Whether a clean-up in a made-up team without any effect is told to have had none."""
    rng = np.random.default_rng(seed)
    error = np.zeros(60)
    for t in range(1, 60):
        error[t] = carried * error[t - 1] + rng.normal()
    found = what_debt_bought(months(np.round(60 + 8 * error[30:]).clip(5), np.zeros(30)), on=pd.Timestamp("2025-03-31"))
    assert isinstance(found, Bought)
    return not found.seen


@pytest.mark.slow
def test_a_clean_up_without_an_effect_is_told_to_have_none_19_times_in_20() -> None:
    quiet = sum(quiet_clean_up(seed) for seed in range(300))
    assert 0.92 <= quiet / 300 <= 0.99


def test_defect_removal_worked_by_hand() -> None:
    """Jones (1996): 90 found before the release and 10 after make an efficiency of 90 %."""
    n = 100
    tasks = pd.DataFrame({"project_id": "P", "task_id": [str(i) for i in range(n)], "kind": "bug", "status_class": "done"})
    tasks["created_on"] = [pd.Timestamp("2025-01-10")] * 90 + [pd.Timestamp("2025-03-20")] * 10
    tasks["finished_on"] = tasks["created_on"] + pd.Timedelta(days=20)
    release = pd.DataFrame({"project_id": ["P"], "milestone": ["Release"], "actual_on": [pd.Timestamp("2025-03-01")]})
    found = defects(Tables({"tasks": tasks, "milestones": release}))
    assert not isinstance(found, NotEnoughEvidence)
    assert (found.escaped, found.removed) == (10, pytest.approx(0.9))
    assert found.series["arrived"].sum() == found.series["mended"].sum() == 100
    assert found.series["open"].iloc[-1] == 0
    ends_there = defects(Tables({"tasks": tasks.head(90), "milestones": release}))
    assert not isinstance(ends_there, NotEnoughEvidence)
    assert ends_there.escaped is None  # nobody looked after the release
