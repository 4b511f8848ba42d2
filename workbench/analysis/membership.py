"""Which task was in which sprint, with its estimate and how it ended there."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.tables import Tables

from .frames import is_done, pick, yes

ITEMS = "items"
_SPRINT = ["project_id", "sprint"]
_TASK = ["project_id", "task_id"]


def sprint_order(tables: Tables) -> pd.DataFrame:
    """Every sprint that is known, in time order within its project.

    Parameters
    ----------
    tables : Tables
        ``sprints`` and ``task_sprints``; ``tasks`` date the sprints that have no dates.

    Returns
    -------
    DataFrame
        One row per sprint: project_id, sprint, started_on, ended_on, capacity, unit, the given totals, and ``place`` (from 0
        within the project).

    Notes
    -----
    Sprints without dates take the median finish of their tasks for the order; where that is missing too, their names are
    ordered as people number them (Sprint 9 before Sprint 10).

    Examples
    --------
    >>> rows = pd.DataFrame({"project_id": "P", "task_id": ["1", "2"], "sprint": ["Sprint 10", "Sprint 9"]})
    >>> sprint_order(Tables({"task_sprints": rows}))["sprint"].tolist()
    ['Sprint 9', 'Sprint 10']
    """
    columns = [*_SPRINT, "started_on", "ended_on", "capacity", "unit", "committed", "added", "removed", "completed"]
    known = pick(tables.sprints, "sprints", columns)
    stays = pick(tables.task_sprints, "task_sprints", [*_TASK, "sprint"])
    more = stays[_SPRINT].dropna().drop_duplicates().merge(known[_SPRINT], how="left", indicator=True, on=_SPRINT)
    more = more.loc[more["_merge"] == "left_only", _SPRINT]
    every = pd.concat([known, pick(more, "sprints", columns)], ignore_index=True) if len(more) else known.reset_index(drop=True)
    anchor = every["started_on"].fillna(every["ended_on"])
    if anchor.isna().any() and len(stays):
        finish = stays.merge(pick(tables.tasks, "tasks", [*_TASK, "finished_on"]), on=_TASK)
        typical = finish.groupby(_SPRINT, as_index=False)["finished_on"].median()
        anchor = anchor.fillna(every[_SPRINT].merge(typical, how="left", on=_SPRINT)["finished_on"].set_axis(every.index))
    number = every["sprint"].astype("str").str.replace(r"\d+", lambda m: f"{int(m.group()):012d}", regex=True)
    every = every.assign(_anchor=anchor, _number=number).sort_values(["project_id", "_anchor", "ended_on", "_number"], kind="stable")
    every = every.drop(columns=["_anchor", "_number"]).reset_index(drop=True)
    return every.assign(place=every.groupby("project_id").cumcount())


def stays(tables: Tables) -> pd.DataFrame:
    """One row per task and sprint, with what is known of the stay.

    Parameters
    ----------
    tables : Tables
        ``task_sprints``, ``sprints`` and ``tasks``.

    Returns
    -------
    DataFrame
        project_id, task_id, sprint, place (of the sprint in time), last (whether it is the task's last sprint), size (the
        task's estimate, or 1 where the project counts items), unit, committed, removed, done (three-valued: missing where
        unknown), added_on, removed_on, kind.

    Notes
    -----
    The unit of a project is the one that most of its estimated tasks in sprints share; estimates in another unit count as
    missing, and a project without estimates counts items. *committed*: the flag; without one, whether the task was in before
    or on the sprint's first day. *done*: the flag; without one, whether the task is finished and this is its last sprint.
    *removed*: it left the sprint, not after its last day, and was not done in it.

    Examples
    --------
    >>> rows = pd.DataFrame({"project_id": "P", "task_id": ["1", "1"], "sprint": ["Sprint 1", "Sprint 2"]})
    >>> tasks = pd.DataFrame({"project_id": ["P"], "task_id": ["1"], "status_class": ["done"]})
    >>> stays(Tables({"tasks": tasks, "task_sprints": rows}))[["sprint", "done", "unit"]].to_dict("records")
    [{'sprint': 'Sprint 1', 'done': False, 'unit': 'items'}, {'sprint': 'Sprint 2', 'done': True, 'unit': 'items'}]
    """
    return stays_in(tables, sprint_order(tables))


def stays_in(tables: Tables, order: pd.DataFrame) -> pd.DataFrame:
    """As :func:`stays`, where the order of the sprints is known already.

    Parameters
    ----------
    tables : Tables
        ``task_sprints`` and ``tasks``.
    order : DataFrame
        As :func:`sprint_order` gives it.

    Returns
    -------
    DataFrame

    Examples
    --------
    >>> rows = Tables({"task_sprints": pd.DataFrame({"project_id": ["P"], "task_id": ["1"], "sprint": ["S1"], "done": [True]})})
    >>> stays_in(rows, sprint_order(rows))["done"].tolist()
    [True]
    """
    order = order[[*_SPRINT, "place", "started_on", "ended_on"]]
    rows = pick(tables.task_sprints, "task_sprints", [*_TASK, "sprint", "added_on", "removed_on", "committed", "done"])
    rows = rows.merge(order, how="left", on=_SPRINT)
    tasks = tables.tasks
    about = pick(tasks, "tasks", [*_TASK, "estimate", "estimate_unit", "is_rollup", "kind"]).assign(finished=is_done(tasks))
    rows = rows.merge(about, how="left", on=_TASK)
    rows = rows[~yes(rows["is_rollup"])].drop(columns="is_rollup").reset_index(drop=True)
    last = rows["place"] == rows.groupby(_TASK)["place"].transform("max")
    done = rows["done"].astype("boolean").fillna(rows["finished"].astype("boolean") & last)
    early = (
        (rows["added_on"].dt.normalize() <= rows["started_on"]).astype("boolean").mask(rows["added_on"].isna() | rows["started_on"].isna())
    )
    committed = rows["committed"].astype("boolean").fillna(early)
    in_time = rows["ended_on"].isna() | (rows["removed_on"].dt.normalize() <= rows["ended_on"])
    removed = rows["removed_on"].notna() & in_time & ~done.fillna(False).astype(bool)
    # without any sign of when tasks came, nothing is known of when they left either
    removed = removed.astype("boolean").mask(rows["removed_on"].isna() & committed.isna())
    rows = rows.assign(last=last, done=done, committed=committed, removed=removed).drop(columns=["finished", "started_on", "ended_on"])
    return _sized(rows)


def _sized(rows: pd.DataFrame) -> pd.DataFrame:
    estimated = rows[rows["estimate"].notna() & rows["estimate_unit"].notna()]
    votes = estimated.drop_duplicates(_TASK).groupby(["project_id", "estimate_unit"]).size().sort_values(ascending=False, kind="stable")
    unit_of = votes.reset_index().drop_duplicates("project_id").set_index("project_id")["estimate_unit"]
    unit = rows["project_id"].map(unit_of).astype("str").fillna(ITEMS)
    same = (rows["estimate_unit"] == unit).fillna(False).astype(bool)
    size = rows["estimate"].where(same, np.nan).where(unit != ITEMS, 1.0)
    return rows.assign(size=size, unit=unit).drop(columns=["estimate", "estimate_unit"])


def with_sprint(tasks: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """The tasks with a column ``sprint``: the last sprint that each was in.

    Parameters
    ----------
    tasks : DataFrame
        One row per task.
    tables : Tables
        ``task_sprints`` and ``sprints``.

    Returns
    -------
    DataFrame
        Same rows and index; ``sprint`` is missing for a task that was in none. Ready for ``accuracy.by(…, "sprint")``.

    Examples
    --------
    >>> tasks = pd.DataFrame({"project_id": ["P"], "task_id": ["1"]})
    >>> rows = pd.DataFrame({"project_id": "P", "task_id": ["1", "1"], "sprint": ["Sprint 1", "Sprint 2"]})
    >>> with_sprint(tasks, Tables({"task_sprints": rows}))["sprint"].tolist()
    ['Sprint 2']
    """
    rows = pick(tables.task_sprints, "task_sprints", [*_TASK, "sprint"]).merge(sprint_order(tables)[[*_SPRINT, "place"]], on=_SPRINT)
    final = rows.sort_values("place").drop_duplicates(_TASK, keep="last")[[*_TASK, "sprint"]]
    sprint = pick(tasks, "tasks", _TASK).merge(final, how="left", on=_TASK)["sprint"]
    return tasks.assign(sprint=sprint.set_axis(tasks.index))
