"""Hand a table of the library out as a file that other tools read."""

from __future__ import annotations

from pathlib import Path

from workbench import importers
from workbench.store import Library
from workbench.tables import table


def export_table(library: Library, name: str, target: str | Path, *, project_id: str | None = None) -> int:
    """Write one table to CSV, XLSX or Parquet, by the ending of the file's name.

    Texts that a spreadsheet would run as a formula get a leading apostrophe in CSV and are plain texts in XLSX.

    Parameters
    ----------
    library : Library
        The review library.
    name : str
        Table to write.
    target : str or Path
        File to write; it appears only when it is complete.
    project_id : str, optional
        Only this project's rows.

    Returns
    -------
    int
        Rows written.

    Raises
    ------
    SchemaError
        When there is no such table.
    InputError
        When the ending is not one of ``.csv``, ``.csv.gz``, ``.xlsx``, ``.parquet``.
    """
    table(name)
    frame = library.read(project_id, only=[name])[name]
    importers.write_table(frame, target)
    return len(frame)
