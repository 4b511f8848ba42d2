"""Earned value and earned schedule: where a project stands in money and in time at the end of each period."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from workbench.tables import NotEnoughEvidence, Tables

from .frames import pick

MINIMUM = 3
"""Periods with all three figures that an answer needs; with fewer every index swings too widely."""
EARLY = 0.2
"""Share of the budget earned below which indices are told with a warning."""
_MONEY = ["planned_value", "earned_value", "actual_cost"]
Rule = Callable[[Any, Any, Any, Any], Any]  # numbers, arrays or columns

EAC: dict[str, Rule] = {
    "rest as planned": lambda bac, pv, ev, ac: ac + bac - ev,
    "cost so far": lambda bac, pv, ev, ac: bac * ac / ev,
    "cost and pace so far": lambda bac, pv, ev, ac: ac + (bac - ev) / ((ev / ac) * (ev / pv)),
}
"""Cost at completion from BAC, PV, EV and AC: AC + BAC − EV; BAC ÷ CPI; AC + (BAC − EV) ÷ (CPI·SPI)."""

IEAC_T: dict[str, Callable[[Any, Any, Any], Any]] = {
    "rest as planned": lambda pd, es, at: at + pd - es,
    "pace so far": lambda pd, es, at: pd * at / es,
}
"""Duration from PD, ES and AT: AT + PD − ES; PD ÷ SPI(t)."""


@dataclass(frozen=True)
class EarnedValue:
    """Where a project stands at the end of its last period.

    Attributes
    ----------
    n : int
        Periods.
    currency : str
        Unit of all money; empty where none is stated.
    bac : float
        Budget at completion.
    pv, ev, ac : float
        Planned value, earned value, actual cost.
    cv, sv : float
        EV − AC and EV − PV; below 0 is over cost, behind plan.
    cpi, spi : float or None
        EV ÷ AC and EV ÷ PV; None where the divisor is 0.
    eac : dict of str to float
        Cost at completion by each form that can be computed: ``rest as planned`` AC + BAC − EV, ``cost so far`` BAC ÷ CPI,
        ``cost and pace so far`` AC + (BAC − EV) ÷ (CPI·SPI).
    vac : dict of str to float
        BAC − EAC for each.
    tcpi : float or None
        (BAC − EV) ÷ (BAC − AC): the cost index that the rest needs to keep the budget; None once the budget is spent or all is earned.
    es, at, planned : float or None
        Earned schedule, time passed, and planned duration, in periods; None without planned values up to the budget.
    sv_t, spi_t : float or None
        ES − AT and ES ÷ AT.
    ieac_t : float or None
        PD ÷ SPI(t): periods the project takes at its pace so far.
    tspi : float or None
        (PD − ES) ÷ (PD − AT): the pace that the rest needs to end as planned; None once the planned end is past.
    early : bool
        Less than 20 % is earned: the indices still swing.
    series : DataFrame
        One row per period: period_end, planned_value, earned_value, actual_cost, cv, sv, cpi, spi, tcpi, es, spi_t.
    """

    n: int
    currency: str
    bac: float
    pv: float
    ev: float
    ac: float
    cv: float
    sv: float
    cpi: float | None
    spi: float | None
    eac: dict[str, float]
    vac: dict[str, float]
    tcpi: float | None
    es: float | None
    at: float
    planned: float | None
    sv_t: float | None
    spi_t: float | None
    ieac_t: float | None
    tspi: float | None
    early: bool
    series: pd.DataFrame


def earned_value(
    tables: Tables, project_id: str, *, as_of: pd.Timestamp | None = None, minimum: int = MINIMUM
) -> EarnedValue | NotEnoughEvidence:
    """Where a project stands in money and in time.

    Parameters
    ----------
    tables : Tables
        ``periods`` (cumulative figures), and ``projects`` for the budget; without a budget the largest planned value stands for it.
    project_id : str
        The project.
    as_of : Timestamp, optional
        Only periods that ended by then count.
    minimum : int
        Periods needed.

    Returns
    -------
    EarnedValue or NotEnoughEvidence

    Notes
    -----
    Indices and forms of EAC: PMI, *The Standard for Earned Value Management* (2019). Earned schedule ES = C + (EV − PV_C) ÷ (PV_C+1 − PV_C)
    with C the last period whose planned value is earned, SPI(t), IEAC(t) and TSPI: Lipke, *Schedule is Different* (2003) and *Earned
    Schedule* (2009). Time is counted in periods, each as long as the others; planned duration PD is where the planned value reaches
    the budget, else the promised finish day. All indices swing early on, and work that is not critical can flatter the schedule ones.

    Examples
    --------
    >>> periods = pd.DataFrame({"project_id": "P", "period_end": pd.date_range("2026-01-31", periods=4, freq="ME"),
    ...                         "planned_value": [20.0, 50, 80, 100], "earned_value": [15.0, 35, 50, None],
    ...                         "actual_cost": [18.0, 42, 60, None]})
    >>> found = earned_value(Tables({"periods": periods}), "P")
    >>> found.n, round(found.cpi, 3), found.spi, found.es, found.eac["rest as planned"], found.planned
    (3, 0.833, 0.625, 2.0, 110.0, 4.0)
    """
    rows = pick(tables.periods, "periods", ["project_id", "period_end", *_MONEY])
    rows = rows[rows["project_id"] == project_id].dropna(subset=["period_end"]).sort_values("period_end", kind="stable")
    plan = rows["planned_value"]
    told = rows.dropna(subset=_MONEY)
    if as_of is not None:
        told = told[told["period_end"] <= as_of]
    n = len(told)
    if n < minimum:
        return NotEnoughEvidence(n, minimum, "periods with planned value, earned value and cost")
    project = pick(tables.projects, "projects", ["project_id", "started_on", "planned_finish_on", "budget", "currency"])
    project = project[project["project_id"] == project_id]
    budget = project["budget"].iloc[0] if len(project) else np.nan
    bac = float(budget) if pd.notna(budget) and budget > 0 else float(plan.max())
    if not bac > 0:
        return NotEnoughEvidence(0, 1, "projects with a budget")
    currency = project["currency"].iloc[0] if len(project) else None
    time, value = _curve(plan, bac, _planned_periods(project, rows["period_end"]))
    series = _series(told, plan, bac, time, value)
    last = series.iloc[-1]
    pv, ev, ac = (float(last[c]) for c in _MONEY)
    cpi, spi, es = (_known(last[c]) for c in ("cpi", "spi", "es"))
    at = float(np.flatnonzero(rows["period_end"].eq(told["period_end"].iloc[-1]))[0] + 1)
    duration = float(time[-1]) if value[-1] >= bac * (1 - 1e-9) else None
    defined = {"rest as planned": True, "cost so far": bool(cpi), "cost and pace so far": bool(cpi and spi)}
    eac = {form: rule(bac, pv, ev, ac) for form, rule in EAC.items() if defined[form]}
    spi_t = es / at if es is not None else None
    return EarnedValue(
        n=n,
        currency="" if pd.isna(currency) else str(currency),
        bac=bac,
        pv=pv,
        ev=ev,
        ac=ac,
        cv=ev - ac,
        sv=ev - pv,
        cpi=cpi,
        spi=spi,
        eac=eac,
        vac={form: bac - value for form, value in eac.items()},
        tcpi=_known(last["tcpi"]),
        es=es,
        at=at,
        planned=duration,
        sv_t=es - at if es is not None else None,
        spi_t=spi_t,
        ieac_t=IEAC_T["pace so far"](duration, es, at) if duration is not None and spi_t else None,
        tspi=(duration - es) / (duration - at) if duration is not None and es is not None and duration > at and es < duration else None,
        early=ev < EARLY * bac,
        series=series,
    )


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _series(told: pd.DataFrame, plan: pd.Series, bac: float, time: np.ndarray, value: np.ndarray) -> pd.DataFrame:
    """One row per period; what cannot be divided is missing."""
    pv, ev, ac = (told[c].to_numpy(float) for c in _MONEY)
    es = _earned_schedule(time, value, ev, bac)
    at = np.flatnonzero(plan.index.isin(told.index)) + 1.0
    over = lambda top, bottom: np.where(bottom > 0, top / np.where(bottom > 0, bottom, 1.0), np.nan)  # noqa: E731
    tcpi = np.where(ev < bac, over(bac - ev, bac - ac), np.nan)
    return pd.DataFrame(
        {
            "period_end": told["period_end"].to_numpy(), "planned_value": pv, "earned_value": ev, "actual_cost": ac,
            "cv": ev - ac, "sv": ev - pv, "cpi": over(ev, ac), "spi": over(ev, pv), "tcpi": tcpi, "es": es, "spi_t": es / at,
        }
    )  # fmt: skip


def _curve(plan: pd.Series, bac: float, planned: float | None) -> tuple[np.ndarray, np.ndarray]:
    """Planned value over time in periods, from 0 to the budget where that is known."""
    value = np.concatenate(([0.0], np.fmax.accumulate(np.nan_to_num(plan.to_numpy(float)))))
    time = np.arange(value.size, dtype=float)
    done = np.flatnonzero(value >= bac * (1 - 1e-9))
    if done.size:
        return time[: done[0] + 1], value[: done[0] + 1]
    if planned is not None and planned > time[-1]:
        return np.append(time, planned), np.append(value, bac)
    return time, value


def _earned_schedule(time: np.ndarray, value: np.ndarray, ev: np.ndarray, bac: float) -> np.ndarray:
    """Time at which the plan foresaw what is earned; missing beyond what the plan tells."""
    out = np.full(ev.size, np.nan)
    for i, earned in enumerate(np.minimum(ev, bac)):
        c = int(np.flatnonzero(value <= earned * (1 + 1e-12)).max(initial=0))
        if c + 1 < value.size:
            out[i] = time[c] + (earned - value[c]) / (value[c + 1] - value[c]) * (time[c + 1] - time[c])
        elif earned <= value[-1] * (1 + 1e-9):
            out[i] = time[c]
    return out


def _planned_periods(project: pd.DataFrame, ends: pd.Series) -> float | None:
    """Planned duration in periods, from the promised finish day and the usual length of a period."""
    if project.empty or project[["started_on", "planned_finish_on"]].isna().any(axis=None) or len(ends) < 2:
        return None
    length = (ends.iloc[-1] - ends.iloc[0]) / (len(ends) - 1)
    # time 0 lies one period before the first period's end, so that time n is the n-th one
    return float((project["planned_finish_on"].iloc[0] - ends.iloc[0]) / length + 1)
