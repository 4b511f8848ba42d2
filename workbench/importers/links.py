"""Links between tasks, as columns of a table: which tasks a task waits for."""

from __future__ import annotations

import re

import pandas as pd

from .notes import Notes
from .repeated import entries

_KINDS = {"FS": "finish-start", "SS": "start-start", "FF": "finish-finish", "SF": "start-finish"}
_UNNAMED = r"row-\d+"
_PLANNED = re.compile(r"(.+?)\s*(FS|SS|FF|SF)\s*(?:([+-])\s*(\d+(?:[.,]\d+)?)\s*[a-z]*)?", re.IGNORECASE)


def dependencies(tasks: pd.DataFrame, columns: list[pd.Series], notes: Notes) -> pd.DataFrame:
    """One row per task and task that it waits for.

    Parameters
    ----------
    tasks : DataFrame
        With project_id, task_id and title.
    columns : list of Series of str
        The tasks waited for; a cell may hold several, separated by commas or semicolons: keys, titles that only one task has, or, in
        a table without keys, places in the list from 1. As planning tools write them, ``3SS+2d`` is allowed too.
    notes : Notes
        Is told about tasks that are not in the file.

    Returns
    -------
    DataFrame
        project_id, task_id, needs_task_id, kind, lag_days. A link to a task outside the file is left out.

    Notes
    -----
    Trackers store the link "blocks" with the blocking issue as its source: the blocked one sees it as inward.

    Examples
    --------
    >>> tasks = pd.DataFrame({"project_id": "P", "task_id": ["P-1", "P-2"], "title": ["Login", "Search"]}, dtype="str")
    >>> found = dependencies(tasks, [pd.Series(["Search", "P-1ss+2d, X-9"], dtype="str")], Notes())
    >>> found[["task_id", "needs_task_id", "kind"]].to_numpy().tolist()
    [['P-1', 'P-2', 'finish-start'], ['P-2', 'P-1', 'start-start']]
    """
    made = entries(columns)
    wide = made.assign(named=made["text"].astype("str").str.split(r"[,;]", regex=True)).explode("named")
    wide["named"] = wide["named"].astype("str").str.strip()
    wide = wide[wide["named"].fillna("").ne("")]
    about = tasks.loc[wide["row"], ["project_id", "task_id"]].reset_index(drop=True)
    known = _names(tasks)
    read = [_reference(named, known) for named in wide["named"]]
    about["needs_task_id"] = pd.Series([key for key, _, _ in read], dtype="str")
    about["kind"], about["lag_days"] = pd.Series([kind for _, kind, _ in read], dtype="str"), [lag for _, _, lag in read]
    if about["needs_task_id"].str.fullmatch(_UNNAMED).fillna(False).any() and wide["named"].str.match(r"\d").any():
        notes.ask("numbers of tasks waited for are taken as places in the list, the first task being 1.")
    unknown = int(about["needs_task_id"].isna().sum())
    if unknown:
        notes.ask(f"{unknown:,} links lead to tasks that are not in the file: they were left out.")
    return about[about["needs_task_id"].notna() & about["needs_task_id"].ne(about["task_id"])].drop_duplicates().reset_index(drop=True)


def _names(tasks: pd.DataFrame) -> dict[str, str]:
    """What a task may be called, and its key: the key before the place before the title."""
    keys = tasks["task_id"].dropna().astype("str")
    titles = tasks["title"].dropna().astype("str").str.strip().drop_duplicates(keep=False) if "title" in tasks else keys.head(0)
    rows = {str(i + 1): key for i, key in enumerate(keys)} if keys.str.fullmatch(_UNNAMED).all() else {}
    named = dict(zip(titles.str.casefold(), keys.reindex(titles.index), strict=True))
    return named | rows | {key.casefold(): key for key in keys}


def _reference(text: str, known: dict[str, str]) -> tuple[str | None, str, float]:
    """The task that is named, how it is waited for, and the working days in between."""
    if text.casefold() in known:
        return known[text.casefold()], _KINDS["FS"], 0.0
    planned = _PLANNED.fullmatch(text)
    if planned is None:
        return None, _KINDS["FS"], 0.0
    name, kind, sign, days = planned.groups()
    lag = float(f"{sign}{days.replace(',', '.')}") if days else 0.0
    return known.get(name.casefold()), _KINDS[kind.upper()], lag
