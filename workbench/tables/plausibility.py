"""Values that look odd but may be right: the person who knows is asked; nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from .collection import Tables

_FACTORS = {8.0: "are the estimates days and the actuals hours?", 1 / 8: "are the estimates hours and the actuals days?"}
_SIXTY = {60.0: "are the estimates hours and the actuals minutes?", 1 / 60: "are the estimates minutes and the actuals hours?"}
_ENOUGH = 8  # below this a typical ratio says nothing about units


def questions(tables: Tables) -> Iterator[str]:
    """Questions to ask about a set of checked tables, one sentence each.

    Parameters
    ----------
    tables : Tables
        Tables that passed the check.

    Yields
    ------
    str
        What was seen, and what it may mean.

    Examples
    --------
    >>> tasks = pd.DataFrame({"project_id": "P", "task_id": list("abcdefgh"), "estimate": 1.0, "actual": 8.0,
    ...                       "estimate_unit": "hours", "actual_unit": "hours"})
    >>> list(questions(Tables({"tasks": tasks})))
    ['tasks of project P took typically 8 times their estimate (8 tasks): are the estimates days and the actuals hours?']
    """
    if "tasks" not in tables:
        return
    tasks = tables.tasks
    yield from _unit_questions(tasks)
    for column, words in (("estimate", "an estimate of 0"), ("actual", "done with an actual of 0")):
        if {column, "status_class"} <= set(tasks.columns):
            zero = tasks[column].eq(0) & (tasks["status_class"].eq("done") if column == "actual" else True)
            if zero.any():
                yield f"{int(zero.sum()):,} tasks have {words}: they take no part in ratios; is it a missing value?"
    if {"estimated_on", "started_on"} <= set(tasks.columns):
        late = (tasks["estimated_on"].dt.normalize() > tasks["started_on"]).fillna(False)
        if late.any():
            yield f"{int(late.sum()):,} tasks were estimated after work on them began: were those estimates made with hindsight?"


def _unit_questions(tasks: pd.DataFrame) -> Iterator[str]:
    if not {"estimate", "actual", "project_id"} <= set(tasks.columns):
        return
    usable = (tasks["estimate"] > 0) & (tasks["actual"] > 0)
    if {"estimate_unit", "actual_unit"} <= set(tasks.columns):
        usable &= tasks["estimate_unit"].eq(tasks["actual_unit"]).fillna(False).astype(bool)
    log_ratio = (tasks["actual"][usable] / tasks["estimate"][usable]).transform(np.log)
    by_project = log_ratio.groupby(tasks["project_id"][usable], sort=True).agg(["median", "size"])
    for project, middle, n in by_project[by_project["size"] >= _ENOUGH].itertuples():
        typical = float(np.exp(middle))
        for factor, question in (_FACTORS | _SIXTY).items():
            if abs(np.log(typical / factor)) < np.log(1.3):
                times = f"{typical:.2g} times" if typical > 1 else f"1/{1 / typical:.2g} of"
                yield f"tasks of project {project} took typically {times} their estimate ({n:,} tasks): {question}"
