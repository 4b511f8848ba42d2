"""The review library: everything that is known of all projects, in one place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine

from workbench import tables
from workbench.tables import StoreError, Tables

from . import calibrations, imports, portfolio, reviews, runs
from .connect import Address, address, create_file, engine_for, reading, told, use_wal, writing
from .imports import ImportEntry
from .migrate import bring_up
from .rows import stored
from .write import Written, require_clean, write_tables

Clock = Callable[[], datetime]


def open(url: str | Path | None = None, *, clock: Clock = datetime.now) -> Library:
    """Open the review library; a file that does not exist is created.

    Parameters
    ----------
    url : str or Path, optional
        A file, ``sqlite:///file`` or ``postgresql://user@host/database``. When absent, the environment variable
        ``WORKBENCH_STORE`` says it; when that is absent too, it is ``workbench.db`` in the working folder.
    clock : callable
        What time it is, naive and local.

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
        with told(place):
            create_file(place.file)
            use_wal(place.file)
    return Library(engine, place, clock=clock, closed_because=bring_up(engine, place))


class Library:
    """A review library that is open; made by :func:`open`.

    Parameters
    ----------
    engine : Engine
        Connection to the database.
    place : Address
        Where it is.
    clock : callable
        What time it is.
    closed_because : str, optional
        Why it must not be changed, when it must not.
    """

    def __init__(self, engine: Engine, place: Address, *, clock: Clock, closed_because: str | None = None) -> None:
        self._engine, self._place, self._clock, self._closed_because = engine, place, clock, closed_because

    def __repr__(self) -> str:
        return f"Library({str(self._place)!r}" + (", read only)" if self.read_only else ")")

    def __enter__(self) -> Library:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database; the library can still be used afterwards and then connects again."""
        self._engine.dispose()

    @property
    def read_only(self) -> bool:
        """Whether it can only be read, because a newer workbench made it."""
        return self._closed_because is not None

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with reading(self._engine, self._place) as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        if self._closed_because is not None:
            raise StoreError(self._closed_because, todo="update the workbench.")
        with writing(self._engine, self._place) as connection:
            yield connection

    # ------------------------------------------------------------------ tables

    def write(self, given: Mapping[str, pd.DataFrame], *, source: str, entry: ImportEntry | None = None) -> Written:
        """Write tables: all of them or, when anything fails, none.

        Parameters
        ----------
        given : Tables
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
        clean, now = require_clean(given, source), self._clock()
        with self._writing() as connection:
            counts = write_tables(connection, clean, now)
            number = None if entry is None else imports.record(connection, entry, now)
        return Written(source, counts, number)

    def read(self, project_id: str | None = None, *, only: Sequence[str] | None = None) -> Tables:
        """Read tables, typed and with every declared column.

        Parameters
        ----------
        project_id : str, optional
            Only this project; an unknown one has empty tables.
        only : sequence of str, optional
            Only these tables.

        Returns
        -------
        Tables
            All of one moment; rows in the order of their keys.

        Raises
        ------
        SchemaError
            When `only` names a table that does not exist.
        """
        names = list(tables.TABLES) if only is None else [tables.table(name).name for name in only]
        with self._reading() as connection:
            return Tables({name: stored(connection, name, None if project_id is None else [project_id]) for name in names})

    def projects(self) -> pd.DataFrame:
        """Every project with what is known of it.

        Returns
        -------
        DataFrame
            The columns of ``projects``, and: tasks, finished (counts), last_finished_on, reviewed_on, last_report_at.
        """
        with self._reading() as connection:
            return portfolio.projects(connection)

    # ----------------------------------------------------------------- imports

    def record_import(self, entry: ImportEntry) -> int:
        """Write an import down in the ledger, with its quarantined rows.

        Parameters
        ----------
        entry : ImportEntry
            What happened. To record it together with the tables it brought, pass it to :meth:`write`.

        Returns
        -------
        int
            The import's number.
        """
        with self._writing() as connection:
            return imports.record(connection, entry, self._clock())

    def imports(self, project_id: str | None = None) -> pd.DataFrame:
        """The import ledger, oldest first.

        Parameters
        ----------
        project_id : str, optional
            Only imports that brought this project.

        Returns
        -------
        DataFrame
            import_id, at, source, profile, project_ids (tuple), read, accepted, quarantined (rows), details (dict).
        """
        with self._reading() as connection:
            return imports.listing(connection, project_id)

    def quarantine(self, import_id: int | None = None) -> pd.DataFrame:
        """The rows that could not be used, as they arrived.

        Parameters
        ----------
        import_id : int, optional
            Only those of this import.

        Returns
        -------
        DataFrame
            import_id, table, row (label in the source), values (dict), reason.
        """
        with self._reading() as connection:
            return imports.quarantined(connection, import_id)

    # ----------------------------------------------------------------- reviews

    def save_review(self, review: Mapping[str, Any], *, version: int | None) -> int:
        """Save a review, unless somebody else saved it in the meantime.

        Parameters
        ----------
        review : dict
            project_id, reviewed_on, reviewer, facts (dict).
        version : int or None
            The version that was read; None for a new review.

        Returns
        -------
        int
            The version that it has now.

        Raises
        ------
        Conflict
            With ``mine`` and ``theirs`` to compare.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder, open(f"{folder}/reviews.db") as library:
        ...     library.save_review({"project_id": "P", "reviewed_on": "2026-07-30", "facts": {"mood": "fine"}}, version=None)
        ...     library.review("P")["facts"]
        1
        {'mood': 'fine'}
        """
        with self._writing() as connection:
            write_tables(connection, Tables({"projects": _bare_project(review)}), self._clock())
            return reviews.save(connection, dict(review), version, self._clock())

    def review(self, project_id: str) -> dict[str, Any] | None:
        """The newest review of a project.

        Parameters
        ----------
        project_id : str
            The project.

        Returns
        -------
        dict or None
            project_id, reviewed_on (Timestamp), reviewer, facts (dict), version.
        """
        with self._reading() as connection:
            return reviews.latest_review(connection, project_id)

    def review_versions(self, project_id: str) -> list[dict[str, Any]]:
        """Every version of a project's reviews that was ever saved, oldest first, each with ``saved_at``.

        Parameters
        ----------
        project_id : str
            The project.

        Returns
        -------
        list of dict
        """
        with self._reading() as connection:
            return reviews.versions(connection, project_id)

    # ------------------------------------------------------------ calibrations

    def save_calibration(self, document: Mapping[str, Any], *, label: str) -> int:
        """Keep a calibration.

        Parameters
        ----------
        document : dict
            What ``Calibration.to_dict()`` gives.
        label : str
            What it was fitted on, in a few words.

        Returns
        -------
        int
            Its number.
        """
        with self._writing() as connection:
            return calibrations.save(connection, document, label, self._clock())

    def calibration(self, number: int | None = None) -> dict[str, Any] | None:
        """A calibration that was kept.

        Parameters
        ----------
        number : int, optional
            Its number; the latest when absent.

        Returns
        -------
        dict or None
            The document, and its ``number``.
        """
        with self._reading() as connection:
            return calibrations.load(connection, number)

    def calibrations(self) -> pd.DataFrame:
        """All calibrations, oldest first.

        Returns
        -------
        DataFrame
            number, label, made_at.
        """
        with self._reading() as connection:
            return calibrations.listing(connection)

    # -------------------------------------------------------------------- runs

    def start_run(self, template: str, project_id: str | None, parameters: Mapping[str, Any], key: str) -> int:
        """Write down that a report begins.

        Parameters
        ----------
        template : str
            The report's template.
        project_id : str or None
            The project, if it is about one.
        parameters : dict
            What it was given.
        key : str
            What makes it this very report (a hash of data, parameters, template and package).

        Returns
        -------
        int
            The run's number. A run that was queued under the same key is the one that begins; ``attempts`` counts
            how often a report of this key has begun.
        """
        run = {"template": template, "project_id": project_id, "parameters": parameters, "key": key}
        with self._writing() as connection:
            return runs.start(connection, run, self._clock())

    def queue_run(self, template: str, project_id: str | None, parameters: Mapping[str, Any], key: str) -> int:
        """Write down that a report is to be made; the parameters are those of :meth:`start_run`.

        Returns
        -------
        int
            The run's number.
        """
        run = {"template": template, "project_id": project_id, "parameters": parameters, "key": key}
        with self._writing() as connection:
            return runs.queue(connection, run, self._clock())

    def finish_run(
        self,
        run_id: int,
        *,
        status: str,
        reason: str | None = None,
        cell: int | None = None,
        output: str | Path | None = None,
        seconds: float | None = None,
    ) -> None:
        """Write down how a report ended.

        Parameters
        ----------
        run_id : int
            The run's number.
        status : str
            ``done`` or ``failed``.
        reason : str, optional
            Why it failed.
        cell : int, optional
            In which cell.
        output : str or Path, optional
            Where the report is.
        seconds : float, optional
            How long it took; by the clock when absent.

        Raises
        ------
        StoreError
            When there is no such run, or it has ended before.
        """
        ending = {"status": status, "reason": reason, "cell": cell, "output": None if output is None else str(output), "seconds": seconds}
        with self._writing() as connection:
            runs.finish(connection, run_id, ending, self._clock())

    def runs(self, project_id: str | None = None) -> pd.DataFrame:
        """The run ledger, oldest first.

        Parameters
        ----------
        project_id : str, optional
            Only runs about this project.

        Returns
        -------
        DataFrame
            run_id, template, project_id, parameters (dict), key, status (queued, running, done, failed), attempts,
            queued_at, started_at, finished_at, seconds, reason, cell, output.
        """
        with self._reading() as connection:
            return runs.listing(connection, project_id)

    def done_run(self, key: str) -> dict[str, Any] | None:
        """The newest run of a key that ended well: a batch that resumes need not make it again.

        Parameters
        ----------
        key : str
            As given to :meth:`start_run`.

        Returns
        -------
        dict or None
            The fields of :meth:`runs`.
        """
        with self._reading() as connection:
            return runs.done(connection, key)


def _bare_project(review: Mapping[str, Any]) -> pd.DataFrame:
    ids = pd.Series([review["project_id"]] if review.get("project_id") is not None else [], dtype="str")
    return tables.complete(pd.DataFrame({"project_id": ids}), tables.TABLES["projects"])
