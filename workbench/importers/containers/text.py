"""Tables in text files: any of four delimiters, fields counted row by row, never a shifted column."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any, Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from workbench.importers import limits
from workbench.tables import InputError

from .encoding import to_utf8
from .sheet import HEAD_ROWS, Head, NoRows, Sheet

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 1 << 18
_BLOCK = 1 << 24
csv.field_size_limit(2**31 - 1)


class TextFile:
    """A delimited text file, decoded.

    Parameters
    ----------
    data : bytes
        The file's bytes, unpacked.

    Examples
    --------
    >>> file = TextFile(b"id;title\\n1;a\\n2\\n")
    >>> sheet = file.sheet(next(h for h in file.heads() if h.delimiter == ";"), 0)
    >>> sheet.frame.to_numpy().tolist(), sheet.broken.index.tolist()
    ([['1', 'a']], [3])
    """

    kind: Literal["table", "json", "xml"] = "table"

    def __init__(self, data: bytes) -> None:
        self._text, self.encoding, self.sure = to_utf8(data)
        self.notes: tuple[str, ...] = ()
        if not self._text[:_SAMPLE].strip() and not self._text.strip():
            raise InputError("the file is empty.", expected="a header row and rows below it.", todo="export it again.")
        if self.encoding == "utf-16":
            self.notes = ("the file is in UTF-16",)
        if not self.sure:
            self.notes = (f"the file is not in UTF-8; it was read as {self.encoding}: please check accented letters",)

    def heads(self) -> list[Head]:
        """The first rows, split by each of the delimiters that occur."""
        found: list[Head] = []
        wide: list[int] = []
        for delimiter in DELIMITERS:
            rows = [row for row, _ in self._first_rows(delimiter)]
            if rows and max(map(len, rows)) > limits.COLUMNS:
                wide.append(max(map(len, rows)))
            elif rows and (max(map(len, rows)) > 1 or delimiter == ","):
                found.append(Head("", tuple(rows), delimiter))
        if wide and not any(len(row) > 1 for head in found for row in head.rows):
            limits.refuse_shape(0, max(wide))
        return found

    def document(self) -> Any:
        """A text table is not a document."""
        raise InputError("the file is a table, not a document.")

    def sheet(self, head: Head, header_row: int) -> Sheet:
        """The whole table; rows with the wrong number of fields are set apart.

        Parameters
        ----------
        head : Head
            One of :meth:`heads`.
        header_row : int
            Which of its rows is the header, from 0.

        Returns
        -------
        Sheet

        Raises
        ------
        InputError
            When there are no rows below the header, or a quotation mark is never closed.
        """
        assert head.delimiter is not None
        first = list(self._first_rows(head.delimiter))[: header_row + 1]
        header, consumed = first[-1][0], first[-1][1]
        limits.refuse_shape(0, len(header))
        limits.refuse_cells(self._text.count(head.delimiter.encode()))
        body = pa.py_buffer(self._text).slice(self._offset(consumed))
        if not body.slice(0, min(1 << 16, body.size)).to_pybytes().strip() and not body.to_pybytes().strip():
            raise NoRows("the file has a header row but no rows below it.", todo="check the filter of the export, then export again.")
        quotes = self._text.count(b'"')
        if quotes % 2:
            self._refuse_open_quote(head.delimiter)
        frame, broken = _parse(body, head.delimiter, len(header), quoted=quotes > 0)
        frame.index = pd.Index(frame.index + consumed + 1)
        broken.index = pd.Index(broken.index + consumed + 1)
        limits.refuse_shape(len(frame), len(header))
        return Sheet(head.name, tuple(header), frame, broken, head.delimiter)

    def texts(self) -> list[str]:
        """Every text of a file that is a list of texts without a header.

        Returns
        -------
        list of str

        Raises
        ------
        InputError
            When rows have several cells: then the file is a table with unknown columns.
        """
        reader = csv.reader(io.StringIO(self._text.decode("utf-8"), newline=""))  # which takes a lone carriage return for an end, too
        rows = [[cell.strip() for cell in row if cell.strip()] for row in reader]
        found = [cell for row in rows for cell in row]
        even = next((h.rows[0] for h in self.heads() if len(h.rows[0]) > 1 and len({len(r) for r in h.rows}) == 1), None)
        if even or len(found) < 2 or sum(len(row) > 1 for row in rows) > 0.2 * len(found):
            raise InputError(
                f"no known tool writes these columns: {', '.join(even or rows[0])[:300]}.",
                expected="an export of a known tool, or a table of tasks with a header row.",
                todo="map the columns by hand, or check that the right file was chosen.",
            )
        return found

    def _first_rows(self, delimiter: str) -> Iterator[tuple[tuple[str, ...], int]]:
        """The first rows and the number of lines read so far."""
        sample = self._text[:_SAMPLE]
        whole = len(sample) == len(self._text)
        lines = sample.decode("utf-8", errors="ignore").split("\n")
        if whole and not lines[-1]:
            lines.pop()
        reader = csv.reader((line + "\n" for line in lines), delimiter=delimiter)
        try:
            for number, row in enumerate(reader):
                if number >= HEAD_ROWS or (not whole and reader.line_num >= len(lines) and number):
                    return
                yield tuple(row), reader.line_num
        except csv.Error:
            return

    def _offset(self, lines: int) -> int:
        at = 0
        for _ in range(lines):
            found = self._text.find(b"\n", at)
            if found < 0:
                return len(self._text)
            at = found + 1
        return at

    def _refuse_open_quote(self, delimiter: str) -> None:
        reader = csv.reader((line.decode("utf-8") for line in io.BytesIO(self._text)), delimiter=delimiter, strict=True)
        start = 1
        try:
            for _ in reader:
                start = reader.line_num + 1
        except csv.Error as error:
            if "end of data" in str(error):
                raise InputError(
                    f"a quotation mark is opened in the row that begins on line {start:,} and never closed.",
                    todo="correct that row or export the file again; it may have been cut off.",
                ) from error


def _parse(body: pa.Buffer, delimiter: str, width: int, *, quoted: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows of the body with the line (from 0) each begins on, and the rows with the wrong number of fields."""
    table, bad = _split(body, delimiter, width, quoted=quoted)
    ordinal, heights = _places(table, bad, quoted=quoted)
    lines = np.cumsum(heights) - heights
    frame = table.to_pandas()
    frame.columns = range(width)
    frame.index = pd.Index(lines[ordinal])
    wrong = [r for r in bad if r.text.strip(' \r\n"' + delimiter)]
    broken = pd.DataFrame(
        {
            "text": [r.text for r in wrong],
            "reason": [f"has {r.actual_columns} fields; expected {r.expected_columns} as in the header" for r in wrong],
        },
        index=pd.Index([int(lines[r.number - 1]) for r in wrong], dtype="int64"),
        dtype="object",
    )
    return _without_blank_rows(frame), broken


