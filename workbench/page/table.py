"""A table as it is read: few digits, right-aligned numbers, no index, nothing raw."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from markupsafe import Markup

from workbench.wording import numbers
from workbench.wording.numbers import BLANK, absent, count

from .block import Block, fill
from .spreadsheet import csv_text

FORMATS: dict[str, Callable[..., str]] = {
    "text": lambda value: str(value),
    "count": lambda value: numbers.number(value, decimals=0),
    "number": numbers.number,
    "signed": lambda value: numbers.number(value, signed=True),
    "ratio": numbers.ratio,
    "percent": numbers.percent,
    "hours": lambda value: numbers.amount(value, "hours"),
    "signed hours": lambda value: numbers.amount(value, "hours", signed=True),
    "day": numbers.day,
    "month": numbers.month,
    "yes": lambda value: "yes" if value else "no",
}
"""Names of formats for :class:`Column`."""
_LEFT = {"text", "yes"}
_SHORT = 18  # a column of texts no longer than this is never broken


@dataclass(frozen=True)
class Column:
    """How a table shows one of its columns.

    Parameters
    ----------
    label : str
        Heading.
    fmt : str or callable
        A name from ``FORMATS``, or a function from a value to its text.
    left : bool, optional
        Whether to align left; texts do when left out, all else stands right.
    """

    label: str
    fmt: str | Callable[..., str] = "text"
    left: bool | None = None

    def __post_init__(self) -> None:
        if isinstance(self.fmt, str) and self.fmt not in FORMATS:
            raise ValueError(f"no format {self.fmt!r}; there are {', '.join(FORMATS)}.")

    @property
    def at_left(self) -> bool:
        """Whether the column is aligned left."""
        return self.left if self.left is not None else self.fmt in _LEFT

    def write(self, value: object) -> str:
        """One value as it is shown; absent values are a dash."""
        if (
            absent(value)
            or (isinstance(value, float | np.floating) and not np.isfinite(value))
            or (isinstance(value, str) and not value.strip())
        ):
            return BLANK
        return (FORMATS[self.fmt] if isinstance(self.fmt, str) else self.fmt)(value)


@dataclass(frozen=True, repr=False)
class Table(Block):
    """A table with a link to its data.

    Parameters
    ----------
    frame : DataFrame
        The data; a copy is kept.
    columns : mapping of str to Column, or to a heading, optional
        Columns to show, in order, by name. Without it every column is shown, formatted by its type.
    file : str
        Name of the CSV file behind the link; empty for no link.
    rows : int
        Rows shown; the CSV has all.
    empty : str
        Sentence for a table without rows.

    Examples
    --------
    >>> some = pd.DataFrame({"kind": ["bug", "test"], "over": [195.2, None]})
    >>> Table(some, {"kind": "Kind of work", "over": Column("over / under", "signed hours")})
    Kind of work  over / under
    bug                +195 h
    test                    –
    """

    frame: pd.DataFrame = field(compare=False)
    columns: Mapping[str, Column | str] | None = None
    file: str = "table.csv"
    rows: int = 60
    empty: str = "Nothing to show."

    def __post_init__(self) -> None:
        object.__setattr__(self, "frame", self.frame.copy())
        shown = self.columns if self.columns is not None else {str(c): guess(self.frame[c], str(c)) for c in self.frame.columns}
        object.__setattr__(
            self,
            "columns",
            {name: c if isinstance(c, Column) else Column(c, guess(self.frame[name], name).fmt) for name, c in shown.items()},
        )

    def cells(self) -> list[list[str]]:
        """What is shown, row by row."""
        shown = self.frame.head(self.rows)
        assert self.columns is not None
        written = [[column.write(v) for v in _values(shown[name])] for name, column in self.columns.items()]  # type: ignore[union-attr]
        return [list(row) for row in zip(*written, strict=True)]

    def html(self) -> Markup:
        """A table element, then a line with the link."""
        more = len(self.frame) - self.rows
        rows = self.cells()
        return fill(
            "table.html",
            columns=list((self.columns or {}).values()),
            rows=rows,
            short=[max(map(len, cells)) <= _SHORT for cells in zip(*rows, strict=True)],
            more=f"The first {self.rows:,} of {count(len(self.frame), 'row')}." if more > 0 else "",
            empty=self.empty if self.frame.empty else "",
            link=self._link(),
            file=file_name(self.file),
        )

    def _link(self) -> str:
        if not self.file or self.frame.empty:
            return ""
        data = csv_text(self.frame[list(self.columns or {})]).encode("utf-8-sig")
        return f"data:text/csv;charset=utf-8;base64,{base64.b64encode(data).decode('ascii')}"

    def text(self) -> str:
        """The table in a fixed-width font."""
        if self.frame.empty:
            return self.empty
        columns = list((self.columns or {}).values())
        lines = [[c.label for c in columns], *self.cells()]  # type: ignore[union-attr]
        widths = [max(len(line[i]) for line in lines) for i in range(len(columns))]
        return "\n".join(
            "  ".join(cell.ljust(w) if c.at_left else cell.rjust(w) for cell, w, c in zip(line, widths, columns, strict=True)).rstrip()  # type: ignore[union-attr]
            for line in lines
        )


def file_name(name: str) -> str:
    """A name that every system takes, whatever project it was made from.

    Examples
    --------
    >>> file_name("../Ünsere =Liste.csv"), file_name("..")
    ('Ünsere_Liste.csv', 'table.csv')
    """
    return re.sub(r"[^\w.-]+", "_", name).strip("._-")[-80:] or "table.csv"


def guess(values: pd.Series, name: str) -> Column:
    """How to show a column that nobody described.

    Examples
    --------
    >>> guess(pd.Series([1, 2]), "tasks_done").label, guess(pd.Series([1, 2]), "tasks_done").fmt
    ('tasks done', 'count')
    """
    label = name.replace("_", " ")
    if pd.api.types.is_bool_dtype(values):
        return Column(label, "yes")
    if pd.api.types.is_datetime64_any_dtype(values):
        return Column(label, "day")
    if pd.api.types.is_integer_dtype(values):
        return Column(label, "count")
    if pd.api.types.is_numeric_dtype(values):
        return Column(label, "number")
    return Column(label)


def _values(column: pd.Series) -> list[object]:
    return [None if pd.api.types.is_scalar(v) and pd.isna(v) else v for v in column]
