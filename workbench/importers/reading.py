"""The one verb of this room: read an export, check it, and report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from workbench.tables import Checked, InputError, Tables, check

from .bookings import TimeLog, joined, plan_of, read_log
from .canonical import draft_canonical, table_of
from .containers import Source, TextFile, open_file
from .detect import Proposal, proposal_for, proposals
from .documents import fitting, reader_of
from .engine import Draft, draft
from .further import Further, further_columns
from .grouped import laid_flat
from .mapping import match
from .names import plain
from .notes import Mapped, Notes
from .profile import Profile
from .projects import project_rows
from .report import ImportReport, make_report
from .shelf import profile as profile_named
from .shelf import profiles
from .workbook import draft_workbook

_ODD: dict[type[Exception] | tuple[type[Exception], ...], str] = {
    KeyError: "a part that is always there is missing",
    (AttributeError, TypeError): "a single value, a list or a record stands where another of them should",
    (ValueError, ArithmeticError): "a number or a date in it cannot be read",
}
"""What an exception of a document's reader means for whoever made the document."""


@dataclass(frozen=True)
class Imported:
    """What an import gave.

    Attributes
    ----------
    tables : Tables
        Checked and accepted rows.
    checked : Checked
        The same with everything that was set apart or looks odd.
    report : ImportReport
        What was done, in words.
    """

    tables: Tables
    checked: Checked
    report: ImportReport


def read(
    path: str | Path,
    *,
    profile: Profile | str | None = None,
    project_id: str | None = None,
    hours: str | Path | None = None,
    more: str | Path | None = None,
    as_of: pd.Timestamp | str | None = None,
) -> Imported:
    """Read a tracker's export into checked canonical tables.

    Parameters
    ----------
    path : str or Path
        CSV, TSV, XLSX, XLS, ODS, Parquet, JSON or XML; ``.gz`` as well.
    profile : Profile or str, optional
        How to read it; the best proposal of :func:`detect` when left out.
    project_id : str, optional
        The project, where the file does not name it.
    hours : str or Path, optional
        A time log whose bookings belong to the tasks of the file.
    more : str or Path, optional
        A table with further columns of the same tasks, by their key.
    as_of : Timestamp or str, optional
        Today: completion dates after it are refused.

    Returns
    -------
    Imported
        ``report.accepted + report.quarantined == report.read``.

    Raises
    ------
    InputError
        When the file cannot be read at all; the message says why and what to do.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "tasks.csv"
    >>> _ = file.write_text("project_id,task_id,estimate,actual\\nP,1,8,11\\nP,2,-3,4\\n")
    >>> got = read(file)
    >>> got.report.read, got.report.accepted, got.report.quarantined
    (2, 1, 1)
    """
    path = Path(path)
    source = open_file(path)
    if isinstance(profile, str):
        profile = profile_named(profile)
    today = pd.Timestamp(as_of) if as_of is not None else None
    further = _further(more) if more is not None else None
    made, used = _draft(source, profile, project_id=project_id, path=path, as_of=today, further=further)
    if hours is not None:
        if "tasks" not in made.frames:
            raise InputError(f"{path.name} holds no tasks that bookings could belong to.", todo="name the plan first and the log after it.")
        made = joined(made, _log(hours))
    checked = _check(made, today)
    report = make_report(made, checked, profile=used, file=path.name, notes=source.notes)
    return Imported(checked.accepted, checked, report)


