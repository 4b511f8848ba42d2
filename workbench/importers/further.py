"""More columns of the same tasks from a second file: estimates in one, dates in another."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from .columns import ColumnReader, setting_of
from .containers import Sheet
from .mapping import match
from .notes import Mapped, Notes
from .profile import Profile
from .short_rows import mended

_KEY = "task_id"


@dataclass(frozen=True)
class Further:
    """Columns of tasks from a second file.

    Parameters
    ----------
    name : str
        Its file.
    columns : DataFrame
        Columns of the tasks table, one row per task_id, which is the index.
    rows : int
        Rows of the file.
    differing : int
        Rows whose key was seen before with other values; the first one counts.
    mapping : tuple of Mapped
        Which column was read as what.
    confirm : tuple of str
        Sentences for the report.
    """

    name: str
    columns: pd.DataFrame
    rows: int
    differing: int
    mapping: tuple[Mapped, ...] = ()
    confirm: tuple[str, ...] = ()


def further_columns(sheet: Sheet, profile: Profile, *, name: str) -> Further:
    """Read the columns of tasks in a raw table.

    Parameters
    ----------
    sheet : Sheet
        The raw table.
    profile : Profile
        What its columns mean.
    name : str
        The file's name.

    Returns
    -------
    Further

    Examples
    --------
    >>> from workbench.importers import profile
    >>> sheet = Sheet("", ("id", "closed"), pd.DataFrame({0: ["7", "7"], 1: ["2026-01-05", "2026-01-05"]}, dtype="str"))
    >>> made = further_columns(sheet, profile("generic"), name="dates.csv")
    >>> made.columns["finished_on"].dt.day.to_dict(), made.rows
    ({'7': 5}, 2)
    """
    notes = Notes()
    sheet = mended(sheet, profile, notes)
    found = match(sheet.header, profile)
    reader = ColumnReader(sheet, profile, setting_of(sheet, profile, found, notes), notes)
    tasks = reader.tasks(found)
    if _KEY not in tasks:
        return Further(name, pd.DataFrame(), len(tasks), 0, (), (f"{name} has no column of task keys: nothing of it was used.",))
    tasks = tasks[tasks[_KEY].notna()].drop(columns="project_id", errors="ignore")
    once = tasks.drop_duplicates()
    first = once.drop_duplicates(_KEY)
    return Further(name, first.set_index(_KEY), len(tasks), len(once) - len(first), tuple(notes.mapping), tuple(notes.confirm))


def with_further(tasks: pd.DataFrame, further: Further, notes: Notes) -> pd.DataFrame:
    """Tasks with the columns of a second file where their own are missing or empty.

    Parameters
    ----------
    tasks : DataFrame
        With task_id.
    further : Further
        The second file.
    notes : Notes
        Is told what was filled and what fitted nothing.

    Returns
    -------
    DataFrame
    """
    keys = tasks[_KEY].astype("str")
    filled: dict[str, pd.Series] = {}
    for column in map(str, further.columns):
        values = further.columns[column].reindex(keys).set_axis(tasks.index)
        filled[column] = _filled(tasks[column], values) if column in tasks else values
    notes.mapping += [Mapped(m.column, f"{further.name}: {m.header}", m.converter, m.filled) for m in further.mapping]
    known = further.columns.index.isin(keys)
    notes.assume(f"{further.name}: its {further.rows:,} rows tell of {int(known.sum()):,} tasks of the plan.")
    if not known.all():
        notes.ask(f"{int((~known).sum()):,} keys of {further.name} are in no row of the plan: nothing of them was used.")
    if further.differing:
        notes.ask(f"{further.differing:,} rows of {further.name} repeat a key with other values: the first of each was used.")
    for sentence in further.confirm:
        notes.ask(f"{further.name}: {sentence}")
    return tasks.assign(**filled)


def _filled(own: pd.Series, values: pd.Series) -> pd.Series:
    """What a task has, else what the second file tells; a column that could not be read to the end in one of them stays as it is told."""
    if own.isna().all() or values.isna().all():
        return values if own.isna().all() else own
    if own.dtype != values.dtype:
        own, values = own.astype("object"), values.astype("object")
    return own.where(own.notna(), values)
