"""Groups of tasks, with the floor below which a role is not shown."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from .frames import NOT_STATED, need_column, one_of, pick, refuse_person, split_labels

FEWEST_PEOPLE = 5
FEWEST_TASKS = 10
OTHER_ROLES = "other roles"


def groups(tasks: pd.DataFrame, rows: np.ndarray, column: str) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Put some of the tasks into groups.

    Parameters
    ----------
    tasks : DataFrame
        One row per task.
    rows : ndarray of int
        Positions of the tasks to group.
    column : str
        A column of the tasks, or ``size`` (fifths of the estimates) or ``year`` (of the finish).

    Returns
    -------
    rows : ndarray of int
        Positions again; repeated for a task with several labels, without the tasks of roles that must not be shown.
    codes : ndarray of int
        The group of each, from 0.
    names : list of str
        The groups' names.

    Raises
    ------
    InputError, SchemaError
        For a column that names a person, or that is not there.

    Examples
    --------
    >>> rows, codes, names = groups(pd.DataFrame({"labels": ["ui|debt", None]}), np.array([0, 1]), "labels")
    >>> rows.tolist(), [names[c] for c in codes]
    ([0, 0, 1], ['ui', 'debt', 'not stated'])
    """
    refuse_person(column)
    if column == "size" and column not in tasks.columns:
        codes, names = _sizes(tasks, rows)
        return rows, codes, names
    if column == "year" and column not in tasks.columns:
        values = pick(tasks, "tasks", ["finished_on"])["finished_on"].iloc[rows].dt.year.astype("Int64")
    else:
        need_column(tasks, column)
        values = (tasks[column] if column in tasks.columns else pick(tasks, "tasks", [column])[column]).iloc[rows]
    if column == "labels":
        many = split_labels(values.set_axis(rows))
        rows, values = many.index.to_numpy(dtype=np.int64), many
    codes, names = named(values)
    if column == "role":
        return _floor(tasks, rows, codes, names)
    return rows, codes, names


def named(values: pd.Series) -> tuple[np.ndarray, list[str]]:
    """Group numbers and names of a column's values; a missing value is a group of its own.

    Examples
    --------
    >>> codes, names = named(pd.Series(["bug", None, "bug"]))
    >>> codes.tolist(), names
    ([0, 1, 0], ['bug', 'not stated'])
    """
    if pd.api.types.is_bool_dtype(values.dtype):
        values = values.map({True: "yes", False: "no"})
    codes, seen = pd.factorize(values)
    names = [str(v) for v in seen]
    if (codes == -1).any():
        codes = np.where(codes == -1, len(names), codes)
        names.append(NOT_STATED)
    return codes.astype(np.int64), names


def _sizes(tasks: pd.DataFrame, rows: np.ndarray) -> tuple[np.ndarray, list[str]]:
    if not rows.size:
        return np.empty(0, np.int64), []
    e = tasks["estimate"].to_numpy(float)[rows]
    unit = str(tasks["estimate_unit"].iloc[rows[0]]) if "estimate_unit" in tasks.columns else ""
    edges = np.unique(np.quantile(e, [0.2, 0.4, 0.6, 0.8], method="inverted_cdf"))
    edges = edges[edges < e.max()]
    ends = [f"{x:g}" for x in edges]
    if not ends:
        return np.zeros(e.size, np.int64), [f"{e.max():g} {unit}".strip()]
    names = [f"up to {ends[0]}", *(f"{low} to {high}" for low, high in pairwise(ends)), f"more than {ends[-1]}"]
    named_units = [one_of(unit) if name.rpartition(" ")[2] == "1" else unit for name in names]
    return np.searchsorted(edges, e, side="left"), [f"{name} {word}".strip() for name, word in zip(names, named_units, strict=True)]


def _floor(tasks: pd.DataFrame, rows: np.ndarray, codes: np.ndarray, names: list[str]) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Join roles with few people, so that no line of a table is about one person, not even by subtraction."""
    who = pick(tasks, "tasks", ["assignee", "estimator"]).iloc[rows]
    person = pd.factorize(who["assignee"].fillna(who["estimator"]))[0]
    pairs = pd.DataFrame({"code": codes, "person": person})

    def enough(some: pd.DataFrame) -> bool:
        return len(some) >= FEWEST_TASKS and some.loc[some["person"] >= 0, "person"].nunique() >= FEWEST_PEOPLE

    sizes = pairs.groupby("code").size().sort_values()
    small = [code for code in sizes.index if not enough(pairs[pairs["code"] == code])]
    for code in sizes.index:
        if not small or enough(pairs[pairs["code"].isin(small)]):
            break
        if code not in small:
            small.append(code)
    if not small:
        return rows, codes, names
    if not enough(pairs[pairs["code"].isin(small)]):
        return np.empty(0, np.int64), np.empty(0, np.int64), []
    kept = [code for code in range(len(names)) if code not in small]
    place = np.full(len(names), len(kept))
    place[kept] = np.arange(len(kept))
    return rows, place[codes], [names[code] for code in kept] + [OTHER_ROLES]