def _draft(
    source: Source,
    profile: Profile | None,
    *,
    project_id: str | None,
    path: Path,
    as_of: pd.Timestamp | None,
    further: Further | None = None,
) -> tuple[Draft, Profile]:
    stem = path.name.removesuffix(".gz").rsplit(".", 1)[0].removesuffix(".mspdi")
    if fitting(source) or (source.kind != "table" and not source.heads()):
        return _draft_document(source, profile, project_id=project_id, stem=stem, further=further)
    found = [] if profile else proposals(source, [p for p in profiles() if p.kind != "log"])
    if isinstance(source, TextFile) and (profile.kind == "notes" if profile else not found):
        return _draft_notes(source, project_id=project_id, stem=stem), profile_named("notes")
    if profile is not None:
        chosen = proposal_for(source, profile)
    else:
        if not found:
            heads = source.heads()
            first = max((h.rows[0] for h in heads if h.rows), key=len, default=())
            raise InputError(
                f"no known tool writes these columns: {', '.join(h for h in first if h)[:300]}.",
                expected="an export of a known tool, or a table of tasks with a header row.",
                todo="map the columns by hand, or check that the right file was chosen.",
            )
        chosen = found[0]
    if chosen.profile.kind == "workbook":
        return draft_workbook(source, project_id=project_id, as_of=as_of), chosen.profile
    if chosen.profile.kind == "canonical":
        sheets = [source.sheet(chosen.head, chosen.header_row)]
        for head in source.heads():
            if head.name != chosen.head.name and head.rows and table_of(head.rows[0], name=head.name):
                sheets.append(source.sheet(head, 0))
        return draft_canonical(sheets, project_id=project_id), chosen.profile
    if chosen.profile.id == "generic" and profile is None and (alone := _log_alone(source, chosen, path)):
        return joined(plan_of(alone, project_id=project_id, stem=stem), alone), profile_named("time_log")
    sheet, pad = source.sheet(chosen.head, chosen.header_row), Notes()
    above = chosen.head.rows[: chosen.header_row]
    if chosen.profile.options.get("layout") == "groups":
        sheet = laid_flat(sheet, pad, above=above)
    named = _title_above(above, chosen.profile)
    made = draft(sheet, chosen.profile, project_id=project_id or named, stem=stem, further=further)
    made.notes.skipped += pad.skipped
    return made, chosen.profile


def _title_above(above: tuple[tuple[str, ...], ...], profile: Profile) -> str | None:
    """What the rows above the header call the whole: the first lone cell, or the cell beside a label that the profile names."""
    label = profile.options.get("title_above")
    if label:
        beside = [r[1].strip() for r in above if len(r) > 1 and plain(r[0]) == plain(label)]
        return beside[0] or None if beside else None
    if profile.options.get("layout") == "groups" and len(above) > 1:
        return next((r[0].strip() for r in above if r and r[0].strip()), None)
    return None


def _further(path: str | Path) -> Further:
    """A table with more columns of tasks."""
    path = Path(path)
    source = open_file(path)
    found = [p for p in proposals(source, profiles()) if p.profile.kind == "table"]
    if not found:
        raise InputError(f"{path.name} has no column of task keys.", expected="a key and further columns of the same tasks.")
    return further_columns(source.sheet(found[0].head, found[0].header_row), found[0].profile, name=path.name)


def _log(path: str | Path) -> TimeLog:
    """The bookings of a file."""
    path = Path(path)
    source = open_file(path)
    found = proposals(source, [p for p in profiles() if p.kind == "log"])
    if not found:
        raise InputError(
            f"{path.name} is not a time log that can be read.",
            expected="a column of task keys, titles or texts, and one of hours (or begin and end).",
            todo="check the file; name the hours' column such as Hours or Duration (min).",
        )
    return read_log(source.sheet(found[0].head, found[0].header_row), found[0].profile, name=path.name)


def _log_alone(source: Source, chosen: Proposal, path: Path) -> TimeLog | None:
    """The time log that a table really is: bookings with a day and hours, and neither estimates nor a status."""
    mine = match(chosen.head.rows[chosen.header_row], chosen.profile)
    found = proposals(source, [p for p in profiles() if p.kind == "log"])
    if not found or {"estimate", "status", "finished_on", "created_on"} & set(mine):
        return None
    log = found[0]
    if not {"day", "hours"} <= set(match(log.head.rows[log.header_row], log.profile)):
        return None
    return read_log(source.sheet(log.head, log.header_row), log.profile, name=path.name)


