"""The workbook drawn: sheets, headers with units, drop-downs, examples, and instructions in plain words."""

from __future__ import annotations

import datetime as dt
import json
import math
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from workbench.importers.write import appearing
from workbench.tables import Column, InputError, Table, Tables

from .layout import EXAMPLE, FACTS, HINT, README, SHEETS, TITLE, column_of, header, hint

_READY = 500  # empty rows that have drop-downs and formats
_HEADER_ROW, _HINT_ROW, _EXAMPLE_ROW, _FIRST_ROW = range(4)
_LONGEST = 32_767  # characters that a cell can hold
_UNITS = ("hours", "days", "points", "items")
_WIDTHS = {"text": 22, "number": 13, "integer": 10, "date": 13, "flag": 10, "choice": 15, "labels": 18, "facts": 30}
_LONG = {"title", "text", "reason", "note", "response", "name", "affects", "keep", "stop", "biggest surprise"}
_FIXED = dt.datetime(2000, 1, 1)  # equal input gives an equal file


def write_workbook(path: str | Path, tables: Tables | None = None) -> None:
    """Write the post-project review workbook: a blank one, or one filled with what is known.

    Parameters
    ----------
    path : str or Path
        Ends in ``.xlsx``; must not be there yet, and appears only when it is complete.
    tables : Tables, optional
        Rows to fill it with. Columns that name persons stay blank: what is blank changes nothing when it is read back.

    Raises
    ------
    InputError
        When the name has another ending, or the file is there already: it may have been filled.

    Examples
    --------
    >>> import tempfile
    >>> target = Path(tempfile.mkdtemp()) / "review.xlsx"
    >>> write_workbook(target)
    >>> from workbench.importers import detect
    >>> detect(target)[0].profile.id
    'workbook'
    """
    path = Path(path)
    if path.suffix.lower() != ".xlsx":
        raise InputError(f"{path.name} has another ending.", expected=".xlsx.", todo="name it such as review.xlsx.")
    if path.exists():
        raise InputError(f"{path.name} is there already and may have been filled.", todo="choose another name, or move the file away.")
    given = tables or Tables()
    with appearing(path) as draft, xlsxwriter.Workbook(str(draft), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": TITLE, "created": _FIXED})
        paint = _Paint(book)
        _instructions(book.add_worksheet(README), paint)
        for name, declared in SHEETS.items():
            _sheet(book.add_worksheet(name), declared, _rows(given, name), paint)


class _Paint:
    """The formats of a workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        font = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
        days = {"date": "yyyy-mm-dd", "text": "@", "choice": "@", "labels": "@", "flag": "@", "number": "General", "integer": "0"}
        self.title = book.add_format({"font_name": "Calibri", "font_size": 18, "bold": True, "font_color": "#0173b2"})
        self.heading = book.add_format({**font, "bold": True, "font_size": 13})
        self.plain = book.add_format({**font, "text_wrap": True})
        self.link = book.add_format({**font, "font_color": "#0173b2", "underline": 1})
        head = {**font, "bold": True, "font_color": "#ffffff", "text_wrap": True, "valign": "vcenter"}
        self.must = book.add_format({**head, "bg_color": "#0173b2"})
        self.may = book.add_format({**head, "bg_color": "#5b6b7a"})
        self.hint = book.add_format({**font, "font_size": 9, "italic": True, "text_wrap": True, "bg_color": "#eef3f8"})
        self.value = {kind: book.add_format({**font, "num_format": form}) for kind, form in days.items()}
        self.moment = book.add_format({**font, "num_format": "yyyy-mm-dd hh:mm"})
        grey = {**font, "italic": True, "font_color": "#6b6b6b", "bg_color": "#f6f6f6"}
        self.example = {kind: book.add_format({**grey, "num_format": form}) for kind, form in days.items()}


def _instructions(sheet: Worksheet, paint: _Paint) -> None:
    sheet.hide_gridlines(2)
    _on_paper(sheet)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 110)
    sheet.write_string(0, 0, TITLE, paint.title)
    lines = (
        "Fill the sheets that you have something for; leave the others as they are. Start with projects, reviews and lessons.",
        "A header with a star (blue) must be filled in every row that you use. A unit stands in brackets behind the name.",
        f"Grey rows with {EXAMPLE} show how a row looks, and the row above says what to write. They are never imported; leave them.",
        "Every row names its project by its id, the same on all sheets. With only one project on the sheet projects you may leave it out.",
        "Dates: type 2026-03-31. Amounts: numbers only, no unit in the cell. Yes or no, and fixed words: pick from the list.",
        "An empty cell means: not known. It never deletes what the library knows already. Deleting a row here deletes nothing there.",
        "When done: save, then run  workbench import FILE  or choose the file in the notebook 0_start_here.",
        "Everything is imported, or nothing: mistakes are listed all at once, each with its cell, such as tasks!F12.",
    )
    for number, line in enumerate(lines, 1):
        sheet.write_string(number + 1, 0, f"{number}.", paint.plain)
        sheet.write_string(number + 1, 1, line, paint.plain)
    at = len(lines) + 3
    sheet.write_string(at, 0, "Sheet", paint.heading)
    sheet.write_string(at, 1, "One row is", paint.heading)
    for number, (name, declared) in enumerate(SHEETS.items(), at + 1):
        sheet.write_url(number, 0, f"internal:'{name}'!A1", paint.link, name)
        sheet.write_string(number, 1, declared.meaning, paint.plain)


def _sheet(sheet: Worksheet, declared: Table, rows: pd.DataFrame, paint: _Paint) -> None:
    columns = [*declared.columns, *(Column(c, "text", "another answer") for c in rows.columns if c not in declared.names)]
    last = max(_FIRST_ROW + len(rows) + 100, _FIRST_ROW + _READY)
    for at, column in enumerate(columns):
        first = at == 0
        sheet.set_column(at, at, 42 if column.name in _LONG else _WIDTHS[column.type], paint.value[column.type])
        named = header(column, declared) if column.name in declared.names else column.name
        sheet.write_string(_HEADER_ROW, at, named, paint.must if column.required else paint.may)
        sheet.write_string(_HINT_ROW, at, f"{HINT} {hint(column)}" if first else hint(column), paint.hint)
        _write(sheet, _EXAMPLE_ROW, at, EXAMPLE if first else column.example, column, paint.example)
        rule = _rule(column, declared, last)
        if rule:
            sheet.data_validation(_FIRST_ROW, at, last, at, rule)
        if column.name in rows:
            for number, value in enumerate(rows[column.name], _FIRST_ROW):
                _write(sheet, number, at, value, column, paint.value, moment=paint.moment)
    sheet.set_row(_HEADER_ROW, 32)
    sheet.set_row(_HINT_ROW, 62)
    sheet.freeze_panes(_FIRST_ROW, 2 if len(columns) > 1 else 1)
    _on_paper(sheet)


def _write(
    sheet: Worksheet, row: int, at: int, value: Any, column: Column, paint: dict[str, Format], *, moment: Format | None = None
) -> None:
    if value is None or value is pd.NaT or value is pd.NA or value != value or value == "":
        if moment is None:
            sheet.write_blank(row, at, None, paint[column.type])
        return
    if column.type in ("number", "integer") and _is_number(value):
        sheet.write_number(row, at, float(value), paint[column.type])
    elif column.type == "date":
        day = pd.Timestamp(value)
        timed = moment is not None and day != day.normalize()
        sheet.write_datetime(row, at, day.to_pydatetime(), moment if timed else paint["date"])
    else:
        text = ("yes" if value else "no") if isinstance(value, bool) else str(value)
        if len(text) <= _LONGEST:  # a longer one would come back cut off; left out, the library keeps it
            sheet.write_string(row, at, text, paint.get(column.type, paint["text"]))


def _is_number(value: Any) -> bool:
    """Facts of a project come as texts; one that is no number stays the text that it is."""
    try:
        return math.isfinite(float(value))
    except ValueError:
        return False


def _rule(column: Column, declared: Table, last: int) -> dict[str, Any] | None:
    """What a cell accepts; the spreadsheet says it while one types."""
    title, words = column.label[:32], column.expected[:1].upper() + column.expected[1:]
    told = {"input_title": title, "input_message": hint(column)[:255], "error_title": title, "error_message": f"{words}."[:255]}
    if column.type in ("choice", "flag"):
        return {"validate": "list", "source": list(column.choices) or ["yes", "no"], **told}
    if column.type == "date":
        return {"validate": "date", "criteria": "between", "minimum": dt.date(1950, 1, 1), "maximum": dt.date(2150, 1, 1), **told}
    if column.type in ("number", "integer"):
        kind = "integer" if column.type == "integer" else "decimal"
        low = column.minimum if column.minimum is not None else -1e12
        high = column.maximum if column.maximum is not None else 1e12
        return {"validate": kind, "criteria": "between", "minimum": low, "maximum": high, **told}
    if column.name == "unit" or column.name.endswith("_unit"):
        return {"validate": "list", "source": list(_UNITS), **told, "error_type": "information"}
    if column.name == "project_id" and declared.name != "projects":
        cells = f"=projects!$A${_FIRST_ROW + 1}:${xl_col_to_name(0)}${last + 1}"
        return {
            "validate": "list",
            "source": cells,
            **told,
            "error_message": "List it on the sheet projects first.",
            "error_type": "warning",
        }
    return None


def _rows(given: Tables, name: str) -> pd.DataFrame:
    """The rows of a sheet: persons left out, the answers of a review in columns."""
    declared, frame = SHEETS[name], given[name]
    persons = [c.name for c in declared.columns if c.person]
    frame = frame.drop(columns=[c for c in persons if c in frame])
    if name != FACTS or not len(frame):
        return frame[[c for c in declared.names if c in frame]]
    answers = pd.DataFrame([json.loads(f) if isinstance(f, str) else {} for f in frame["facts"]], index=frame.index, dtype="object")
    answers = answers.map(lambda v: json.dumps(v, ensure_ascii=False) if isinstance(v, list | dict) else v)
    answers = answers[[c for c in answers if str(c).strip() and (c in declared.names or column_of(str(c), declared) is None)]]
    return pd.concat([frame[["project_id", "reviewed_on"]], answers], axis=1)


def _on_paper(sheet: Worksheet) -> None:
    """All columns on the width of one page: A4 across, with the sheet's name and the page number."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&RPage &P of &N")
