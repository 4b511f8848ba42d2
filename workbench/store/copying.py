"""All rows of a library from one database to another, some thousands at a time."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Connection, func, select

from workbench.tables import StoreError

from .contents import Fingerprint, as_frame, columns_of, rows_of
from .schema import METADATA


def copy_rows(origin: Connection, target: Connection) -> pd.DataFrame:
    """Insert every row of every table of one library into the empty tables of another.

    Parameters
    ----------
    origin, target : Connection
        An open transaction of each; both of the newest version.

    Returns
    -------
    DataFrame
        What the original holds, as :func:`workbench.store.contents.contents` tells it: taken from the very rows that were copied.

    Raises
    ------
    StoreError
        When the original has a table or a column that would not be copied.
    """
    ours = {table.name: sorted(c.name for c in table.columns) for table in METADATA.sorted_tables}
    strange = sorted(name for name, columns in columns_of(origin).items() if ours.get(name) != columns)
    if strange:
        raise StoreError(
            f"the library's {', '.join(strange)} {'is' if len(strange) == 1 else 'are'} not as the workbench made it; nothing was kept.",
            todo="take out what was added to the database by other means, then try again.",
        )
    marks, quote = [], target.dialect.identifier_preparer.quote
    driver: Any = target.connection.driver_connection
    for table in METADATA.sorted_tables:
        columns = ours[table.name]
        mark = Fingerprint(table.name, columns)
        marks.append(mark)
        into = f"{quote(table.name)} ({', '.join(map(quote, columns))})"
        chunks = rows_of(origin, table.name, columns, order=[c.name for c in table.primary_key])
        if target.dialect.name == "postgresql":
            with driver.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for rows in chunks:
                    mark.add(rows)
                    for row in rows:
                        copy.write_row(row)
            _continue_numbers(target, table)
        else:
            insert = f"INSERT INTO {into} VALUES ({', '.join('?' * len(columns))})"  # noqa: S608  # names of columns
            for rows in chunks:
                mark.add(rows)
                driver.executemany(insert, rows)
    return as_frame(marks)


def _continue_numbers(connection: Connection, table: Any) -> None:
    """New rows get numbers after those that were restored."""
    counted = table.autoincrement_column
    if counted is not None:
        newest = connection.execute(select(func.max(counted))).scalar()
        series = func.pg_get_serial_sequence(f'"{table.name}"', counted.name)
        connection.execute(select(func.setval(series, newest or 1, newest is not None)))
