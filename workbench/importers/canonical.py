"""The workbench's own tables, one per file or one per sheet, recognised by their columns."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from workbench.tables import TABLES, InputError, Table

from .classify import done_by_evidence
from .containers import Sheet
from .converters import Setting, cleaned, convert
from .dates import decide_order
from .engine import Draft
from .names import plain
from .notes import Mapped, Notes
from .workbook import is_no_data

_CONVERTER = {"number": "number", "integer": "number", "date": "date"}


def table_of(header: Sequence[str], *, name: str = "") -> tuple[Table, float] | None:
    """The canonical table that a header belongs to, and the share of its headers that are declared.

    Parameters
    ----------
    header : sequence of str
        Headers of the file.
    name : str
        The sheet's or file's name; decides between tables that fit alike.

    Returns
    -------
    (Table, float) or None
        None when no table has all its required columns in the header.

    Examples
    --------
    >>> table_of(["project_id", "task_id", "estimate", "actual"])[0].name
    'tasks'
    """
    words = {plain(h) for h in header if plain(h)}
    best: tuple[tuple[float, ...], Table] | None = None
    for declared in TABLES.values():
        known = {plain(c): c for c in declared.names}
        if not all(plain(c.name) in words for c in declared.columns if c.required):
            continue
        hits = len(words & set(known))
        score = (hits, plain(declared.name) in plain(name), -len(known))
        if best is None or score > best[0]:
            best = (score, declared)
    return (best[1], best[0][0] / max(len(words), 1)) if best else None


def draft_canonical(sheets: Sequence[Sheet], *, project_id: str | None) -> Draft:
    """Canonical tables from sheets whose headers are canonical names.

    Parameters
    ----------
    sheets : sequence of Sheet
        One or more raw tables.
    project_id : str, optional
        For rows that name no project.

    Returns
    -------
    Draft

    Raises
    ------
    InputError
        When no sheet is a canonical table, or two are the same one.

    Examples
    --------
    >>> sheet = Sheet("", ("project_id", "task_id", "estimate"), pd.DataFrame({0: ["P"], 1: ["1"], 2: ["1,5"]}, dtype="str"))
    >>> draft_canonical([sheet], project_id=None).frames["tasks"]["estimate"].tolist()
    [1.5]
    """
    notes, frames, apart, read = Notes(), {}, {}, 0
    for sheet in sheets:
        found = table_of(sheet.header, name=sheet.name)
        if found is None:
            notes.ask(f"the sheet {sheet.name!r} is none of the workbench's tables: it was not read.")
            continue
        declared = found[0]
        if declared.name in frames:
            raise InputError(
                f"two sheets hold the table {declared.name}.", expected="one sheet per table.", todo="put all rows on one sheet."
            )
        frames[declared.name] = _typed(sheet, declared, notes, project_id)
        apart[declared.name] = [sheet.broken] if len(sheet.broken) else []
        read += len(sheet.frame) + len(sheet.broken)
    if not frames:
        raise InputError(
            "no table of the workbench was found.", expected="headers as in the data dictionary.", todo="choose another profile."
        )
    if "tasks" in frames:
        frames["tasks"] = done_by_evidence(frames["tasks"], notes)
        for name in ("estimate", "actual"):
            unit = frames["tasks"].get(f"{name}_unit")
            if unit is not None and unit.notna().any():
                notes.units[name] = ", ".join(sorted(map(str, unit.dropna().unique())))
            elif name in frames["tasks"] and frames["tasks"][name].notna().any():
                notes.units[name] = "not stated"
                notes.ask(f"the unit of the {name}s is not stated: fill the column {name}_unit.")
    return Draft(frames, notes, read, apart=apart)


def _typed(sheet: Sheet, declared: Table, notes: Notes, project_id: str | None) -> pd.DataFrame:
    known = {plain(c): c for c in declared.names}
    places: dict[str, int] = {}
    for place, header in enumerate(sheet.header):
        name = known.get(plain(header))
        if name is None:
            if header.strip():
                notes.unread.append(header)
            continue
        if name in places:
            raise InputError(
                f"the column {header!r} occurs twice.", expected="one column of that name.", todo="rename or delete one of them."
            )
        places[name] = place
    dates = [sheet.frame[p] for n, p in places.items() if declared[n].type == "date"]
    ordering = decide_order(dates)
    setting = Setting(order=ordering.order if ordering else "day first")
    if ordering and not ordering.sure:
        notes.ask(f"dates were read {ordering.order} ({ordering.proof}): nothing in the file proves it.")
    columns = {}
    for name, place in places.items():
        converter = _CONVERTER.get(declared[name].type, "text")
        columns[name], _ = convert(cleaned(sheet.frame[place]), converter, setting)
        notes.mapping.append(Mapped(name, sheet.header[place], converter, int(columns[name].notna().sum())))
    for remark in setting.remarks:
        notes.ask(remark + ": is that right?")
    made = pd.DataFrame(columns, index=sheet.frame.index)
    if project_id and "project_id" in made:
        made["project_id"] = made["project_id"].fillna(project_id)
    # a sheet of the review workbook that was saved as a file of its own begins with rows that only explain
    explains = [label for label, project in made["project_id"].head(20).items() if is_no_data(project)] if "project_id" in made else []
    return made.drop(index=explains) if explains else made
