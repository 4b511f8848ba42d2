"""One small project as the export of every tool, and what an import of each must find."""

from __future__ import annotations

from pathlib import Path

from . import exports_documents, exports_sheets, exports_tables
from .one_project import items, small_course


def write(folder: Path) -> dict[str, object]:
    """Write the exports; the truth about each is returned under its file name."""
    course = small_course()
    found = items(course)
    files = exports_tables.made(found) | exports_sheets.made(found) | exports_documents.made(course, found)
    for name, (data, _) in files.items():
        (folder / name).write_bytes(data)
    return {name: known for name, (_, known) in files.items()}
