"""Dates that contradict each other: the row stays, the earlier end of the contradiction goes, and a person is asked."""

from __future__ import annotations

import pandas as pd

from workbench.tables import table

from .dates import read_dates
from .notes import Notes


def without_contradictions(tasks: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    """Tasks without a start or request that lies after their end.

    Parameters
    ----------
    tasks : DataFrame
        Columns of the tasks table; dates typed, or texts where some could not be read.
    notes : Notes
        Is asked which of the dates is right.

    Returns
    -------
    DataFrame
        The end, the estimate and the actual stay as they are.

    Notes
    -----
    A tracker's row with a completion before its start is real work with one wrong date. Setting it apart would take its effort out
    of every sum; keeping both dates would give a cycle time below zero. The completion is kept, because it says that the work was
    done; the start is left out, because no time can be measured from it.

    Examples
    --------
    >>> days = pd.to_datetime(["2025-02-01"]), pd.to_datetime(["2025-01-05"])
    >>> tasks = pd.DataFrame({"started_on": days[0], "finished_on": days[1], "actual": [4.0]}, index=[7])
    >>> notes = Notes()
    >>> without_contradictions(tasks, notes)[["started_on", "actual"]].to_numpy().tolist(), notes.confirm[0][:43]
    ([[NaT, 4.0]], '1 task has a completion date before its sta')
    """
    declared = table("tasks")
    for first, second in declared.ordered:
        if declared[first].type != "date" or first not in tasks or second not in tasks:
            continue
        a, b = (read_dates(tasks[c]).stamps for c in (first, second))
        wrong = (a.dt.normalize() > b).fillna(False)
        if not wrong.any():
            continue
        tasks = tasks.assign(**{first: tasks[first].mask(wrong)})
        rows = ", ".join(str(r) for r in tasks.index[wrong][:3]) + (" …" if int(wrong.sum()) > 3 else "")
        n, what = int(wrong.sum()), "start" if first == "started_on" else "creation"
        notes.ask(
            f"{n:,} {'task has' if n == 1 else 'tasks have'} a completion date before {'its' if n == 1 else 'their'} {what} date "
            f"(row {rows}): effort and completion were kept, the {what} left out. Which date is right?"
        )
    return tasks
