"""Rows that end before the header does: some tools leave out the empty cells at the end."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pandas as pd

from workbench.tables import InputError

from .containers import Sheet
from .notes import Notes
from .profile import Profile


def mended(sheet: Sheet, profile: Profile, notes: Notes) -> Sheet:
    """A sheet whose short rows are filled up, where the tool is known to leave out empty cells at the end.

    Parameters
    ----------
    sheet : Sheet
        The raw table.
    profile : Profile
        Says with ``rows_may_end_early`` that its tool does so.
    notes : Notes
        Is told how many rows were filled up.

    Returns
    -------
    Sheet
        Rows with too many cells stay set apart.

    Raises
    ------
    InputError
        When no row fits the header.

    Examples
    --------
    >>> from workbench.importers import profile
    >>> short = pd.DataFrame({"text": ["A-1"], "reason": ["has 1 fields; expected 2"]}, index=[2])
    >>> sheet = Sheet("", ("ID", "Title"), pd.DataFrame({0: pd.Series(dtype="str"), 1: pd.Series(dtype="str")}), short, ",")
    >>> mended(sheet, profile("linear.csv"), Notes()).frame.to_numpy().tolist()
    [['A-1', '']]
    """
    width = len(sheet.header)
    if profile.options.get("rows_may_end_early") and len(sheet.broken) and sheet.delimiter:
        cells = {line: _cells(str(text), sheet.delimiter) for line, text in sheet.broken["text"].items()}
        short = {line: row for line, row in cells.items() if 0 < len(row) < width}
        if short:
            filled = pd.DataFrame([[*row, *[""] * (width - len(row))] for row in short.values()], index=list(short), dtype="str")
            frame = pd.concat([sheet.frame, filled.astype("str")]).sort_index()
            sheet = replace(sheet, frame=frame, broken=sheet.broken.drop(index=list(short)))
            notes.assume(f"{len(short):,} rows end before the header does: the cells that are missing at their end count as empty.")
    if not len(sheet.frame) and len(sheet.broken):
        reason = str(sheet.broken["reason"].iloc[0]).split("; ")[0]
        raise InputError(
            f"no row has {width} fields as the header has; line {sheet.broken.index[0]:,} {reason}.",
            expected="the same number of fields in every row.",
            todo="check whether values hold the delimiter without quotation marks, then export again.",
        )
    return sheet


def _cells(text: str, delimiter: str) -> list[str]:
    return next(iter(csv.reader(io.StringIO(text.rstrip("\r\n"), newline=""), delimiter=delimiter)), [])
