"""Spreadsheets: XLSX, XLS and ODS, every cell as the text a person would see, dates as ISO texts."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Literal

import pandas as pd
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from workbench.importers import limits
from workbench.tables import InputError

from .archive import outline_levels, refuse_area, refuse_bomb
from .sheet import HEAD_ROWS, Head, NoRows, Sheet
from .trial import opened


class BookFile:
    """A spreadsheet with one or more sheets.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        Its name, for messages.
    """

    kind: Literal["table", "json", "xml"] = "table"

    def __init__(self, data: bytes, name: str) -> None:
        self.notes: tuple[str, ...] = ()
        self._data, self._zipped = data, data.startswith(b"PK")
        if not (self._zipped and refuse_bomb(data)):
            for rows, columns in opened(data):
                refuse_area(rows, columns)
        try:
            self._book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        except PasswordError as error:
            raise InputError(f"{name} is protected by a password.", todo="save it without a password, or export a CSV.") from error
        except BaseException as error:
            if not _of_the_reader(error):
                raise
            raise InputError(
                f"{name} is damaged, or no spreadsheet.",
                expected="XLSX, XLS or ODS.",
                todo="open it in a spreadsheet, save it again as XLSX.",
            ) from None
        self._sheets: dict[str, CalamineSheet] = {}

    def heads(self) -> list[Head]:
        """The first rows of every sheet that holds something."""
        found = []
        for name in self._book.sheet_names:
            rows = self._rows(name, nrows=HEAD_ROWS)
            texts = tuple(tuple(cell_text(c) for c in row) for row in rows)
            if any(any(row) for row in texts):
                found.append(Head(name, texts))
        if not found:
            raise InputError("the spreadsheet is empty.", expected="a header row and rows below it.", todo="export it again.")
        return found

    def document(self) -> Any:
        """A spreadsheet is not a document."""
        raise InputError("the file is a spreadsheet, not a document.")

    def sheet(self, head: Head, header_row: int) -> Sheet:
        """The whole sheet below its header; blank rows are left out, labels are the sheet's own row numbers."""
        header = head.rows[header_row]
        limits.refuse_shape(self._open(head.name).total_height, len(header))
        rows = self._rows(head.name)[header_row + 1 :]
        columns = [column_text(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in header]
        frame = pd.DataFrame({i: pd.Series(c, dtype="str") for i, c in enumerate(columns)})
        frame.index = pd.RangeIndex(header_row + 2, header_row + 2 + len(rows))
        frame = frame[(frame != "").any(axis=1)]
        if not len(frame):
            raise NoRows(f"the sheet {head.name!r} has a header row but no rows below it.", todo="check the filter, then export again.")
        place = self._book.sheet_names.index(head.name)
        return Sheet(head.name, header, frame, levels=partial(outline_levels, self._data, place) if self._zipped else None)

    def _open(self, name: str) -> CalamineSheet:
        if name not in self._sheets:
            with _told(name):
                self._sheets[name] = self._book.get_sheet_by_name(name)
        return self._sheets[name]

    def _rows(self, name: str, nrows: int | None = None) -> list[list[Any]]:
        sheet = self._open(name)
        with _told(name):
            return sheet.to_python(skip_empty_area=False, nrows=nrows)


def _of_the_reader(error: BaseException) -> bool:
    """Whether the reader could not go on; where it panics, Python learns that by an exception that is none of its own."""
    return isinstance(error, CalamineError | ValueError | OSError | ArithmeticError) or type(error).__name__ == "PanicException"


@contextmanager
def _told(sheet: str) -> Iterator[None]:
    """Tell in words what the reader stumbles over."""
    try:
        yield
    except BaseException as error:
        if not _of_the_reader(error):
            raise
        raise InputError(
            f"the sheet {sheet!r} is damaged, or holds a number that no date or time can be.",
            todo="open it in a spreadsheet, save it again as XLSX, then import that.",
        ) from None


def column_text(cells: tuple[Any, ...]) -> list[str]:
    """The cells of a column as texts.

    Parameters
    ----------
    cells : tuple
        Values as the spreadsheet types them.

    Returns
    -------
    list of str

    Examples
    --------
    >>> column_text((7.0, 1.5, "", dt.date(2025, 1, 2), True, dt.timedelta(hours=4, minutes=30)))
    ['7', '1.5', '', '2025-01-02', 'true', '4:30:00']
    """
    return [
        c if type(c) is str else str(int(c)) if type(c) is float and c.is_integer() and -1e15 < c < 1e15 else cell_text(c) for c in cells
    ]


def cell_text(cell: Any) -> str:
    """One cell as text.

    Parameters
    ----------
    cell : object
        A text, number, date, duration, yes/no or nothing.

    Returns
    -------
    str

    Notes
    -----
    Whole numbers lose their ``.0``, so that keys stay keys. A number with exactly three decimals gets a fourth, so that nobody
    takes its point for a thousands mark.

    Examples
    --------
    >>> cell_text(7.0), cell_text(1.234), cell_text(dt.datetime(2025, 1, 2, 10, 30))
    ('7', '1.2340', '2025-01-02 10:30:00')
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float | int):
        if float(cell).is_integer() and abs(cell) < 2**53:
            return str(int(cell))
        text = repr(cell)
        return text + "0" if "e" not in text and len(text.partition(".")[2]) == 3 else text
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, dt.timedelta):
        seconds = round(cell.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return "" if cell is None else str(cell)
