"""Hand a table of the library out as a file that other tools read."""

from __future__ import annotations

import gzip
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from workbench.store import Library
from workbench.tables import InputError, table

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def export_table(library: Library, name: str, target: str | Path, *, project_id: str | None = None) -> int:
    """Write one table to CSV, XLSX or Parquet, by the ending of the file's name.

    Texts that a spreadsheet would run as a formula get a leading apostrophe in CSV and are plain texts in XLSX.

    Parameters
    ----------
    library : Library
        The review library.
    name : str
        Table to write.
    target : str or Path
        File to write; it appears only when it is complete.
    project_id : str, optional
        Only this project's rows.

    Returns
    -------
    int
        Rows written.

    Raises
    ------
    SchemaError
        When there is no such table.
    InputError
        When the ending is not one of ``.csv``, ``.csv.gz``, ``.xlsx``, ``.parquet``.
    """
    table(name)
    path = Path(target)
    ending = "".join(path.suffixes[-2:]).lower() if path.suffix.lower() == ".gz" else path.suffix.lower()
    if ending not in _WRITERS:
        raise InputError(
            f"{path.name} ends in {ending or 'nothing'}.", expected=", ".join(_WRITERS) + ".", todo="choose a name with such an ending."
        )
    frame = library.read(project_id, only=[name])[name]
    _write_whole(path, lambda part: _WRITERS[ending](frame, part))
    return len(frame)


def _write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Write beside the target first, so that a half-written file never stands under its name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part_name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=path.suffix)
    os.close(handle)
    part = Path(part_name)
    try:
        write(part)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _csv_text(frame: pd.DataFrame) -> str:
    safe = frame.copy()
    for column in safe.columns:
        if pd.api.types.is_string_dtype(safe[column].dtype):
            risky = safe[column].str.startswith(_FORMULA_STARTS).fillna(False).astype(bool)
            safe[column] = safe[column].mask(risky, "'" + safe[column])
    return safe.to_csv(index=False, lineterminator="\n")


def _csv(frame: pd.DataFrame, path: Path) -> None:
    path.write_text(_csv_text(frame), encoding="utf-8", newline="")


def _csv_gz(frame: pd.DataFrame, path: Path) -> None:
    path.write_bytes(gzip.compress(_csv_text(frame).encode("utf-8"), mtime=0))


def _xlsx(frame: pd.DataFrame, path: Path) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs={"options": options}) as writer:
        frame.to_excel(writer, index=False, freeze_panes=(1, 0))


def _parquet(frame: pd.DataFrame, path: Path) -> None:
    frame.to_parquet(path, index=False)


_WRITERS: dict[str, Callable[[pd.DataFrame, Path], None]] = {".csv": _csv, ".csv.gz": _csv_gz, ".xlsx": _xlsx, ".parquet": _parquet}
