"""Why does the page say so? The rows behind a sentence or a picture."""

from __future__ import annotations

import pandas as pd

from workbench.analysis import accuracy, causes, velocity
from workbench.analysis.work import ROLES
from workbench.page import Block, Column, Section, Table, Text, Why
from workbench.tables import Tables
from workbench.wording import evidence as words
from workbench.wording import rows as row_words
from workbench.wording.numbers import count, unit_name

from .pace import period_of

_MOST = 1_000
"""Rows of one table that a page carries; with all tables of such a project it stays well below a megabyte."""
_MOST_PROJECTS = 3_000
_SHOWN = 15  # the link has all
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
    """The weeks or months behind the pace.

    Parameters
    ----------
    project : Tables
        The tables of one project.

    Returns
    -------
    Why or None
        None where sprints are listed anyway, or where nothing is dated.
    """
    table = _delivered(project)
    return Why(f"Why? The {count(len(table.frame), table.file.removesuffix('s.csv'))} behind this", table) if len(table.frame) else None


def behind_ends(ends: pd.DataFrame) -> Block:
    """The projects behind the middle one, the late ones and those over budget.

    Parameters
    ----------
    ends : DataFrame
        As `portfolio_ends` gives it.

    Returns
    -------
    Block
    """
    columns: dict[str, Column | str] = {
        "name": "project",
        "finished_on": Column("finished", "day"),
        "cost": Column("cost ÷ budget", "ratio"),
    }
    columns |= {"days": Column("days ÷ planned", "ratio"), "effort": Column("effort ÷ estimate", "ratio")}
    columns |= {"growth": Column("scope joined later", "percent")}
    table = Table(ends[list(columns)], columns, file="projects.csv", rows=30)
    return _folded(f"Why? The {count(len(ends), 'project')} behind these numbers", "", table, most=_MOST_PROJECTS)


def behind_league(drivers: causes.CauseSplit, *, unit: str) -> Block:
    """What each cause added to each project's first plan.

    Parameters
    ----------
    drivers : CauseSplit
        The split of the library's overruns.
    unit : str
        Unit of effort; projects in another one are left out.

    Returns
    -------
    Block
    """
    kept = drivers.projects[drivers.projects["enough"] & drivers.projects["unit"].eq(unit)]
    wide = drivers.parts.pivot_table(index="project_id", columns="part", values="effort", aggfunc="sum", fill_value=0.0)
    wide = wide.reindex(columns=[p for p in causes.PARTS if p in wide])
    frame = kept[["project_id", "plan", "actual", "over"]].merge(wide.reset_index(), on="project_id")
    columns: dict[str, Column | str] = {"project_id": "project", "plan": Column("plan", "number"), "actual": Column("spent", "number")}
    columns |= {"over": Column("over / under", "signed")}
    columns |= {part: Column(row_words.PARTS[part], "signed") for part in causes.PARTS if part in frame}
    question = f"Why? The causes of each of {count(len(frame), 'project')}"
    say = row_words.how_projects_add_up(unit_name(unit))
    return _folded(question, say, Table(frame, columns, file="causes.csv", rows=30), most=_MOST_PROJECTS)


def rows_behind(project: Tables, drivers: causes.CauseSplit, *, most: int | None = _MOST) -> Section:
    """From every headline number and picture of a retrospective to the rows that it was computed from, each table as CSV behind a link.

    Parameters
    ----------
    project : Tables
        The tables of one project.
    drivers : CauseSplit
        The split of the library's overruns.
    most : int or None
        Rows that a page can carry; of a larger table it is said how to get it. None: no limit.

    Returns
    -------
    Section
        The tables name nobody.
    """
    whys = [
        _folded(question, say, table, most=most, command="workbench rows PROJECT") for question, say, table in _behind(project, drivers)
    ]
    nothing = Text("No rows to show. What to add: the tracker's tasks with their estimates and the time spent.")
    return Section("The rows behind the numbers", Text(row_words.opening()) if whys else nothing, *whys)


def _folded(question: str, say: str, table: Table, *, most: int | None, command: str = "") -> Block:
    """A table folded away; where it is too large for a page, how to get it."""
    if most is not None and len(table.frame) > most:
        return Text(f"{question.removeprefix('Why? ')}: {row_words.too_many(len(table.frame), command=command)}")
    return Why(question, Text(say) if say else None, table)


def files_behind(project: Tables, drivers: causes.CauseSplit) -> dict[str, pd.DataFrame]:
    """The same tables whole, however many rows they have.

    Parameters
    ----------
    project : Tables
        The tables of one project.
    drivers : CauseSplit
        The split of the library's overruns.

    Returns
    -------
    dict of str to DataFrame
        By the name of the file that each would be.
    """
    return {table.file: table.frame for _, _, table in _behind(project, drivers)}


