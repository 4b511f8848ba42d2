"""Delay handed on from task to task, and where work is held longest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.tables import NotEnoughEvidence, Tables

from .calendar_split import split_tasks
from .frames import NOT_STATED, first_rows, is_done, key_numbers, pick, yes
from .waiting import visits

MINIMUM = 5
_TASK = ["project_id", "task_id"]
WORK = r"progress|doing|work|develop|implement|coding|active|arbeit|bearbeitung|progreso|curso|cours|corso|toku"
"""Words in the names of statuses in which somebody works."""


@dataclass(frozen=True)
class Delays:
    """Delay of finished tasks against their planned finish: handed on by what they needed, and their own.

    Attributes
    ----------
    n : int
        Finished tasks that needed another one, with the planned finish of both.
    unit : str
        Always ``days`` (calendar), summed over tasks.
    late : int
        Those that finished after their planned day.
    days : float
        Days late in all; inherited + own.
    inherited, own : float
        Days by which what they needed was late, and the rest.
    by_component : DataFrame
        component (of the task that was waited for), n (tasks that it delayed), days (that it handed on); most days first.
    """

    n: int
    unit: str
    late: int
    days: float
    inherited: float
    own: float
    by_component: pd.DataFrame


def delays(tables: Tables, *, minimum: int = MINIMUM) -> Delays | NotEnoughEvidence:
    """How much delay tasks inherited from the tasks that they needed.

    Parameters
    ----------
    tables : Tables
        ``tasks`` with planned and actual finish days, and ``dependencies``.
    minimum : int
        Finished tasks with a finished one before them needed.

    Returns
    -------
    Delays or NotEnoughEvidence

    Notes
    -----
    A task may begin when the last of those that it needs is finished, plus the lag (precedence diagramming; PMI, *Practice Standard for
    Scheduling*). Inherited = how much later than planned that was, at most the task's own days late, and 0 where the task did not wait
    for it; own = the rest. Only finish-to-start links count.

    Examples
    --------
    >>> day = pd.to_datetime
    >>> tasks = pd.DataFrame({"project_id": "P", "task_id": ["a", "b"], "status_class": "done",
    ...                       "started_on": day(["2026-03-02", "2026-03-10"]), "finished_on": day(["2026-03-09", "2026-03-16"]),
    ...                       "baseline_finish_on": day(["2026-03-05", "2026-03-10"])})
    >>> links = pd.DataFrame({"project_id": ["P"], "task_id": ["b"], "needs_task_id": ["a"]})
    >>> found = delays(Tables({"tasks": tasks, "dependencies": links}), minimum=1)
    >>> found.days, found.inherited, found.own
    (6.0, 4.0, 2.0)
    """
    columns = [*_TASK, "component", "started_on", "finished_on", "baseline_finish_on", "is_rollup"]
    tasks = pick(tables.tasks, "tasks", columns)
    known = is_done(tables.tasks) & ~yes(tasks["is_rollup"]) & tasks["finished_on"].notna() & tasks["baseline_finish_on"].notna()
    tasks = tasks[known].reset_index(drop=True)
    links = pick(tables.dependencies, "dependencies", [*_TASK, "needs_task_id", "kind", "lag_days"])
    plain = links["kind"].isna() | links["kind"].astype("str").str.casefold().isin(["finish-start", "fs", "blocks"]).fillna(False)
    links = links[plain.to_numpy(bool)]
    after = first_rows(*key_numbers(tasks, links[_TASK], columns=_TASK))
    needed = links[["project_id"]].assign(task_id=links["needs_task_id"])
    before = first_rows(*key_numbers(tasks, needed, columns=_TASK))
    both = (after >= 0) & (before >= 0) & (after != before)
    after, before = after[both], before[both]
    n = len(np.unique(after))
    if n < max(minimum, 1):
        return NotEnoughEvidence(n, max(minimum, 1), "finished tasks that needed another one, with planned days")
    day = {c: tasks[c].to_numpy().astype("datetime64[D]").astype(np.int64) for c in ("finished_on", "baseline_finish_on", "started_on")}
    lag = links["lag_days"].fillna(0).to_numpy(float)[both]
    ready, planned = day["finished_on"][before] + lag, day["baseline_finish_on"][before] + lag
    order = np.lexsort((ready, after))
    last = np.r_[np.diff(after[order]) > 0, True]
    task, driver = after[order][last], before[order][last]
    plan = np.full(len(tasks), -np.inf)
    np.maximum.at(plan, after, planned)
    late = np.maximum(day["finished_on"][task] - day["baseline_finish_on"][task], 0).astype(float)
    waited = tasks["started_on"].isna().to_numpy()[task] | (day["started_on"][task] >= ready[order][last])
    inherited = np.where(waited, np.clip(ready[order][last] - plan[task], 0, late), 0.0)
    rows = pd.DataFrame({"component": tasks["component"].astype("str").fillna(NOT_STATED).to_numpy()[driver], "days": inherited})
    rows = rows[rows["days"] > 0]
    by = rows.groupby("component").agg(n=("days", "size"), days=("days", "sum")).reset_index()
    by = by.sort_values("days", ascending=False, kind="stable", ignore_index=True)
    total, handed = float(late.sum()), float(inherited.sum())
    return Delays(n, "days", int((late > 0).sum()), total, handed, total - handed, by)


def held_by_component(tables: Tables, *, minimum: int = MINIMUM) -> pd.DataFrame:
    """Where finished work lay still longest, by component.

    Parameters
    ----------
    tables : Tables
        One project, or several.
    minimum : int
        Finished tasks that a component needs.

    Returns
    -------
    DataFrame
        group, n (tasks), held (weekdays waiting or blocked between start and finish, all tasks together), typical (median per task); most
        days first. Empty where no component is stated.

    Examples
    --------
    >>> held_by_component(Tables()).empty
    True
    """
    rows = split_tasks(tables)
    rows = rows[rows["component"].notna()]
    rows = rows.assign(group=rows["component"].astype("str"), held=rows["waiting"] + rows["blocked"])
    return _ranked(rows, minimum)


def held_by_status(tables: Tables, *, minimum: int = MINIMUM) -> pd.DataFrame:
    """In which status finished work lay longest between start and finish, those of work and of the end left out.

    Parameters
    ----------
    tables : Tables
        ``tasks`` and ``transitions``.
    minimum : int
        Tasks that a status needs.

    Returns
    -------
    DataFrame
        group, n (tasks), held (calendar days, all tasks together), typical (median per task); most days first.

    Notes
    -----
    A status is one of work if its name says so (``WORK``); where none does, all are told.

    Examples
    --------
    >>> held_by_status(Tables()).empty
    True
    """
    tasks = pick(tables.tasks, "tasks", [*_TASK, "started_on", "finished_on", "is_rollup"])
    tasks = tasks[is_done(tables.tasks) & ~yes(tasks["is_rollup"]) & tasks["started_on"].notna() & tasks["finished_on"].notna()]
    stays = visits(tables.transitions)
    at = first_rows(*key_numbers(tasks, stays, columns=_TASK))
    stays, about = stays[at >= 0], tasks.iloc[at[at >= 0]]
    since = stays["since"].to_numpy() >= about["started_on"].dt.normalize().to_numpy()
    until = stays["until"].to_numpy() < (about["finished_on"].dt.normalize() + pd.Timedelta(days=1)).to_numpy()
    ends = (
        set(tables.transitions.sort_values("at", kind="stable").drop_duplicates(_TASK, keep="last")["to_status"]) if len(stays) else set()
    )
    stays = stays[since & until & ~stays["status"].isin(ends).to_numpy(bool)]
    idle = ~stays["status"].astype("str").str.casefold().str.contains(WORK, regex=True).fillna(False).to_numpy(bool)
    stays = stays[idle] if idle.any() else stays
    per = stays.groupby([*_TASK, "status"])["days"].sum().reset_index().rename(columns={"status": "group", "days": "held"})
    return _ranked(per, minimum)


def _ranked(rows: pd.DataFrame, minimum: int) -> pd.DataFrame:
    grouped = rows.groupby("group")["held"]
    out = pd.DataFrame({"n": grouped.size(), "held": grouped.sum(), "typical": grouped.median()}).reset_index()
    out = out[out["n"] >= minimum]
    return out.sort_values("held", ascending=False, kind="stable", ignore_index=True)
