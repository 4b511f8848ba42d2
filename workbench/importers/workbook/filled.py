"""A filled workbook read back: every mistake with its cell, all at once; or all of it as canonical tables."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from workbench.importers.classify import done_by_evidence
from workbench.importers.containers import Head, NoRows, Sheet, Source
from workbench.importers.converters import cleaned
from workbench.importers.engine import Draft
from workbench.importers.names import unit_of
from workbench.importers.notes import Notes
from workbench.tables import Column, InputError, Mistakes, Table, check_table

from .layout import FACTS, README, SHEETS, TITLE, column_of, is_no_data

_HEADER_WITHIN = 6
_TIMES = ("minutes", "seconds", "milliseconds", "weeks")  # units that the library does not keep


def recognised(heads: Sequence[Head]) -> bool:
    """Whether a spreadsheet is the workbook, filled or not: by its first sheet, or by its rows that explain.

    Examples
    --------
    >>> recognised([Head("Read me", (("Post-project review workbook",),))]), recognised([Head("Sheet1", (("Key",),))])
    (True, False)
    """
    for head in heads:
        if head.rows and head.rows[0] and head.rows[0][0].strip() == TITLE:
            return True
        if head.name in SHEETS and any(row and is_no_data(row[0]) for row in head.rows[:10]):
            return True
    return False


@dataclass(frozen=True)
class _Filled:
    """One sheet with its rows, and where its columns stand."""

    declared: Table
    header_row: int
    places: dict[str, int]
    further: dict[str, int]
    frame: pd.DataFrame
    sheet: Sheet

    def cell(self, row: int, name: str) -> str:
        return f"{self.declared.name}!{xl_rowcol_to_cell(row - 1, self.places.get(name, 0))}"


def draft_workbook(source: Source, *, project_id: str | None, as_of: pd.Timestamp | None) -> Draft:
    """Canonical tables from a filled workbook.

    Parameters
    ----------
    source : Source
        The opened file.
    project_id : str, optional
        For rows that name no project.
    as_of : Timestamp, optional
        Today; what happened cannot lie after it.

    Returns
    -------
    Draft

    Raises
    ------
    Mistakes
        With every mistake and its cell; a workbook is imported as a whole or not at all.
    InputError
        When nothing is filled in.
    """
    notes, examples = Notes(), 0
    mistakes: list[str] = []
    filled: dict[str, _Filled] = {}
    for head in source.heads():
        if head.name not in SHEETS:
            if head.name != README:
                notes.ask(f"the sheet {head.name!r} is none of the workbook's: it was not read.")
            continue
        made = _open(source, head, mistakes, notes)
        if made is not None:
            mine = made.frame["project_id"].map(is_no_data, na_action="ignore").fillna(False).astype(bool)
            examples += int(mine.sum())
            if not mine.all():
                filled[head.name] = _Filled(**{**made.__dict__, "frame": made.frame[~mine]})
    if not filled and not mistakes:
        raise InputError("the workbook is not filled yet: it holds only examples.", todo="fill at least one sheet, save, and try again.")
    projects = _known_projects(filled)
    frames = {}
    for name, made in filled.items():
        frame = _with_project(made, projects, project_id, notes)
        mistakes += _mistakes(made, frame, projects | ({project_id} if project_id else set()), as_of)
        frames[name] = frame
    if mistakes:
        told = "1 mistake" if len(mistakes) == 1 else f"{len(mistakes):,} mistakes"
        raise Mistakes(f"the workbook has {told}; nothing was imported.", mistakes, todo="correct these cells, save, and import it again.")
    _tell(frames, notes, examples)
    if FACTS in frames:
        frames[FACTS] = _with_facts(frames[FACTS], filled[FACTS])
    if "tasks" in frames:
        frames["tasks"] = done_by_evidence(frames["tasks"], notes)
    return Draft(frames, notes, sum(map(len, frames.values())))


def _open(source: Source, head: Head, mistakes: list[str], notes: Notes) -> _Filled | None:
    declared = SHEETS[head.name]
    at = max(range(min(_HEADER_WITHIN, len(head.rows))), key=lambda i: sum(column_of(c, declared) is not None for c in head.rows[i]))
    try:
        sheet = source.sheet(head, at)
    except NoRows:
        return None
    places: dict[str, int] = {}
    further: dict[str, int] = {}
    for place, text in enumerate(sheet.header):
        column = column_of(text, declared)
        cell = f"{head.name}!{xl_rowcol_to_cell(at, place)}"
        if column is not None and column.name in places:
            mistakes.append(f"{cell}: the column {text!r} is there twice; delete one of them")
        elif column is not None:
            places[column.name] = place
        elif text.strip() and head.name == FACTS:
            further[text.strip()] = place
        elif text.strip():
            notes.unread.append(f"{head.name}: {text.strip()}")
        elif (sheet.frame[place] != "").any():
            first = sheet.frame.index[sheet.frame[place] != ""][0]
            mistakes.append(f"{head.name}!{xl_rowcol_to_cell(first - 1, place)}: something stands in a column without a header; delete it")
    for column in declared.columns:
        if column.required and column.name not in places:
            mistakes.append(f"{head.name}!{xl_rowcol_to_cell(at, 0)}: the column {column.label!r} is missing; put its header back")
    if not len(sheet.frame) or any(c.required and c.name not in places for c in declared.columns):
        return None
    frame = pd.DataFrame({name: cleaned(sheet.frame[place]) for name, place in places.items()}, index=sheet.frame.index)
    used = frame.notna().any(axis=1)
    for place in further.values():
        used |= sheet.frame[place].str.strip() != ""
    return _Filled(declared, at, places, further, frame[used], sheet)


def _known_projects(filled: dict[str, _Filled]) -> set[str]:
    if "projects" not in filled:
        return set()
    return set(filled["projects"].frame["project_id"].dropna())


def _with_project(made: _Filled, projects: set[str], project_id: str | None, notes: Notes) -> pd.DataFrame:
    """Rows that name no project belong to the one that there is."""
    only = project_id or (next(iter(projects)) if len(projects) == 1 else None)
    lacking = made.frame["project_id"].isna()
    if only is None or not lacking.any() or made.declared.name == "projects":
        return made.frame
    notes.assume(f"rows of the sheet {made.declared.name} that name no project belong to {only}.")
    return made.frame.assign(project_id=made.frame["project_id"].fillna(only))


def _mistakes(made: _Filled, frame: pd.DataFrame, projects: set[str], as_of: pd.Timestamp | None) -> list[str]:
    declared = made.declared
    _, problems = check_table(frame, declared, as_of)
    found: list[tuple[int, int, str]] = []

    def tell(row: Any, name: str, words: str) -> None:
        found.append((row, made.places.get(name, 0), f"{made.cell(row, name)}: {words}"))

    for row, name, reason in zip(problems["row"], problems["column"], problems["reason"], strict=True):
        tell(row, str(name), reason)

    if declared.name != "projects":
        for row, project in frame["project_id"].items():
            if isinstance(project, str) and project not in projects:
                tell(row, "project_id", f"Project id is {project}; there is no such project on the sheet projects, list it there")
    for column in declared.columns:
        if any(c.unit == column.name for c in declared.columns if c is not column):
            for row, words in _unit_mistakes(frame, column, declared).items():
                tell(row, column.name, words)
    return [words for *_, words in sorted(found)]


def _unit_mistakes(frame: pd.DataFrame, column: Column, declared: Table) -> dict[Any, str]:
    """Units that are written in another way or are not kept, and numbers that lack theirs."""
    amounts = [c for c in declared.columns if c.unit == column.name and c.name in frame]
    units = frame[column.name] if column.name in frame else pd.Series(index=frame.index, dtype="str")
    found = {}
    there = pd.DataFrame({c.label.lower(): frame[c.name].notna() for c in amounts}, index=frame.index).to_dict("index")
    for row, unit in units.items():
        filled = [str(label) for label, given in there[row].items() if given]
        if not isinstance(unit, str):
            if filled:
                found[row] = f"{column.label} is missing; say in what the {' and '.join(filled)} is measured, such as {column.example}"
            continue
        meant = unit_of(unit)
        if meant in _TIMES:
            found[row] = f"{column.label} is {unit}; expected hours, days, points or items: convert the numbers"
        elif meant is not None and unit != meant:
            found[row] = f"{column.label} is {unit}; write {meant}"
    return found


def _with_facts(frame: pd.DataFrame, made: _Filled) -> pd.DataFrame:
    """Reviews with their answers as one JSON object per row; what was not answered is not in it."""
    kept = ["project_id", "reviewed_on", "reviewer"]
    questions = [c for c in made.declared.columns if c.name not in kept and c.name in frame]
    facts = []
    for row in frame.index:
        answers: dict[str, Any] = {}
        for column in questions:
            value = frame.loc[row, column.name]
            if isinstance(value, str):
                answers[column.name] = _number(value) if column.type == "number" else value.lower() if column.type == "choice" else value
        for name, place in made.further.items():
            value = made.sheet.frame.loc[row, place].strip()
            if value:
                answers[name] = value
        facts.append(json.dumps(answers, ensure_ascii=False) if answers else None)
    return frame[[c for c in kept if c in frame]].assign(facts=pd.Series(facts, index=frame.index, dtype="str"))


def _number(text: str) -> float | int:
    value = float(text)
    return int(value) if value.is_integer() else value


def _tell(frames: dict[str, pd.DataFrame], notes: Notes, examples: int) -> None:
    if examples:
        notes.assume(f"rows that only explain how to fill a sheet were left out ({examples}).")
    for name in ("estimate", "actual"):
        units = frames["tasks"].get(f"{name}_unit") if "tasks" in frames else None
        if units is not None and units.notna().any():
            notes.units[name] = ", ".join(sorted(units.dropna().unique()))
