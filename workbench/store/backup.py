"""Keeping the library safe: copies of it, and the check that it is sound."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from sqlalchemy import func, select

from workbench.tables import StoreError

from .connect import require_database, told
from .migrate import copy_file
from .schema import METADATA
from .session import Session


@dataclass(frozen=True)
class Verified:
    """What a check of the library found.

    Attributes
    ----------
    problems : tuple of str
        What is wrong; empty when nothing is.
    rows : DataFrame
        One row per table of the database: table, rows.
    """

    problems: tuple[str, ...]
    rows: pd.DataFrame

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    def __str__(self) -> str:
        if self.problems:
            return "The library is damaged: " + "; ".join(self.problems) + ". What to do: restore the newest backup."
        return f"The library is sound: {int(self.rows['rows'].sum()):,} rows in {len(self.rows)} tables."


class Keeping(Session):
    """The part of the library that looks after the library itself."""

    def backup(self, path: str | Path) -> Path:
        """Copy the library while it is in use; the copy is a library of its own.

        Parameters
        ----------
        path : str or Path
            Where to; an older copy there is replaced. Copying the file by other means may miss the newest changes.

        Returns
        -------
        Path

        Raises
        ------
        StoreError
            When it cannot be copied there, or the library is in PostgreSQL, which has its own tools.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> from workbench import store
        >>> with TemporaryDirectory() as folder, store.open(f"{folder}/reviews.db") as library:
        ...     store.open(library.backup(f"{folder}/copy.db")).verify().sound
        True
        """
        file, target = self._place.file, Path(path).expanduser().absolute()
        if file is None:
            raise StoreError("a library in PostgreSQL is not copied from here.", todo="use pg_dump.")
        if target.exists():
            require_database(target)
            if target.samefile(file):
                raise StoreError(f"{target} is the library itself.", todo="choose another name for the copy.")
        if target.with_name(target.name + "-wal").exists():
            raise StoreError(f"{target} is in use by another program.", todo="choose another name for the copy.")
        try:
            with told(self._place):
                copy_file(file, target)
        except OSError as error:
            raise StoreError(f"the copy {target} cannot be made: {error.strerror}.", todo="choose a folder you may write to.") from None
        return target

    def verify(self) -> Verified:
        """Check that the database is whole, and count its rows.

        Returns
        -------
        Verified

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> from workbench import store
        >>> with TemporaryDirectory() as folder, store.open(f"{folder}/reviews.db") as library:
        ...     print(library.verify())
        The library is sound: 0 rows in 22 tables.
        """
        with self._reading() as connection:
            problems = []
            if self._place.file is not None:
                problems += [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"]
                orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                problems += [f"a row of {row[0]} belongs to no row of {row[2]}" for row in orphans[:10]]
            counts = {t.name: connection.execute(select(func.count()).select_from(t)).scalar_one() for t in METADATA.sorted_tables}
        return Verified(tuple(problems), pd.DataFrame({"table": list(counts), "rows": list(counts.values())}))
