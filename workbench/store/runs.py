"""The run ledger: which report was made, when, and how it ended. A report's success is what stands here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, func, select, update

from workbench.tables import StoreError

from .documents import from_json, to_json
from .rows import dates, insert_row
from .schema import RUNS

ENDS = ("done", "failed")
_TIMES = ("queued_at", "started_at", "finished_at")


def queue(connection: Connection, run: Mapping[str, Any], now: datetime) -> int:
    """Write down a run that is to come; see :meth:`Library.queue_run`."""
    row = {**_row(run), "status": "queued", "attempts": _attempts(connection, run["key"]), "queued_at": now.isoformat(sep=" ")}
    return insert_row(connection, RUNS, row)


def start(connection: Connection, run: Mapping[str, Any], now: datetime) -> int:
    """Write down that a run begins; see :meth:`Library.start_run`."""
    begins = {"status": "running", "started_at": now.isoformat(sep=" "), "attempts": _attempts(connection, run["key"]) + 1}
    waiting = select(func.min(RUNS.c.run_id)).where(RUNS.c.key == run["key"], RUNS.c.status == "queued")
    number = connection.execute(waiting).scalar()
    if number is not None:
        connection.execute(update(RUNS).where(RUNS.c.run_id == number).values(**_row(run), **begins))
        return int(number)
    return insert_row(connection, RUNS, **_row(run), **begins)


def _row(run: Mapping[str, Any]) -> dict[str, Any]:
    return {**run, "parameters": to_json(dict(run["parameters"] or {}), "the parameters of the report")}


def _attempts(connection: Connection, key: str) -> int:
    begun = select(func.count()).where(RUNS.c.key == key, RUNS.c.status != "queued")
    return int(connection.execute(begun).scalar_one())


def finish(connection: Connection, run_id: int, ending: Mapping[str, Any], now: datetime) -> None:
    """Write down how a run ended; see :meth:`Library.finish_run`."""
    if ending["status"] not in ENDS:
        raise StoreError(f"a run cannot end as {ending['status']!r}.", expected=" or ".join(ENDS) + ".")
    query = select(RUNS.c.started_at, RUNS.c.status).where(RUNS.c.run_id == run_id)
    found = connection.execute(query).one_or_none()
    if found is None:
        raise StoreError(f"there is no run {run_id} in the ledger.", todo="start the run first.")
    if found.status in ENDS:
        raise StoreError(f"run {run_id} has already ended ({found.status}).", todo="start a new run.")
    values = dict(ending)
    if values["seconds"] is None and found.started_at is not None:
        values["seconds"] = (now - datetime.fromisoformat(found.started_at)).total_seconds()
    connection.execute(update(RUNS).where(RUNS.c.run_id == run_id).values(**values, finished_at=now.isoformat(sep=" ")))


def listing(connection: Connection, project_id: str | None = None) -> pd.DataFrame:
    """The ledger, oldest run first; see :meth:`Library.runs`."""
    query = select(RUNS).order_by(RUNS.c.run_id)
    if project_id is not None:
        query = query.where(RUNS.c.project_id == project_id)
    frame = pd.DataFrame(connection.execute(query).fetchall(), columns=[c.name for c in RUNS.c])
    for name in _TIMES:
        frame[name] = dates(frame[name].astype("str"))
    for name in ("template", "project_id", "key", "status", "reason", "output"):
        frame[name] = frame[name].astype("str")
    frame["parameters"] = [from_json(v) for v in frame["parameters"]]
    return frame.astype({"seconds": "float64", "cell": "Int64", "run_id": "int64", "attempts": "int64"})


def done(connection: Connection, key: str) -> dict[str, Any] | None:
    """The newest successful run of a key; see :meth:`Library.done_run`."""
    query = select(RUNS).where(RUNS.c.key == key, RUNS.c.status == "done").order_by(RUNS.c.run_id.desc()).limit(1)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        return None
    times = {name: None if row[name] is None else pd.Timestamp(row[name]) for name in _TIMES}
    return {**row, **times, "parameters": from_json(row["parameters"])}
