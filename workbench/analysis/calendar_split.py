"""Calendar time of finished work, split into working, waiting and blocked days that add up exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.tables import InputError, NotEnoughEvidence, Tables

from .frames import NOT_STATED, first_rows, key_numbers, pick, refuse_person
from .times import days_between, durations

PARTS = ("working", "waiting", "blocked")
HOURS_PER_DAY = 8.0
MINIMUM = 10
_TASK = ["project_id", "task_id"]


@dataclass(frozen=True)
class CalendarSplit:
    """Where the calendar time of finished tasks went.

    Attributes
    ----------
    n : int
        Finished tasks with a start and a finish day.
    unit : str
        Always ``task days``: weekdays from start to finish, summed over tasks.
    basis : str
        ``worklogs`` (days with booked work) or ``effort`` (hours of effort ÷ hours of a day) for most of the tasks.
    days : float
        All days; working + waiting + blocked.
    working, waiting, blocked : float
        Days somebody worked on the task, days nobody did, and days it could not be worked on.
    stated : int
        Tasks whose blocked time is stated; in the others blocked days count as waiting.
    overlap : float
        Days stated as blocked on which work was booked too; they count as working.
    """

    n: int
    unit: str
    basis: str
    days: float
    working: float
    waiting: float
    blocked: float
    stated: int
    overlap: float

    def share(self, part: str) -> float:
        """A part ÷ all days."""
        return float(getattr(self, part)) / self.days


def split_tasks(tables: Tables, *, hours_per_day: float = HOURS_PER_DAY) -> pd.DataFrame:
    """The calendar days of every finished task, split.

    Parameters
    ----------
    tables : Tables
        ``tasks``, with ``worklogs`` where work was booked.
    hours_per_day : float
        Hours of effort, or of blocked time, that make a day.

    Returns
    -------
    DataFrame
        One row per finished task with a start and a finish day: project_id, task_id, kind, component, days (weekdays from start to finish,
        both counted, at least 1), working, waiting, blocked (they sum to days), overlap, stated (bool), basis.

    Notes
    -----
    working: weekdays with booked work, at most all days; for a task without bookings its effort ÷ `hours_per_day` (hours) or its effort
    (days), where it has one. blocked: stated blocked hours ÷ `hours_per_day`, at most the days that were not worked. waiting: the rest.
    The split follows flow efficiency's numerator and denominator (Modig & Åhlström, *This is Lean*), with blocked time apart.

    Examples
    --------
    >>> tasks = pd.DataFrame({"project_id": "P", "task_id": ["1"], "status_class": "done", "started_on": pd.to_datetime(["2026-03-02"]),
    ...                       "finished_on": pd.to_datetime(["2026-03-06"]), "actual": 16.0, "actual_unit": "hours", "blocked_hours": 8.0})
    >>> split_tasks(Tables({"tasks": tasks}))[["days", "working", "waiting", "blocked"]].iloc[0].tolist()
    [5.0, 2.0, 2.0, 1.0]
    """
    finished = durations(tables.tasks)
    more = pick(tables.tasks, "tasks", ["component", "actual", "actual_unit", "blocked_hours"]).loc[finished.index]
    days = days_between(finished["started_on"], finished["finished_on"], calendar=np.busdaycalendar())
    booked = _booked_days(tables, finished)
    actual = more["actual"].to_numpy(float)
    per_day = more["actual_unit"].map({"hours": hours_per_day, "days": 1.0, "person_days": 1.0}).to_numpy(float)
    effort = np.nan_to_num(np.maximum(actual, 0.0) / per_day)
    working = np.minimum(np.where(booked > 0, booked, effort), days)
    hours = more["blocked_hours"].to_numpy(float)
    stuck = np.nan_to_num(np.maximum(hours, 0.0)) / hours_per_day
    blocked = np.minimum(stuck, days - working)
    out = finished[["project_id", "task_id", "kind"]].assign(component=more["component"], days=days, working=working)
    return out.assign(
        waiting=days - working - blocked, blocked=blocked, overlap=np.minimum(stuck, days) - blocked, stated=np.isfinite(hours),
        basis=np.where(booked > 0, "worklogs", "effort"),
    ).reset_index(drop=True)  # fmt: skip


def _booked_days(tables: Tables, finished: pd.DataFrame) -> np.ndarray:
    """Weekdays from start to finish with booked work, per finished task."""
    logs = pick(tables.worklogs, "worklogs", [*_TASK, "day", "hours"])
    logs = logs[(logs["hours"] > 0).fillna(False) & logs["day"].notna()]
    if logs.empty or finished.empty:
        return np.zeros(len(finished))
    number, known = key_numbers(logs, finished, columns=_TASK)
    at = first_rows(known, number)
    day = logs["day"].to_numpy().astype("datetime64[D]")
    start, end = (finished[c].to_numpy().astype("datetime64[D]")[at] for c in ("started_on", "finished_on"))
    inside = (at >= 0) & (day >= start) & (day <= end) & np.is_busday(day)
    seen = np.unique(at[inside] * 1_000_000 + day[inside].astype(int))
    return np.bincount(seen // 1_000_000, minlength=len(finished)).astype(float)


def calendar_split(tables: Tables, *, minimum: int = MINIMUM, hours_per_day: float = HOURS_PER_DAY) -> CalendarSplit | NotEnoughEvidence:
    """Where the calendar time of finished tasks went: working, waiting, blocked.

    Parameters
    ----------
    tables : Tables
        One project, or several.
    minimum : int
        Finished tasks needed.
    hours_per_day : float
        As in :func:`split_tasks`.

    Returns
    -------
    CalendarSplit or NotEnoughEvidence

    Examples
    --------
    >>> print(calendar_split(Tables()))
    not enough evidence: 0 finished tasks with a start and a finish day, 10 needed
    """
    return _summed(split_tasks(tables, hours_per_day=hours_per_day), minimum)


def _summed(rows: pd.DataFrame, minimum: int) -> CalendarSplit | NotEnoughEvidence:
    n = len(rows)
    if n < max(minimum, 1):
        return NotEnoughEvidence(n, max(minimum, 1), "finished tasks with a start and a finish day")
    days, working, blocked, overlap = (float(rows[c].sum()) for c in ("days", "working", "blocked", "overlap"))
    basis = str(rows["basis"].value_counts().index[0])
    return CalendarSplit(n, "task days", basis, days, working, days - working - blocked, blocked, int(rows["stated"].sum()), overlap)


def split_by(tables: Tables, column: str, *, minimum: int = MINIMUM, hours_per_day: float = HOURS_PER_DAY) -> pd.DataFrame:
    """The split per project, kind or component, most waiting and blocked days first.

    Parameters
    ----------
    tables : Tables
        One project, or several.
    column : str
        ``project_id``, ``kind`` or ``component``.
    minimum : int
        Finished tasks that a row needs; smaller ones are left out.
    hours_per_day : float
        As in :func:`split_tasks`.

    Returns
    -------
    DataFrame
        group, n, days, working, waiting, blocked (they sum to days), share (waiting and blocked ÷ days).

    Raises
    ------
    InputError
        For a column that names a person.

    Examples
    --------
    >>> split_by(Tables(), "project_id").empty
    True
    """
    refuse_person(column)
    rows = split_tasks(tables, hours_per_day=hours_per_day)
    if column not in ("project_id", "kind", "component"):
        raise InputError(f"a split by {column!r} was asked for.", expected="project_id, kind or component.")
    rows = rows.assign(group=rows[column].astype("str").fillna(NOT_STATED))
    found = rows.groupby("group")[["days", *PARTS]].sum().join(rows.groupby("group").size().rename("n")).reset_index()
    found = found[found["n"] >= minimum].assign(share=lambda t: (t["waiting"] + t["blocked"]) / t["days"])
    found = found.assign(_idle=found["waiting"] + found["blocked"]).sort_values("_idle", ascending=False, kind="stable", ignore_index=True)
    return found[["group", "n", "days", *PARTS, "share"]]
