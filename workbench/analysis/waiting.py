"""Waiting: flow efficiency, time in each status, blocked time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.tables import NotEnoughEvidence, Tables

from . import intervals
from .frames import NOT_STATED, is_done, pick, yes
from .intervals import Interval
from .times import days_between, durations

_TASK = ["project_id", "task_id"]
_DAY_SECONDS = 86_400


@dataclass(frozen=True)
class FlowEfficiency:
    """Which part of the time between start and finish was worked on a task.

    Attributes
    ----------
    n : int
        Finished tasks.
    basis : str
        ``statuses`` (time in active statuses ÷ time from the first of them to the last change of status) or ``worklogs`` (days
        with booked work ÷ weekdays from start to finish).
    share : float
        Sum of active time ÷ sum of elapsed time.
    median, p10, p90 : float
        Of the shares, task by task.
    median_range : Interval or None
        Range of the median at 95 %.
    """

    n: int
    basis: str
    share: float
    median: float
    p10: float
    p90: float
    median_range: Interval | None


@dataclass(frozen=True)
class Blocked:
    """How much finished work had to wait.

    Attributes
    ----------
    n : int
        Finished tasks whose blocked time is stated, 0 included.
    blocked : int
        Those that were blocked.
    share : float
        blocked ÷ n.
    share_range : Interval
        Wilson range for that share.
    hours : float
        Blocked hours in all.
    median_hours : float or None
        Of a blocked task.
    by_kind : DataFrame
        kind, n, blocked, share, hours; most hours first.
    """

    n: int
    blocked: int
    share: float
    share_range: Interval
    hours: float
    median_hours: float | None
    by_kind: pd.DataFrame


def visits(transitions: pd.DataFrame, *, as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """Every stay of a task in a status.

    Parameters
    ----------
    transitions : DataFrame
        One row per change of status.
    as_of : Timestamp, optional
        Today: where the last stay of a task ends. Without it the last stay is left out, because it is not over.

    Returns
    -------
    DataFrame
        project_id, task_id, status, since, until, days.

    Examples
    --------
    >>> log = pd.DataFrame({"project_id": "P", "task_id": "1", "to_status": ["Doing", "Review", "Done"],
    ...                     "at": pd.to_datetime(["2026-03-02 12:00", "2026-03-04 00:00", "2026-03-04 06:00"])})
    >>> visits(log)[["status", "days"]].to_dict("records")
    [{'status': 'Doing', 'days': 1.5}, {'status': 'Review', 'days': 0.25}]
    """
    log = pick(transitions, "transitions", [*_TASK, "at", "to_status"]).sort_values([*_TASK, "at"], kind="stable")
    until = log.groupby(_TASK)["at"].shift(-1)
    if as_of is not None:
        until = until.fillna(pd.Timestamp(as_of))
    log = log.assign(until=until).rename(columns={"at": "since", "to_status": "status"})
    log = log[log["until"] >= log["since"]]
    return log.assign(days=(log["until"] - log["since"]).dt.total_seconds() / _DAY_SECONDS).reset_index(drop=True)


def time_in_status(transitions: pd.DataFrame, *, as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """How long tasks stay in each status.

    Parameters
    ----------
    transitions : DataFrame
        One row per change of status.
    as_of : Timestamp, optional
        Today: counts the stays that are not over.

    Returns
    -------
    DataFrame
        One row per status, most days first: status, n (stays), tasks, median, p85 (days per stay), days (in all), share (of all days).

    Examples
    --------
    >>> log = pd.DataFrame({"project_id": "P", "task_id": "1", "to_status": ["Doing", "Review", "Done"],
    ...                     "at": pd.to_datetime(["2026-03-02", "2026-03-05", "2026-03-06"])})
    >>> time_in_status(log)[["status", "days", "share"]].to_dict("records")
    [{'status': 'Doing', 'days': 3.0, 'share': 0.75}, {'status': 'Review', 'days': 1.0, 'share': 0.25}]
    """
    stays = visits(transitions, as_of=as_of)
    stays = stays.assign(task=stays["project_id"].astype("str") + "\n" + stays["task_id"].astype("str"))
    grouped = stays.groupby("status")
    out = pd.DataFrame(
        {
            "n": grouped.size(),
            "tasks": grouped["task"].nunique(),
            "median": grouped["days"].median(),
            "p85": grouped["days"].quantile(0.85),
            "days": grouped["days"].sum(),
        }
    )
    out["share"] = out["days"] / out["days"].sum()
    return out.sort_values("days", ascending=False, kind="stable").rename_axis("status").reset_index()


def efficiency(tables: Tables, *, active: Collection[str] | None = None, minimum: int = 10) -> FlowEfficiency | NotEnoughEvidence:
    """Which part of the time from start to finish was worked on a task.

    Parameters
    ----------
    tables : Tables
        ``tasks`` with ``transitions`` or with ``worklogs``.
    active : collection of str, optional
        Statuses in which somebody works. With them, transitions are used; without them, days with booked work.
    minimum : int
        Finished tasks needed.

    Returns
    -------
    FlowEfficiency or NotEnoughEvidence

    Notes
    -----
    Active time ÷ elapsed time. By statuses, time runs from the first active status to the last change of status by the finish day, nights
    and weekends included. By worklogs a day counts as worked when any time was booked on it: an upper bound.

    Examples
    --------
    >>> print(efficiency(Tables()))
    not enough evidence: 0 finished tasks with dates and worklogs, 10 needed
    """
    tasks = tables.tasks
    if active is not None:
        basis, table = "statuses", _by_status(tables, set(active))
    else:
        basis, table = "worklogs", _by_worklog(tables, durations(tasks))
    n = len(table)
    if n < minimum:
        return NotEnoughEvidence(n, minimum, f"finished tasks with dates and {'status changes' if active is not None else 'worklogs'}")
    share = (table["active"] / table["elapsed"]).to_numpy()
    p10, median, p90 = (float(x) for x in np.quantile(share, [0.1, 0.5, 0.9]))
    total = float(table["active"].sum() / table["elapsed"].sum())
    return FlowEfficiency(n, basis, total, median, p10, p90, intervals.quantile(share, 0.5))


def _by_status(tables: Tables, active: set[str]) -> pd.DataFrame:
    part = pick(tables.tasks, "tasks", [*_TASK, "finished_on", "is_rollup"])
    part = part[is_done(tables.tasks) & ~yes(part["is_rollup"])].dropna(subset=["finished_on"])
    log = pick(tables.transitions, "transitions", [*_TASK, "at", "to_status"]).merge(part, on=_TASK)
    log = log[log["at"] < log["finished_on"].dt.normalize() + pd.Timedelta(days=1)]  # what came after the finish is another story
    stays = visits(log)
    stays = stays.assign(active=stays["days"].where(stays["status"].isin(active), 0.0))
    begin = stays[stays["status"].isin(active)].groupby(_TASK)["since"].min().rename("begin").reset_index()
    stays = stays.merge(begin, on=_TASK)
    stays = stays[stays["since"] >= stays["begin"]]
    table = stays.groupby(_TASK).agg(active=("active", "sum"), elapsed=("days", "sum"))
    return table[table["elapsed"] > 0]


def _by_worklog(tables: Tables, finished: pd.DataFrame) -> pd.DataFrame:
    logs = pick(tables.worklogs, "worklogs", [*_TASK, "day", "hours"])
    logs = logs[logs["hours"] > 0]
    logs = logs.assign(day=logs["day"].dt.normalize()).drop_duplicates([*_TASK, "day"])
    tasks = finished[[*_TASK, "started_on", "finished_on"]]
    tasks = tasks.assign(elapsed=days_between(tasks["started_on"], tasks["finished_on"], calendar=np.busdaycalendar()))
    rows = logs.merge(tasks, on=_TASK)
    inside = (rows["day"] >= rows["started_on"].dt.normalize()) & (rows["day"] <= rows["finished_on"].dt.normalize())
    found = rows[inside].groupby(_TASK).agg(active=("day", "size"), elapsed=("elapsed", "first"))
    return found.assign(active=found["active"].clip(upper=found["elapsed"]))  # work on a weekend makes no task faster than its calendar


def blocked(tasks: pd.DataFrame, *, minimum: int = 10) -> Blocked | NotEnoughEvidence:
    """How much finished work had to wait, and for how long.

    Parameters
    ----------
    tasks : DataFrame
        One row per task; those whose ``blocked_hours`` are stated count (0 means not blocked, missing means not known).
    minimum : int
        Finished tasks needed.

    Returns
    -------
    Blocked or NotEnoughEvidence

    Examples
    --------
    >>> found = blocked(pd.DataFrame({"status_class": "done", "kind": "bug", "blocked_hours": [0.0] * 8 + [4.0, 12.0]}))
    >>> found.share, found.hours, found.median_hours
    (0.2, 16.0, 8.0)
    """
    part = pick(tasks, "tasks", ["kind", "blocked_hours", "is_rollup"])
    part = part[is_done(tasks) & ~yes(part["is_rollup"]) & part["blocked_hours"].notna()]
    n = len(part)
    if n < minimum:
        return NotEnoughEvidence(n, minimum, "finished tasks with a stated blocked time")
    hit = part["blocked_hours"] > 0
    count = int(hit.sum())
    kinds = part.assign(hit=hit, kind=part["kind"].astype("str").fillna(NOT_STATED)).groupby("kind")
    by_kind = kinds.agg(n=("hit", "size"), blocked=("hit", "sum"), share=("hit", "mean"), hours=("blocked_hours", "sum"))
    return Blocked(
        n=n,
        blocked=count,
        share=count / n,
        share_range=intervals.share(count, n),
        hours=float(part["blocked_hours"].sum()),
        median_hours=float(part.loc[hit, "blocked_hours"].median()) if count else None,
        by_kind=by_kind.sort_values("hours", ascending=False, kind="stable").reset_index(),
    )
