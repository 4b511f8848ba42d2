"""Why does the page say so? The rows behind a sentence or a picture."""

from __future__ import annotations

import pandas as pd

from workbench.analysis import accuracy, velocity
from workbench.page import Block, Column, Table, Text, Why
from workbench.tables import NotEnoughEvidence, Tables
from workbench.wording import evidence as words
from workbench.wording.numbers import count

_TASKS: dict[str, Column | str] = {
    "task_id": "task",
    "title": "title",
    "kind": "kind",
    "component": "component",
    "estimate": Column("estimate", "number"),
    "actual": Column("actual", "number"),
    "over": Column("over / under", "signed"),
    "ratio": Column("actual ÷ estimate", "ratio"),
    "finished_on": Column("finished", "day"),
}
_KINDS: dict[str, Column | str] = {
    "group": "kind of work",
    "n": Column("tasks", "count"),
    "estimate": Column("estimate", "number"),
    "actual": Column("actual", "number"),
    "over": Column("over / under", "signed"),
    "total_ratio": Column("in total", "ratio"),
    "bias": Column("typical task", "ratio"),
}


def compared_tasks(tasks: pd.DataFrame, *, rows: int = 25) -> Table:
    """The finished tasks that have an estimate and an actual in one unit, those that moved the total most first.

    Parameters
    ----------
    tasks : DataFrame
        Canonical tasks.
    rows : int
        Rows shown; the link has all.

    Returns
    -------
    Table
    """
    found = accuracy.comparable(tasks).tasks
    found = found.assign(over=found["actual"] - found["estimate"])
    found = found.sort_values("over", key=lambda over: over.abs(), ascending=False, kind="stable")
    columns = {name: label for name, label in _TASKS.items() if name in found and found[name].notna().any()} or {"task_id": "task"}
    empty = "No finished task has an estimate and an actual in one unit."
    return Table(found.reindex(columns=list(columns)), columns, file="tasks.csv", rows=rows, empty=empty)


def behind_answer(tasks: pd.DataFrame) -> Why | None:
    """The tasks behind the answer and its numbers, and why others do not count.

    Parameters
    ----------
    tasks : DataFrame
        Canonical tasks of one project.

    Returns
    -------
    Why or None
        None where there is no task to compare.
    """
    used = accuracy.comparable(tasks)
    if not used.n:
        return None
    unit = used.unit or "the unit of the estimates"
    first = Text(f"In {unit}; those that moved the total most come first. {words.excluded(used.excluded, used.n)}")
    return Why(f"Why? The {count(used.n, 'task')} behind these numbers", first, compared_tasks(tasks))


def behind_kinds(tasks: pd.DataFrame) -> Why | None:
    """The sums behind where the effort went, kind by kind.

    Parameters
    ----------
    tasks : DataFrame
        Canonical tasks of one project.

    Returns
    -------
    Why or None
        None where no task has a kind.
    """
    kinds = accuracy.by(tasks, "kind")
    if kinds.empty:
        return None
    unit = accuracy.comparable(tasks).unit or "the unit of the estimates"
    return Why("Why? The sums of each kind of work", Text(f"In {unit}."), Table(kinds, _KINDS, file="kinds.csv"))


def behind_pace(project: Tables) -> Why | None:
    """The periods behind the pace.

    Parameters
    ----------
    project : Tables
        The tables of one project.

    Returns
    -------
    Why or None
        None where sprints are listed anyway, or where nothing is dated.
    """
    if len(project.sprints):
        return None
    weekly = velocity.throughput(project.tasks)
    if isinstance(weekly, NotEnoughEvidence):
        return None
    frame = pd.DataFrame(
        {"week": weekly.series.index, "items": weekly.series.to_numpy(), "signal": weekly.series.index.isin(weekly.signals)}
    )
    columns: dict[str, Column | str] = {"week": Column("week from", "day"), "items": Column("finished tasks", "count")}
    columns["signal"] = Column("outside ordinary variation", "yes")
    block: Block = Table(frame, columns, file="weeks.csv", rows=30)
    return Why(f"Why? The {count(weekly.n, 'week')} behind this", block)
