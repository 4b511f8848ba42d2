"""Writing one table: rows are found by their key; what is absent never overwrites what is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from workbench import tables

from .bulk import in_key_order, insert_frame
from .documents import from_json, to_json
from .rows import MANY_PROJECTS, stored, to_rows
from .schema import CANONICAL, KEYLESS_ID

# The first estimate and what belongs to it. A range given later is hindsight; a unit or a day given later for the very
# same number only completes it.
FROZEN = ("estimate", "estimate_unit", "estimate_low", "estimate_high", "level", "estimated_on", "estimator")
COMPLETED_LATER = ("estimate_unit", "estimated_on", "estimator")


@dataclass(frozen=True)
class Changes:
    """What one table's write did, in rows.

    Attributes
    ----------
    inserted, updated, unchanged, removed : int
        Only tables without a key ever have rows removed: those that a re-import of their task no longer brings.
    rows : DataFrame
        The inserted and updated rows as they now stand.
    """

    inserted: int
    updated: int
    unchanged: int
    removed: int
    rows: pd.DataFrame


def upsert(connection: Connection, name: str, frame: pd.DataFrame) -> Changes:
    """Insert new rows, update changed ones.

    Parameters
    ----------
    connection : Connection
        An open write transaction.
    name : str
        A table with a key.
    frame : DataFrame
        Checked rows with every declared column; keys do not repeat.

    Returns
    -------
    Changes
    """
    declared, table = tables.TABLES[name], CANONICAL[name]
    key = list(declared.key)
    old = stored(connection, name, projects_of(frame))
    known = np.zeros(len(frame), dtype=bool)
    if len(old):
        old_at = frame[key].merge(old[key].assign(old_at=np.arange(len(old))), on=key, how="left", sort=False)["old_at"]
        known = old_at.notna().to_numpy()
    new = in_key_order(frame[~known] if known.any() else frame, key)
    if name == "reviews":
        new = new.assign(version=new["version"].fillna(1))
    insert_frame(connection, table, new)
    if not known.any():
        return Changes(len(new), 0, 0, 0, new)
    incoming, before = frame[known].reset_index(drop=True), old.iloc[old_at[known].astype("int64").to_numpy()].reset_index(drop=True)
    changed, touched = _changed(name, incoming, before)
    if len(changed):
        found = [table.c[k] == bindparam(f"old_{k}") for k in key]
        change = update(table).where(*found).values({c: bindparam(c) for c in touched})
        connection.execute(change, to_rows(changed[[*key, *touched]].rename(columns={k: f"old_{k}" for k in key})))
    return Changes(len(new), len(changed), len(incoming) - len(changed), 0, pd.concat([new, changed], ignore_index=True))


def _changed(name: str, incoming: pd.DataFrame, before: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Known rows that an import changes, as they are to be, and the columns in which any of them changes."""
    if name == "tasks":
        incoming = freeze_first_estimate(incoming, before)
    if name == "reviews":  # its version counts changes, whatever version the import says
        incoming = incoming.drop(columns="version").assign(facts=_with_earlier_answers(incoming["facts"], before["facts"]))
    after, differs = merged(incoming, before, tables.TABLES[name].key)
    if name == "tasks":
        again = _reopened(incoming, before)
        after["finished_on"] = after["finished_on"].mask(again)
        differs["finished_on"] = again | differs["finished_on"] if "finished_on" in differs else again
    rows = differs.any(axis=1)
    touched = [c for c in differs.columns if differs[c].any()]
    if name == "reviews" and touched:
        after["version"] = after["version"] + 1
        touched.append("version")
    return after[rows], touched


def _reopened(incoming: pd.DataFrame, before: pd.DataFrame) -> np.ndarray:
    """Tasks that were done and are not any more: the day on which they were finished is void, though none stands in its place."""
    opened = incoming["status_class"].isin(["todo", "doing"]) & before["status_class"].eq("done").fillna(False)
    return (opened & incoming["finished_on"].isna() & before["finished_on"].notna()).to_numpy(bool)


def _with_earlier_answers(incoming: pd.Series, before: pd.Series) -> pd.Series:
    """Answers laid over those that stand already: an answer that is not brought stays, as any other value does."""
    both = incoming.notna() & before.notna() & (incoming != before)
    laid = incoming.astype("object")
    for place in incoming.index[both]:
        told = {**(from_json(before[place]) or {}), **(from_json(incoming[place]) or {})}
        laid[place] = before[place] if told == from_json(before[place]) else to_json(told, "the facts of the review")
    return laid.astype("str")


