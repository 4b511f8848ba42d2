"""A project as it was to be seen on an earlier day."""

from __future__ import annotations

import pandas as pd

from workbench.analysis.frames import is_done, pick, yes
from workbench.tables import Tables

_TASK = ["project_id", "task_id"]
_MOMENTS = ["added_on", "created_on", "estimated_on", "started_on", "finished_on"]


def as_seen(tables: Tables, day: pd.Timestamp) -> pd.DataFrame:
    """The tasks as they stood at the end of a day.

    Parameters
    ----------
    tables : Tables
        ``tasks``, and ``worklogs`` for the effort spent on tasks that were open then.
    day : Timestamp
        The day; its own events count.

    Returns
    -------
    DataFrame
        Tasks known by then, all columns. Those finished later are open again: ``todo``, or ``doing`` when started; their actual is what the
        work logs say was spent by then, and missing where there are none. Roll-ups are left out.

    Notes
    -----
    A task is known from ``added_on`` on, else from ``created_on``, ``estimated_on``, ``started_on`` or ``finished_on``; without any date
    it was always known. Estimates made later than the day are removed. Where no date of the tables lies after the day, open tasks keep
    the actual that the table gives them.

    Examples
    --------
    >>> tasks = pd.DataFrame({"project_id": "P", "task_id": ["1", "2"], "status_class": "done", "estimate": 4.0, "actual": 5.0,
    ...                       "finished_on": pd.to_datetime(["2026-01-10", "2026-02-10"]), "added_on": pd.Timestamp("2026-01-02")})
    >>> as_seen(Tables({"tasks": tasks}), pd.Timestamp("2026-01-31"))[["status_class", "actual"]].to_numpy().tolist()
    [['done', 5.0], ['todo', nan]]
    """
    end = pd.Timestamp(day).normalize() + pd.Timedelta(days=1)
    tasks = tables.tasks
    dates = pick(tasks, "tasks", _MOMENTS)
    known = dates[_MOMENTS[0]]
    for name in _MOMENTS[1:]:
        known = known.fillna(dates[name])
    part = tasks[~(known >= end) & ~yes(pick(tasks, "tasks", ["is_rollup"])["is_rollup"])]
    now = pick(part, "tasks", ["status_class", "actual", "estimate", *_MOMENTS])
    later = ~(now["finished_on"] < end) & now["finished_on"].notna()
    closed = (is_done(part) | now["status_class"].eq("cancelled").fillna(False)) & ~later
    started = (now["started_on"] < end).fillna(False)
    latest = pd.concat([dates["finished_on"], dates["started_on"]]).max()
    actual = now["actual"].where(closed | (latest < end))
    spent = _spent(tables, end)
    if spent is not None:
        booked = spent.reindex(pd.MultiIndex.from_frame(part[_TASK])).to_numpy(float)
        with_logs = part["project_id"].isin(set(tables.worklogs["project_id"]))
        actual = actual.where(closed | ~with_logs, pd.Series(booked, index=part.index, dtype="float64").fillna(0.0))
    status = now["status_class"].where(closed, started.map({True: "doing", False: "todo"}).astype("str"))
    out = part.assign(status_class=status, actual=actual, estimate=now["estimate"].where(~(now["estimated_on"] >= end)))
    return out.assign(finished_on=now["finished_on"].where(~later), started_on=now["started_on"].where(started))


def _spent(tables: Tables, end: pd.Timestamp) -> pd.Series | None:
    """Hours booked on each task before a moment; None where there are no work logs."""
    logs = pick(tables.worklogs, "worklogs", [*_TASK, "day", "hours"])
    return logs[logs["day"] < end].groupby(_TASK)["hours"].sum() if len(logs) else None
