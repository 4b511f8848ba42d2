"""Tasks above tasks: whose numbers only repeat those of their children."""

from __future__ import annotations

import pandas as pd

from .amounts import numeric
from .names import plain
from .notes import Notes

_EPICS = {
    plain(w)
    for w in (
        "epic",
        "épica",
        "epopeya",
        "epico",
        "épico",
        "épopée",
        "initiative",
        "iniciativa",
        "theme",
        "summary",
        "portfolio epic",
        "эпик",
    )
}


def link_parents(tasks: pd.DataFrame, internal_id: pd.Series | None, parent_title: pd.Series | None, notes: Notes) -> pd.Series:
    """The key of every task's parent, where it is named by key, by internal number or by title.

    Parameters
    ----------
    tasks : DataFrame
        With task_id and perhaps title and parent_id.
    internal_id, parent_title : Series, optional
        The tracker's second number of each task; the parent's title.
    notes : Notes
        Is told about titles that name several tasks.

    Returns
    -------
    Series of str
    """
    parent = tasks["parent_id"].astype("str") if "parent_id" in tasks else pd.Series(index=tasks.index, dtype="str")
    if internal_id is not None:
        numbers = dict(zip(internal_id.dropna().astype("str"), tasks["task_id"][internal_id.notna()].astype("str"), strict=True))
        unknown = parent.notna() & ~parent.isin(tasks["task_id"]) & parent.isin(list(numbers))
        parent = parent.mask(unknown, parent.map(numbers))
    if parent_title is not None and "title" in tasks:
        titles = tasks["title"].astype("str")
        unique = titles[~titles.duplicated(keep=False) & titles.notna()]
        by_title = dict(zip(unique, tasks.loc[unique.index, "task_id"].astype("str"), strict=True))
        named = parent.isna() & parent_title.notna()
        lost = named & ~parent_title.isin(list(by_title))
        parent = parent.mask(named, parent_title.astype("str").map(by_title))
        if lost.any():
            notes.ask(f"{int(lost.sum()):,} tasks name a parent whose title fits several tasks or none: their parent was left open.")
    return parent.mask(parent == tasks["task_id"].astype("str"))


def rollups(tasks: pd.DataFrame) -> pd.Series:
    """Whether a task's numbers only repeat the sum of its children's.

    Parameters
    ----------
    tasks : DataFrame
        With project_id, task_id, parent_id, estimate, actual, kind where known.

    Returns
    -------
    Series of bool

    Notes
    -----
    True for tasks with children in the file whose own estimate and actual, as far as given, equal the sums of their
    children's within 1 %; epics with children and no numbers of their own count as well.

    Examples
    --------
    >>> rollups(pd.DataFrame({"task_id": ["E", "1", "2"], "parent_id": [None, "E", "E"], "estimate": [5.0, 2.0, 3.0]})).tolist()
    [True, False, False]
    """
    made = pd.Series(False, index=tasks.index)
    if "parent_id" not in tasks or not tasks["parent_id"].notna().any():
        return made
    has_children = tasks["task_id"].isin(tasks["parent_id"].dropna())
    repeats, given = pd.Series(True, index=tasks.index), pd.Series(False, index=tasks.index)
    for column in ("estimate", "actual"):
        if column not in tasks:
            continue
        own = numeric(tasks[column])
        children = own.groupby(tasks["parent_id"]).sum(min_count=1)
        sums = tasks["task_id"].map(children)
        same = (own - sums).abs() <= 0.01 * own.abs()
        repeats &= own.isna() | own.eq(0) | same
        given |= own.notna() & own.ne(0)
    epic = tasks["kind"].astype("str").map(lambda k: plain(k) in _EPICS, na_action="ignore").eq(True) if "kind" in tasks else made
    return has_children & repeats & (given | epic)
