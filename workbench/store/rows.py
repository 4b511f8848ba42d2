"""Typed frames turned into database rows and back: dates as ISO texts, absent as NULL, nothing else changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from sqlalchemy import Connection, Select, Table, insert, select

from workbench import tables
from workbench.tables.collection import dtype_of

from .schema import CANONICAL, KEYLESS_ID

_PART = 200_000  # rows of a table that exist as Python values at any one time
MANY_PROJECTS = 300  # above this, reading a whole table is quicker than naming its projects


def iso_texts(days: pd.Series) -> pd.Series:
    """Dates as texts: ``2026-02-02``, or ``2026-02-02 09:30:00`` where there is a time of day.

    Parameters
    ----------
    days : Series of datetime64
        Naive timestamps.

    Returns
    -------
    Series of str
        Sorted as texts they are sorted as dates.

    Examples
    --------
    >>> iso_texts(pd.Series(pd.to_datetime(["2026-02-02", "2026-02-02 09:30", None], format="ISO8601"))).tolist()[:2]
    ['2026-02-02', '2026-02-02 09:30:00']
    """
    codes, distinct = pd.factorize(days)
    texts = np.array([_iso(d) for d in pd.DatetimeIndex(distinct)] + [None], dtype=object)
    return pd.Series(texts[codes], index=days.index, dtype="str")


def _iso(moment: pd.Timestamp) -> str:
    return moment.isoformat(sep=" ").removesuffix(" 00:00:00")


def dates(texts: pd.Series) -> pd.Series:
    """ISO texts as dates again; the counterpart of :func:`iso_texts`.

    Examples
    --------
    >>> dates(pd.Series(["2026-02-02"])).tolist()
    [Timestamp('2026-02-02 00:00:00')]
    """
    codes, distinct = pd.factorize(texts)
    moments = pd.to_datetime(pd.Series(distinct, dtype="str"), format="ISO8601").to_numpy("datetime64[us]")
    return pd.Series(np.append(moments, np.datetime64("NaT", "us"))[codes], index=texts.index)


def to_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows for the database.

    Parameters
    ----------
    frame : DataFrame
        Typed columns, as :func:`workbench.tables.check` gives them.

    Returns
    -------
    list of dict
        One per row: plain Python values, None where nothing stands.
    """
    columns: list[list[Any]] = []
    for name in frame.columns:
        values = frame[name]
        present = values.notna()
        if not present.any():
            columns.append([None] * len(frame))
            continue
        if pd.api.types.is_datetime64_any_dtype(values.dtype):
            values = iso_texts(values)
        plain = values.astype(object)
        columns.append(plain.where(present, None).tolist())
    names = [str(name) for name in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def to_frame(rows: Sequence[Sequence[Any]], columns: Sequence[tables.Column]) -> pd.DataFrame:
    """Database rows as a typed frame.

    Parameters
    ----------
    rows : sequence of rows
        Values in the order of `columns`.
    columns : sequence of Column
        The declarations.

    Returns
    -------
    DataFrame
        Declared columns in their declared types; a fresh index.
    """
    values: list[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    return pd.DataFrame({c.name: _typed(v, c) for c, v in zip(columns, values, strict=True)})


def _typed(values: Sequence[Any], column: tables.Column) -> pd.Series:
    if column.type == "number":
        return pd.Series(np.array(values, dtype="float64"))
    if column.type == "flag":
        return pd.Series([None if v is None else bool(v) for v in values], dtype="boolean")
    if column.type == "integer":
        return pd.Series(values, dtype=dtype_of(column.type))
    texts = pd.Series(pd.array(pa.array(values, pa.large_string()), dtype="str"))  # pandas itself takes longer, most of all for empty ones
    return dates(texts) if column.type == "date" else texts


def stored(
    connection: Connection,
    name: str,
    project_ids: Sequence[str] | None = None,
    *,
    some: Collection[str] | None = None,
    with_id: bool = False,
) -> pd.DataFrame:
    """A canonical table as it stands in the library.

    Parameters
    ----------
    connection : Connection
        An open transaction.
    name : str
        The table.
    project_ids : sequence of str, optional
        Only the rows of these projects.
    some : collection of str, optional
        Only these columns; `project_id` always comes along.
    with_id : bool
        Whether to add the row number of a table without a key.

    Returns
    -------
    DataFrame
        Typed, in the order of its key.
    """
    table, declared = CANONICAL[name], tables.TABLES[name]
    columns = [c for c in declared.columns if some is None or c.name in some or c.name == "project_id"]
    if with_id:
        columns.append(tables.Column(KEYLESS_ID, "integer", "row number"))
    query = select(*(table.c[c.name] for c in columns)).order_by(*order(table))
    wanted = None if project_ids is None or len(project_ids) > MANY_PROJECTS else list(project_ids)
    if wanted is not None:
        query = query.where(table.c.project_id.in_(wanted))
    parts = [to_frame(rows, columns) for rows in _some_at_a_time(connection, query)]
    frame = parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)
    if project_ids is not None and wanted is None:
        frame = frame[frame["project_id"].isin(list(project_ids))].reset_index(drop=True)
    return frame


def order(table: Table) -> list[Any]:
    """The columns that put a table's rows in their fixed order."""
    declared = tables.TABLES[table.name]
    names = declared.key or declared.names
    return [table.c[n] for n in names] if KEYLESS_ID not in table.c else [*(table.c[n] for n in names[:3]), table.c[KEYLESS_ID]]


def fetch(connection: Connection, query: Select[Any]) -> Sequence[Sequence[Any]]:
    """All rows of a query, as the driver gives them: a hundred thousand wrapped rows would cost a second more."""
    result = connection.execute(query)
    rows = result.cursor.fetchall() if result.cursor is not None else []
    result.close()
    return rows


def _some_at_a_time(connection: Connection, query: Select[Any]) -> Iterator[Sequence[Sequence[Any]]]:
    """The rows of a query like :func:`fetch`, but never more than some hundred thousand as Python values; at least one, empty, part."""
    result = connection.execute(query)
    rows = result.cursor.fetchmany(_PART) if result.cursor is not None else []
    yield rows
    while result.cursor is not None and len(rows) == _PART:
        rows = result.cursor.fetchmany(_PART)
        if rows:
            yield rows
    result.close()


def insert_row(connection: Connection, table: Table, row: Mapping[str, Any]) -> int:
    """Insert one row into a table that numbers its rows.

    Returns
    -------
    int
        The row's number.
    """
    made = connection.execute(insert(table).values(dict(row)))
    return int(made.inserted_primary_key[0])  # type: ignore[index]  # an insert always has one
