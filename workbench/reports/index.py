"""The list of all reports in a folder, as a page and as data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..tables import ReportError
from .entry import Entry, entries
from .folder import opened


def write_index(out_dir: str | Path) -> Path:
    """Write the list of all reports in a folder: ``index.html`` to read, ``index.json`` for programs.

    Parameters
    ----------
    out_dir : str or Path
        Where reports are kept.

    Returns
    -------
    Path
        The page.
    """
    found = entries(out_dir)
    from .listing import as_page  # the page brings figures along, which take long to load

    data = [_facts(e) for e in found]
    html = as_page(found)
    with opened(Path(out_dir)) as folder:
        text = json.dumps(data, indent=1, ensure_ascii=False) + "\n"
        folder.publish({"index.json": text.encode("utf-8", "replace"), "index.html": html.encode("utf-8", "replace")})
    return Path(out_dir) / "index.html"


def listed(out_dir: Path) -> str:
    """Write the list; a disk without room for it makes no report a failure.

    Parameters
    ----------
    out_dir : Path
        Where reports are kept.

    Returns
    -------
    str
        What to tell when it could not be written; the list before it is untouched then.
    """
    try:
        write_index(out_dir)
    except (OSError, ReportError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return f"The list of all reports could not be written: {why.rstrip('.')}."
    return ""


def _facts(entry: Entry) -> dict[str, Any]:
    kept = {k: entry.about.get(k) for k in ("template", "project_id", "parameters", "started_at", "seconds", "key", "version")}
    known = {"name": entry.name, "status": entry.status, "reason": entry.reason or None, "cell": entry.cell}
    return {"folder": entry.folder, "files": entry.files, **entry.record.as_dict(), **known, **kept}
