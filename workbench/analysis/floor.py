"""The privacy floor: which groups of a portfolio are large enough to be shown by themselves."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from workbench.tables import Tables

from .frames import pick, refuse_person, yes

PEOPLE, TASKS = 5, 10


def large_enough(tables: Tables, *, by: str = "team", among: Collection[str] | None = None) -> pd.DataFrame:
    """How many people and tasks stand behind each group of a portfolio, and whether it may be shown by itself.

    Parameters
    ----------
    tables : Tables
        ``tasks`` and ``projects`` of the whole library.
    by : {"team", "role"}
        What makes a group.
    among : collection of str, optional
        The groups of the breakdown, where these are not all.

    Returns
    -------
    DataFrame
        One row per group in alphabetical order: group, people, tasks (counts, roll-ups apart), shown. People are counted, never named;
        where nobody is on record, none are counted and the group is not shown.

    Raises
    ------
    InputError
        When `by` names a person.

    Notes
    -----
    A group is shown with at least 5 people and 10 tasks: the limits of small cells in official statistics, where 3 to 10 are usual. The
    groups that are not shown must be as many people and tasks together, because they are what is left when those shown are taken from
    the total; so the next smallest ones are not shown either until they are (secondary suppression: Hundepool et al., *Statistical
    Disclosure Control*, 2012, chapter 4).

    Examples
    --------
    >>> tasks = pd.DataFrame({"project_id": "P", "task_id": [str(i) for i in range(12)], "assignee": list("abcdef") * 2})
    >>> projects = pd.DataFrame({"project_id": ["P"], "team": ["Blue"]})
    >>> large_enough(Tables({"tasks": tasks, "projects": projects})).to_numpy().tolist()
    [['Blue', 6, 12, True]]
    """
    refuse_person(by)
    part = pick(tables.tasks, "tasks", ["project_id", "role", "is_rollup", "assignee", "estimator"])
    part = part[~yes(part["is_rollup"])]
    if by == "team":
        team = pick(tables.projects, "projects", ["project_id", "team"]).drop_duplicates("project_id").set_index("project_id")["team"]
        group = part["project_id"].map(team)
    else:
        group = part["role"]
    rows = pd.DataFrame({"group": group, "person": part["assignee"].fillna(part["estimator"])}).dropna(subset="group")
    if among is not None:
        rows = rows[rows["group"].isin(list(among))]
    found = rows.groupby("group").agg(people=("person", "nunique"), tasks=("person", "size"))
    if among is not None:
        found = found.reindex(sorted(among), fill_value=0)
    each = found.rename_axis("group").reset_index().astype({"group": "str"})
    hidden = _hidden(rows.drop_duplicates(), each)
    return each.assign(shown=~each["group"].isin(hidden))


def _enough(people: int, tasks: int) -> bool:
    return people >= PEOPLE and tasks >= TASKS


def _hidden(pairs: pd.DataFrame, each: pd.DataFrame) -> set[str]:
    """Groups that are too small, and the next smallest ones until all that is hidden is large enough together."""
    small = [not _enough(p, t) for p, t in zip(each["people"], each["tasks"], strict=True)]
    if not any(small):
        return set()
    order = each.assign(large=~np.array(small)).sort_values(["large", "people", "tasks"], kind="stable")
    names, tasks = order["group"].tolist(), order["tasks"].cumsum().tolist()
    for k in range(sum(small), len(names)):
        hidden = set(names[:k])
        if _enough(pairs.loc[pairs["group"].isin(hidden), "person"].nunique(), tasks[k - 1]):
            return hidden
    return set(names)
