"""Which task was in which sprint, with its estimate and how it ended there."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.tables import Tables

from .frames import first_rows, is_done, key_numbers, pick, yes

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
    stays = pick(tables.task_sprints, "task_sprints", [*_TASK, "sprint"]).dropna(subset="sprint")
    named, told = key_numbers(stays, known, columns=_SPRINT)
    only_named = (first_rows(told, named) < 0) & ~pd.Series(named).duplicated().to_numpy()
    every = known.reset_index(drop=True)
    if only_named.any():
        every = pd.concat([every, pick(stays.loc[only_named, _SPRINT], "sprints", columns)], ignore_index=True)
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
        unknown), added_on, removed_on, kind, task (a number of its own for each task) and at (the sprint's row in
        :func:`sprint_order`). Roll-ups are left out.

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
    rows = pick(tables.task_sprints, "task_sprints", [*_TASK, "sprint", "added_on", "removed_on", "committed", "done"])
    rows = rows[rows["sprint"].notna()]
    tasks = tables.tasks
    about = pick(tasks, "tasks", [*_TASK, "estimate", "estimate_unit", "is_rollup", "kind"])
    number, known = key_numbers(rows, about, columns=_TASK)
    found = first_rows(known, number)
    keep = (found < 0) | ~yes(about["is_rollup"]).to_numpy()[found] if len(about) else np.full(len(rows), True)
    rows, number, found = rows[keep].reset_index(drop=True), number[keep], found[keep]
    at = first_rows(*key_numbers(order, rows, columns=_SPRINT))
    rows = rows.assign(task=number, at=at, **_taken(order, at, ["place", "started_on", "ended_on"]))
    finished = _taken(about.assign(finished=is_done(tasks).astype("boolean")), found, ["finished"])["finished"]
    last = rows["place"] == rows.groupby("task")["place"].transform("max")
    done = rows["done"].astype("boolean").fillna(finished & last)
    early = (rows["added_on"].dt.normalize() <= rows["started_on"]).astype("boolean")
    early = early.mask(rows["added_on"].isna() | rows["started_on"].isna())
    committed = rows["committed"].astype("boolean").fillna(early)
    in_time = rows["ended_on"].isna() | (rows["removed_on"].dt.normalize() <= rows["ended_on"])
    removed = rows["removed_on"].notna() & in_time & ~done.fillna(False).astype(bool)
    # without any sign of when tasks came, nothing is known of when they left either
    removed = removed.astype("boolean").mask(rows["removed_on"].isna() & committed.isna())
    rows = rows.assign(last=last, done=done, committed=committed, removed=removed, kind=_taken(about, found, ["kind"])["kind"])
    size, unit = _sizes(rows, _taken(about, found, ["estimate", "estimate_unit"]))
    return rows.assign(size=size, unit=unit).drop(columns=["started_on", "ended_on"])


def _taken(frame: pd.DataFrame, at: np.ndarray, columns: list[str]) -> dict[str, pd.Series]:
    """Rows of a table by position; -1 takes nothing."""
    index = pd.RangeIndex(len(at))
    numbered = frame[columns].set_axis(pd.RangeIndex(len(frame)))
    return {c: numbered[c].reindex(at).set_axis(index) for c in columns}


def _sizes(rows: pd.DataFrame, taken: dict[str, pd.Series]) -> tuple[pd.Series, pd.Series]:
    """Size of each stay in its project's unit, and that unit."""
    estimate, stated = taken["estimate"], taken["estimate_unit"]
    project, names = pd.factorize(rows["project_id"], use_na_sentinel=False)
    code, units = pd.factorize(stated)
    votes = (code >= 0) & estimate.notna().to_numpy() & ~rows["task"].duplicated().to_numpy()
    table = np.zeros((max(len(names), 1), len(units) + 1), np.int64)
    table[:, -1] = 0  # the last column stands for items: it wins only where nothing was estimated
    np.add.at(table, (project[votes], code[votes]), 1)
    chosen = np.where(table.sum(axis=1) > 0, table.argmax(axis=1), len(units))[project]
    size = estimate.where(code == chosen, np.nan).where(chosen < len(units), 1.0)
    return size, pd.Series(np.append(np.asarray(units, dtype=object), ITEMS)[chosen], index=rows.index, dtype="str")


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
    rows = pick(tables.task_sprints, "task_sprints", [*_TASK, "sprint"]).dropna(subset="sprint").reset_index(drop=True)
    order = sprint_order(tables)
    at = first_rows(*key_numbers(order, rows, columns=_SPRINT))
    rows = rows.iloc[np.argsort(-at, kind="stable")].reset_index(drop=True)  # latest first: the order is by time within each project
    number, wanted = key_numbers(rows, pick(tasks, "tasks", _TASK), columns=_TASK)
    sprint = _taken(rows, first_rows(number, wanted), ["sprint"])["sprint"]
    return tasks.assign(sprint=sprint.set_axis(tasks.index))
