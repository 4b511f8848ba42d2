"""Cycle time, lead time and the age of open work."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.tables import InputError, NotEnoughEvidence

from . import intervals
from .frames import is_done, pick, yes
from .intervals import Interval

_SINCE = {"started_on": "start to finish", "created_on": "request to finish"}


@dataclass(frozen=True)
class Times:
    """How long finished tasks took on the calendar.

    Attributes
    ----------
    n : int
        Finished tasks with both days.
    unit : str
        ``days`` (calendar) or ``working days``.
    what : str
        ``start to finish`` or ``request to finish``.
    p50, p80, p85, p90, p95 : float
        Percentiles; both the first and the last day count, so that a task done within a day took 1.
    p50_range, p85_range : Interval or None
        Ranges of the median and of the 85th percentile at 95 %.
    """

    n: int
    unit: str
    what: str
    p50: float
    p80: float
    p85: float
    p90: float
    p95: float
    p50_range: Interval | None
    p85_range: Interval | None


def days_between(first: pd.Series, last: pd.Series, *, calendar: np.busdaycalendar | None = None) -> np.ndarray:
    """Days from one day to another, both counted.

    Parameters
    ----------
    first, last : Series of datetime, shape (n,)
        Days without gaps.
    calendar : numpy.busdaycalendar, optional
        Count only its working days, but at least 1.

    Returns
    -------
    ndarray of float, shape (n,)

    Examples
    --------
    >>> friday, monday = pd.Series(pd.to_datetime(["2026-03-06"])), pd.Series(pd.to_datetime(["2026-03-09"]))
    >>> days_between(friday, monday).tolist(), days_between(friday, monday, calendar=np.busdaycalendar()).tolist()
    ([4.0], [2.0])
    """
    start, end = first.to_numpy().astype("datetime64[D]"), last.to_numpy().astype("datetime64[D]") + np.timedelta64(1, "D")
    if calendar is None:
        return (end - start).astype(float)
    return np.maximum(np.busday_count(start, end, busdaycal=calendar), 1).astype(float)


def durations(tasks: pd.DataFrame, *, since: str = "started_on", calendar: np.busdaycalendar | None = None) -> pd.DataFrame:
    """Days that each finished task took.

    Parameters
    ----------
    tasks : DataFrame
        One row per task.
    since : str
        ``started_on`` for cycle time, ``created_on`` for lead time.
    calendar : numpy.busdaycalendar, optional
        Count only its working days.

    Returns
    -------
    DataFrame
        One row per finished task with both days, same index as the tasks: project_id, task_id, kind, the day `since`, finished_on, days.

    Examples
    --------
    >>> tasks = pd.DataFrame({"status_class": ["done"], "started_on": pd.to_datetime(["2026-03-02"]),
    ...                       "finished_on": pd.to_datetime(["2026-03-04"])})
    >>> durations(tasks)["days"].tolist()
    [3.0]
    """
    if since not in _SINCE:
        raise InputError(f"days since {since!r} were asked for.", expected="started_on (cycle time) or created_on (lead time).")
    part = pick(tasks, "tasks", ["project_id", "task_id", "kind", since, "finished_on", "is_rollup"])
    usable = is_done(tasks) & ~yes(part["is_rollup"]) & (part[since].dt.normalize() <= part["finished_on"]).fillna(False)
    part = part[usable]
    return part.drop(columns="is_rollup").assign(days=days_between(part[since], part["finished_on"], calendar=calendar))


def _times(tasks: pd.DataFrame, since: str, calendar: np.busdaycalendar | None, minimum: int) -> Times | NotEnoughEvidence:
    days = durations(tasks, since=since, calendar=calendar)["days"].to_numpy()
    if days.size < minimum:
        first = "start" if since == "started_on" else "request"
        return NotEnoughEvidence(int(days.size), minimum, f"finished tasks with a {first} and a finish day")
    p50, p80, p85, p90, p95 = (float(x) for x in np.quantile(days, [0.5, 0.8, 0.85, 0.9, 0.95]))
    return Times(
        n=int(days.size),
        unit="days" if calendar is None else "working days",
        what=_SINCE[since],
        p50=p50,
        p80=p80,
        p85=p85,
        p90=p90,
        p95=p95,
        p50_range=intervals.quantile(days, 0.5),
        p85_range=intervals.quantile(days, 0.85),
    )


def cycle_time(tasks: pd.DataFrame, *, calendar: np.busdaycalendar | None = None, minimum: int = 10) -> Times | NotEnoughEvidence:
    """How long tasks took from start to finish.

    Parameters
    ----------
    tasks : DataFrame
        One row per task; finished ones with a start day count.
    calendar : numpy.busdaycalendar, optional
        Count only its working days.
    minimum : int
        Tasks needed.

    Returns
    -------
    Times or NotEnoughEvidence

    Notes
    -----
    Finish − start + 1: both days count (Vacanti, *Actionable Agile Metrics*).

    Examples
    --------
    >>> start = pd.Timestamp("2026-03-02")
    >>> tasks = pd.DataFrame({"status_class": "done", "started_on": start, "finished_on": pd.date_range(start, periods=11)})
    >>> found = cycle_time(tasks)
    >>> found.p50, found.p85, found.n
    (6.0, 9.5, 11)
    """
    return _times(tasks, "started_on", calendar, minimum)


def lead_time(tasks: pd.DataFrame, *, calendar: np.busdaycalendar | None = None, minimum: int = 10) -> Times | NotEnoughEvidence:
    """How long tasks took from the request to the finish.

    Parameters
    ----------
    tasks : DataFrame
        One row per task; finished ones with a creation day count.
    calendar : numpy.busdaycalendar, optional
        Count only its working days.
    minimum : int
        Tasks needed.

    Returns
    -------
    Times or NotEnoughEvidence

    Examples
    --------
    >>> print(lead_time(pd.DataFrame({"status_class": ["done"]})))
    not enough evidence: 0 finished tasks with a request and a finish day, 10 needed
    """
    return _times(tasks, "created_on", calendar, minimum)


def ageing(tasks: pd.DataFrame, *, as_of: pd.Timestamp, minimum: int = 20) -> pd.DataFrame:
    """Open work that was started, against how long finished work took.

    Parameters
    ----------
    tasks : DataFrame
        One row per task, open and finished.
    as_of : Timestamp
        Today.
    minimum : int
        Finished tasks that a project needs for a comparison with itself; below it all given tasks are compared with.

    Returns
    -------
    DataFrame
        One row per open started task, oldest first: project_id, task_id, title, kind, status, started_on, age_days (both days counted),
        past_shorter (share of finished tasks that took fewer days than this one's age), p50, p85 (days of finished tasks), n_past,
        late (older than P85). What finished work says is missing where even all projects have fewer than `minimum` finished tasks.

    Notes
    -----
    Work in progress age against cycle-time percentiles: Vacanti.

    Examples
    --------
    >>> start = pd.Timestamp("2026-03-02")
    >>> tasks = pd.DataFrame({"project_id": "P", "task_id": [str(i) for i in range(21)], "status_class": ["done"] * 20 + ["doing"],
    ...                       "started_on": start, "finished_on": [*pd.date_range(start, periods=20), pd.NaT]})
    >>> ageing(tasks, as_of=pd.Timestamp("2026-03-21"))[["age_days", "past_shorter", "late"]].to_dict("records")
    [{'age_days': 20.0, 'past_shorter': 0.95, 'late': True}]
    """
    names = ["project_id", "task_id", "title", "kind", "status", "started_on"]
    part = pick(tasks, "tasks", [*names, "status_class", "finished_on", "is_rollup"])
    closed = is_done(tasks) | (part["status_class"] == "cancelled").fillna(False).astype(bool)
    today = pd.Timestamp(as_of).normalize()
    usable = ~closed & ~yes(part["is_rollup"]) & (part["started_on"].dt.normalize() <= today).fillna(False)
    out = part.loc[usable, names]
    out["age_days"] = days_between(out["started_on"], pd.Series(today, index=out.index))
    past = durations(tasks)
    past = past[past["finished_on"] < today + pd.Timedelta(days=1)]
    columns: dict[str, np.ndarray] = {c: np.full(len(out), np.nan) for c in ("past_shorter", "p50", "p85", "n_past")}
    everything = np.sort(past["days"].to_numpy())
    own = {str(p): np.sort(d.to_numpy()) for p, d in past.groupby("project_id")["days"]} if len(out) else {}
    project = out["project_id"].astype("str").fillna("").reset_index(drop=True)
    for name, rows in project.groupby(project).indices.items():
        days = own.get(str(name), np.empty(0))
        days = days if days.size >= minimum else everything
        if days.size < minimum:
            continue
        columns["past_shorter"][rows] = np.searchsorted(days, out["age_days"].to_numpy()[rows], side="left") / days.size
        columns["p50"][rows], columns["p85"][rows] = np.quantile(days, [0.5, 0.85])
        columns["n_past"][rows] = days.size
    late = pd.array(out["age_days"].to_numpy() > columns["p85"], dtype="boolean")
    late[np.isnan(columns["p85"])] = pd.NA
    out = out.assign(**columns, late=late).astype({"n_past": "Int64"})
    return out.sort_values("age_days", ascending=False, kind="stable", ignore_index=True)
