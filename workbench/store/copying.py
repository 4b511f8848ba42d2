"""All rows of a library from one database to another, some thousands at a time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select

from .contents import rows_of
from .schema import METADATA


def copy_rows(origin: Connection, target: Connection) -> None:
    """Insert every row of every table of one library into the empty tables of another.

    Parameters
    ----------
    origin, target : Connection
        An open transaction of each; both of the newest version.
    """
    quote = target.dialect.identifier_preparer.quote
    for table in METADATA.sorted_tables:
        columns = [c.name for c in table.columns]
        into = f"{quote(table.name)} ({', '.join(map(quote, columns))})"
        chunks = rows_of(origin, table.name, columns, order=[c.name for c in table.primary_key])
        if target.dialect.name == "postgresql":
            driver: Any = target.connection.driver_connection
            with driver.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for rows in chunks:
                    for row in rows:
                        copy.write_row(row)
            _continue_numbers(target, table)
        else:
            insert = f"INSERT INTO {into} VALUES ({', '.join('?' * len(columns))})"  # noqa: S608  # names of columns
            for rows in chunks:
                target.exec_driver_sql(insert, [tuple(row) for row in rows])


def _continue_numbers(connection: Connection, table: Any) -> None:
    """New rows get numbers after those that were restored."""
    counted = table.autoincrement_column
    if counted is not None:
        newest = connection.execute(select(func.max(counted))).scalar()
        series = func.pg_get_serial_sequence(f'"{table.name}"', counted.name)
        connection.execute(select(func.setval(series, newest or 1, newest is not None)))
