"""A raw table and a profile in, canonical tables out: the order of the steps, and nothing of any one tool."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from workbench.tables import InputError

from . import amounts, hierarchy, keys, links, sprints
from .arrow_text import among, by_text
from .classify import classify
from .columns import ColumnReader, setting_of
from .containers import Sheet
from .contradictions import without_contradictions
from .converters import cleaned
from .further import Further, with_further
from .jira import work_log
from .mapping import Match, match
from .notes import Notes
from .profile import Profile
from .short_rows import mended
from .statuses import class_of

_AMOUNTS = ("estimate", "actual")


@dataclass
class Draft:
    """Canonical tables before the check.

    Parameters
    ----------
    frames : dict of str to DataFrame
        By table name; the index names the place in the file.
    notes : Notes
        What was learnt.
    read : int
        Rows of the file below the header.
    project_name : Series, optional
        Name per project_id.
    project : dict
        Columns of the projects table that the file states, where it holds one project.
    apart : dict of str to list of DataFrame
        Rows set apart before the check, per table.
    """

    frames: dict[str, pd.DataFrame]
    notes: Notes
    read: int
    project_name: pd.Series | None = None
    project: dict[str, Any] = field(default_factory=dict)
    apart: dict[str, list[pd.DataFrame]] = field(default_factory=dict)


def draft(sheet: Sheet, profile: Profile, *, project_id: str | None, stem: str, further: Further | None = None) -> Draft:
    """Turn a raw table into canonical tables, as the profile says.

    Parameters
    ----------
    sheet : Sheet
        The raw table.
    profile : Profile
        What its columns mean.
    project_id : str, optional
        The project, where the file does not name it.
    stem : str
        The file's name without ending: the project's name of last resort.
    further : Further, optional
        More columns of the same tasks, from another file.

    Returns
    -------
    Draft

    Raises
    ------
    InputError
        When the table has no column that could be a task's key or title.

    Examples
    --------
    >>> from workbench.importers import profile
    >>> sheet = Sheet("", ("id", "Estimate (min)"), pd.DataFrame({0: ["A-1"], 1: ["90"]}, dtype="str"))
    >>> made = draft(sheet, profile("generic"), project_id=None, stem="Shop")
    >>> made.frames["tasks"][["project_id", "task_id", "estimate", "estimate_unit"]].to_numpy().tolist()
    [['Shop', 'A-1', 1.5, 'hours']]
    """
    notes = Notes()
    sheet = mended(sheet, profile, notes)
    found = match(sheet.header, profile)
    if "task_id" not in found and "title" not in found:
        raise InputError(
            f"none of the columns is a task's key or title: {', '.join(h for h in sheet.header if h)[:300]}.",
            expected="a column such as ID, Key or Title.",
            todo="name the columns in a mapping.",
        )
    setting = setting_of(sheet, profile, found, notes)
    reader = ColumnReader(sheet, profile, setting, notes)
    tasks = reader.tasks(found)
    apart = keys.apart_of(sheet)
    tasks = keys.identify(tasks, reader, notes, project_id=project_id, stem=stem)
    read = len(tasks) + len(sheet.broken)
    tasks = keys.without_shortened(tasks, apart)
    tasks = keys.merged(tasks, reader, notes)
    if further is not None:
        tasks = with_further(tasks, further, notes)
    _take_sums(tasks, reader, found, notes)
    _take_titles(tasks, profile, notes)
    _move_planned_ends(tasks, profile, notes)
    columns = {str(c): tasks[c] for c in tasks} | {n: s.reindex(tasks.index) for n, s in reader.extra.items()}
    tasks["status_class"] = classify(columns, profile, notes, index=tasks.index)
    if "outline" in columns and "parent_id" not in columns:
        columns["parent_id"] = tasks["parent_id"] = hierarchy.from_outline(tasks["task_id"], columns["outline"].astype("str"))
    if profile.options.get("outline_rows") and sheet.levels is not None and len(levels := sheet.levels()):
        depth = levels.reindex(tasks.index).fillna(0).astype("int64")
        columns["parent_id"] = tasks["parent_id"] = hierarchy.from_depth(tasks["task_id"], depth)
        notes.assume(f"{int(depth.gt(0).sum()):,} rows lie under another row by the outline of the sheet.")
    if {"parent_id", "parent_title"} & set(columns):
        tasks["parent_id"] = hierarchy.link_parents(tasks, columns.get("internal_id"), columns.get("parent_title"), notes)
        tasks["is_rollup"] = hierarchy.rollups(tasks) if "is_rollup" not in tasks else tasks["is_rollup"]
    tasks = without_contradictions(tasks, notes)
    frames = {"tasks": tasks}
    _add_sprints(frames, reader, found)
    _add_bookings(frames, reader, found, apart)
    if "needs" in found:
        frames["dependencies"] = links.dependencies(tasks, [c.reindex(tasks.index) for c in reader.every(found["needs"])], notes)
    names = reader.extra.get("project_name")
    by_project = names.reindex(tasks.index).groupby(tasks["project_id"]).first() if names is not None else None
    reader.finish(found)
    return Draft(frames, notes, read, by_project, apart=apart)


def _take_sums(tasks: pd.DataFrame, reader: ColumnReader, found: dict[str, tuple[Match, ...]], notes: Notes) -> None:
    """Totals including children, only where the plain column is missing, and only on tasks without children."""
    for name in _AMOUNTS:
        if name in tasks or f"{name}_sum" not in found:
            continue
        read = reader.column(found[f"{name}_sum"])
        if read is None or not read[0].notna().any():
            continue
        values = read[0].reindex(tasks.index)
        if "parent_id" in tasks:
            values = values.mask(among(tasks["task_id"], tasks["parent_id"]))
        tasks[name], tasks[f"{name}_unit"] = values, pd.Series(read[1], index=tasks.index, dtype="str").mask(values.isna())
        notes.units[name] = str(read[1])
        notes.ask(f"only {read[2].header} was exported, which includes sub-tasks: it was used on tasks without sub-tasks.")


def _take_titles(tasks: pd.DataFrame, profile: Profile, notes: Notes) -> None:
    if "title" not in tasks:
        return
    written = amounts.from_titles(tasks["title"])
    estimate = tasks["estimate"] if "estimate" in tasks else pd.Series(index=tasks.index, dtype="float64")
    usable = written["amount"].notna() & estimate.isna()
    if not profile.options.get("title_estimates"):
        hours = usable & written["unit"].eq("hours")
        if int(hours.sum()) >= 5:
            notes.ask(f"{int(hours.sum()):,} titles hold something like [3h] and have no estimate: set title_estimates to use it.")
        return
    tasks["estimate"] = amounts.numeric(estimate).mask(usable, written["amount"]) if "estimate" in tasks else written["amount"]
    units = tasks["estimate_unit"] if "estimate_unit" in tasks else pd.Series(index=tasks.index, dtype="str")
    tasks["estimate_unit"] = units.mask(usable, written["unit"])
    notes.units["estimate"] = ", ".join(sorted(tasks["estimate_unit"].dropna().unique()))
    notes.ask(f"the estimates of {int(usable.sum()):,} tasks were read from their titles.")


def _move_planned_ends(tasks: pd.DataFrame, profile: Profile, notes: Notes) -> None:
    """A column such as End date that open tasks carry as well is a plan, not a completion."""
    if not profile.options.get("ends_may_be_planned") or "finished_on" not in tasks or "status" not in tasks:
        return
    still_open = by_text(tasks["status"], lambda s: class_of(s, profile.statuses)).isin(["todo", "doing"])
    dated = tasks["finished_on"].notna() & still_open
    if int(still_open.sum()) < 2 or dated.sum() < 0.5 * still_open.sum():
        return
    if "due_on" not in tasks or not tasks["due_on"].notna().any():
        tasks["due_on"] = tasks["finished_on"]
    tasks["finished_on"] = pd.NaT
    notes.ask(f"{int(dated.sum()):,} tasks that are not done carry an end date: it was read as the planned end, not as the completion.")


def _add_sprints(frames: dict[str, pd.DataFrame], reader: ColumnReader, found: dict[str, tuple[Match, ...]]) -> None:
    if "sprint" not in found:
        return
    tasks = frames["tasks"]
    series = [s.reindex(tasks.index) for s in reader.sprints(found["sprint"])]
    sep = found["sprint"][0].source.sep
    if sep:
        wide = series[0].str.split(sep, expand=True)
        series = [cleaned(wide[c]) for c in wide]
    frames["task_sprints"] = sprints.memberships(tasks, series)
    dates = None
    if "sprint_started_on" in found or "sprint_ended_on" in found:
        dates = pd.DataFrame({"project_id": tasks["project_id"], "sprint": series[-1]})
        for name, column in (("sprint_started_on", "started_on"), ("sprint_ended_on", "ended_on")):
            read = reader.column(found[name]) if name in found else None
            if read is not None:
                dates[column] = read[0].reindex(tasks.index)
    frames["sprints"] = sprints.sprint_rows(frames["task_sprints"], dates)


def _add_bookings(
    frames: dict[str, pd.DataFrame], reader: ColumnReader, found: dict[str, tuple[Match, ...]], apart: dict[str, list[pd.DataFrame]]
) -> None:
    if "log_work" not in found:
        return
    tasks = frames["tasks"]
    made, broken = work_log(tasks, [c.reindex(tasks.index) for c in reader.every(found["log_work"])], reader.setting)
    if not len(made) and not len(broken):
        return
    frames["worklogs"] = made.drop(columns="line")
    apart["worklogs"] = [broken] if len(broken) else []
    booked = made["hours"].groupby(made["line"]).sum().reindex(tasks.index)
    actual = tasks["actual"] if "actual" in tasks else pd.Series(index=tasks.index, dtype="float64")
    gap = actual.isna() & booked.notna()
    if gap.any():
        tasks["actual"] = booked if "actual" not in tasks else amounts.numeric(actual).mask(gap, booked)
        units = tasks["actual_unit"] if "actual_unit" in tasks else pd.Series(index=tasks.index, dtype="str")
        tasks["actual_unit"] = units.mask(gap, "hours")
        reader.notes.units["actual"] = "hours"
        reader.notes.assume(f"on {int(gap.sum()):,} tasks without a total, the actual is the sum of their bookings.")