def _split(body: pa.Buffer, delimiter: str, width: int, *, quoted: bool) -> tuple[pa.Table, list[Any]]:
    """All rows as texts, and the rows of another width with their place among all rows."""
    names = [str(i) for i in range(width)]
    convert = pacsv.ConvertOptions(column_types=dict.fromkeys(names, pa.large_string()), strings_can_be_null=False, check_utf8=False)
    block, threads = _BLOCK, True
    while True:
        bad: list[Any] = []

        def keep(row: Any, bad: list[Any] = bad) -> str:
            bad.append(row)
            return "skip"

        parse = pacsv.ParseOptions(delimiter=delimiter, newlines_in_values=quoted, ignore_empty_lines=False, invalid_row_handler=keep)
        try:
            read = pacsv.ReadOptions(use_threads=threads, block_size=block, column_names=names)
            table = pacsv.read_csv(pa.BufferReader(body), read_options=read, parse_options=parse, convert_options=convert)
        except pa.ArrowInvalid as error:
            if "straddling" in str(error) and block <= body.size:
                block = body.size + 1  # a cell longer than a block: take the file as one
                continue
            raise InputError(
                "the text cannot be split into rows.",
                expected="one row per line, cells with line breaks in double quotes, every quote closed.",
                todo="export the file again.",
            ) from None  # Arrow quotes the row, which may name people
        if bad and threads:
            threads = False  # only then does Arrow say where the rows stood
            continue
        return table, bad


def _places(table: pa.Table, bad: list[Any], *, quoted: bool) -> tuple[np.ndarray, np.ndarray]:
    """For each good row its ordinal among all rows, and for all rows how many lines they take."""
    total = table.num_rows + len(bad)
    wrong = np.array([r.number - 1 for r in bad], dtype="int64")
    good = np.ones(total, bool)
    good[wrong] = False
    ordinal = np.flatnonzero(good)
    heights = np.ones(total, "int64")
    for column in table.itercolumns() if quoted else ():
        if not any(_holds_newline(chunk) for chunk in column.chunks):
            continue
        inner = pc.count_substring(column, "\n").to_numpy()
        if inner.any():
            heights[ordinal] += inner
    for r in bad:
        heights[r.number - 1] += r.text.strip("\r\n").count("\n")
    return ordinal, heights


def _holds_newline(texts: pa.Array) -> bool:
    held = texts.buffers()[2]
    return held is not None and bool((np.frombuffer(held, np.uint8) == 10).any())


def _without_blank_rows(frame: pd.DataFrame) -> pd.DataFrame:
    maybe = frame[0].str.strip() == ""
    if not maybe.any():
        return frame
    blank = maybe.copy()
    for column in frame.columns[1:]:
        blank &= frame[column].str.strip() == ""
    return frame[~blank]
