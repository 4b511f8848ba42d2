"""The import report: everything an import did, assumed, could not tell and wants confirmed, in a PM's words."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from workbench.tables import Checked

from .engine import Draft
from .notes import Mapped, StatusRead
from .profile import Profile

_CAPS = {1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 65_535, 65_536, 100_000, 1_048_575}
_NEEDED = {
    "estimate": "no estimates: accuracy and calibration will be missing",
    "actual": "no time spent: accuracy and calibration will be missing",
    "finished_on": "no completion date: cycle time, throughput and calibration by date will be missing",
    "started_on": "no start date: cycle time will be missing",
    "created_on": "no creation date: lead time will be missing",
    "status_class": "no status: what is done cannot be told",
    "estimator": "no estimator: the assignee stands in where one is given",
    "estimated_on": "no date of the estimate: whether it was made before the work cannot be told",
}


@dataclass(frozen=True)
class ImportReport:
    """What an import did.

    Attributes
    ----------
    file : str
        The file's name, without its folder.
    profile, tool : str
        How it was read.
    read, accepted, quarantined : int
        Rows of the file; read is always the sum of the other two.
    merged, skipped : int
        Of the accepted rows, those that repeat a task; rows that were blank and not counted.
    counts : tuple of dict
        Per table: table, read, accepted, quarantined.
    reasons : tuple of dict
        Why rows were set apart: table, reason, n, rows (labels of the first ones).
    mapping : tuple of Mapped
        Canonical column, header, converter.
    unread : tuple of str
        Columns of the file that were not used.
    units : dict
        Unit of estimate and actual.
    zone : str
        Zone of all times; empty when none is stated.
    statuses : tuple of StatusRead
        How each status was understood.
    cannot_tell, assumed, confirm : tuple of str
        Sentences.
    """

    file: str
    profile: str
    tool: str
    read: int
    accepted: int
    quarantined: int
    merged: int = 0
    skipped: int = 0
    counts: tuple[dict[str, Any], ...] = ()
    reasons: tuple[dict[str, Any], ...] = ()
    mapping: tuple[Mapped, ...] = ()
    unread: tuple[str, ...] = ()
    units: dict[str, str] | None = None
    zone: str = ""
    statuses: tuple[StatusRead, ...] = ()
    cannot_tell: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    confirm: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain texts, numbers, lists and records, fit for JSON."""
        return _plain(asdict(self))

    def __str__(self) -> str:
        lines = [f"{self.file}: {self.read:,} rows read as {self.tool}, {self.accepted:,} accepted, {self.quarantined:,} set apart."]
        if self.merged:
            lines.append(f"{self.merged:,} rows repeat a task and were merged into it.")
        if self.skipped:
            lines.append(f"{self.skipped:,} rows held nothing about tasks and were left out.")
        if len(self.counts) > 1:
            lines.append("Tables: " + ", ".join(f"{c['table']} {c['accepted']:,}" for c in self.counts) + ".")
        lines += _block("Set apart", [f"{r['n']:,} × {r['reason']} ({_places(r['rows'])})" for r in self.reasons])
        lines += _block("Please confirm", self.confirm)
        lines += _block("This export cannot tell", self.cannot_tell)
        lines += _block("Assumed", self.assumed)
        lines += _block("Columns used", [_mapped(m) for m in self.mapping])
        units = ", ".join(f"{k}: {v}" for k, v in (self.units or {}).items())
        if units:
            lines.append(f"Units: {units}.")
        lines.append(f"Time zone: {self.zone}." if self.zone else "Time zone: no zone stated; times are taken as the project's local time.")
        if self.unread:
            lines.append(f"Columns not read ({len(self.unread)}): " + ", ".join(self.unread) + ".")
        return "\n".join(lines)


