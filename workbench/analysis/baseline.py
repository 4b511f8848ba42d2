"""The first plan, reconstructed: which tasks a project set out with, and how that is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.tables import Tables

from .frames import pick, yes

PLANNED_DAYS, START_DAY, NO_PLAN = "planned days", "start day", "first estimates"
LEAST = 0.2
"""Below this share of a project's tasks, what was there at its start is no plan but the first few tasks of a stream."""
_MOMENTS = ("added_on", "created_on", "estimated_on")


@dataclass(frozen=True)
class FirstPlan:
    """Which tasks belong to the first plan of their project.

    Attributes
    ----------
    n : int
        Tasks in a first plan, roll-ups apart.
    planned : ndarray of bool, shape (tasks,)
        In the order of the tasks given; roll-ups are never in it, their children are.
    joined_on : Series
        Day on which each task joined the scope; missing where no day is known.
    projects : DataFrame
        One row per project, in the order of first appearance: project_id, starts_on, basis (``planned days``: tasks with a finish
        day in the first plan; ``start day``: tasks that were there when work began; ``first estimates``: no plan can be recognised
        and every task counts as planned), tasks, planned (counts).
    code : ndarray of int, shape (tasks,)
        Row of ``projects`` of each task.
    """

    n: int
    planned: np.ndarray
    joined_on: pd.Series
    projects: pd.DataFrame
    code: np.ndarray


def first_plan(tables: Tables) -> FirstPlan:
    """Reconstruct the first plan of every project.

    Parameters
    ----------
    tables : Tables
        ``tasks``, and ``projects`` for the days on which work began.

    Returns
    -------
    FirstPlan

    Notes
    -----
    A project whose tasks have planned finish days (``baseline_finish_on``) is taken at its word: those tasks are its plan. Else the
    plan is what had joined by the day the project started: ``added_on``, else ``created_on``, else ``estimated_on``; a task without
    any of these counts as planned. Without a start of the project, the first start of a task stands for it. Where less than 20 % of
    the tasks would be planned, the project is a stream of work without a first plan, and every task counts as planned.

    Examples
    --------
    >>> tasks = pd.DataFrame({"project_id": "P", "task_id": ["1", "2"], "added_on": pd.to_datetime(["2026-01-05", "2026-02-01"])})
    >>> projects = pd.DataFrame({"project_id": ["P"], "started_on": pd.to_datetime(["2026-01-12"])})
    >>> found = first_plan(Tables({"tasks": tasks, "projects": projects}))
    >>> found.planned.tolist(), found.projects["basis"].tolist()
    ([True, False], ['start day'])
    """
    part = pick(tables.tasks, "tasks", ["project_id", *_MOMENTS, "started_on", "baseline_finish_on", "is_rollup"])
    leaf = ~yes(part["is_rollup"]).to_numpy()
    code, names = pd.factorize(part["project_id"])
    count = len(names)
    began = pick(tables.projects, "projects", ["project_id", "started_on"]).drop_duplicates("project_id").set_index("project_id")
    starts = began["started_on"].reindex(names).reset_index(drop=True)
    first = part["started_on"].groupby(code).min().reindex(range(count))
    starts = starts.fillna(first).dt.normalize()
    joined = part["added_on"].fillna(part["created_on"]).fillna(part["estimated_on"]).dt.normalize()
    given = part["baseline_finish_on"].notna().to_numpy() & leaf
    by_day = ~(joined > starts.reindex(code).set_axis(part.index)).to_numpy() & leaf
    total = np.bincount(code, leaf, minlength=count)
    has_days = np.bincount(code, given, minlength=count) >= LEAST * total
    has_days &= np.bincount(code, given, minlength=count) > 0
    planned = np.where(has_days[code], given, by_day) if count else np.zeros(0, bool)
    stream = np.bincount(code, planned, minlength=count) < LEAST * total
    planned = np.where(stream[code], leaf, planned) if count else planned
    basis = np.where(stream, NO_PLAN, np.where(has_days, PLANNED_DAYS, START_DAY))
    projects = pd.DataFrame(
        {
            "project_id": pd.Series(names, dtype="str"),
            "starts_on": starts.to_numpy(),
            "basis": pd.Series(basis, dtype="str"),
            "tasks": total.astype(np.int64),
            "planned": np.bincount(code, planned, minlength=count).astype(np.int64),
        }
    )
    return FirstPlan(int(planned.sum()), planned, joined, projects, code)
