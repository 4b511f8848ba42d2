"""What a database holds, as numbers that can be compared: rows and a fingerprint per table, the same on either database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pandas as pd
from sqlalchemy import Boolean, Connection, Double, inspect

from .schema import METADATA, VERSION_TABLE

BACKUP_NOTE = "backup"  # the row of `meta` in which a backup says what it held when it was made
_CHUNK = 20_000  # rows that exist as Python values at any one time


def contents(connection: Connection) -> pd.DataFrame:
    """Count the rows of every table and take its fingerprint.

    Parameters
    ----------
    connection : Connection
        An open transaction, which is one moment of the library.

    Returns
    -------
    DataFrame
        table, rows, fingerprint (SHA-256, as hexadecimal text); by name of the table.

    Notes
    -----
    The fingerprint covers names of columns, and rows in the order of their key. Two libraries with the same fingerprints hold the
    same, whatever database they are in and in which order they were written.
    """
    names = sorted(set(inspect(connection).get_table_names()) - {VERSION_TABLE})
    if connection.dialect.name == "postgresql":  # a database server may hold other tables beside ours
        names = [name for name in names if name in METADATA.tables]
    found = [(name, *_fingerprint(connection, name)) for name in names]
    return pd.DataFrame(found, columns=["table", "rows", "fingerprint"]).astype({"table": "str", "rows": "int64", "fingerprint": "str"})


def as_note(found: pd.DataFrame) -> dict[str, list[Any]]:
    """The result of :func:`contents` as plain data."""
    return {name: [rows, mark] for name, rows, mark in zip(*(found[c].tolist() for c in ("table", "rows", "fingerprint")), strict=True)}


def rows_of(connection: Connection, table: str, columns: list[str], *, order: list[str]) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a table, some thousands at a time; a large table never is in memory as a whole.

    Parameters
    ----------
    connection : Connection
        An open transaction.
    table : str
        The table.
    columns : list of str
        Which columns, in which order.
    order : list of str
        By which columns the rows are put in order.

    Yields
    ------
    list of tuple
        Texts, numbers and None; yes and no are 1 and 0, as in a file.
    """
    quote = connection.dialect.identifier_preparer.quote
    postgres = connection.dialect.name == "postgresql"
    kinds = {c["name"]: c["type"] for c in inspect(connection).get_columns(table)} if postgres else {}
    shown = []
    for name in columns:
        column, kind = quote(name), kinds.get(name)
        if isinstance(kind, Boolean):
            column += "::int"
        elif isinstance(kind, Double):
            column += " + 0.0"  # SQLite knows no negative zero
        shown.append(column)
    query = f"SELECT {', '.join(shown)} FROM {quote(table)} ORDER BY {', '.join(map(quote, order))}"  # noqa: S608  # names of columns
    driver: Any = connection.connection.driver_connection
    cursor = driver.cursor(name="workbench_rows") if postgres else driver.cursor()
    try:
        cursor.execute(query)
        while rows := cursor.fetchmany(_CHUNK):
            yield rows
    finally:
        cursor.close()


def _fingerprint(connection: Connection, table: str) -> tuple[int, str]:
    inspector = inspect(connection)
    columns = sorted(c["name"] for c in inspector.get_columns(table))
    key = inspector.get_pk_constraint(table)["constrained_columns"] or columns
    digest, n = hashlib.sha256(json.dumps(columns).encode()), 0
    note = columns.index("name") if table == "meta" else None
    for rows in rows_of(connection, table, columns, order=key):
        kept = rows if note is None else [row for row in rows if row[note] != BACKUP_NOTE]
        n += len(kept)
        if kept:
            digest.update(json.dumps(kept, separators=(",", ":")).encode()[1:-1] + b",")
    return n, digest.hexdigest()
