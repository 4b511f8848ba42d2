"""The review library: everything that is known of all projects, in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType

import pandas as pd

from workbench.tables import TABLES, SchemaError, StoreError, Tables, table

from .backup import Keeping
from .calibrations import CalibrationShelf
from .cards import CardShelf
from .connect import address, create_file, engine_for, told, use_wal
from .contents import data_fingerprint
from .erasures import listed
from .imports import ImportEntry, ImportLedger, record
from .migrate import bring_up
from .portfolio import projects
from .privacy import Privacy
from .reviews import ReviewShelf
from .rows import stored
from .runs import RunLedger
from .session import Clock
from .write import Written, require_clean, write_tables


def open(url: str | Path | None = None, *, clock: Clock = datetime.now, create: bool = True) -> Library:
    """Open the review library; a file that does not exist is created.

    Parameters
    ----------
    url : str or Path, optional
        A file, ``sqlite:///file`` or ``postgresql://user@host/database``. When absent, the environment variable
        ``WORKBENCH_STORE`` says it; when that is absent too, it is ``workbench.db`` in the working folder.
    clock : callable
        What time it is, naive and local.
    create : bool
        Whether a file that does not exist is created, rather than missed.

    Returns
    -------
    Library
        To be used in a ``with`` statement, or closed with :meth:`Library.close`.

    Raises
    ------
    StoreError
        When it cannot be opened, or is something else.

    Notes
    -----
    A library of an older version is copied to ``NAME.backup-VERSION`` and brought up to date. One of a newer version can
    be read but not changed. SQLite files must lie on a local disk; for shared folders use PostgreSQL.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder, open(f"{folder}/reviews.db") as library:
    ...     written = library.write(Tables({"projects": pd.DataFrame({"project_id": ["PAY-2"]})}), source="form")
    ...     library.projects()["project_id"].tolist()
    ['PAY-2']
    """
    place = address(url)
    engine = engine_for(place)
    if place.file is not None:
        if not create and not place.file.exists():
            raise StoreError(
                f"there is no review library {place}.", todo="name it with --store, or in the environment variable WORKBENCH_STORE."
            )
        with told(place):
            create_file(place.file)
            use_wal(place.file)
    library = Library(engine, place, clock=clock, closed_because=bring_up(engine, place))
    library._erase_again(listed(place), place)  # an older copy may have been put in the library's place
    return library


class Library(ImportLedger, ReviewShelf, CardShelf, CalibrationShelf, RunLedger, Privacy, Keeping):
    """A review library that is open; made by :func:`open`."""

    def __repr__(self) -> str:
        return f"Library({str(self._place)!r}" + (", read only)" if self.read_only else ")")

    def __enter__(self) -> Library:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database; the library can still be used afterwards and then connects again."""
        self._engine.dispose()

    def write(self, tables: Mapping[str, pd.DataFrame], *, source: str, entry: ImportEntry | None = None) -> Written:
        """Write tables: all of them or, when anything fails, none.

        Parameters
        ----------
        tables : Tables
            Checked tables. Rows are found by their key; a missing value never overwrites one that is there; worklogs
            of a task are replaced by those that are brought.
        source : str
            Where they came from.
        entry : ImportEntry, optional
            To record the import in the same transaction.

        Returns
        -------
        Written
            Rows inserted, updated, unchanged and removed, per table.

        Raises
        ------
        SchemaError
            When a row breaks a declaration; nothing is written.
        StoreError
            When the library cannot be written to.

        Notes
        -----
        A task's first estimate stays for ever; every different one that a later import brings goes to the table
        ``estimates``. Projects that other tables speak of get a row.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> task = {"project_id": ["P"], "task_id": ["1"], "estimate": [8.0]}
        >>> with TemporaryDirectory() as folder, open(f"{folder}/reviews.db") as library:
        ...     first = library.write(Tables({"tasks": pd.DataFrame(task)}), source="jira.csv")
        ...     again = library.write(Tables({"tasks": pd.DataFrame(task)}), source="jira.csv")
        >>> print(first)
        From jira.csv:
        projects: 1 inserted
        tasks: 1 inserted
        estimates: 1 inserted
        >>> print(again)
        From jira.csv:
        tasks: 1 unchanged
        """
        clean, now = require_clean(tables, source), self._clock()
        with self._writing() as connection:
            counts = write_tables(connection, clean, now)
            number = None if entry is None else record(connection, entry, now)
        return Written(source, counts, number)

    def read(
        self, project_id: str | Sequence[str] | None = None, *, only: Sequence[str] | Mapping[str, Sequence[str]] | None = None
    ) -> Tables:
        """Read tables, typed and with every declared column, unless only some were asked for.

        Parameters
        ----------
        project_id : str or sequence of str, optional
            Only this project, or these; an unknown one has empty tables.
        only : sequence of str, or mapping of str to sequence of str, optional
            Only these tables; a mapping names their columns too, which saves time where a whole library is read.

        Returns
        -------
        Tables
            All of one moment; rows in the order of their keys.

        Raises
        ------
        SchemaError
            When `only` names a table or a column that does not exist.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> task = {"project_id": ["P"], "task_id": ["1"], "finished_on": [pd.Timestamp("2026-02-06")]}
        >>> with TemporaryDirectory() as folder, open(f"{folder}/reviews.db") as library:
        ...     written = library.write({"tasks": pd.DataFrame(task)}, source="jira.csv")
        ...     library.read("P", only=["tasks"]).tasks["finished_on"].tolist()
        ...     library.read(only={"tasks": ["finished_on"]}).tasks.columns.tolist()
        [Timestamp('2026-02-06 00:00:00')]
        ['project_id', 'finished_on']
        """
        names = list(TABLES) if only is None else [table(name).name for name in only]
        some = dict(only) if isinstance(only, Mapping) else {}
        unknown = [f"{name}.{column}" for name, columns in some.items() for column in columns if column not in table(name).names]
        if unknown:
            raise SchemaError(f"there is no {' and no '.join(unknown)}.", expected="columns of the data dictionary.")
        wanted = [project_id] if isinstance(project_id, str) else project_id
        with self._reading() as connection:
            return Tables({name: stored(connection, name, wanted, some=some.get(name)) for name in names})

    def projects(self) -> pd.DataFrame:
        """Every project with what is known of it.

        Returns
        -------
        DataFrame
            The columns of ``projects``, and: tasks, finished (counts), last_finished_on, reviewed_on, last_report_at.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> task = {"project_id": ["P"], "task_id": ["1"], "status_class": ["done"]}
        >>> with TemporaryDirectory() as folder, open(f"{folder}/reviews.db") as library:
        ...     written = library.write({"tasks": pd.DataFrame(task)}, source="jira.csv")
        ...     library.projects()[["project_id", "tasks", "finished"]].to_dict("records")
        [{'project_id': 'P', 'tasks': 1, 'finished': 1}]
        """
        with self._reading() as connection:
            return projects(connection)

    def fingerprint(self) -> str:
        """What all tables hold, as one text: equal as long as nothing that :meth:`read` gives has changed.

        Returns
        -------
        str
            64 hexadecimal digits; the same on either database.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder, open(f"{folder}/reviews.db") as library:
        ...     before = library.fingerprint()
        ...     written = library.write({"projects": pd.DataFrame({"project_id": ["P"]})}, source="form")
        ...     before == library.fingerprint()
        False
        """
        with self._reading() as connection:
            return data_fingerprint(connection)
