"""Tasks above tasks: whose numbers only repeat those of their children."""

from __future__ import annotations

import pandas as pd

from .amounts import numeric
from .arrow_text import among, by_text
from .names import plain
from .notes import Notes

_EPICS = {
    plain(w)
    for w in (
        "epic",
        "feature",  # in Azure DevOps the level below the epic; elsewhere a task, which seldom has children and no numbers
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

    Examples
    --------
    >>> tasks = pd.DataFrame({"task_id": ["A", "B"], "parent_id": [None, "101"]}, dtype="str")
    >>> link_parents(tasks, pd.Series(["101", "102"], dtype="str"), None, Notes()).tolist()
    [nan, 'A']
    """
    parent = tasks["parent_id"].astype("str") if "parent_id" in tasks else pd.Series(index=tasks.index, dtype="str")
    if internal_id is not None:
        unknown = parent.notna() & ~among(parent, tasks["task_id"]) & among(parent, internal_id.astype("str"))
        if unknown.any():
            numbers = dict(zip(internal_id.dropna().astype("str"), tasks["task_id"][internal_id.notna()].astype("str"), strict=True))
            parent = parent.mask(unknown, parent.map(numbers))
    if parent_title is not None and "title" in tasks:
        titles = tasks["title"].astype("str")
        unique = titles[~titles.duplicated(keep=False) & titles.notna()]
        by_title = dict(zip(unique, tasks.loc[unique.index, "task_id"].astype("str"), strict=True))
        named = parent.isna() & parent_title.notna()
        lost = named & ~among(parent_title.astype("str"), unique)
        parent = parent.mask(named, parent_title.astype("str").map(by_title))
        if lost.any():
            notes.ask(f"{int(lost.sum()):,} tasks name a parent whose title fits several tasks or none: their parent was left open.")
    return parent.mask(parent == tasks["task_id"].astype("str"))


def from_levels(task_id: pd.Series, levels: list[pd.Series]) -> tuple[pd.Series, pd.Series]:
    """Titles and parents where the title's column tells the depth.

    Parameters
    ----------
    task_id : Series of str
    levels : list of Series of str
        The title columns, outermost first; each row has its title in one of them.

    Returns
    -------
    title, parent_id : Series of str
        The parent is the last row before with a title one level or more further out.

    Examples
    --------
    >>> ids = pd.Series(["1", "2", "3"])
    >>> from_levels(ids, [pd.Series(["Epic", None, None]), pd.Series([None, "Story", "Bug"])])[1].tolist()
    [nan, '1', '1']
    """
    titles: list[str | None] = []
    parents: list[str | None] = []
    above: list[str | None] = [None] * len(levels)
    cells = zip(*[s.astype("object") for s in levels], strict=True)
    for key, row in zip(task_id, cells, strict=True):
        depth = next((i for i, cell in enumerate(row) if isinstance(cell, str)), None)
        titles.append(None if depth is None else row[depth])
        parents.append(None if not depth else next((a for a in reversed(above[:depth]) if a is not None), None))
        if depth is not None:
            above[depth:] = [key, *[None] * (len(levels) - depth - 1)]
    return pd.Series(titles, index=task_id.index, dtype="str"), pd.Series(parents, index=task_id.index, dtype="str")


def from_depth(task_id: pd.Series, depth: pd.Series) -> pd.Series:
    """Parents where each row tells how deep it lies, below the row that it belongs to.

    Parameters
    ----------
    task_id : Series of str
    depth : Series of int

    Returns
    -------
    Series of str
        The last row before that lies less deep.

    Examples
    --------
    >>> from_depth(pd.Series(["a", "b", "c", "d"]), pd.Series([0, 1, 2, 1])).tolist()
    [nan, 'a', 'b', 'a']
    """
    above: list[tuple[int, str]] = []
    parents: list[str | None] = []
    for key, level in zip(task_id, depth, strict=True):
        while above and above[-1][0] >= level:
            above.pop()
        parents.append(above[-1][1] if above else None)
        above.append((int(level), key))
    return pd.Series(parents, index=task_id.index, dtype="str")


def from_outline(task_id: pd.Series, outline: pd.Series) -> pd.Series:
    """Parents by numbers such as 1.2.3.

    Parameters
    ----------
    task_id, outline : Series of str

    Returns
    -------
    Series of str

    Examples
    --------
    >>> from_outline(pd.Series(["a", "b"]), pd.Series(["1", "1.1"])).tolist()
    [nan, 'a']
    """
    known = dict(zip(outline.astype("object"), task_id, strict=True))
    above = [known.get(o.rpartition(".")[0]) if isinstance(o, str) and "." in o else None for o in outline.astype("object")]
    return pd.Series(above, index=task_id.index, dtype="str")


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
    children's within 1 %; epics and features with children and no numbers of their own count as well.

    Examples
    --------
    >>> rollups(pd.DataFrame({"task_id": ["E", "1", "2"], "parent_id": [None, "E", "E"], "estimate": [5.0, 2.0, 3.0]})).tolist()
    [True, False, False]
    """
    made = pd.Series(False, index=tasks.index)
    if "parent_id" not in tasks or not tasks["parent_id"].notna().any():
        return made
    has_children = among(tasks["task_id"], tasks["parent_id"])
    if not has_children.any():
        return made
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
    epic = by_text(tasks["kind"], lambda k: "epic" if plain(k) in _EPICS else None).notna() if "kind" in tasks else made
    return has_children & repeats & (given | epic)
