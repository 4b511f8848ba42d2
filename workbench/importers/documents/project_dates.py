"""What a plan says about the whole project on the day it was saved: earned value and milestones."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd


def periods(tasks: list[dict[str, Any]], *, seen_on: str | None) -> pd.DataFrame:
    """Earned value of a plan on the day of its status.

    Parameters
    ----------
    tasks : list of dict
        Kind, percent, budget, Baseline Start, Baseline Finish, ActualCost of each task; ISO texts and numbers.
    seen_on : str, optional
        Status date of the plan.

    Returns
    -------
    DataFrame
        One row: period_end, planned_value, earned_value, actual_cost; empty without a budget or a date.

    Notes
    -----
    EV = Σ budget × percent complete, over tasks that are no summaries; AC = Σ actual cost (PMI, Practice Standard for Earned Value
    Management). PV takes each budget as spread evenly from its baseline start to its baseline finish.

    Examples
    --------
    >>> task = {"Kind": "task", "percent": 25.0, "budget": 400.0, "ActualCost": 90.0, "Class": "doing",
    ...         "Baseline Start": "2026-01-05T08:00:00", "Baseline Finish": "2026-01-09T17:00:00"}
    >>> periods([task], seen_on="2026-01-12")[["planned_value", "earned_value", "actual_cost"]].to_numpy().tolist()
    [[400.0, 100.0, 90.0]]
    """
    leaves = [t for t in tasks if t["Kind"] != "summary" and t["Class"] != "cancelled"]
    budgets = [t for t in leaves if t["budget"] is not None]
    if seen_on is None or not sum(t["budget"] for t in budgets):
        return pd.DataFrame()
    day = pd.Timestamp(seen_on)
    row = {
        "period_end": day.normalize(),
        "planned_value": sum(t["budget"] * _share(t["Baseline Start"], t["Baseline Finish"], day) for t in budgets),
        "earned_value": sum(t["budget"] * t["percent"] / 100 for t in budgets),
        "actual_cost": float(sum(t["ActualCost"] or 0.0 for t in leaves)),
    }
    return pd.DataFrame([row])


def milestones(tasks: list[dict[str, Any]], *, seen_on: str | None) -> pd.DataFrame:
    """Milestones of a plan as they were seen on the day of its status.

    Parameters
    ----------
    tasks : list of dict
        Kind, Name, UID, Class, Baseline Finish, Finish, ActualFinish of each task.
    seen_on : str, optional
        Status date of the plan.

    Returns
    -------
    DataFrame
        milestone, recorded_on, baseline_on, forecast_on, actual_on; milestones of one name carry their number.

    Examples
    --------
    >>> beta = {"Kind": "milestone", "Name": "Beta", "UID": "7", "Class": "todo", "Baseline Finish": "2026-04-01T17:00:00",
    ...         "Finish": "2026-04-20T17:00:00", "ActualFinish": None}
    >>> milestones([beta], seen_on="2026-02-28")["forecast_on"].dt.day.tolist()
    [20]
    """
    found = [t for t in tasks if t["Kind"] == "milestone" and t["Name"] and t["Class"] != "cancelled"]
    if seen_on is None or not found:
        return pd.DataFrame()
    times = Counter(t["Name"] for t in found)
    frame = pd.DataFrame(
        {
            "milestone": [t["Name"] if times[t["Name"]] == 1 else f"{t['Name']} ({t['UID']})" for t in found],
            "recorded_on": pd.Timestamp(seen_on).normalize(),
            "baseline_on": [t["Baseline Finish"] for t in found],
            "forecast_on": [t["Finish"] if t["Class"] != "done" else None for t in found],
            "actual_on": [t["ActualFinish"] for t in found],
        }
    )
    for column in ("baseline_on", "forecast_on", "actual_on"):
        frame[column] = pd.to_datetime(frame[column], errors="coerce").astype("datetime64[us]")
    return frame


def _share(begin: str | None, end: str | None, day: pd.Timestamp) -> float:
    """How much of a stretch of time lies before a day."""
    first, last = (pd.Timestamp(t) if t else None for t in (begin, end))
    if last is None or day >= last:
        return 1.0 if last is not None else 0.0
    if first is None or day <= first or last <= first:
        return 0.0
    return float((day - first) / (last - first))
