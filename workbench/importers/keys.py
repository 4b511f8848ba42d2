"""Keys: every row gets a project and a key, rows that repeat a task become one, parts of several people stay apart."""

from __future__ import annotations

import hashlib
import re

import pandas as pd

from workbench.tables import InputError

from .columns import ColumnReader
from .containers import Sheet
from .converters import cleaned
from .mapping import Headers
from .names import plain
from .notes import Mapped, Notes
from .profile import Profile

_SHORTENED = re.compile(r"\d(\.\d+)?E\+\d+", re.IGNORECASE)
_PEOPLE = {"person", "developer", "assignee", "assigned", "member", "employee", "resource", "user", "worker", "engineer"} | {
    *("bearbeiter", "mitarbeiter", "persona", "desarrollador", "personne", "developpeur", "pessoa", "desenvolvedor", "sviluppatore")
}
_NUMBER = re.compile(r"\d+")
_FREE = {"assignee", "estimator", "labels", "role"}  # what may differ between rows of one task


def identify(tasks: pd.DataFrame, reader: ColumnReader, notes: Notes, *, project_id: str | None, stem: str) -> pd.DataFrame:
    """Every row gets a key and a project; rows without anything in the mapped columns are no tasks.

    Parameters
    ----------
    tasks : DataFrame
        Columns of the tasks table, by line.
    reader : ColumnReader
        The file.
    notes : Notes
        Is told what was assumed.
    project_id : str, optional
        The project, where the file does not name it.
    stem : str
        The file's name without ending: the project of last resort.

    Returns
    -------
    DataFrame
        With project_id and task_id.
    """
    profile = reader.profile
    tasks = _with_content(tasks.copy(), profile, notes)
    if "task_id" not in tasks:
        tasks["task_id"] = [f"row-{i}" for i in tasks.index]
        notes.ask("there is no column with keys: tasks are named by their row, so a later import of a changed file cannot recognise them.")
    tasks["task_id"] = tasks["task_id"].astype("str")
    for place in places_of(reader.sheet.header, profile.options.get("key_with", [])):
        tasks["task_id"] = _completed(tasks["task_id"], reader, place, notes)
    project = tasks["project_id"].astype("str") if "project_id" in tasks else pd.Series(index=tasks.index, dtype="str")
    if profile.options.get("project_from_key") and project.isna().any():
        prefix = tasks["task_id"].str.extract(r"^(.+)-\d+$")[0].astype("str")
        project = project.fillna(prefix)
    for place in places_of(
        reader.sheet.header, [h for h in profile.options.get("project_from_path", []) if h in Headers(reader.sheet.header)]
    ):
        if project_id is None and project.isna().any():
            path = cleaned(reader.sheet.frame[place]).reindex(tasks.index).astype("str")
            project = project.fillna(path.str.extract(r"^([^\\/]*)")[0].astype("str"))
    lacking = project.isna()
    if lacking.any():
        project = project.fillna(project_id or stem)
        if not project_id:
            notes.assume(f"no project is named in the file: it is called {stem!r}, after the file's name.")
    tasks["project_id"] = project
    return tasks


def _with_content(tasks: pd.DataFrame, profile: Profile, notes: Notes) -> pd.DataFrame:
    if len(tasks.columns):
        content = [c for c in tasks if not str(c).endswith("_unit")]
        blank = tasks[content].isna().all(axis=1)
        notes.skipped += int(blank.sum())
        tasks = tasks[~blank]
    skip = profile.options.get("skip_title")
    if skip and "title" in tasks:
        heading = tasks["title"].str.fullmatch(skip).fillna(False).astype(bool)
        notes.skipped += int(heading.sum())
        tasks = tasks[~heading]
    return tasks


def places_of(header: tuple[str, ...], names: list[str]) -> list[int]:
    """Where columns named by a mapping stand.

    Parameters
    ----------
    header : tuple of str
        Headers of the file.
    names : list of str
        Headers that the mapping names.

    Returns
    -------
    list of int

    Raises
    ------
    InputError
        When one is not there.

    Examples
    --------
    >>> places_of(("id", "person"), ["Person"])
    [1]
    """
    headers = Headers(header)
    missing = [n for n in names if n not in headers]
    if missing:
        raise InputError(
            f"the file has no column {', '.join(missing)}, which is to complete the key.", todo="correct key_with in the mapping."
        )
    return [hit[0][0] for n in names if (hit := headers.find(n))]


