"""What every container gives: the first rows of each reading, and one raw table with the rows' places in the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import pandas as pd

from workbench.tables import InputError


class NoRows(InputError):
    """A table that has a header row and nothing below it."""


HEAD_ROWS = 40  # rows looked at to find the header


@dataclass(frozen=True)
class Head:
    """The first rows of one way to read a file.

    Parameters
    ----------
    name : str
        The sheet's name; empty for a file that holds one table.
    rows : tuple of tuple of str
        The first rows, cell by cell, as texts.
    delimiter : str, optional
        What separates the cells, in a text file.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    delimiter: str | None = None


@dataclass(frozen=True)
class Sheet:
    """One raw table.

    Parameters
    ----------
    name : str
        The sheet's name; empty for a file that holds one table.
    header : tuple of str
        Headers in physical order; they may repeat.
    frame : DataFrame
        One column per header, named 0, 1, 2, …; texts (empty where nothing stood) or typed values; the index is the
        row's line in the file.
    broken : DataFrame
        Rows with the wrong number of cells: column ``text`` (as it stood) and ``reason``; the index is the line.
    delimiter : str, optional
        What separated the cells.
    levels : callable, optional
        Gives how deep each row lies in the outline of a spreadsheet, from 0, by line; rows that are missing lie at 0.
    """

    name: str
    header: tuple[str, ...]
    frame: pd.DataFrame
    broken: pd.DataFrame = field(default_factory=lambda: pd.DataFrame({"text": [], "reason": []}))
    delimiter: str | None = None
    levels: Callable[[], pd.Series] | None = None


class Source(Protocol):
    """A file that was opened: a table in some container, or a document that a reader of its own understands."""

    kind: Literal["table", "json", "xml"]
    notes: tuple[str, ...]

    def heads(self) -> list[Head]:
        """The first rows under each possible reading."""
        ...

    def sheet(self, head: Head, header_row: int) -> Sheet:
        """The whole table under one reading, with the header in the given row (from 0) of the head."""
        ...

    def document(self) -> Any:
        """The parsed document, for JSON and XML files."""
        ...
