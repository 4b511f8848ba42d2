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
    between the ends of periods, also of those to come, from 0 at the start to the budget at the planned finish.

    Examples
    --------
    >>> track(Tables()).empty
    True
    """
    columns = ["project_id", "budget", "started_on", "planned_finish_on", "finished_on"]
    projects = pick(tables.projects, "projects", columns).dropna(subset=["budget", "started_on", "planned_finish_on"])
    projects = projects[(projects["budget"] > 0) & (projects["planned_finish_on"] > projects["started_on"])]
    rows = pick(tables.periods, "periods", ["project_id", "period_end", "planned_value", "earned_value", "actual_cost"])
    rows = rows.dropna(subset=["project_id", "period_end", "planned_value"]).merge(projects, on="project_id")
    rows["day"] = rows["period_end"].where(~(rows["period_end"] > rows["finished_on"]), rows["finished_on"])
    rows = rows[rows["day"] > rows["started_on"]].sort_values(["project_id", "period_end"], kind="stable")
    rows["elapsed"] = (rows["day"] - rows["started_on"]).dt.days.astype(float)
    rows["planned_at"] = (rows["period_end"] - rows["started_on"]).dt.days.astype(float)
    rows["planned_days"] = (rows["planned_finish_on"] - rows["started_on"]).dt.days.astype(float)
    rows["earned_days"] = _earned_days(rows)
    rows["progress"] = rows["earned_value"] / rows["budget"]
    return rows.dropna(subset=["earned_value", "actual_cost"])[STATE].reset_index(drop=True)


def _stretches(names: pd.Series) -> list[slice]:
    """Where the rows of each project lie, in a table that keeps them together."""
    code = pd.factorize(names)[0]
    cuts = np.flatnonzero(np.diff(code)) + 1
    return [slice(int(a), int(b)) for a, b in zip(np.r_[0, cuts], np.r_[cuts, len(code)], strict=True)] if len(code) else []


def _earned_days(rows: pd.DataFrame) -> Floats:
    """Earned schedule at each period's end, project by project; the plan is read from all periods, also those to come."""
    names = ("planned_at", "planned_days", "budget", "planned_value", "earned_value")
    at, planned, budget, plan, earned = (rows[name].to_numpy(float) for name in names)
    out = np.empty(len(rows))
    for here in _stretches(rows["project_id"]):
        total, whole = planned[here.start], budget[here.start]
        value = np.maximum.accumulate(np.minimum(plan[here], whole))
        before = at[here] < total
        days, values = np.r_[0.0, at[here][before], total], np.r_[0.0, value[before], whole]
        out[here] = np.interp(earned[here], values + np.arange(len(values)) * 1e-9, days)
    return out


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
    parts = _stretches(track["project_id"])
    share = track["progress"].to_numpy(float)
    known = {name: track[name].to_numpy(float) for name in names}
    state = {name: np.full((len(parts), len(progress)), np.nan) for name in names}
    for i, here in enumerate(parts):
        way = np.r_[0.0, np.maximum.accumulate(share[here])]
        reached = progress <= way[-1] + 1e-9
        rising = way + np.arange(len(way)) * 1e-12
        for name in names:
            state[name][i, reached] = np.interp(progress[reached], rising, np.r_[0.0, known[name][here]])
    first = track.iloc[[here.start for here in parts]].reset_index(drop=True)
    out = first.loc[np.repeat(np.arange(len(parts)), len(progress)), ["project_id", "planned_days", "budget", "day", "elapsed"]]
    out = out.reset_index(drop=True).rename(columns={"elapsed": "then"})
    out = out.assign(**{name: values.ravel() for name, values in state.items()}, progress=np.tile(progress, len(parts)))
    out["day"] += pd.to_timedelta(np.ceil(out["elapsed"] - out.pop("then")), unit="D")
    return out[STATE]
