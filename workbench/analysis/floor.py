"""The privacy floor: which groups of a portfolio are large enough to be shown by themselves."""

from __future__ import annotations

import pandas as pd

from workbench.tables import Tables

from .frames import pick, refuse_person, yes

PEOPLE, TASKS = 5, 10
_PEOPLE = ("assignee", "estimator")


def large_enough(tables: Tables, *, by: str = "team") -> pd.DataFrame:
    """How many people and tasks stand behind each group of a portfolio, and whether it may be shown by itself.

    Parameters
    ----------
    tables : Tables
        ``tasks`` and ``projects`` of the whole library.
    by : {"team", "role"}
        What makes a group.

    Returns
    -------
    DataFrame
        One row per group in alphabetical order: group, people, tasks (counts, roll-ups apart), shown (at least 5 people and 10 tasks).
        People are counted, never named; where nobody is on record, none are counted and the group is not shown.

    Raises
    ------
    InputError
        When `by` names a person.

    Notes
    -----
    The same limits as for small cells in official statistics, where 3 to 10 are usual (Hundepool et al., *Statistical Disclosure Control*,
    2012, chapter 4).

    Examples
    --------
    >>> tasks = pd.DataFrame({"project_id": "P", "task_id": [str(i) for i in range(12)], "assignee": list("abcdef") * 2})
    >>> projects = pd.DataFrame({"project_id": ["P"], "team": ["Blue"]})
    >>> large_enough(Tables({"tasks": tasks, "projects": projects})).to_numpy().tolist()
    [['Blue', 6, 12, True]]
    """
    refuse_person(by)
    part = pick(tables.tasks, "tasks", ["project_id", "role", "is_rollup", *_PEOPLE])
    part = part[~yes(part["is_rollup"])]
    if by == "team":
        team = pick(tables.projects, "projects", ["project_id", "team"]).drop_duplicates("project_id").set_index("project_id")["team"]
        group = part["project_id"].map(team)
    else:
        group = part["role"]
    named = pd.concat([pd.DataFrame({"group": group, "person": part[column]}) for column in _PEOPLE]).dropna()
    people = named.groupby("group")["person"].nunique()
    tasks = group.value_counts().sort_index()
    out = pd.DataFrame({"group": tasks.index.astype("str"), "people": people.reindex(tasks.index).fillna(0).to_numpy(int)})
    out["tasks"] = tasks.to_numpy(int)
    return out.assign(shown=(out["people"] >= PEOPLE) & (out["tasks"] >= TASKS))
