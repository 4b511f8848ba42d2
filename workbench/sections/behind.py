"""Why does the page say so? The rows behind a sentence or a picture."""

from __future__ import annotations

import pandas as pd

from workbench.analysis import accuracy, causes
from workbench.page import Block, Column, Stack, Table, Text, Why
from workbench.tables import Tables
from workbench.wording import evidence as words
from workbench.wording import rows as row_words
from workbench.wording.numbers import count, unit_name

from .records import ROOM, compared_tasks, delivered, folded

_KINDS: dict[str, Column | str] = {
    "group": "kind of work",
    "n": Column("tasks", "count"),
    "estimate": Column("estimate", "number"),
    "actual": Column("actual", "number"),
    "over": Column("over / under", "signed"),
    "total_ratio": Column("in total", "ratio"),
    "bias": Column("typical task", "ratio"),
}


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
    table = delivered(project)
    return Why(f"Why? The {count(len(table.frame), table.file.removesuffix('s.csv'))} behind this", table) if len(table.frame) else None


def ends_table(ends: pd.DataFrame) -> Table:
    """How each finished project ended.

    Parameters
    ----------
    ends : DataFrame
        As `portfolio_ends` gives it.

    Returns
    -------
    Table
    """
    columns: dict[str, Column | str] = {
        "name": "project",
        "finished_on": Column("finished", "day"),
        "cost": Column("cost ÷ budget", "ratio"),
    }
    columns |= {"days": Column("days ÷ planned", "ratio"), "effort": Column("effort ÷ estimate", "ratio")}
    columns |= {"growth": Column("scope joined later", "percent")}
    return Table(ends[list(columns)], columns, file="projects.csv", rows=30)


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
    question = f"Why? The {count(len(ends), 'project')} behind these numbers"
    return Stack(*folded([(question, "", ends_table(ends))], room=ROOM, command="workbench rows"))


def causes_table(drivers: causes.CauseSplit, *, unit: str) -> Table:
    """What each cause added to each project's first plan.

    Parameters
    ----------
    drivers : CauseSplit
        The split of the library's overruns.
    unit : str
        Unit of effort; projects in another one are left out.

    Returns
    -------
    Table
    """
    kept = drivers.projects[drivers.projects["enough"] & drivers.projects["unit"].eq(unit)]
    wide = drivers.parts.pivot_table(index="project_id", columns="part", values="effort", aggfunc="sum", fill_value=0.0)
    wide = wide.reindex(columns=[p for p in causes.PARTS if p in wide])
    frame = kept[["project_id", "plan", "actual", "over"]].merge(wide.reset_index(), on="project_id")
    columns: dict[str, Column | str] = {"project_id": "project", "plan": Column("plan", "number"), "actual": Column("spent", "number")}
    columns |= {"over": Column("over / under", "signed")}
    columns |= {part: Column(row_words.PARTS[part], "signed") for part in causes.PARTS if part in frame}
    return Table(frame, columns, file="causes.csv", rows=30)


def behind_league(drivers: causes.CauseSplit, *, unit: str) -> Block:
    """The causes of each project, as :func:`causes_table` gives them, folded away.

    Parameters
    ----------
    drivers, unit
        As for :func:`causes_table`.

    Returns
    -------
    Block
    """
    table = causes_table(drivers, unit=unit)
    question = f"Why? The causes of each of {count(len(table.frame), 'project')}"
    say = row_words.how_projects_add_up(unit_name(unit))
    return Stack(*folded([(question, say, table)], room=ROOM, command="workbench rows"))
