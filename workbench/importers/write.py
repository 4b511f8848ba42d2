"""Hand a table out: CSV, XLSX or Parquet, without formulas, and complete or not at all."""

from __future__ import annotations

import gzip
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.tables import InputError, defused

_ENDINGS = (".csv", ".csv.gz", ".xlsx", ".parquet")


def write_table(frame: pd.DataFrame, path: str | Path) -> None:
    """Write a table to a file that other tools open, by the ending of its name.

    Parameters
    ----------
    frame : DataFrame
        Any table; the index is not written.
    path : str or Path
        Ends in ``.csv``, ``.csv.gz``, ``.xlsx`` or ``.parquet``; appears only when it is complete.

    Raises
    ------
    InputError
        When the ending is another one.

    Notes
    -----
    Texts that a spreadsheet would run as a formula get a leading ``'`` in CSV and are stored as texts in XLSX.

    Examples
    --------
    >>> target = Path(tempfile.mkdtemp()) / "tasks.csv"
    >>> write_table(pd.DataFrame({"title": ["=1+1"], "estimate": [-1.5]}), target)
    >>> target.read_text(encoding="utf-8-sig").split()
    ['title,estimate', "'=1+1,-1.5"]
    """
    path = Path(path)
    ending = next((e for e in sorted(_ENDINGS, key=len, reverse=True) if path.name.lower().endswith(e)), None)
    if ending is None:
        raise InputError(f"{path.name} has no known ending.", expected="one of " + ", ".join(_ENDINGS) + ".", todo="rename the target.")
    with appearing(path) as draft:
        if ending in (".csv", ".csv.gz"):
            _write_csv(frame, draft, packed=ending == ".csv.gz")
        elif ending == ".xlsx":
            _write_xlsx(frame, draft)
        else:
            frame.to_parquet(draft, index=False)


@contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """A file that appears under its name only when it is complete and on the disk.

    Parameters
    ----------
    path : Path
        Where it is to be; its folder is made.

    Yields
    ------
    Path
        A file beside it, to be written; gone again when anything fails.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-", suffix=path.suffix)
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        with draft.open("rb+") as done:
            os.fsync(done.fileno())
        draft.chmod(0o644)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _write_csv(frame: pd.DataFrame, draft: Path, *, packed: bool) -> None:
    guarded = pd.DataFrame(index=frame.index)
    for i, column in enumerate(frame.columns):
        values = frame.iloc[:, i]
        plain = pd.api.types.is_numeric_dtype(values) or pd.api.types.is_datetime64_any_dtype(values)
        guarded.insert(i, defused(str(column)), values if plain else values.astype("object").map(_cell), allow_duplicates=True)
    text = guarded.to_csv(index=False).encode("utf-8-sig")
    with draft.open("wb") as stream:
        stream.write(gzip.compress(text, mtime=0) if packed else text)


def _cell(value: Any) -> Any:
    if isinstance(value, bool | int | float) or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return value
    return defused(str(value))


def _write_xlsx(frame: pd.DataFrame, draft: Path) -> None:
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with pd.ExcelWriter(draft, engine="xlsxwriter", engine_kwargs={"options": plain}, datetime_format="yyyy-mm-dd hh:mm:ss") as book:
        frame.to_excel(book, index=False)
