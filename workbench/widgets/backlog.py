"""A backlog that was typed, pasted or uploaded, as canonical tasks: read by the importers, checked by the declarations."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from workbench import loop
from workbench.tables import InputError, Tables, check, table

SIZES = {"XS": 2.0, "S": 4.0, "M": 8.0, "L": 16.0, "XL": 40.0}
"""T-shirt sizes with the effort that they stand for until the team says otherwise."""
_SPLIT = re.compile(r"[\t;,]")
_HEADER = "title,kind,estimate,estimate low,estimate high"


@dataclass(frozen=True)
class Backlog:
    """Tasks to estimate.

    Attributes
    ----------
    tables : Tables
        ``tasks`` of one project with their ``dependencies``, and its row of ``projects``.
    notes : tuple of str
        What was set apart or assumed on the way.
    """

    tables: Tables
    notes: tuple[str, ...] = ()

    @property
    def tasks(self) -> pd.DataFrame:
        """The tasks."""
        return self.tables.tasks


def from_records(
    records: Sequence[Mapping[str, Any]], *, project_id: str, unit: str, sizes: Mapping[str, float] | None = None
) -> tuple[Backlog, pd.DataFrame]:
    """Tasks that were typed into a form.

    Parameters
    ----------
    records : sequence of mapping
        Raw texts by column of ``tasks``.
    project_id, unit : str
        The project, and the unit of the estimates.
    sizes : mapping of str to float, optional
        Effort by T-shirt size, where estimates are sizes.

    Returns
    -------
    Backlog
    DataFrame
        Problems as :func:`workbench.tables.check` tells them; the row is the record's position.

    Examples
    --------
    >>> backlog, problems = from_records([{"title": "Login", "estimate": "8"}], project_id="NEXT", unit="hours")
    >>> backlog.tasks[["task_id", "estimate"]].to_dict("records"), len(problems)
    ([{'task_id': 'NEXT-1', 'estimate': 8.0}], 0)
    """
    rows = [
        {
            **record,
            "project_id": project_id,
            "task_id": f"{project_id}-{i + 1}",
            "estimate": _sized(record.get("estimate"), sizes),
            "estimate_unit": unit,
            "status_class": "todo",
        }
        for i, record in enumerate(records)
    ]
    found = check({"tasks": pd.DataFrame(rows, columns=table("tasks").names, dtype="object")})
    problems = found.problems
    missing = [i for i, row in enumerate(rows) if not row["estimate"]]
    told = pd.DataFrame(
        [{"table": "tasks", "row": i, "column": "estimate", "value": "", "reason": "Estimate is missing"} for i in missing],
        columns=problems.columns,
        dtype="object",
    )
    return Backlog(_of_project(found.accepted.tasks, project_id)), pd.concat([problems.astype("object"), told], ignore_index=True)


def from_text(text: str, *, project_id: str, unit: str, sizes: Mapping[str, float] | None = None) -> Backlog:
    """Tasks that were pasted: rows of a spreadsheet, or lines such as ``Login page, feature, 8``.

    Parameters
    ----------
    text : str
        With a header row, or else title, kind, estimate and perhaps low and high in this order. A column ``after`` names the tasks that
        each one waits for: by title, by key, or without keys by the place in the list, from 1.
    project_id, unit : str
        The project, and the unit of the estimates where no header says it.
    sizes : mapping of str to float, optional
        Effort by T-shirt size, where estimates are sizes.

    Returns
    -------
    Backlog

    Raises
    ------
    InputError
        When there is nothing to read, or no estimate in it.

    Examples
    --------
    >>> from_text("Login page, feature, 8\\nTypo, bug, 1", project_id="NEXT", unit="hours").tasks["estimate"].tolist()
    [8.0, 1.0]
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise InputError("nothing was pasted.", expected="one task per line, such as: Login page, feature, 8.")
    if sizes:
        lines = [_cells_sized(line, sizes) for line in lines]
    if any(_is_number(cell) for cell in _SPLIT.split(lines[0])):  # a header holds no numbers
        separator = "\t" if "\t" in lines[0] else ";" if ";" in lines[0] else ","
        width = max(len(line.split(separator)) for line in lines)
        lines = [separator.join(_HEADER.split(",")[: max(width, 2)]), *lines]
    with tempfile.TemporaryDirectory(prefix="workbench-backlog-") as folder:
        file = Path(folder) / "pasted.csv"
        file.write_bytes(("\n".join(lines) + "\n").encode("utf-8", "replace"))  # a browser may send half of a character
        return from_file(file, project_id=project_id, unit=unit)


