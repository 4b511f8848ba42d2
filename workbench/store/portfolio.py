"""The list of projects with what is known of each."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Connection, case, func, select

from .rows import dates, fetch, stored
from .schema import CANONICAL, RUNS


def projects(connection: Connection) -> pd.DataFrame:
    """Every project with its counts; see :meth:`Library.projects`."""
    frame = stored(connection, "projects")
    tasks, reviews = CANONICAL["tasks"], CANONICAL["reviews"]
    done = tasks.c.status_class == "done"
    counts = select(
        tasks.c.project_id,
        func.count(),
        func.sum(case((done, 1), else_=0)),
        func.max(case((done, tasks.c.finished_on), else_=None)),
    ).group_by(tasks.c.project_id)
    reviewed = select(reviews.c.project_id, func.max(reviews.c.reviewed_on)).group_by(reviews.c.project_id)
    reported = (
        select(RUNS.c.project_id, func.max(RUNS.c.finished_at))
        .where(RUNS.c.status == "done", RUNS.c.project_id.is_not(None))
        .group_by(RUNS.c.project_id)
    )
    found = {row[0]: row[1:] for row in fetch(connection, counts)}
    ids = frame["project_id"]
    for at, name in enumerate(("tasks", "finished")):
        frame[name] = pd.Series([int(found[p][at]) if p in found else 0 for p in ids], dtype="int64")
    frame["last_finished_on"] = _days(ids, {p: values[2] for p, values in found.items()})
    frame["reviewed_on"] = _days(ids, dict(map(tuple, fetch(connection, reviewed))))  # type: ignore[arg-type]
    frame["last_report_at"] = _days(ids, dict(map(tuple, fetch(connection, reported))))  # type: ignore[arg-type]
    return frame


def _days(ids: pd.Series, found: dict[str, str | None]) -> pd.Series:
    return dates(pd.Series([found.get(p) for p in ids], index=ids.index, dtype="str"))
