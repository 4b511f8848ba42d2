"""How large a file may be: checked before it is parsed, so that a bomb or a mistake is refused in a sentence."""

from __future__ import annotations

import re

import numpy as np

from workbench.tables import InputError

FILE_BYTES = 500 * 2**20
INFLATED_BYTES = 2 * 2**30
RATIO = 200  # inflated ÷ compressed; real exports stay below 50
RATIO_FROM = 50 * 2**20  # below this the ratio says nothing
ROWS = 5_000_000
COLUMNS = 2_000
CELLS = 200_000_000
DEPTH = 100  # lists, records or elements inside each other; real exports stay below 20
PARTS = 3_000_000  # elements of an XML file; a JSON file may have four times as many values: more fill a laptop's memory
BOOK_BYTES = 2**30  # a spreadsheet's parts, unpacked
TEXT_BYTES = 300 * 2**20  # the part of a spreadsheet that holds its texts

_PIECE = 4 * 2**20
_STEP = np.zeros(256, dtype=np.int64)
_STEP[list(b"[{")], _STEP[list(b"]}")] = 1, -1
_MARK = _STEP != 0
_MARK[ord('"')] = True
_QUOTED = re.compile(rb'"[^"]*"')
_DELIMITERS = b",;\t|"
_SMALLER = "export fewer rows or fewer columns (one project or one year at a time)."


def refuse_size(size: int) -> None:
    """Refuse a file that is too large to open.

    Parameters
    ----------
    size : int
        Bytes on disk.

    Raises
    ------
    InputError
        When it is larger than 500 MB.

    Examples
    --------
    >>> refuse_size(10_000)
    """
    if size > FILE_BYTES:
        raise InputError(f"the file has {size / 2**20:,.0f} MB.", expected=f"at most {FILE_BYTES // 2**20:,} MB.", todo=_SMALLER)


def refuse_inflated(inflated: int, compressed: int, *, most: int = INFLATED_BYTES) -> None:
    """Refuse a compressed file that would grow beyond measure.

    Parameters
    ----------
    inflated, compressed : int
        Bytes after and before unpacking, as far as known.
    most : int
        Bytes that it may have after unpacking.

    Raises
    ------
    InputError
        When it grows beyond that, or to more than 200 times its size.

    Examples
    --------
    >>> refuse_inflated(4_000_000, 100_000)
    """
    if inflated > most or (inflated > RATIO_FROM and inflated > RATIO * max(compressed, 1)):
        raise InputError(
            f"the file unpacks to more than {inflated / 2**20:,.0f} MB from {compressed / 2**20:,.1f} MB.",
            expected=f"at most {most // 2**20:,} MB and at most {RATIO} times the packed size.",
            todo="export it again without compression, or " + _SMALLER,
        )


def refuse_shape(rows: int, columns: int) -> None:
    """Refuse a table with too many rows or columns.

    Parameters
    ----------
    rows, columns : int
        Size of the table.

    Raises
    ------
    InputError
        When there are more than 5,000,000 rows, 2,000 columns or 200,000,000 cells.

    Examples
    --------
    >>> refuse_shape(1_000, 60)
    """
    if rows > ROWS:
        raise InputError(f"the table has {rows:,} rows.", expected=f"at most {ROWS:,}.", todo=_SMALLER)
    if columns > COLUMNS:
        raise InputError(f"the table has {columns:,} columns.", expected=f"at most {COLUMNS:,}.", todo=_SMALLER)
    if rows * columns > CELLS:
        raise InputError(f"the table has {rows:,} rows of {columns:,} columns.", expected=f"at most {CELLS:,} cells.", todo=_SMALLER)


def refuse_wide(start: bytes) -> None:
    """Refuse a text table by the first bytes of its header, before the rest is read.

    Parameters
    ----------
    start : bytes
        The beginning of the file, some hundred thousand bytes.

    Raises
    ------
    InputError
        When its first line has more than 2,000 columns.

    Examples
    --------
    >>> refuse_wide(b'id,"a long, long title"\\n1,2\\n')
    """
    first = _QUOTED.sub(b"", start.lstrip(b"\xef\xbb\xbf\r\n").split(b"\n", 1)[0])
    columns = 1 + max(first.count(mark) for mark in _DELIMITERS)
    if columns > COLUMNS:
        raise InputError(f"the header has {columns:,} columns or more.", expected=f"at most {COLUMNS:,}.", todo=_SMALLER)


def refuse_cells(marks: int) -> None:
    """Refuse a text table with too many cells, before it is split into them.

    Parameters
    ----------
    marks : int
        How often its delimiter occurs.

    Raises
    ------
    InputError
        When there are more than 200,000,000.

    Examples
    --------
    >>> refuse_cells(60_000)
    """
    if marks > CELLS:
        raise InputError(f"the table has about {marks:,} cells.", expected=f"at most {CELLS:,}.", todo=_SMALLER)


def refuse_nested(depth: int, parts: int) -> None:
    """Refuse XML whose elements lie too deep inside each other, or are too many.

    Parameters
    ----------
    depth, parts : int
        How deep and how many, so far.

    Raises
    ------
    InputError
        When there are more than 100 levels or 3,000,000 elements.

    Examples
    --------
    >>> refuse_nested(6, 40_000)
    """
    if depth > DEPTH:
        raise InputError("the XML file is nested too deeply.", expected=f"at most {DEPTH} levels.", todo="export it again.")
    if parts > PARTS:
        raise InputError(f"the XML file has more than {PARTS:,} elements.", expected="the plan of one project.", todo=_SMALLER)


def refuse_depth(text: bytes) -> None:
    """Refuse JSON whose lists and records lie too deep inside each other, or hold too many values.

    Parameters
    ----------
    text : bytes
        The JSON, UTF-8.

    Raises
    ------
    InputError
        When it is nested more than 100 levels deep, or has more than 12,000,000 commas, brackets and braces.

    Examples
    --------
    >>> refuse_depth(b'[{"a": ["[[[["]}]')
    """
    parts = sum(text.count(mark) for mark in (b",", b"[", b"{"))
    if parts > 4 * PARTS:
        raise InputError(f"the JSON file has more than {4 * PARTS:,} values.", expected="fewer.", todo=_SMALLER)
    bare = text.replace(b"\\\\", b"").replace(b'\\"', b"") if b"\\" in text else text
    depth, quotes = 0, 0
    for start in range(0, len(bare), _PIECE):
        piece = np.frombuffer(bare, dtype=np.uint8, count=min(_PIECE, len(bare) - start), offset=start)
        marks = piece[_MARK[piece]]
        seen = quotes + np.cumsum(marks == ord('"'))
        levels = depth + np.cumsum(np.where(seen % 2 == 0, _STEP[marks], 0))
        if len(levels):
            deepest, depth, quotes = int(levels.max()), int(levels[-1]), int(seen[-1])
            if deepest > DEPTH:
                raise InputError("the JSON file is nested too deeply.", expected=f"at most {DEPTH} levels.", todo="export it again.")
