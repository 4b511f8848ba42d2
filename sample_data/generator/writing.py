"""Canonical CSV files with the same bytes every time."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

COLUMNS: dict[str, tuple[str, ...]] = {
    name: tuple(columns.split())
    for name, columns in {
        "projects": "project_id name reference_class team method zone started_on planned_finish_on finished_on budget currency",
        "tasks": "project_id task_id title kind component parent_id is_rollup estimator assignee role estimate_unit actual_unit estimate"
        " estimate_low estimate_high level actual status status_class estimated_on created_on started_on finished_on due_on"
        " baseline_finish_on added_on blocked_hours cost labels",
        "estimates": "project_id task_id estimated_on estimator low mid high level unit basis scope_version",
        "transitions": "project_id task_id at from_status to_status",
        "worklogs": "project_id task_id day role hours note",
        "sprints": "project_id sprint started_on ended_on capacity unit committed added removed completed",
        "task_sprints": "project_id task_id sprint added_on removed_on committed done",
        "dependencies": "project_id task_id needs_task_id kind lag_days",
        "changes": "project_id change_id requested_on decided_on decision effort cost days reason approved_by affects",
        "periods": "project_id period_end planned_value earned_value actual_cost",
        "milestones": "project_id milestone recorded_on baseline_on forecast_on actual_on",
        "allocations": "project_id role period_end capacity_hours booked_hours spent_hours",
        "risks": "project_id risk_id recorded_on text probability impact unit response occurred occurred_on cost",
        "lessons": "project_id lesson_id column text theme votes driver",
        "actions": "project_id action_id lesson_id text owner due_on status closed_on measure direction",
        "reviews": "project_id reviewed_on reviewer facts version",
    }.items()
}
LARGE = {"tasks", "estimates", "transitions", "worklogs", "task_sprints"}


def as_text(value: object) -> str:
    """A value as a canonical CSV cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    return str(value)


def csv_bytes(rows: Iterable[Sequence[object]], *, bom: bool = False, newline: str = "\n", quote_all: bool = False) -> bytes:
    """Rows as CSV, UTF-8."""
    text = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    csv.writer(text, lineterminator=newline, quoting=quoting).writerows([as_text(v) for v in row] for row in rows)
    return text.getvalue().encode("utf-8-sig" if bom else "utf-8")


def write_tables(folder: Path, tables: Mapping[str, Sequence[Mapping[str, object]]]) -> None:
    """One file per table; the large ones are compressed."""
    for name, rows in tables.items():
        columns = COLUMNS[name]
        data = csv_bytes([columns, *([row.get(c) for c in columns] for row in rows)])
        if name in LARGE:
            (folder / f"{name}.csv.gz").write_bytes(_gzip(data))
        else:
            (folder / f"{name}.csv").write_bytes(data)


def _gzip(data: bytes) -> bytes:
    out = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=out, mtime=0) as stream:
        stream.write(data)
    return out.getvalue()
