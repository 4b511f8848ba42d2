"""Zipped spreadsheets that would explode: refused before they are parsed."""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

import numpy as np
import pandas as pd
from defusedxml.ElementTree import fromstring

from workbench.importers import limits
from workbench.tables import InputError

_CHUNK = 1 << 22
_DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
_OVERLAP = 200
_DENSE_CELLS = 50_000_000
_SPARSE_CELLS = 4_000_000  # of an area up to here no cell need be filled
_WIDE = re.compile(rb'<c r="([A-Z]{2,3})\d')
_TALL = re.compile(rb'<c r="[A-Z]{1,3}(\d{5,})"')
_CELLS = (b"<c ", b"<c>", b"<c/", b"<c\n", b"<c\t", b"<c\r")
_PREFIXED = (b":c ", b":c>", b":c/", b":c\n", b":c\t", b":c\r")
_ADDRESSED = b'<c r="'
_ODD = re.compile(rb'<c r="(?![A-Z]{1,3}[1-9]\d{0,6}"[ />])')
_ROW = re.compile(rb"<(?:x:)?row ([^>]*outlineLevel=[^>]*)>")
_NUMBER = re.compile(rb'\br="(\d+)"')
_LEVEL = re.compile(rb'outlineLevel="(\d+)"')
_BOOK = "xl/workbook.xml"
_TEXTS = "xl/sharedStrings.xml"
_TEXT = re.compile(rb"<(?:\w+:)?si\b")
_WHOLE = re.compile(rb"<(?:\w+:)?v\b[^>]*>\s*(\d{1,9})")  # the number of a text, or a number that is taken for one
_SMALLEST_CELL = len(b'<c t="s"><v>0</v></c>')
_ODS_CELLS = re.compile(rb"<table:(?:covered-)?table-cell[^>]*office:value-type[^>]*>")
_ODS_COLUMNS = re.compile(rb"""number-columns-repeated\s*=\s*["'](\d+)""")
_ODS_ROWS = re.compile(
    rb"""<table:table-row[^>]*number-rows-repeated\s*=\s*["'](\d+)["'][^>]*>\s*<table:table-cell[^>]*office:value-type"""
)


def refuse_bomb(data: bytes) -> bool:
    """Refuse a zipped spreadsheet whose parts unpack beyond measure, or whose few cells span a huge area.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    bool
        Whether it is an XLSX in which every cell says where it stands, the way that spreadsheets write it: only then is the area of
        its sheets known before they are opened.

    Raises
    ------
    InputError
        When it is damaged or too large in any way.
    """
    plain = True
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            limits.refuse_inflated(sum(p.file_size for p in parts), len(data), most=limits.BOOK_BYTES)
            lengths = _text_lengths(archive)
            for part in parts:
                if part.filename == "content.xml":
                    _refuse_repeated(archive, part)
                elif part.filename != _TEXTS:  # a sheet may lie anywhere
                    plain &= _area_is_plain(archive, part)
                    _refuse_echoes(archive, part, lengths)
    except _DAMAGED as error:  # whatever the unpacker stumbles over
        raise InputError("the spreadsheet is damaged.", todo="export or download it again.") from error
    names = {p.filename for p in parts}
    return plain and _BOOK in names and not any(name.lower().endswith("workbook.bin") for name in names)


def refuse_area(rows: int, columns: int, filled: int | None = None) -> None:
    """Refuse a sheet that spans too large an area: a reader keeps every cell of it, filled or not.

    Parameters
    ----------
    rows, columns : int
        Of its used area.
    filled : int, optional
        Cells that are told, where that is known: of a large area, 1 in 100 is the least.

    Raises
    ------
    InputError
        When it is too large.
    """
    limits.refuse_shape(rows, columns)
    area = rows * columns
    most = _DENSE_CELLS if filled is None else min(_DENSE_CELLS, max(_SPARSE_CELLS, 100 * filled))
    if rows > 1_048_576 or area > most:
        cells = "" if filled is None or most == _DENSE_CELLS else f", of which {filled:,} cells are used"
        raise InputError(
            f"a sheet spans {rows:,} rows and {columns:,} columns{cells}.",
            expected=f"at most {most:,} cells in the used area.",
            todo="delete stray cells far from the table, or export a CSV.",
        )


