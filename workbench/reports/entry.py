"""What lies in a folder of reports, read from what each of them says about itself."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from .place import ABOUT, FAILED, NAMES
from .record import Record, of_plain

_TEXTS = ("name", "template", "title", "project_id", "started_at", "reason", "status", "key", "version")
_KINDS: dict[str, Any] = {**dict.fromkeys(_TEXTS, str), "files": dict, "parameters": dict, "seconds": (int, float)}


@dataclass(frozen=True)
class Entry:
    """One report in the list.

    Parameters
    ----------
    folder : str
        Name of its folder.
    name : str
        What it is.
    record : Record
        Its answer, key numbers and accuracy; of a failed one as far as they are known from the last good one.
    status : {"done", "failed", "old"}
        ``old``: there is a good report, but the last attempt to renew it failed.
    reason : str
        Why the last attempt failed.
    cell : int or None
        The template's cell that failed, counted from 1.
    files : tuple of str
        What there is to open.
    about : dict
        What was written down about it.
    """

    folder: str
    name: str
    record: Record
    status: str
    reason: str
    cell: int | None
    files: tuple[str, ...]
    about: dict[str, Any]


def entries(out_dir: str | Path) -> list[Entry]:
    """All reports in a folder, by kind and project.

    Parameters
    ----------
    out_dir : str or Path
        Where reports are kept.

    Returns
    -------
    list of Entry
    """
    found = []
    for path in sorted(Path(out_dir).iterdir() if Path(out_dir).is_dir() else []):
        if path.is_symlink() or not path.is_dir() or not ((path / ABOUT).exists() or (path / FAILED).exists()):
            continue
        good, bad = _read(path / ABOUT), _read(path / FAILED)
        about = good or bad
        files = tuple(n for n in NAMES.values() if n in good.get("files", {}))
        status = "failed" if not good else "old" if bad else "done"
        name = about.get("name") or " · ".join(str(t) for t in (about.get("project_id"), about.get("title")) if t)
        cell = bad.get("cell")
        found.append(
            Entry(
                folder=path.name,
                name=str(name),
                record=of_plain(good),
                status=status,
                reason=str(bad.get("reason") or ""),
                cell=cell if isinstance(cell, int) else None,
                files=files,
                about=about,
            )
        )
    return sorted(found, key=lambda e: (str(e.about.get("template")), str(e.about.get("project_id")), e.folder))


def _read(path: Path) -> dict[str, Any]:
    try:
        return plain(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, RecursionError):
        return {}


def plain(told: Any) -> dict[str, Any]:
    """What a report says about itself, from values of any origin: whatever is not what it should be is left out.

    Parameters
    ----------
    told : object
        What was read from beside a report.

    Returns
    -------
    dict

    Examples
    --------
    >>> plain({"title": "Status", "files": None, "started_at": "soon", "seconds": 1.5}), plain([1])
    ({'title': 'Status', 'seconds': 1.5}, {})
    """
    if not isinstance(told, dict):
        return {}
    return {k: v for k, v in told.items() if isinstance(v, _KINDS.get(k, object)) and (k != "started_at" or _is_moment(v))}


def _is_moment(text: object) -> bool:
    try:
        return isinstance(text, str) and bool(datetime.fromisoformat(text))
    except ValueError:
        return False
