"""Hand out the post-project review workbook: blank, or filled with what the library knows."""

from __future__ import annotations

from pathlib import Path

from workbench import importers
from workbench.store import Library
from workbench.tables import InputError, Tables


def hand_out_workbook(target: str | Path, *, library: Library | None = None, project_id: str | None = None) -> int:
    """Write the post-project review workbook: blank, or filled with what the library knows of one project.

    Parameters
    ----------
    target : str or Path
        File to write, ending in ``.xlsx``; must not be there yet.
    library : Library, optional
        The review library; needed with a project.
    project_id : str, optional
        The project.

    Returns
    -------
    int
        Rows that it is filled with; columns that name persons stay blank.

    Raises
    ------
    InputError
        When the file is there already, or the library does not know the project.
    """
    if project_id is None or library is None:
        importers.write_workbook(target)
        return 0
    known = library.read(project_id)
    if known.projects.empty:
        raise InputError(f"the library knows no project {project_id!r}.", todo="see `workbench projects`, or write a blank workbook.")
    filled = Tables({name: known[name] for name in known if name not in ("estimates", "transitions")})
    importers.write_workbook(target, filled)
    return sum(map(len, filled.values()))
