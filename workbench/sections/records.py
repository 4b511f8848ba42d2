"""What a project's records say, as tables from which the numbers of its reports can be computed again; they name nobody."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from workbench import outlook
from workbench.analysis import accuracy, causes, velocity
from workbench.analysis.frames import is_done
from workbench.analysis.work import ROLES
from workbench.outlook import Completion
from workbench.page import Block, Column, Table, Text, Why
from workbench.tables import Tables
from workbench.wording import rows as words

from .pace import period_of

Told = tuple[str, str, Table]
"""What is read while a table is closed, what stands above its rows, and the rows."""
_Columns = dict[str, Column | str]

ROOM = 350_000
"""Bytes of folded tables that a page carries: with its pictures it stays well below a megabyte."""
SHOWN = 15  # the link has all
_ORDER = {state: i for i, state in enumerate([*words.STATES.values(), "not known"])}
_TASKS: _Columns = {
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


def folded(told: Sequence[Told], *, room: int, command: str) -> list[Block]:
    """Tables folded away; of those for which a page has no room, it is said how to get them.

    Parameters
    ----------
    told : sequence of (str, str, Table)
        What is read while a table is closed, what stands above its rows, and the rows.
    room : int
        Bytes that they may take together; the smallest come first.
    command : str
        What writes them to files.

    Returns
    -------
    list of Block
        In the order given; tables without rows are left out.
    """
    given = [(question, table, Why(question, Text(say) if say else None, table)) for question, say, table in told if len(table.frame)]
    sizes = np.array([len(table.frame) if len(table.frame) > room else len(why.html()) for _, table, why in given])
    order = np.argsort(sizes, kind="stable")
    fits = np.empty(len(given), dtype=bool)
    fits[order] = np.cumsum(sizes[order]) <= room
    away = [Text(f"{question.removeprefix('Why? ')}: {words.too_much(len(table.frame), command=command)}") for question, table, _ in given]
    return [why if fit else text for (_, _, why), fit, text in zip(given, fits, away, strict=True)]


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


def split_tasks(project: Tables, drivers: causes.CauseSplit) -> Table:
    """Every task, with what it counts as in the split of the difference.

    Parameters
    ----------
    project : Tables
        The tables of one project.
    drivers : CauseSplit
        The split of the library's overruns.

    Returns
    -------
    Table
    """
    own = drivers.tasks[drivers.tasks["project_id"].isin(project.tasks["project_id"].head(1))]
    about = project.tasks.reindex(columns=["task_id", "kind", "cost", "finished_on"])
    frame = own.assign(role=own["role"].astype("str")).merge(about, on="task_id")
    why, _ = accuracy.reasons(project.tasks)
    compared = pd.DataFrame({"task_id": project.tasks["task_id"], "compared": [("yes", *accuracy.REASONS)[w] for w in why]})
    order = dict(zip([*ROLES[1:], ROLES[0]], range(len(ROLES)), strict=True))
    frame = frame.merge(compared, on="task_id").sort_values("role", key=lambda role: role.map(order), kind="stable")
    columns: _Columns = {"task_id": "task", "kind": "kind", "role": "counts as"}
    columns |= {"plan": Column("plan", "number"), "usual": Column("usual", "number"), "spent": Column("spent", "number")}
    columns |= {"cost": Column("cost", "number"), "finished_on": Column("finished", "day"), "compared": "estimate compared with time spent"}
    return _table(frame, columns, "split.csv", always=("task_id", "role", "plan", "spent", "compared"))


def work(project: Tables) -> Table:
    """Every task as it stands: done, open or dropped, with what it took.

    Parameters
    ----------
    project : Tables
        The tables of one project.

    Returns
    -------
    Table
    """
    tasks = project.tasks
    state = tasks["status_class"].astype("str").mask(is_done(tasks), "done").map(words.STATES).fillna("not known")
    frame = tasks.assign(state=state, group=tasks["is_rollup"].map({True: "yes"}))
    columns: _Columns = {"task_id": "task", "kind": "kind", "state": "state", "group": "sums up others"}
    columns |= {"estimate": Column("estimate", "number"), "estimate_unit": "estimated in", "actual": Column("spent", "number")}
    columns |= {"actual_unit": "spent in"}
    columns |= {"added_on": Column("joined", "day"), "started_on": Column("began", "day"), "finished_on": Column("finished", "day")}
    return _table(frame.sort_values("state", key=lambda s: s.map(_ORDER), kind="stable"), columns, "work.csv", always=("task_id", "state"))


def sprint_stays(project: Tables) -> Table:
    """Which task was in which sprint, and how it ended there.

    Parameters
    ----------
    project : Tables
        The tables of one project.

    Returns
    -------
    Table
    """
    columns: _Columns = {"sprint": "sprint", "task_id": "task", "size": Column("size", "number"), "unit": "unit"}
    columns |= {name: name for name in ("committed", "removed", "done")}
    rows = velocity.stays(project).sort_values("place", kind="stable")
    rows = rows.assign(**{name: rows[name].map({True: "yes", False: "no"}).astype("str") for name in ("committed", "removed", "done")})
    return _table(rows, columns, "sprint_tasks.csv", always=tuple(columns))


def delivered(project: Tables) -> Table:
    """Finished tasks by week or month, where no sprints are listed.

    Parameters
    ----------
    project : Tables
        The tables of one project.

    Returns
    -------
    Table
    """
    every = period_of(project.tasks)
    found = velocity.throughput(project.tasks, every=every) if project.sprints.empty and len(project.tasks) else None
    series = found.series if isinstance(found, velocity.Throughput) else pd.Series(dtype="int64", index=pd.DatetimeIndex([]))
    signals = found.signals if isinstance(found, velocity.Throughput) else pd.DatetimeIndex([])
    frame = pd.DataFrame({"period": series.index, "items": series.to_numpy(), "signal": series.index.isin(signals)})
    name = {"W": "week", "M": "month"}[every]
    columns: _Columns = {"period": Column(f"{name} from", "day"), "items": Column("finished tasks", "count")}
    frame["signal"] = frame["signal"].map({True: "yes", False: "no"}).astype("str")
    columns["signal"] = "outside ordinary variation"
    return Table(frame, columns, file=f"{name}s.csv", rows=30)


def periods(project: Tables) -> Table:
    """Planned, earned and spent up to the end of each period.

    Parameters
    ----------
    project : Tables
        The tables of one project.

    Returns
    -------
    Table
    """
    columns: _Columns = {"period_end": Column("up to", "day"), "planned_value": Column("planned", "number")}
    columns |= {"earned_value": Column("earned", "number"), "actual_cost": Column("spent", "number")}
    rows = project.periods.dropna(subset=["period_end"]).sort_values("period_end", kind="stable")
    return _table(rows, columns, "periods.csv", always=tuple(columns))


def entry(project: Tables) -> Table:
    """The project's own entry: its days and its budget, where it has one.

    Parameters
    ----------
    project : Tables
        The tables of one project.

    Returns
    -------
    Table
    """
    columns: _Columns = {"name": "project", "started_on": Column("began", "day")}
    columns |= {"planned_finish_on": Column("planned finish", "day"), "finished_on": Column("finished", "day")}
    columns |= {"budget": Column("budget", "number"), "currency": "currency"}
    rows = project.projects.reindex(columns=list(columns))
    return Table(rows[rows["budget"].notna()] if "budget" in rows else rows.head(0), columns, file="project.csv")


def milestone_records(project: Tables) -> Table:
    """What was expected of each milestone, record by record.

    Parameters
    ----------
    project : Tables
        The tables of one project.

    Returns
    -------
    Table
    """
    columns: _Columns = {"milestone": "milestone", "recorded_on": Column("written down", "day"), "baseline_on": Column("first plan", "day")}
    columns |= {"forecast_on": Column("expected", "day"), "actual_on": Column("came", "day")}
    rows = project.milestones.sort_values(["milestone", "recorded_on"], kind="stable")
    return _table(rows, columns, "milestone_records.csv", always=("milestone", "recorded_on", "forecast_on"))


def requests(project: Tables) -> Table:
    """The log of requests for change; who approved is not shown.

    Parameters
    ----------
    project : Tables
        The tables of one project.

    Returns
    -------
    Table
    """
    columns: _Columns = {"change_id": "request", "requested_on": Column("asked", "day"), "decided_on": Column("decided", "day")}
    columns |= {"decision": "decision", "effort": Column("hours", "number"), "cost": Column("cost", "number")}
    columns |= {"days": Column("days", "number")}
    return _table(project.changes, columns, "requests.csv", always=("change_id", "decision"))


def register(project: Tables) -> Table:
    """The register of risks.

    Parameters
    ----------
    project : Tables
        The tables of one project.

    Returns
    -------
    Table
    """
    columns: _Columns = {"risk_id": "risk", "text": "what", "recorded_on": Column("written down", "day")}
    columns |= {"probability": Column("odds", "percent"), "impact": Column("takes", "number"), "unit": "in"}
    columns |= {"came": "came", "occurred_on": Column("on", "day"), "cost": Column("cost", "number")}
    rows = project.risks.assign(came=project.risks["occurred"].map({True: "yes", False: "no"}))
    return _table(rows, columns, "risk_register.csv", always=("risk_id", "probability", "impact", "came"))


def capacity(project: Tables) -> Table:
    """Hours there were, planned and spent, period by period; roles are summed up.

    Parameters
    ----------
    project : Tables
        The tables of one project.

    Returns
    -------
    Table
    """
    hours: _Columns = {"capacity_hours": Column("hours there were", "number"), "booked_hours": Column("planned", "number")}
    hours |= {"spent_hours": Column("spent", "number")}
    rows = project.allocations.groupby("period_end")[list(hours)].sum(min_count=1).reset_index()
    return _table(rows, {"period_end": Column("up to", "day"), **hours}, "capacity.csv", always=("period_end",))


def past_projects(everything: Tables, found: Completion, *, as_of: pd.Timestamp | None = None) -> Table:
    """The closed projects that a forecast of cost or finish rests on, and what each would make of this one.

    Parameters
    ----------
    everything : Tables
        The whole library.
    found : Completion
        The forecast.
    as_of : Timestamp, optional
        Only what was known by then counts.

    Returns
    -------
    Table
    """
    rows = outlook.compared(everything, found, as_of=as_of)
    makes = "this one would cost" if found.measure == "cost" else "this one would take, days"
    columns: _Columns = {"project_id": "project", "finished_on": Column("finished", "day")}
    columns |= {"ratio": Column("came ÷ foreseen", "ratio"), "makes": Column(makes, "number")}
    return Table(rows[list(columns)], columns, file=f"past_{found.measure}.csv", rows=SHOWN)


def _table(frame: pd.DataFrame, columns: _Columns, file: str, *, always: tuple[str, ...]) -> Table:
    """Some columns of a frame; those that hold nothing are left out, unless the numbers cannot be told without them."""
    kept = {name: column for name, column in columns.items() if name in frame and (name in always or frame[name].notna().any())}
    return Table(frame.reindex(columns=list(kept)), kept, file=file, rows=SHOWN)
