"""Bring data in: a tracker's export, or the sample portfolio."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from workbench import importers, shipped
from workbench.importers import Imported, ImportReport, Profile
from workbench.store import ImportEntry, Library
from workbench.tables import TABLES, Tables


@dataclass(frozen=True)
class Brought:
    """What an import did.

    Attributes
    ----------
    report : ImportReport
        What was read, and what this export cannot tell.
    counts : DataFrame
        Per table the rows inserted, updated and unchanged in the library.
    projects : tuple of str
        Projects that the file brought.
    due : tuple of str
        Those of them that are finished and have no review yet.
    status_changes : DataFrame[from_status, to_status, n]
        Tasks whose status differs from the last import; the day of the change is not known.
    gone : int
        Tasks of these projects that the library has and the file has not; they were kept.
    """

    report: ImportReport
    counts: pd.DataFrame
    projects: tuple[str, ...]
    due: tuple[str, ...]
    status_changes: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["from_status", "to_status", "n"]))
    gone: int = 0


def check_file(
    path: str | Path,
    *,
    profile: Profile | str | None = None,
    project_id: str | None = None,
    hours: str | Path | None = None,
    more: str | Path | None = None,
    as_of: pd.Timestamp | None = None,
) -> Imported:
    """Read a file and tell everything about it, without writing anything.

    Parameters
    ----------
    path : str or Path
        The export.
    profile : Profile or str, optional
        How to read it: a profile, its name, or the tool's name (``jira``); the best proposal when left out.
    project_id : str, optional
        The project, where the file does not name it.
    hours : str or Path, optional
        A time log whose bookings belong to the file's tasks.
    more : str or Path, optional
        A table with further columns of the same tasks.
    as_of : Timestamp, optional
        Today; what happened cannot lie after it.

    Returns
    -------
    Imported

    Raises
    ------
    InputError
        When the file cannot be read at all.
    """
    if isinstance(profile, str) and profile not in {known.id for known in importers.profiles()}:
        profile = _of_tool(path, profile)
    return importers.read(path, profile=profile, project_id=project_id, hours=hours, more=more, as_of=as_of)


def _of_tool(path: str | Path, tool: str) -> Profile | str:
    """The profile of a tool that fits the file best; the word itself where no profile is of that tool."""
    fitting = [p.profile for p in importers.detect(path) if p.profile.id.partition(".")[0] == tool.lower()]
    known = [p for p in importers.profiles() if p.id.partition(".")[0] == tool.lower()]
    return (fitting + known + [tool])[0]


def import_file(library: Library, imported: Imported) -> Brought:
    """Store what was read; a second import of the same project updates and never doubles.

    Parameters
    ----------
    library : Library
        Where to store it.
    imported : Imported
        What :func:`check_file` gave, looked at and agreed.

    Returns
    -------
    Brought
    """
    report = imported.report
    changes, gone = _since_last(library, imported.tables)
    details = report.to_dict() | {"status_changes": changes.to_dict("records"), "gone": gone}
    entry = ImportEntry.of(imported.checked, source=report.file, profile=report.profile, details=details)
    # the file's own rows: those that were derived from them, such as a project's, do not count
    entry = replace(entry, read=report.read, accepted=report.accepted, quarantined=report.quarantined)
    written = library.write(imported.tables, source=report.file, entry=entry)
    projects = tuple(sorted({str(p) for frame in imported.tables.values() for p in frame["project_id"].dropna().unique()}))
    overview = library.projects().set_index("project_id")
    closed = overview["finished_on"].notna() & overview["reviewed_on"].isna()
    return Brought(imported.report, written.counts, projects, tuple(p for p in projects if closed.get(p, False)), changes, gone)


def _since_last(library: Library, tables: Tables) -> tuple[pd.DataFrame, int]:
    """Which statuses differ from what the library holds, and how many of its tasks the file no longer has."""
    nothing = pd.DataFrame(columns=["from_status", "to_status", "n"])
    if "tasks" not in tables or tables.tasks.empty:
        return nothing, 0
    key = ["project_id", "task_id"]
    known = set(library.projects()["project_id"]) & set(tables.tasks["project_id"].unique())
    before = [library.read(str(p), only=["tasks"]).tasks for p in sorted(known)]
    if not before:
        return nothing, 0
    both = pd.concat(before)[[*key, "status"]].merge(tables.tasks[[*key, "status"]], on=key, how="left", indicator=True)
    gone = int(both["_merge"].eq("left_only").sum())
    old, new = both["status_x"], both["status_y"]
    moved = both[old.notna() & new.notna() & (old != new)].rename(columns={"status_x": "from_status", "status_y": "to_status"})
    counts = moved.groupby(["from_status", "to_status"], sort=True).size().reset_index(name="n")
    return counts.sort_values("n", ascending=False, kind="stable").reset_index(drop=True), gone


def load_samples(library: Library) -> pd.DataFrame:
    """Load the sample portfolio, whose truth is known, into a library.

    Parameters
    ----------
    library : Library
        Where to store it.

    Returns
    -------
    DataFrame
        Per table the rows inserted, updated and unchanged.
    """
    folder = shipped.folder("sample_data")
    frames: dict[str, pd.DataFrame] = {}
    for name in TABLES:
        for path in sorted(folder.glob(f"{name}.csv*")):
            frames[name] = importers.read(path, profile="canonical").tables[name]
    return library.write(Tables(frames), source="sample portfolio").counts