def from_file(path: Path, *, project_id: str, unit: str) -> Backlog:
    """Tasks from a file: a table of tasks, or a tracker's export.

    Parameters
    ----------
    path : Path
        The file.
    project_id, unit : str
        The project, where the file does not name it, and the unit of the estimates where it does not say it.

    Returns
    -------
    Backlog

    Raises
    ------
    InputError
        When it cannot be read, or holds tasks of several projects.
    """
    imported = loop.check_file(path, project_id=project_id)
    tasks = imported.tables.tasks
    if tasks.empty:
        reasons = "; ".join(str(r["reason"]) for r in imported.report.reasons) or "it holds no tasks"
        raise InputError(f"no task could be read: {reasons}.", expected="one task per line, with a title and an estimate.")
    if tasks["estimate"].isna().all():
        reasons = "; ".join([*(str(r["reason"]) for r in imported.report.reasons), *imported.report.confirm])
        raise InputError(
            f"no estimate could be read: {reasons.rstrip('.')}.",
            expected="a number for each task, such as 8.",
            todo="correct the estimates.",
        )
    projects = tasks["project_id"].unique()
    if len(projects) > 1:
        raise InputError(
            f"the tasks belong to {len(projects)} projects: {', '.join(map(str, projects[:5]))}.", todo="estimate one project at a time."
        )
    notes = [f"{r['n']:,} left out: {r['reason']} (row {', '.join(map(str, r['rows']))})" for r in imported.report.reasons]
    unstated = tasks["estimate_unit"].isna() & tasks["estimate"].notna()
    if unstated.any():
        notes.append(f"no unit is stated; the estimates are taken as {unit}")
    given = str(projects[0])
    numbers = pd.Series([f"{given}-{i + 1}" for i in range(len(tasks))], index=tasks.index, dtype="str")
    unnamed = tasks["task_id"].str.fullmatch(r"row-\d+").fillna(False).astype(bool)
    tasks = tasks.assign(
        estimate_unit=tasks["estimate_unit"].mask(unstated, unit),
        task_id=numbers if unnamed.all() else tasks["task_id"],
        status_class=tasks["status_class"].fillna("todo"),
    )
    links = imported.tables.dependencies
    if len(links) and unnamed.all():
        key = dict(zip(imported.tables.tasks["task_id"], numbers, strict=True))
        links = links.assign(**{name: links[name].map(key).astype("str") for name in ("task_id", "needs_task_id")})
    return Backlog(_of_project(tasks, given, links), tuple(notes))


def _of_project(tasks: pd.DataFrame, project_id: str, links: pd.DataFrame | None = None) -> Tables:
    waiting = {} if links is None or links.empty else {"dependencies": links}
    return Tables({"projects": pd.DataFrame({"project_id": pd.Series([project_id], dtype="str")}), "tasks": tasks, **waiting})


def _sized(value: Any, sizes: Mapping[str, float] | None) -> Any:
    if sizes and value is not None and str(value).strip().upper() in sizes:
        return f"{sizes[str(value).strip().upper()]:g}"
    return value


def _cells_sized(line: str, sizes: Mapping[str, float]) -> str:
    """The line with its last size as a number; titles come first and keep their letters."""
    words = "|".join(sorted(map(re.escape, sizes), key=len, reverse=True))
    found = re.search(rf"^(.*[\t;,]\s*)({words})(\s*)$", line, flags=re.IGNORECASE)
    return line if found is None else f"{found[1]}{sizes[found[2].upper()]:g}{found[3]}"


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"\s*\d+([.,]\d+)?\s*", cell) is not None