def _draft_document(
    source: Source, profile: Profile | None, *, project_id: str | None, stem: str, further: Further | None = None
) -> tuple[Draft, Profile]:
    found = [profile_named(name) for name, _ in fitting(source)]
    chosen = profile or (found[0] if found else None)
    if chosen is None or chosen.kind not in {p.kind for p in found}:
        raise InputError(
            f"the {source.kind.upper()} document is not one that {chosen.tool if chosen else 'any known tool'} writes.",
            expected="issues of Jira, a Trello board or a plan of Microsoft Project.",
            todo="export a table (CSV or XLSX) instead.",
        )
    try:
        flat = reader_of(chosen.kind).flatten(source.document())
    except (AttributeError, KeyError, TypeError, ValueError, ArithmeticError) as error:
        # what Python says of it is for nobody here, and may quote the document
        why = next(words for kinds, words in _ODD.items() if isinstance(error, kinds))
        raise InputError(
            f"the {source.kind.upper()} document is not built as {chosen.tool} writes it: {why}.", todo="export it again, unchanged."
        ) from None
    made = draft(flat.sheet, chosen, project_id=project_id or flat.named, stem=stem, further=further)
    return flat.attach(made), chosen


def _draft_notes(source: TextFile, *, project_id: str | None, stem: str) -> Draft:
    """Sticky notes of a board, exported as texts without a header: each becomes a card of the retrospective."""
    made = pd.DataFrame({"text": source.texts()})
    made["project_id"] = project_id or stem
    made["lesson_id"] = [f"L-{i + 1}" for i in made.index]
    pad = Notes(mapping=[Mapped("text", "every cell", "text", len(made))])
    pad.ask("the file has no header: every text became a card, headings of the board among them; choose the column of each.")
    return Draft({"lessons": made}, pad, len(made))


def _check(made: Draft, as_of: pd.Timestamp | None) -> Checked:
    checked = check(made.frames, as_of=as_of)
    quarantined = dict(checked.quarantined)
    problems = [checked.problems]
    accepted = dict(checked.accepted)
    for name, parts in made.apart.items():
        for part in parts:
            quarantined[name] = pd.concat([quarantined[name], part]) if name in quarantined else part
            about = pd.DataFrame({"table": name, "row": part.index, "column": "", "value": "", "reason": "the row " + part["reason"]})
            problems.append(about.astype("object"))
    tasks = accepted.get("tasks")
    if tasks is not None and "tasks" in quarantined:
        keys = pd.MultiIndex.from_frame(tasks[["project_id", "task_id"]])
        for name in ("worklogs", "task_sprints"):
            if name in accepted:
                frame = accepted[name]
                stays = pd.MultiIndex.from_frame(frame[["project_id", "task_id"]]).isin(keys)
                if not stays.all():
                    lost = frame[~stays].astype("object").assign(reason="its task was set apart")
                    about = pd.DataFrame({"table": name, "row": lost.index, "column": "task_id", "value": "", "reason": lost["reason"]})
                    problems.append(about.astype("object"))
                    quarantined[name] = pd.concat([quarantined[name], lost]) if name in quarantined else lost
                    accepted[name] = frame[stays].reset_index(drop=True)
    if tasks is not None and "projects" not in accepted and len(tasks):
        zone = made.notes.zone if "/" in made.notes.zone or made.notes.zone == "UTC" else None
        rows = project_rows(tasks, made.notes, name=made.project_name, zone=zone)
        if len(rows) == 1:
            rows = rows.assign(**made.project)
        accepted["projects"] = check({"projects": rows}, as_of=as_of).accepted.projects
    told = pd.concat([p for p in problems if len(p)], ignore_index=True) if any(len(p) for p in problems) else checked.problems
    return replace(checked, accepted=Tables(accepted), quarantined=quarantined, problems=told)