def merged(incoming: pd.DataFrame, before: pd.DataFrame, key: Sequence[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Lay new values over old ones, row by row.

    Parameters
    ----------
    incoming, before : DataFrame
        The same rows in the same order, new and old; a column that `incoming` lacks stays as it is.
    key : sequence of str
        Columns that are equal in both.

    Returns
    -------
    after : DataFrame
        The new value where there is one, else the old.
    differs : DataFrame of bool
        Which values have changed, for the columns that bring any; never those of the key.

    Examples
    --------
    >>> old = pd.DataFrame({"id": ["1", "2"], "cost": [5.0, 6.0]})
    >>> after, differs = merged(pd.DataFrame({"id": ["1", "2"], "cost": [None, 7.0]}), old, ["id"])
    >>> after["cost"].tolist(), differs["cost"].tolist()
    ([5.0, 7.0], [False, True])
    """
    after, differs = before.copy(), {}
    for name in before.columns:
        if name in key or name not in incoming or not incoming[name].notna().any():
            continue
        new, old = incoming[name], before[name]
        differs[name] = (new.notna() & (old.isna() | (new != old).fillna(False))).to_numpy(bool)
        if differs[name].any():
            after[name] = new.where(differs[name], old)
    return after, pd.DataFrame(differs, index=before.index)


def freeze_first_estimate(incoming: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Take out of re-imported tasks whatever would change an estimate that is already stored.

    Parameters
    ----------
    incoming, before : DataFrame
        The same tasks in the same order, as they arrive and as they are stored.

    Returns
    -------
    DataFrame
        `incoming` with missing values where the stored first estimate must stay.
    """
    frozen = before["estimate"].notna()
    units_agree = (incoming["estimate_unit"] == before["estimate_unit"]).fillna(False) | before["estimate_unit"].isna()
    same = frozen & (incoming["estimate"] == before["estimate"]) & (units_agree | incoming["estimate_unit"].isna())
    out = incoming.copy()
    for name in FROZEN:
        completes = same & before[name].isna() if name in COMPLETED_LATER else False
        out[name] = incoming[name].mask((frozen & ~completes).astype(bool))
    return out


def replace_owned(connection: Connection, name: str, frame: pd.DataFrame) -> Changes:
    """For a table without a key: the rows of every owner that is brought become exactly the rows that are brought.

    Parameters
    ----------
    connection : Connection
        An open write transaction.
    name : str
        A table with an owner, such as worklogs.
    frame : DataFrame
        Checked rows; equal rows are different rows.

    Returns
    -------
    Changes
    """
    declared, table = tables.TABLES[name], CANONICAL[name]
    owner, columns = list(declared.owner), declared.names
    old = stored(connection, name, projects_of(frame), with_id=True).merge(frame[owner].drop_duplicates(), on=owner)
    new = numbered(frame, columns)
    both = new.merge(numbered(old, columns), on=[*columns, "copy"], how="outer", indicator=True)
    gone = both.loc[both["_merge"] == "right_only", KEYLESS_ID]
    fresh = both.loc[both["_merge"] == "left_only", columns]
    if len(gone):
        statement = delete(table).where(table.c[KEYLESS_ID] == bindparam("gone"))
        connection.execute(statement, [{"gone": int(i)} for i in gone])
    insert_frame(connection, table, fresh)
    return Changes(len(fresh), 0, int((both["_merge"] == "both").sum()), len(gone), fresh)


def numbered(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """The frame with a column ``copy`` that counts equal rows, so that each row is found once."""
    return frame.assign(copy=frame.groupby(list(columns), dropna=False, sort=False).cumcount())


def append_new(connection: Connection, name: str, frame: pd.DataFrame) -> Changes:
    """For a log: add the rows whose key is not there yet; nothing that is written ever changes.

    Parameters
    ----------
    connection : Connection
        An open write transaction.
    name : str
        A table with a key of which some columns may be missing, such as estimates.
    frame : DataFrame
        Checked rows.

    Returns
    -------
    Changes
    """
    declared = tables.TABLES[name]
    key = list(declared.key)
    alone = not frame.duplicated(key[:2]).any()  # the quick answer, for large tables
    first = frame if alone else frame.drop_duplicates(key, ignore_index=True)
    old = stored(connection, name, projects_of(frame))[key]
    if len(old):
        known = (first[key].merge(old, on=key, how="left", indicator=True)["_merge"] == "both").to_numpy()
        first = first[~known]
    fresh = in_key_order(first, key)
    insert_frame(connection, CANONICAL[name], fresh)
    return Changes(len(fresh), 0, len(frame) - len(fresh), 0, fresh)


def projects_of(frame: pd.DataFrame) -> list[str]:
    """The projects whose rows a frame holds.

    Examples
    --------
    >>> projects_of(pd.DataFrame({"project_id": ["P", "Q", "P"]}))
    ['P', 'Q']
    """
    return [str(p) for p in frame["project_id"].unique()]


def name_projects(connection: Connection, project_ids: Sequence[str]) -> Changes:
    """Give a bare row to every project that nobody has described yet.

    Parameters
    ----------
    connection : Connection
        An open write transaction.
    project_ids : sequence of str
        Projects that other tables speak of.

    Returns
    -------
    Changes
    """
    table = CANONICAL["projects"]
    some = [] if len(project_ids) > MANY_PROJECTS else [table.c.project_id.in_(list(project_ids))]
    known = {row[0] for row in connection.execute(select(table.c.project_id).where(*some))}
    fresh = [{"project_id": p} for p in project_ids if p not in known]
    if fresh:
        connection.execute(insert(table), fresh)
    return Changes(len(fresh), 0, 0, 0, pd.DataFrame(fresh, columns=["project_id"]))
