"""What a database holds, as numbers that can be compared: rows and a fingerprint per table, the same on either database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd
from sqlalchemy import Boolean, Connection, Double, inspect

from workbench.tables import TABLES

from .rows import order
from .schema import CANONICAL, METADATA, VERSION_TABLE

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
    found, inspector = [], inspect(connection)
    for name, columns in columns_of(connection).items():
        mark = Fingerprint(name, columns)
        key = inspector.get_pk_constraint(name)["constrained_columns"] or columns
        for rows in rows_of(connection, name, columns, order=key):
            mark.add(rows)
        found.append(mark)
    return as_frame(found)


def data_fingerprint(connection: Connection) -> str:
    """One fingerprint of all that came from trackers and people; nothing in it tells when or in how many steps it came.

    Parameters
    ----------
    connection : Connection
        An open transaction.

    Returns
    -------
    str
        SHA-256, as hexadecimal text.
    """
    total = hashlib.sha256()
    for name, table in CANONICAL.items():
        columns = sorted(TABLES[name].names)
        mark = Fingerprint(name, columns)
        for rows in rows_of(connection, name, columns, order=[c.name for c in order(table)]):
            mark.add(rows)
        total.update(f"{name} {mark.text}\n".encode())
    return total.hexdigest()


def columns_of(connection: Connection) -> dict[str, list[str]]:
    """The tables that count as the library's, and the columns of each; both by name."""
    inspector = inspect(connection)
    names = sorted(set(inspector.get_table_names()) - {VERSION_TABLE})
    if connection.dialect.name == "postgresql":  # a database server may hold other tables beside ours
        names = [name for name in names if name in METADATA.tables]
    return {name: sorted(c["name"] for c in inspector.get_columns(name)) for name in names}


class Fingerprint:
    """How many rows a table has, and what they are, taken while they pass by.

    Parameters
    ----------
    table : str
        The table.
    columns : list of str
        Its columns, by name.

    Examples
    --------
    >>> at_once, in_parts = Fingerprint("projects", ["project_id"]), Fingerprint("projects", ["project_id"])
    >>> at_once.add([("A",), ("B",)])
    >>> in_parts.add([("A",)])
    >>> in_parts.add([("B",)])
    >>> at_once.rows, at_once.text == in_parts.text
    (2, True)
    """

    def __init__(self, table: str, columns: list[str]) -> None:
        self.table, self.rows = table, 0
        self._digest = hashlib.sha256(json.dumps(columns).encode())
        self._note = columns.index("name") if table == "meta" else None

    def add(self, rows: list[tuple[Any, ...]]) -> None:
        """Take the next rows in, in the order of their key, values in the order of the columns' names."""
        kept = rows if self._note is None else [row for row in rows if row[self._note] != BACKUP_NOTE]
        self.rows += len(kept)
        if kept:
            self._digest.update(json.dumps(kept, separators=(",", ":")).encode()[1:-1] + b",")

    @property
    def text(self) -> str:
        """SHA-256 of all of it so far."""
        return self._digest.hexdigest()


def as_frame(found: Iterable[Fingerprint]) -> pd.DataFrame:
    """Fingerprints as :func:`contents` gives them, by name of the table."""
    rows = sorted((mark.table, mark.rows, mark.text) for mark in found)
    return pd.DataFrame(rows, columns=["table", "rows", "fingerprint"]).astype({"table": "str", "rows": "int64", "fingerprint": "str"})


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
