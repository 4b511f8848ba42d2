"""The run ledger: which report was made, when, and how it ended. A report's success is what stands here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection, func, select, update

from workbench.tables import StoreError

from .documents import from_json, plain_text, to_json
from .rows import dates, insert_row
from .schema import RUNS
from .session import Session

ENDS = ("done", "failed")
_TIMES = ("queued_at", "started_at", "finished_at")


class RunLedger(Session):
    """The part of the library that knows which reports were made."""

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

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> from workbench import store
        >>> with TemporaryDirectory() as folder, store.open(f"{folder}/reviews.db") as library:
        ...     number = library.start_run("accuracy", "PAY-2", {"last_days": 90}, "a1b2")
        ...     library.finish_run(number, status="done", output="PAY-2.html")
        ...     library.runs()[["run_id", "status", "attempts", "output"]].to_dict("records")
        [{'run_id': 1, 'status': 'done', 'attempts': 1, 'output': 'PAY-2.html'}]
        """
        row, now = _row(template, project_id, parameters, key), self._clock()
        with self._writing() as connection:
            begins = {"status": "running", "started_at": now.isoformat(sep=" "), "attempts": _begun(connection, key) + 1}
            waiting = select(func.min(RUNS.c.run_id)).where(RUNS.c.key == key, RUNS.c.status == "queued")
            number = connection.execute(waiting).scalar()
            if number is None:
                return insert_row(connection, RUNS, {**row, **begins})
            connection.execute(update(RUNS).where(RUNS.c.run_id == number).values(**row, **begins))
            return int(number)

    def queue_run(self, template: str, project_id: str | None, parameters: Mapping[str, Any], key: str) -> int:
        """Write down that a report is to be made; the parameters are those of :meth:`start_run`.

        Returns
        -------
        int
            The run's number.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> from workbench import store
        >>> with TemporaryDirectory() as folder, store.open(f"{folder}/reviews.db") as library:
        ...     number = library.queue_run("accuracy", "PAY-2", {}, "a1b2")
        ...     library.start_run("accuracy", "PAY-2", {}, "a1b2") == number
        True
        """
        row, now = _row(template, project_id, parameters, key), self._clock()
        with self._writing() as connection:
            waits = {"status": "queued", "queued_at": now.isoformat(sep=" "), "attempts": _begun(connection, key)}
            return insert_row(connection, RUNS, {**row, **waits})

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

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> from workbench import store
        >>> with TemporaryDirectory() as folder, store.open(f"{folder}/reviews.db") as library:
        ...     number = library.start_run("accuracy", "PAY-2", {}, "a1b2")
        ...     library.finish_run(number, status="failed", reason="no finished task", cell=7)
        ...     library.runs()["reason"].tolist()
        ['no finished task']
        """
        if status not in ENDS:
            raise StoreError(f"a run cannot end as {status!r}.", expected=" or ".join(ENDS) + ".")
        now = self._clock()
        with self._writing() as connection:
            found = connection.execute(select(RUNS.c.started_at, RUNS.c.status).where(RUNS.c.run_id == run_id)).one_or_none()
            if found is None:
                raise StoreError(f"there is no run {run_id} in the ledger.", todo="start the run first.")
            if found.status in ENDS:
                raise StoreError(f"run {run_id} has already ended ({found.status}).", todo="start a new run.")
            if seconds is None and found.started_at is not None:
                seconds = (now - datetime.fromisoformat(found.started_at)).total_seconds()
            ending = {
                "status": status,
                "reason": None if reason is None else plain_text(reason),
                "cell": cell,
                "seconds": seconds,
                "finished_at": now.isoformat(sep=" "),
            }
            where = None if output is None else plain_text(output)
            connection.execute(update(RUNS).where(RUNS.c.run_id == run_id).values(**ending, output=where))

    def runs(self, project_id: str | None = None, *, status: str | None = None, key: str | None = None) -> pd.DataFrame:
        """The run ledger, oldest first.

        Parameters
        ----------
        project_id : str, optional
            Only runs about this project.
        status : str, optional
            Only runs of this status.
        key : str, optional
            Only runs of this key.

        Returns
        -------
        DataFrame
            run_id, template, project_id, parameters (dict), key, status (queued, running, done, failed), attempts,
            queued_at, started_at, finished_at, seconds, reason, cell, output. A run that still says running although
            its process is gone has crashed.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> from workbench import store
        >>> with TemporaryDirectory() as folder, store.open(f"{folder}/reviews.db") as library:
        ...     number = library.start_run("accuracy", "PAY-2", {}, "a1b2")
        ...     library.runs("PAY-2")["status"].tolist()
        ['running']
        """
        query = select(RUNS).order_by(RUNS.c.run_id)
        for column, wanted in ((RUNS.c.project_id, project_id), (RUNS.c.status, status), (RUNS.c.key, key)):
            if wanted is not None:
                query = query.where(column == wanted)
        with self._reading() as connection:
            frame = pd.DataFrame(connection.execute(query).fetchall(), columns=[c.name for c in RUNS.c])
        for name in _TIMES:
            frame[name] = dates(frame[name].astype("str"))
        for name in ("template", "project_id", "key", "status", "reason", "output"):
            frame[name] = frame[name].astype("str")
        frame["parameters"] = [from_json(v) for v in frame["parameters"]]
        return frame.astype({"seconds": "float64", "cell": "Int64", "run_id": "int64", "attempts": "int64"})

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

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> from workbench import store
        >>> with TemporaryDirectory() as folder, store.open(f"{folder}/reviews.db") as library:
        ...     library.done_run("a1b2") is None
        True
        """
        query = select(RUNS).where(RUNS.c.key == key, RUNS.c.status == "done").order_by(RUNS.c.run_id.desc()).limit(1)
        with self._reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            return None
        times = {name: None if row[name] is None else pd.Timestamp(row[name]) for name in _TIMES}
        return {**row, **times, "parameters": from_json(row["parameters"])}


def _row(template: str, project_id: str | None, parameters: Mapping[str, Any], key: str) -> dict[str, Any]:
    text = to_json(dict(parameters), "the parameters of the report")
    return {"template": template, "project_id": project_id, "parameters": text, "key": key}


def _begun(connection: Connection, key: str) -> int:
    """How often a report of this key has begun so far."""
    return int(connection.execute(select(func.count()).where(RUNS.c.key == key, RUNS.c.status != "queued")).scalar_one())
