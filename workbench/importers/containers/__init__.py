"""One small reader per container format; a file is recognised by its content, not only by its name."""

from __future__ import annotations

import gzip
from pathlib import Path

from workbench.importers import limits
from workbench.tables import InputError

from .document import JsonFile, XmlFile
from .plan import PLANS, PRIMAVERA, PlanFile
from .sheet import Head, NoRows, Sheet, Source
from .text import TextFile

__all__ = ["Head", "NoRows", "Sheet", "Source", "TextFile", "open_file"]

_BOOK = (".xlsx", ".xlsm", ".xls", ".ods")
_TEXT = (".csv", ".tsv", ".txt")
_START = 1 << 18  # bytes that are looked at before the rest is read
_KNOWN = "CSV, TSV, XLSX, XLS, ODS, Parquet, JSON or XML, plain or as .gz; a plan of Microsoft Project or Primavera."


def open_file(path: str | Path) -> Source:
    """Open an export, whatever container it is in.

    Parameters
    ----------
    path : str or Path
        The file; ``.gz`` is unpacked.

    Returns
    -------
    Source

    Raises
    ------
    InputError
        When the file is missing, empty, too large, not what its name says, or of no known kind.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "tasks.csv"
    >>> _ = file.write_text("id;title\\n1;a\\n")
    >>> [head.delimiter for head in open_file(file).heads() if len(head.rows[0]) == 2]
    [';']
    """
    path = Path(path)
    if path.is_dir():
        raise InputError(
            f"{path.name} is a folder.", expected="one file.", todo="name the file inside it, or pack the tables as sheets of one XLSX."
        )
    if not path.is_file():
        raise InputError(f"there is no file {path.name!r}.", todo="check the name and the folder.")
    size = path.stat().st_size
    limits.refuse_size(size)
    if size == 0:
        raise InputError(f"{path.name} is empty.", expected="a header row and rows below it.", todo="export it again.")
    with path.open("rb") as stream:
        start = stream.read(_START)
    if start.startswith(b"\x1f\x8b"):
        data, name = _unpacked(path), path.name.removesuffix(".gz")
    else:
        data, name = None, path.name
        if path.suffix == ".gz":
            raise InputError(f"{path.name} is named .gz but is not packed.", todo="rename it without .gz, or pack it again.")
        if path.suffix.lower() in _TEXT:
            limits.refuse_wide(start)
    return _by_content(path, name, data)


def _by_content(path: Path, name: str, data: bytes | None) -> Source:
    suffix = Path(name).suffix.lower()
    content = data if data is not None else path.read_bytes()
    start = content[:8].lstrip(b"\xef\xbb\xbf")
    if start.startswith((b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")):
        raise InputError(
            f"{name} is a Python pickle, which can run programs when opened; it was not opened.", expected=_KNOWN, todo="export a CSV."
        )
    if suffix in PLANS:
        return PlanFile(content, name)
    if start.startswith(b"PK") or start.startswith(b"\xd0\xcf\x11\xe0"):
        _refuse_wrong_name(name, suffix, _BOOK, "a spreadsheet or a zip file")
        from .spreadsheet import BookFile

        return BookFile(content, name)
    if start.startswith(b"PAR1"):
        _refuse_wrong_name(name, suffix, (".parquet", ".pq"), "a Parquet file")
        from .parquet import ParquetFile

        return ParquetFile(content)
    if start.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"SQLite", b"\x7fELF", b"MZ\x90")):
        raise InputError(
            f"{name} is not a table (a document, picture, database or program).", expected=_KNOWN, todo="choose the export itself."
        )
    if suffix in (".json", ".jsonl", ".ndjson"):
        return JsonFile(content)
    if suffix in (".xml", ".mspdi"):
        made = XmlFile(content)
        return PlanFile(content, f"{Path(name).stem}.pmxml") if made.document().tag.endswith(f"}}{PRIMAVERA}") else made
    if suffix in (*_BOOK, ".parquet", ".pq"):
        raise InputError(
            f"{name} is named {suffix} but holds something else.", expected=_KNOWN, todo="export it again, or correct its ending."
        )
    return TextFile(content)


def _refuse_wrong_name(name: str, suffix: str, right: tuple[str, ...], what: str) -> None:
    if suffix not in right:
        raise InputError(
            f"{name} is named {suffix or 'without an ending'} but is {what}.",
            expected=f"the ending {' or '.join(right)}.",
            todo="correct the ending, or export it as CSV.",
        )


def _unpacked(path: Path) -> bytes:
    parts, total = [], 0
    try:
        with path.open("rb") as raw, gzip.GzipFile(fileobj=raw) as stream:
            while chunk := stream.read(1 << 22):
                parts.append(chunk)
                if not total and path.name.lower().endswith(tuple(f"{ending}.gz" for ending in _TEXT)):
                    limits.refuse_wide(chunk)
                total += len(chunk)
                limits.refuse_inflated(total, raw.tell())
    except (OSError, EOFError) as error:
        raise InputError(f"{path.name} is damaged: it cannot be unpacked to its end.", todo="export or download it again.") from error
    return b"".join(parts)
