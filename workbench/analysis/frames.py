"""The columns that an analysis needs, whatever the table brings along or lacks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from workbench.tables import TABLES, InputError, SchemaError, empty

NOT_STATED = "not stated"


def pick(frame: pd.DataFrame, table: str, names: Sequence[str]) -> pd.DataFrame:
    """Some declared columns of a table; those that it lacks hold nothing.

    Parameters
    ----------
    frame : DataFrame
        A canonical table, complete or not.
    table : str
        Which table it is.
    names : sequence of str
        Declared column names.

    Returns
    -------
    DataFrame
        Same rows and index, the named columns in that order.

    Examples
    --------
    >>> pick(pd.DataFrame({"task_id": ["1"]}), "tasks", ["task_id", "actual"]).isna().to_numpy().tolist()
    [[False, True]]
    """
    lacking = [name for name in names if name not in frame.columns]
    if not lacking:
        return frame[list(names)]
    types = _types(table)
    return pd.DataFrame({n: pd.Series(index=frame.index, dtype=types[n]) if n in lacking else frame[n] for n in names}, index=frame.index)


@cache
def _types(table: str) -> dict[str, Any]:
    return dict(empty(table).dtypes)


def split_labels(values: pd.Series) -> pd.Series:
    """The labels of tasks, one row per label, under the index of its task.

    Parameters
    ----------
    values : Series
        A column of labels, as the tables hold them: with upright lines between.

    Returns
    -------
    Series of str
        Missing for a task without labels, and for an empty one.

    Examples
    --------
    >>> split_labels(pd.Series(["debt| ui", None])).tolist(), split_labels(pd.Series([None], dtype="str")).tolist()
    (['debt', 'ui', nan], [nan])
    """
    many = values.astype("str").str.split("|").explode().astype("str").str.strip()  # a column without any text is none of texts
    return many.mask((many == "").fillna(False).astype(bool))


def key_numbers(*frames: pd.DataFrame, columns: Sequence[str]) -> list[np.ndarray]:
    """Number the keys of several tables, so that the same key has the same number in all of them.

    Joining on numbers is several times as fast as joining on two columns of texts.

    Parameters
    ----------
    *frames : DataFrame
        Tables with the key's columns.
    columns : sequence of str
        The key.

    Returns
    -------
    list of ndarray of int
        One per table, one number per row.

    Examples
    --------
    >>> a, b = pd.DataFrame({"task_id": ["x", "y"]}), pd.DataFrame({"task_id": ["y", "z"]})
    >>> [n.tolist() for n in key_numbers(a, b, columns=["task_id"])]
    [[0, 1], [1, 2]]
    """
    total = np.zeros(sum(map(len, frames)), np.int64)
    for column in columns:
        codes, seen = pd.factorize(pd.concat([frame[column] for frame in frames], ignore_index=True), use_na_sentinel=False)
        total = total * len(seen) + codes
    return np.split(total, np.cumsum([len(frame) for frame in frames])[:-1])


def first_rows(numbers: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Position of the first row with each wanted key number; -1 where there is none.

    Examples
    --------
    >>> first_rows(np.array([7, 3, 7]), np.array([7, 4])).tolist()
    [0, -1]
    """
    if not numbers.size:
        return np.full(wanted.size, -1)
    keys, first = np.unique(numbers, return_index=True)
    at = np.minimum(np.searchsorted(keys, wanted), keys.size - 1)
    return np.where(keys[at] == wanted, first[at], -1)


def yes(flags: pd.Series) -> pd.Series:
    """True where a flag is set; False where it is not, or missing.

    Examples
    --------
    >>> yes(pd.Series([True, None], dtype="boolean")).tolist()
    [True, False]
    """
    return flags.astype("boolean").fillna(False).astype(bool)


def is_done(tasks: pd.DataFrame) -> pd.Series:
    """Which tasks are finished.

    Parameters
    ----------
    tasks : DataFrame
        One row per task.

    Returns
    -------
    Series of bool
        ``status_class`` is ``done``; without a status, a finish day stands for it (plain data sets carry no status).

    Examples
    --------
    >>> is_done(pd.DataFrame({"status_class": ["done", "doing", None], "finished_on": pd.to_datetime([None, None, "2026-03-02"])})).tolist()
    [True, False, True]
    """
    part = pick(tasks, "tasks", ["status_class", "finished_on"])
    status = part["status_class"]
    return (status == "done").fillna(False).astype(bool) | (status.isna() & part["finished_on"].notna())


def without_people(frame: pd.DataFrame, table: str = "tasks") -> pd.DataFrame:
    """The frame without the columns that name a person.

    Examples
    --------
    >>> without_people(pd.DataFrame({"task_id": ["1"], "assignee": ["ana"]})).columns.tolist()
    ['task_id']
    """
    people = {c.name for c in TABLES[table].columns if c.person}
    return frame[[c for c in frame.columns if c not in people]]


def one_of(unit: str) -> str:
    """The unit's name for one: ``hours`` → ``hour``.

    Examples
    --------
    >>> one_of("points"), one_of("kloc")
    ('point', 'kloc')
    """
    return unit[:-1] if unit.endswith("s") and len(unit) > 2 else unit


def refuse_person(column: str) -> None:
    """Stop a breakdown by person before it starts.

    Raises
    ------
    InputError
        When the column names a person.

    Examples
    --------
    >>> refuse_person("kind")
    """
    if any(c.name == column and c.person for t in TABLES.values() for c in t.columns):
        raise InputError(
            f"a breakdown by {column} would judge single people.",
            expected="a property of the work, such as kind, component, role or size.",
            todo="choose another column.",
        )


def one_project(frame: pd.DataFrame, what: str) -> None:
    """Stop a sum over projects whose units only look alike.

    Raises
    ------
    InputError
        When the rows belong to more than one project.

    Examples
    --------
    >>> one_project(pd.DataFrame({"project_id": ["P", "P"]}), "velocity")
    """
    if "project_id" not in frame.columns:
        return
    projects = frame["project_id"].dropna().unique()
    if len(projects) > 1:
        raise InputError(
            f"{what} was asked for {len(projects)} projects at once ({', '.join(map(str, projects[:3]))} …).",
            expected="one project: the points of different teams are not the same thing.",
            todo="choose one project, or ask once per project.",
        )


def need_column(frame: pd.DataFrame, column: str) -> None:
    """Say plainly that a column is not there.

    Raises
    ------
    SchemaError
        When the frame has no such column and it is not declared either.

    Examples
    --------
    >>> need_column(pd.DataFrame({"kind": ["bug"]}), "kind")
    """
    if column not in frame.columns and column not in TABLES["tasks"].names:
        raise SchemaError(
            f"there is no column {column!r} in the tasks.",
            expected=f"one of {', '.join(map(str, without_people(frame).columns))}.",
            todo="check the spelling, or join the column to the tasks first.",
        )
