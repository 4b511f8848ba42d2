"""Monday's sheets: groups under their names, headers that repeat, sub-items with headers of their own, sums at the end of a group."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pandas as pd

from .containers import Sheet
from .names import plain
from .notes import Notes

GROUP, PARENT = "Group", "Parent item"
_IDS = ("Item ID (auto generated)", "Item ID", "Item Id", "Pulse ID")
_SUB_FIRST = "subitems"


def laid_flat(sheet: Sheet, notes: Notes, *, above: tuple[tuple[str, ...], ...] = ()) -> Sheet:
    """A sheet of groups as one table of items and sub-items.

    Parameters
    ----------
    sheet : Sheet
        From the first header on.
    notes : Notes
        Is told how many rows were titles, headers and sums.
    above : tuple of tuple of str
        Rows above the first header; the last one that is filled names the first group.

    Returns
    -------
    Sheet
        The columns of items and of sub-items by name, Group, and Parent item (the parent's key, or its row where no keys are shown);
        one row per item or sub-item. A lone name above a header is a group; a row without a name holds sums.

    Examples
    --------
    >>> frame = pd.DataFrame({0: ["Pay", ""], 1: ["Done", "8"]}, index=[4, 5])
    >>> flat = laid_flat(Sheet("", ("Name", "Status"), frame), Notes(), above=(("Board",), ("Sprint 1",)))
    >>> flat.header, flat.frame.to_numpy().tolist()
    (('Name', 'Status', 'Group', 'Parent item'), [['Pay', 'Done', 'Sprint 1', '']])
    """
    titled = [r[0].strip() for r in above if r and r[0].strip() and not any(c.strip() for c in r[1:])]
    group, header, sub, parent = titled[-1] if titled else "", sheet.header, tuple[str, ...](), ""
    records: dict[int, dict[str, str]] = {}
    left_out = 0
    rows = [(line, cells) for line, cells in _rows(sheet) if any(c.strip() for c in cells)]
    for (line, cells), (_, below) in zip(rows, [*rows[1:], (0, ("",))], strict=True):
        filled = [c.strip() for c in cells if c.strip()]
        first, second = cells[0].strip(), cells[1].strip() if len(cells) > 1 else ""
        if plain(first) == _SUB_FIRST and plain(second) == "name":
            sub, left_out = cells, left_out + 1
        elif plain(first) == "name" and sum(c.strip() in {h.strip() for h in header} for c in cells if c.strip()) >= 0.8 * len(filled):
            header, sub, left_out = cells, (), left_out + 1
        elif first and len(filled) == 1 and plain(below[0]) == "name":
            group, parent, sub, left_out = first, "", (), left_out + 1
        elif not first and sub and second:
            record = {h.strip(): c for h, c in zip(sub[1:], cells[1:], strict=False) if h.strip()}
            records[line] = {**record, "Name": second, GROUP: group, PARENT: parent}
        elif first:
            record = {h.strip(): c for h, c in zip(header, cells, strict=False) if h.strip()}
            records[line] = {**record, GROUP: group, PARENT: ""}
            parent = next((record[i] for i in _IDS if record.get(i)), f"row-{line}")
        else:
            left_out += 1  # the sums at the end of a group have no name
    notes.skipped += left_out
    names = tuple(
        dict.fromkeys([*(h.strip() for h in sheet.header if h.strip()), *(k for r in records.values() for k in r), GROUP, PARENT])
    )
    names = (*(n for n in names if n not in (GROUP, PARENT)), GROUP, PARENT)
    frame = pd.DataFrame({i: pd.Series([r.get(n, "") for r in records.values()], dtype="str") for i, n in enumerate(names)})
    frame.index = pd.Index(list(records), dtype="int64")
    return replace(sheet, header=names, frame=frame, broken=sheet.broken.iloc[:0])


def _rows(sheet: Sheet) -> list[tuple[int, tuple[str, ...]]]:
    rows = list(zip(sheet.frame.index, map(tuple, sheet.frame.astype("str").fillna("").to_numpy()), strict=True))
    if sheet.delimiter:  # in a text file the short rows were set apart
        for line, text in sheet.broken["text"].items():
            cells = next(iter(csv.reader(io.StringIO(str(text).rstrip("\r\n"), newline=""), delimiter=sheet.delimiter)), [])
            rows.append((line, tuple(cells)))
    return sorted(rows, key=lambda r: r[0])
