"""Time logs: bookings in a file of their own, joined to the tasks of a plan."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from .amounts import numeric
from .columns import ColumnReader, setting_of
from .containers import Sheet
from .converters import cleaned
from .engine import Draft
from .keys import person_part
from .mapping import Headers, Match, match
from .names import plain
from .notes import Mapped, Notes
from .profile import Profile
from .short_rows import mended

_TOKEN = re.compile(r"#?[A-Za-z][A-Za-z0-9_]*-\d+|#\d+")
_LONG_DAY = 24.0  # hours; a booking above it suggests another unit


@dataclass(frozen=True)
class TimeLog:
    """A time log, read.

    Parameters
    ----------
    name : str
        Its file.
    rows : DataFrame
        By line: hours, and where the file has them project_id, task_id, title, day, role, note.
    columns : dict of str to Series
        Every column by its header: the plan's keys may need one of them.
    broken : DataFrame
        Rows that could not be split into cells.
    mapping : tuple of Mapped
        Which column was read as what.
    assumed, confirm : tuple of str
        Sentences for the report.
    """

    name: str
    rows: pd.DataFrame
    columns: dict[str, pd.Series]
    broken: pd.DataFrame
    mapping: tuple[Mapped, ...] = ()
    assumed: tuple[str, ...] = ()
    confirm: tuple[str, ...] = ()


def read_log(sheet: Sheet, profile: Profile, *, name: str) -> TimeLog:
    """The bookings of a raw table.

    Parameters
    ----------
    sheet : Sheet
        The raw table.
    profile : Profile
        What its columns mean.
    name : str
        The file's name.

    Returns
    -------
    TimeLog

    Examples
    --------
    >>> from workbench.importers import profile
    >>> sheet = Sheet("", ("Issue Key", "Work date", "Hours"), pd.DataFrame({0: ["A-1"], 1: ["2026-01-05"], 2: ["1,5"]}, dtype="str"))
    >>> read_log(sheet, profile("time_log"), name="log.csv").rows["hours"].tolist()
    [1.5]
    """
    notes = Notes()
    sheet = mended(sheet, profile, notes)
    found = match(sheet.header, profile)
    setting = setting_of(sheet, profile, found, notes)
    reader = ColumnReader(sheet, profile, setting, notes)
    columns: dict[str, pd.Series] = {}
    for column in ("project_id", "task_id", "title", "day", "ended", "role", "note"):
        read = reader.column(found[column]) if column in found else None
        if read is not None:
            columns[column] = read[0]
    columns["hours"] = _hours(reader, found, columns, notes)
    rows = pd.DataFrame(columns, index=sheet.frame.index).drop(columns="ended", errors="ignore")
    content = rows.drop(columns=[c for c in ("project_id", "role") if c in rows])
    rows = rows[content.notna().any(axis=1)]
    columns_by_header = {h: cleaned(sheet.frame[i]) for i, h in enumerate(sheet.header) if h.strip()}
    reader.finish(found)
    return TimeLog(name, rows, columns_by_header, sheet.broken, tuple(notes.mapping), tuple(notes.assumed), tuple(notes.confirm))


def _hours(reader: ColumnReader, found: dict[str, tuple[Match, ...]], columns: dict[str, pd.Series], notes: Notes) -> pd.Series:
    """The time of each booking: the first column of time that can be read, else its end less its begin."""
    for source in reader.sources(found.get("hours", ()))[:1]:
        if source.unit is None and (numeric(source.amounts) > _LONG_DAY).mean() > 0.1:
            notes.ask(f"many bookings in {source.header!r} are above 24: are they hours? Name the unit in the header, such as (min).")
        elif source.unit is None:
            notes.ask(f"the unit of {source.header!r} is not stated: it was read as hours.")
        days = {"days": 1, "weeks": 5}.get(source.unit or "")
        return numeric(source.amounts) * days * reader.setting.hours_per_day if days else source.amounts
    if {"day", "ended"} <= set(columns):
        begun, ended = (_moments(columns[c]) for c in ("day", "ended"))
        notes.assume("the log has no column of time: every booking lasts from its begin to its end.")
        return (ended - begun).dt.total_seconds() / 3600
    return pd.Series(index=reader.sheet.frame.index, dtype="float64")


def plan_of(log: TimeLog, *, project_id: str | None, stem: str) -> Draft:
    """A plan made of nothing but the tasks that a log names, for a log that comes alone.

    Parameters
    ----------
    log : TimeLog
        The bookings.
    project_id : str, optional
        The project, where the log does not name it.
    stem : str
        The file's name without ending: the project of last resort.

    Returns
    -------
    Draft
        Its tasks have no estimate and no status; :func:`joined` adds their actuals.
    """
    rows, notes = log.rows, Notes()
    key = next((c for c in ("task_id", "title", "note") if c in rows), "task_id")
    project = rows["project_id"].astype("str") if "project_id" in rows else pd.Series(index=rows.index, dtype="str")
    tasks = pd.DataFrame({"project_id": project.fillna(project_id or stem), "task_id": rows[key].astype("str")})
    if "title" in rows:
        tasks["title"] = rows["title"].astype("str")
    tasks = tasks[tasks["task_id"].notna()].drop_duplicates(["project_id", "task_id"])
    notes.ask("the file is a time log: its tasks have hours and no estimates. Import the plan, and name this file after --hours.")
    return Draft({"tasks": tasks}, notes, len(tasks))


def joined(draft: Draft, log: TimeLog) -> Draft:
    """A draft of a plan with the bookings of a log added: worklogs, and the actuals of tasks that have none.

    Parameters
    ----------
    draft : Draft
        The plan; its frames are added to.
    log : TimeLog
        The bookings.

    Returns
    -------
    Draft

    Notes
    -----
    A booking belongs to the task whose key it names, whose key stands in its text, or whose title is its title, in this order.
    Bookings of no task are set apart and counted, so that the hours of the log stay the sum of joined and set apart.
    """
    notes, tasks = draft.notes, draft.frames["tasks"]
    rows = log.rows.assign(task=_tasks_of(log, tasks, notes))
    hours = numeric(rows["hours"])
    known = rows["task"].notna()
    about = tasks.loc[rows.loc[known, "task"].astype("int64"), ["project_id", "task_id"]].set_index(rows.index[known])
    kept = [c for c in ("day", "hours", "role", "note") if c in rows]
    made = pd.concat([about, rows.loc[known, kept]], axis=1)
    label = pd.Index([f"{log.name}, row {i}" for i in rows.index])
    made.index = label[known.to_numpy()]
    lost = rows[~known].drop(columns="task").astype("object").set_axis(label[(~known).to_numpy()])
    reason = "names no task of the plan" + (": it could be joined by neither key nor title" if {"task_id", "title"} & set(rows) else "")
    broken = log.broken.set_axis([f"{log.name}, row {i}" for i in log.broken.index])
    draft.apart["worklogs"] = [*draft.apart.get("worklogs", []), *(f for f in (lost.assign(reason=reason), broken) if len(f))]
    booked = hours[known].groupby(rows.loc[known, "task"].astype("int64")).sum(min_count=1).reindex(tasks.index)
    _take_actuals(tasks, booked, notes, log.name)
    if "day" in made:
        draft.frames["worklogs"] = made
        _take_starts(tasks, made, notes)
    else:
        notes.ask(f"{log.name} has no dates: its hours make the actuals, but no bookings by day.")
    notes.mapping += [Mapped(f"worklogs.{m.column}", f"{log.name}: {m.header}", m.converter, m.filled) for m in log.mapping]
    notes.assume(
        f"{log.name}: {len(rows):,} bookings, {hours.sum():,.2f} h; {int(known.sum()):,} of them, {hours[known].sum():,.2f} h, "
        "belong to tasks of the plan."
    )
    for sentence in log.assumed:
        notes.assume(f"{log.name}: {sentence}")
    for sentence in log.confirm:
        notes.ask(f"{log.name}: {sentence}")
    return draft


def _tasks_of(log: TimeLog, tasks: pd.DataFrame, notes: Notes) -> pd.Series:
    """The line of the task that each booking belongs to."""
    rows = log.rows
    made = pd.Series(pd.NA, index=rows.index, dtype="Int64")
    lines = pd.Series(tasks.index, index=pd.Index(tasks["task_id"].map(_folded)))
    lines = lines[~lines.index.duplicated(keep=False)]
    if "task_id" in rows:
        key = rows["task_id"].astype("str")
        if notes.key_with and (people := _people_of(log, notes.key_with)) is not None:
            key = (key + "/" + person_part(people).reindex(key.index)).where(key.notna())
        made = made.fillna(key.map(_folded, na_action="ignore").map(lines).astype("Int64"))
        if "project_id" in rows:
            pairs = pd.Series(tasks.index, index=pd.Index(_keys(tasks["project_id"]) + " / " + _keys(tasks["task_id"])))
            pairs = pairs[pairs.index.notna() & ~pairs.index.duplicated(keep=False)]
            both = (_keys(rows["project_id"]) + " / " + _keys(key)).map(pairs)
            made = both.astype("Int64").fillna(made)
    for column in ("task_id", "title", "note"):
        if column in rows and made.isna().any():
            made = made.fillna(rows[column].astype("str").map(lambda t: _named(t, lines), na_action="ignore").astype("Int64"))
    if "title" in tasks:
        titles = pd.Series(tasks.index, index=pd.Index(tasks["title"].astype("str").map(plain, na_action="ignore")))
        titles = titles[titles.index.notna() & ~titles.index.duplicated(keep=False)]
        for column in ("title", "note", "task_id"):
            if column in rows and made.isna().any():
                made = made.fillna(rows[column].astype("str").map(plain, na_action="ignore").map(titles).astype("Int64"))
    return made


def _people_of(log: TimeLog, header: str) -> pd.Series | None:
    names = list(log.columns)
    hit = Headers(names).find(header)
    return log.columns[names[hit[0][0]]].reindex(log.rows.index) if hit else None


def _keys(values: pd.Series) -> pd.Series:
    """Keys as they are compared; texts also where there is none at all."""
    return values.astype("str").map(_folded, na_action="ignore").astype("str")


def _folded(key: str) -> str:
    return str(key).strip().lstrip("#").casefold()


def _named(text: str, lines: pd.Series) -> int | None:
    """The line of the one task whose key stands in a text."""
    found = {int(lines[k]) for t in _TOKEN.findall(text) if (k := _folded(t)) in lines.index}
    return found.pop() if len(found) == 1 else None


def _take_actuals(tasks: pd.DataFrame, booked: pd.Series, notes: Notes, name: str) -> None:
    actual = numeric(tasks["actual"]) if "actual" in tasks else pd.Series(index=tasks.index, dtype="float64")
    unit = tasks["actual_unit"].astype("str") if "actual_unit" in tasks else pd.Series(index=tasks.index, dtype="str")
    both = actual.notna() & booked.notna() & unit.eq("hours").fillna(False)
    if both.any():
        differ = (actual - booked).abs()[both] > 0.01 + 0.001 * actual[both]
        sums = f"{actual[both].sum():,.2f} h in the plan, {booked[both].sum():,.2f} h in the log"
        if differ.any():
            n = f"{int(differ.sum()):,} of {int(both.sum()):,}"
            notes.ask(f"the actual of {n} tasks differs from its bookings ({sums}): the plan's was kept. Is that right?")
        else:
            n = f"{int(both.sum()):,}"
            notes.assume(f"the actuals of the plan equal the bookings of {name} on all {n} tasks that have both ({sums}).")
    gap = actual.isna() & booked.notna()
    if gap.any():
        tasks["actual"] = actual.mask(gap, booked)
        tasks["actual_unit"] = unit.mask(gap, "hours")
        notes.units["actual"] = ", ".join(sorted(tasks["actual_unit"].dropna().unique()))
        notes.assume(f"the actual of {int(gap.sum()):,} tasks is the sum of their bookings in {name}.")


def _take_starts(tasks: pd.DataFrame, made: pd.DataFrame, notes: Notes) -> None:
    """Where a plan has no starts at all, work began with the first booking."""
    if "started_on" in tasks and tasks["started_on"].notna().any():
        return
    days = _moments(made["day"])
    first = days.groupby([made["project_id"], made["task_id"]]).min()
    begun = first.reindex(pd.MultiIndex.from_frame(tasks[["project_id", "task_id"]])).set_axis(tasks.index).dt.normalize()
    if "finished_on" in tasks:
        finished = _moments(tasks["finished_on"])
        begun = begun.mask(begun > finished)
    tasks["started_on"] = begun
    notes.assume(f"the plan has no start dates: {int(begun.notna().sum()):,} tasks began with their first booking.")


def _moments(values: pd.Series) -> pd.Series:
    """The dates that were read; beside one that could not be they are texts, and nobody guesses that one here."""
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return values
    return pd.to_datetime(values, format="%Y-%m-%d %H:%M:%S", errors="coerce").astype("datetime64[us]")
