"""How large a file may be: checked before it is parsed, so that a bomb or a mistake is refused in a sentence."""

from __future__ import annotations

import numpy as np

from workbench.tables import InputError

FILE_BYTES = 500 * 2**20
INFLATED_BYTES = 2 * 2**30
RATIO = 200  # inflated ÷ compressed; real exports stay below 50
RATIO_FROM = 50 * 2**20  # below this the ratio says nothing
ROWS = 5_000_000
COLUMNS = 2_000
CELLS = 200_000_000
DEPTH = 100  # lists and records inside each other; real exports stay below 20

_PIECE = 4 * 2**20
_STEP = np.zeros(256, dtype=np.int64)
_STEP[list(b"[{")], _STEP[list(b"]}")] = 1, -1
_MARK = _STEP != 0
_MARK[ord('"')] = True
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


def refuse_inflated(inflated: int, compressed: int) -> None:
    """Refuse a compressed file that would grow beyond measure.

    Parameters
    ----------
    inflated, compressed : int
        Bytes after and before unpacking, as far as known.

    Raises
    ------
    InputError
        When it grows beyond 2 GB, or to more than 200 times its size.

    Examples
    --------
    >>> refuse_inflated(4_000_000, 100_000)
    """
    if inflated > INFLATED_BYTES or (inflated > RATIO_FROM and inflated > RATIO * max(compressed, 1)):
        raise InputError(
            f"the file unpacks to more than {inflated / 2**20:,.0f} MB from {compressed / 2**20:,.1f} MB.",
            expected=f"at most {INFLATED_BYTES // 2**20:,} MB and at most {RATIO} times the packed size.",
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


def refuse_depth(text: bytes) -> None:
    """Refuse JSON whose lists and records lie too deep inside each other.

    Parameters
    ----------
    text : bytes
        The JSON, UTF-8.

    Raises
    ------
    InputError
        When it is nested more than 100 levels deep.

    Examples
    --------
    >>> refuse_depth(b'[{"a": ["[[[["]}]')
    """
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