def make_report(draft: Draft, checked: Checked, *, profile: Profile, file: str, notes: tuple[str, ...]) -> ImportReport:
    """The report of one import.

    Parameters
    ----------
    draft : Draft
        What was read.
    checked : Checked
        What the check found.
    profile : Profile
        How it was read.
    file : str
        The file's name.
    notes : tuple of str
        What the container had to tell (encoding).

    Returns
    -------
    ImportReport

    Examples
    --------
    >>> from workbench.tables import Tables, check
    >>> from workbench.importers import profile
    >>> from workbench.importers.notes import Notes
    >>> tasks = pd.DataFrame({"project_id": ["P"], "task_id": ["1"]})
    >>> made = make_report(Draft({"tasks": tasks}, Notes(), 1), check({"tasks": tasks}), profile=profile("generic"), file="a.csv", notes=())
    >>> str(made).splitlines()[0]
    'a.csv: 1 rows read as a table of tasks, 1 accepted, 0 set apart.'
    """
    pad = draft.notes
    counts = tuple(
        {"table": name, "read": len(rows) + apart, "accepted": len(rows), "quarantined": apart}
        for name, rows in checked.accepted.items()
        for apart in [len(checked.quarantined.get(name, ()))]
    )
    main = list(draft.frames)
    mine = main if profile.kind in ("canonical", "workbook") else ["tasks"]
    apart = sum(len(checked.quarantined.get(name, ())) for name in mine)
    confirm = [*notes]
    if profile.evidence != "seen":
        confirm.append(f"the columns of {profile.tool} exports are known from documentation only: check the columns used.")
    confirm += pad.confirm + list(checked.questions)
    if draft.read in _CAPS:
        confirm.append(f"the file has exactly {draft.read:,} rows: was the export cut off at a limit?")
    return ImportReport(
        file=file,
        profile=profile.id,
        tool=profile.tool,
        read=draft.read,
        accepted=draft.read - apart,
        quarantined=apart,
        merged=pad.merged,
        skipped=pad.skipped,
        counts=counts,
        reasons=tuple(_reasons(checked)),
        mapping=tuple(pad.mapping),
        unread=tuple(pad.unread),
        units=dict(pad.units),
        zone=pad.zone,
        statuses=tuple(pad.statuses),
        cannot_tell=tuple(_cannot_tell(checked, profile)) if "tasks" in draft.frames else (),
        assumed=tuple(pad.assumed),
        confirm=tuple(dict.fromkeys(confirm)),
    )


def _reasons(checked: Checked) -> list[dict[str, Any]]:
    """One entry per kind of problem, with an example and the first rows it was seen in."""
    told = []
    problems = checked.problems.assign(kind=checked.problems["reason"].astype("str").map(_without_value))
    for (name, kind), group in problems.groupby(["table", "kind"], sort=False):
        example = str(group["reason"].iloc[0])
        rows = list(dict.fromkeys(group["row"]))
        reason = example if len(rows) == 1 else f"such as: {example}" if example != kind else example
        told.append({"table": name, "reason": reason, "n": len(rows), "rows": [_label(r) for r in rows[:3]]})
    return sorted(told, key=lambda r: -r["n"])


def _without_value(reason: str) -> str:
    return re.sub(r" is .{1,60}?; ", " … ", reason, count=1)


def _places(rows: list[Any]) -> str:
    return ("row " if isinstance(rows[0], int) else "") + ", ".join(map(str, rows)) if rows else "no row"


def _label(row: Any) -> Any:
    return int(row) if isinstance(row, int) or hasattr(row, "item") else str(row)


def _cannot_tell(checked: Checked, profile: Profile) -> list[str]:
    tasks: pd.DataFrame = checked.accepted.tasks
    told = []
    for column, sentence in _NEEDED.items():
        if not len(tasks) or not tasks[column].notna().any():
            hint = profile.absent.get(column)
            told.append(f"{sentence} ({hint})." if hint else f"{sentence}.")
    return told


def _mapped(m: Mapped) -> str:
    about = ([m.converter] if m.converter != "text" else []) + ([] if m.filled else ["empty"])
    return f"{m.column} ← {m.header}" + (f" ({', '.join(about)})" if about else "")


def _block(title: str, lines: list[str] | tuple[str, ...]) -> list[str]:
    return [f"{title}:", *(f"  - {line}" for line in lines)] if lines else []


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value if isinstance(value, str | int | float | bool | type(None)) else str(value)