def _behind(project: Tables, drivers: causes.CauseSplit) -> list[tuple[str, str, Table]]:
    """Question, explanation and rows of each table that has any."""
    compared = accuracy.comparable(project.tasks)
    unit = compared.unit or "the unit of the estimates"
    told = [
        (row_words.COMPARED, f"In {unit}. {words.excluded(compared.excluded, compared.n)}", compared_tasks(project.tasks, rows=_SHOWN)),
        (row_words.SPLIT, row_words.how_causes_add_up(_unit_of(drivers, project)), _split_tasks(project, drivers)),
        (row_words.SPRINTS, row_words.how_sprints_add_up(), _stays(project)),
        (row_words.PACE, row_words.how_pace_is_counted(), _delivered(project)),
        (row_words.PERIODS, row_words.how_periods_are_read(), _periods(project)),
        (row_words.PROJECT, row_words.how_money_is_split(), _project(project)),
    ]
    return [(question, say, table) for question, say, table in told if len(table.frame)]


def _unit_of(drivers: causes.CauseSplit, project: Tables) -> str:
    rows = drivers.projects[drivers.projects["project_id"].isin(project.tasks["project_id"].head(1))]
    return unit_name(str(rows["unit"].iloc[0])) if len(rows) and rows["unit"].notna().all() else "the unit of the time spent"


def _split_tasks(project: Tables, drivers: causes.CauseSplit) -> Table:
    """Every task, with what it counts as in the split."""
    own = drivers.tasks[drivers.tasks["project_id"].isin(project.tasks["project_id"].head(1))]
    about = project.tasks.reindex(columns=["task_id", "kind", "cost", "finished_on"])
    frame = own.assign(role=own["role"].astype("str")).merge(about, on="task_id")
    why, _ = accuracy.reasons(project.tasks)
    compared = pd.DataFrame({"task_id": project.tasks["task_id"], "compared": [("yes", *accuracy.REASONS)[w] for w in why]})
    order = dict(zip([*ROLES[1:], ROLES[0]], range(len(ROLES)), strict=True))
    frame = frame.merge(compared, on="task_id").sort_values("role", key=lambda role: role.map(order), kind="stable")
    columns: dict[str, Column | str] = {"task_id": "task", "kind": "kind", "role": "counts as"}
    columns |= {"plan": Column("plan", "number"), "usual": Column("usual", "number"), "spent": Column("spent", "number")}
    columns |= {"cost": Column("cost", "number"), "finished_on": Column("finished", "day"), "compared": "estimate compared with time spent"}
    always = {"task_id", "role", "plan", "spent", "compared"}
    kept = {name: column for name, column in columns.items() if name in always or frame[name].notna().any()}
    return Table(frame.reindex(columns=list(kept)), kept, file="split.csv", rows=_SHOWN)


def _stays(project: Tables) -> Table:
    """Which task was in which sprint, and how it ended there."""
    columns: dict[str, Column | str] = {"sprint": "sprint", "task_id": "task", "size": Column("size", "number"), "unit": "unit"}
    columns |= {name: name for name in ("committed", "removed", "done")}
    rows = velocity.stays(project).sort_values("place", kind="stable")
    rows = rows.assign(**{name: rows[name].map({True: "yes", False: "no"}).astype("str") for name in ("committed", "removed", "done")})
    return Table(rows.reindex(columns=list(columns)), columns, file="sprint_tasks.csv", rows=_SHOWN)


def _delivered(project: Tables) -> Table:
    """Finished tasks by week or month, where no sprints are listed."""
    every = period_of(project.tasks)
    found = velocity.throughput(project.tasks, every=every) if project.sprints.empty and len(project.tasks) else None
    series = found.series if isinstance(found, velocity.Throughput) else pd.Series(dtype="int64", index=pd.DatetimeIndex([]))
    signals = found.signals if isinstance(found, velocity.Throughput) else pd.DatetimeIndex([])
    frame = pd.DataFrame({"period": series.index, "items": series.to_numpy(), "signal": series.index.isin(signals)})
    name = {"W": "week", "M": "month"}[every]
    columns: dict[str, Column | str] = {"period": Column(f"{name} from", "day"), "items": Column("finished tasks", "count")}
    frame["signal"] = frame["signal"].map({True: "yes", False: "no"}).astype("str")
    columns["signal"] = "outside ordinary variation"
    return Table(frame, columns, file=f"{name}s.csv", rows=30)


def _periods(project: Tables) -> Table:
    columns: dict[str, Column | str] = {"period_end": Column("up to", "day"), "planned_value": Column("planned", "number")}
    columns |= {"earned_value": Column("earned", "number"), "actual_cost": Column("spent", "number")}
    rows = project.periods.dropna(subset=["period_end"]).sort_values("period_end", kind="stable")
    return Table(rows.reindex(columns=list(columns)), columns, file="periods.csv", rows=_SHOWN)


def _project(project: Tables) -> Table:
    columns: dict[str, Column | str] = {"name": "project", "started_on": Column("began", "day")}
    columns |= {"planned_finish_on": Column("planned finish", "day"), "finished_on": Column("finished", "day")}
    columns |= {"budget": Column("budget", "number"), "currency": "currency"}
    rows = project.projects.reindex(columns=list(columns))
    return Table(rows[rows["budget"].notna()] if "budget" in rows else rows.head(0), columns, file="project.csv")
