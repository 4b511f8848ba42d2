"""How far each project was at each period's end, in money and in time, and what each rule of thumb then foresaw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.analysis.earned_value import EAC, IEAC_T
from workbench.analysis.frames import pick
from workbench.tables import Tables

Floats = npt.NDArray[np.float64]
Form = Callable[[Any], Any]  # a table of states, or one state, by the names of its columns
MONEY = ["budget", "planned_value", "earned_value", "actual_cost"]
STATE = ["project_id", "day", "elapsed", "planned_days", *MONEY, "earned_days", "progress"]


def _on(rule: Callable[..., Any], *names: str) -> Form:
    """A rule applied to the columns of a state."""
    return lambda state: rule(*(state[name] for name in names))


COST_FORMS: dict[str, Form] = {name: _on(rule, *MONEY) for name, rule in EAC.items()} | {"budget": lambda s: s["budget"]}
"""Cost at completion by each form of earned value, and the bare budget."""

FINISH_FORMS: dict[str, Form] = {name: _on(rule, "planned_days", "earned_days", "elapsed") for name, rule in IEAC_T.items()} | {
    "plan": lambda s: s["planned_days"]
}
"""Days from start to finish by each form of earned schedule, and the bare plan."""


def track(tables: Tables) -> pd.DataFrame:
    """Every project's earned-value state at the end of each of its periods.

    Parameters
    ----------
    tables : Tables
        ``projects`` with budget, start and planned finish, and ``periods``; projects that lack one of them have no rows.

    Returns
    -------
    DataFrame
        project_id, day, elapsed and planned_days (calendar days since the start, and from start to planned finish), budget,
        planned_value, earned_value, actual_cost (cumulative money), earned_days (earned schedule), progress (earned ÷ budget).

    Notes
    -----
    Earned schedule (Lipke) in days: the day on which the plan foresaw what is earned now, by linear interpolation of the planned value
    between the ends of periods, from 0 at the start to the budget at the planned finish.

    Examples
    --------
    >>> track(Tables()).empty
    True
    """
    columns = ["project_id", "budget", "started_on", "planned_finish_on", "finished_on"]
    projects = pick(tables.projects, "projects", columns).dropna(subset=["budget", "started_on", "planned_finish_on"])
    projects = projects[(projects["budget"] > 0) & (projects["planned_finish_on"] > projects["started_on"])]
    rows = pick(tables.periods, "periods", ["project_id", "period_end", "planned_value", "earned_value", "actual_cost"]).dropna()
    rows = rows.merge(projects, on="project_id")
    rows["day"] = rows["period_end"].where(~(rows["period_end"] > rows["finished_on"]), rows["finished_on"])
    rows = rows[rows["day"] > rows["started_on"]].sort_values(["project_id", "period_end"], kind="stable")
    rows["elapsed"] = (rows["day"] - rows["started_on"]).dt.days.astype(float)
    rows["planned_days"] = (rows["planned_finish_on"] - rows["started_on"]).dt.days.astype(float)
    earned = [_earned_days(part) for _, part in rows.groupby("project_id", sort=False)]
    rows["earned_days"] = np.concatenate(earned) if earned else np.empty(0)
    rows["progress"] = rows["earned_value"] / rows["budget"]
    return rows[STATE].reset_index(drop=True)


def _earned_days(part: pd.DataFrame) -> Floats:
    """Earned schedule of one project's periods."""
    at, total, budget = part["elapsed"].to_numpy(float), float(part["planned_days"].iloc[0]), float(part["budget"].iloc[0])
    value = np.maximum.accumulate(np.minimum(part["planned_value"].to_numpy(float), budget))
    before = at < total
    days, values = np.r_[0.0, at[before], total], np.r_[0.0, value[before], budget]
    return np.interp(part["earned_value"].to_numpy(float), values + np.arange(len(values)) * 1e-9, days)


def at_progress(track: pd.DataFrame, progress: Floats) -> pd.DataFrame:
    """The state of each project when it had earned given shares of its budget.

    Parameters
    ----------
    track : DataFrame
        As :func:`track` gives it.
    progress : ndarray, shape (k,)
        Shares of the budget earned, rising, above 0 and up to 1.

    Returns
    -------
    DataFrame
        k rows per project, with the columns of `track`; between two periods' ends by linear interpolation, missing where a project did
        not get so far.
    """
    names = ["elapsed", "planned_value", "earned_value", "actual_cost", "earned_days"]
    out = []
    for _, part in track.groupby("project_id", sort=False):
        first = part.iloc[0]
        share = np.r_[0.0, np.maximum.accumulate(part["progress"].to_numpy(float))]
        rising = share + np.arange(len(share)) * 1e-12
        reached = progress <= share[-1] + 1e-9
        state = {name: np.where(reached, np.interp(progress, rising, np.r_[0.0, part[name].to_numpy(float)]), np.nan) for name in names}
        days = first["day"] + pd.to_timedelta(np.ceil(state["elapsed"] - first["elapsed"]), unit="D")
        whole = {name: first[name] for name in ("project_id", "planned_days", "budget")}
        out.append(pd.DataFrame({**whole, "day": days, **state, "progress": progress}))
    return pd.concat(out, ignore_index=True)[STATE] if out else pd.DataFrame(columns=STATE)
