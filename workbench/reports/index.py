"""The list of all reports in a folder, as a page and as data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

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
    listed = entries(out_dir)
    from .listing import as_page  # the page brings figures along, which take long to load

    data = [_facts(e) for e in listed]
    html = as_page(listed)
    with opened(Path(out_dir)) as folder:
        text = json.dumps(data, indent=1, ensure_ascii=False) + "\n"
        folder.publish({"index.json": text.encode("utf-8", "replace"), "index.html": html.encode("utf-8", "replace")})
    return Path(out_dir) / "index.html"


def _facts(entry: Entry) -> dict[str, Any]:
    kept = {k: entry.about.get(k) for k in ("template", "project_id", "parameters", "started_at", "seconds", "key", "version")}
    known = {"name": entry.name, "status": entry.status, "reason": entry.reason or None, "cell": entry.cell}
    return {"folder": entry.folder, "files": entry.files, **entry.record.as_dict(), **known, **kept}