def _completed(keys: pd.Series, reader: ColumnReader, place: int, notes: Notes) -> pd.Series:
    reader.used.add(place)
    notes.mapping.append(Mapped("task_id", reader.sheet.header[place], "appended", len(keys)))
    return keys + "/" + cleaned(reader.sheet.frame[place]).reindex(keys.index).astype("str").fillna("")


def without_shortened(tasks: pd.DataFrame, apart: dict[str, list[pd.DataFrame]]) -> pd.DataFrame:
    """Rows without those whose key a spreadsheet turned into something such as 1.21E+15; these are set apart.

    Parameters
    ----------
    tasks : DataFrame
        With task_id.
    apart : dict of str to list of DataFrame
        Is given the rows set apart.

    Returns
    -------
    DataFrame
    """
    shortened = tasks["task_id"].str.fullmatch(_SHORTENED.pattern, case=False).fillna(False).astype(bool)
    if shortened.any():
        rows = tasks[shortened].astype("object")
        reason = "Task id was shortened by a spreadsheet (such as 1.21E+15): export again and do not re-save it"
        apart["tasks"].append(rows.assign(reason=reason))
    return tasks[~shortened]


def merged(tasks: pd.DataFrame, reader: ColumnReader, notes: Notes) -> pd.DataFrame:
    """One row per task where a task stands in several rows that agree on everything but people and lists.

    Parameters
    ----------
    tasks : DataFrame
        With project_id and task_id.
    reader : ColumnReader
        The file, for a column that tells the parts of several people apart.
    notes : Notes
        Is told what was merged, and asked about rows that do not agree.

    Returns
    -------
    DataFrame

    Notes
    -----
    Where rows of one key differ and a column of people makes every key unique, each person's part is a task of its own, named
    ``key/person``; a name is replaced by a short digest, for keys are shown and people are not.
    """
    key = ["project_id", "task_id"]
    again = tasks.duplicated(key, keep=False) & tasks["task_id"].notna()
    if not again.any():
        return tasks
    compared = [c for c in tasks if c not in _FREE and c not in key]
    texts = tasks.loc[again, compared].astype("str").fillna("")
    first = texts.groupby([tasks.loc[again, k] for k in key]).transform("first")
    agree = (texts == first).all(axis=1)
    later = tasks.duplicated(key, keep="first")
    drop = later & agree.reindex(tasks.index, fill_value=False)
    notes.merged += int(drop.sum())
    kept = tasks[~drop]
    differ = int((later & ~drop).sum())
    if differ:
        place = _people_apart(kept, reader)
        if place is None:
            notes.ask(f"{differ:,} rows have the key of another row but other values: does the key need a second column (key_with)?")
            return kept
        header = reader.sheet.header[place]
        notes.key_with = header
        named = kept["task_id"] + "/" + person_part(cleaned(reader.sheet.frame[place]).reindex(kept.index))
        kept = kept.assign(task_id=named)
        notes.ask(
            f"{differ:,} rows have the key of another row, but each is of another person ({header}): every person's part "
            "counts as a task of its own. Is that right?"
        )
    return kept


def person_part(people: pd.Series) -> pd.Series:
    """What of a person goes into a key: a number as it is, a name as a short digest.

    Parameters
    ----------
    people : Series of str
        Numbers or names.

    Returns
    -------
    Series of str

    Examples
    --------
    >>> person_part(pd.Series(["287", None])).tolist(), len(person_part(pd.Series(["Ana"]))[0])
    (['287', ''], 6)
    """
    found = {p: p if _NUMBER.fullmatch(p) else hashlib.sha256(p.encode()).hexdigest()[:6] for p in people.dropna().astype("str").unique()}
    return people.astype("str").map(found).astype("str").fillna("")


def _people_apart(tasks: pd.DataFrame, reader: ColumnReader) -> int | None:
    """The column of people that makes every key unique."""
    key = ["project_id", "task_id"]
    for place, header in enumerate(reader.sheet.header):
        if not _PEOPLE & set(plain(header).split()):
            continue
        people = cleaned(reader.sheet.frame[place]).reindex(tasks.index)
        if not tasks[key].assign(person=people).duplicated().any():
            return place
    return None


def apart_of(sheet: Sheet) -> dict[str, list[pd.DataFrame]]:
    """Rows of a sheet that were set apart while it was split into cells.

    Parameters
    ----------
    sheet : Sheet
        The raw table.

    Returns
    -------
    dict of str to list of DataFrame
    """
    return {"tasks": [sheet.broken] if len(sheet.broken) else []}
