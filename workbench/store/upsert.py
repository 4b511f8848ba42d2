"""Writing one table: rows are found by their key; what is absent never overwrites what is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import Connection, bindparam, delete, insert, update

from workbench import tables

from .rows import stored, to_rows
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
    old_at = frame[key].merge(old[key].assign(old_at=np.arange(len(old))), on=key, how="left", sort=False)["old_at"]
    known = old_at.notna().to_numpy()
    new_rows = frame[~known]
    if name == "reviews":
        new_rows = new_rows.assign(version=new_rows["version"].fillna(1))
    if len(new_rows):
        connection.execute(insert(table), to_rows(new_rows))
    incoming = frame[known].reset_index(drop=True)
    before = old.iloc[old_at[known].astype("int64").to_numpy()].reset_index(drop=True)
    if name == "tasks":
        incoming = freeze_first_estimate(incoming, before)
    if name == "reviews":
        incoming = incoming.assign(version=before["version"])
    after, differs = merged(incoming, before, key)
    after = after[differs]
    if name == "reviews":
        after = after.assign(version=after["version"] + 1)
    if len(after):
        connection.execute(_update(name), [{f"{'old_' if n in key else ''}{n}": v for n, v in row.items()} for row in to_rows(after)])
    rows = pd.concat([new_rows, after], ignore_index=True)
    return Changes(len(new_rows), len(after), len(incoming) - len(after), 0, rows)


def merged(incoming: pd.DataFrame, before: pd.DataFrame, key: Sequence[str]) -> tuple[pd.DataFrame, np.ndarray]:
    """Lay new values over old ones, row by row.

    Parameters
    ----------
    incoming, before : DataFrame
        The same rows in the same order, new and old; the same columns.
    key : sequence of str
        Columns that are equal in both.

    Returns
    -------
    after : DataFrame
        The new value where there is one, else the old.
    differs : ndarray of bool, shape (n_rows,)
        Which rows have changed.

    Examples
    --------
    >>> old = pd.DataFrame({"id": ["1", "2"], "cost": [5.0, 6.0]})
    >>> after, differs = merged(pd.DataFrame({"id": ["1", "2"], "cost": [None, 7.0]}), old, ["id"])
    >>> after["cost"].tolist(), differs.tolist()
    ([5.0, 7.0], [False, True])
    """
    after, differs = before.copy(), np.zeros(len(before), dtype=bool)
    for name in before.columns:
        if name in key:
            continue
        new, old = incoming[name], before[name]
        other = (new.notna() & (old.isna() | (new != old).fillna(False))).to_numpy(bool)
        if other.any():
            after[name] = new.where(other, old)
            differs |= other
    return after, differs


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


def _update(name: str):  # type: ignore[no-untyped-def]  # the statement's generic type says nothing here
    table, key = CANONICAL[name], tables.TABLES[name].key
    found = [table.c[k] == bindparam(f"old_{k}") for k in key]
    return update(table).where(*found).values({c.name: bindparam(c.name) for c in table.c if c.name not in key})


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
    if len(fresh):
        connection.execute(insert(table), to_rows(fresh))
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
    first = frame.drop_duplicates(key, ignore_index=True)
    old = stored(connection, name, projects_of(frame))[key]
    known = (first[key].merge(old, on=key, how="left", indicator=True)["_merge"] == "both").to_numpy()
    fresh = first[~known]
    if len(fresh):
        connection.execute(insert(CANONICAL[name]), to_rows(fresh))
    return Changes(len(fresh), 0, len(frame) - len(fresh), 0, fresh)


def projects_of(frame: pd.DataFrame) -> list[str]:
    """The projects whose rows a frame holds.

    Examples
    --------
    >>> projects_of(pd.DataFrame({"project_id": ["P", "Q", "P"]}))
    ['P', 'Q']
    """
    return [str(p) for p in frame["project_id"].unique()]


def name_projects(connection: Connection, project_ids: Sequence[str]) -> int:
    """Give a bare row to every project that nobody has described yet.

    Parameters
    ----------
    connection : Connection
        An open write transaction.
    project_ids : sequence of str
        Projects that other tables speak of.

    Returns
    -------
    int
        How many rows were added.
    """
    known = set(stored(connection, "projects", project_ids)["project_id"])
    fresh = [{"project_id": p} for p in project_ids if p not in known]
    if fresh:
        connection.execute(insert(CANONICAL["projects"]), fresh)
    return len(fresh)