def outline_levels(data: bytes, place: int) -> pd.Series:
    """How deep the rows of a sheet lie in its outline.

    Parameters
    ----------
    data : bytes
        The file.
    place : int
        Which sheet, from 0.

    Returns
    -------
    Series of int
        Levels from 1, by row number; empty where the file has no outline or is not an XLSX.

    Raises
    ------
    InputError
        When the file is damaged where the levels are told.
    """
    try:
        return _outline_levels(data, place)
    except (*_DAMAGED, KeyError, IndexError, SyntaxError) as error:  # the last one is what the XML reader raises
        raise InputError("the spreadsheet is damaged.", todo="export or download it again.") from error


def _outline_levels(data: bytes, place: int) -> pd.Series:
    levels: dict[int, int] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if _BOOK not in archive.namelist():
            return pd.Series(dtype="int64")
        sheets = [e for e in fromstring(archive.read(_BOOK)).iter() if e.tag.endswith("}sheet")]
        targets = {e.get("Id"): e.get("Target", "") for e in fromstring(archive.read("xl/_rels/workbook.xml.rels"))}
        wanted = next((v for k, v in sheets[place].attrib.items() if k.endswith("}id")), None)
        name = targets.get(wanted, "").lstrip("/").removeprefix("xl/")
        for chunk in _chunks(archive, archive.getinfo(f"xl/{name}")):
            for row in _ROW.findall(chunk):
                number, level = _NUMBER.search(row), _LEVEL.search(row)
                if number and level:
                    levels[int(number.group(1))] = int(level.group(1))
    return pd.Series(levels, dtype="int64")


def _area_is_plain(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Refuse a sheet of too large an area; tell whether each cell says where it stands, so that the area is known at all."""
    letters: set[bytes] = set()
    tallest, filled, plain = 10_000, 0, True
    for piece in _whole_tags(archive, part):
        letters.update(_WIDE.findall(piece))
        tall = _TALL.findall(piece)
        if tall:
            longest = max(map(len, tall))
            tallest = max(tallest, int(max(d for d in tall if len(d) == longest)))
        cells = sum(map(piece.count, _CELLS))
        filled += cells
        plain = plain and cells == piece.count(_ADDRESSED) and not _ODD.search(piece) and not any(p in piece for p in _PREFIXED)
    refuse_area(tallest, max((_column_number(c) for c in letters), default=26), filled)
    return plain


def _text_lengths(archive: zipfile.ZipFile) -> np.ndarray:
    """Bytes of each text that cells refer to."""
    if _TEXTS not in archive.namelist():
        return np.zeros(0, dtype=np.int64)
    part = archive.getinfo(_TEXTS)
    limits.refuse_inflated(part.file_size, part.compress_size, most=limits.TEXT_BYTES)
    return np.array([len(text) for text in _TEXT.split(archive.read(part))[1:]], dtype=np.int64)


def _refuse_echoes(archive: zipfile.ZipFile, part: zipfile.ZipInfo, lengths: np.ndarray) -> None:
    """Refuse a few long texts that very many cells refer to: a reader writes each of them out."""
    if not len(lengths) or int(lengths.max()) * (part.file_size // _SMALLEST_CELL) <= limits.INFLATED_BYTES:
        return
    written, cells = 0, 0
    for chunk in _chunks(archive, part):
        places = np.array([int(place) for place in _WHOLE.findall(chunk)], dtype=np.int64)
        written += int(lengths[places[places < len(lengths)]].sum())
        cells += len(places)
        if written > limits.INFLATED_BYTES:
            raise InputError(
                f"the first {cells:,} cells of a sheet hold {written / 2**30:,.1f} GB of text.",
                expected=f"at most {limits.INFLATED_BYTES / 2**30:,.0f} GB.",
                todo="export a CSV, without the column of long texts.",
            )


def _refuse_repeated(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    for chunk in _chunks(archive, part):
        for cell in _ODS_CELLS.findall(chunk):
            times = _ODS_COLUMNS.search(cell)
            limits.refuse_shape(0, int(times.group(1)) if times else 1)
        for times_text in _ODS_ROWS.findall(chunk):
            if int(times_text) > 100_000:
                raise InputError(f"the sheet repeats one row {int(times_text):,} times.", todo="delete the repeated rows, or export a CSV.")


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            yield rest + chunk
            rest = chunk[-_OVERLAP:]


def _whole_tags(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part in pieces that end where a tag begins."""
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            before, mark, after = chunk.rpartition(b"<")
            if mark:
                yield rest + before
                rest = mark + after
            else:
                rest += chunk
    yield rest


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
