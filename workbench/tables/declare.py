"""What a declaration consists of: a column, and a table of columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LARGEST = 1e12  # beyond this a number is a typing or unit error, whatever it measures
Kind = Literal["text", "number", "integer", "date", "flag", "choice", "labels", "facts"]


@dataclass(frozen=True)
class Column:
    """One column, declared once; checks, forms, importers and the data dictionary read it from here.

    Parameters
    ----------
    name : str
        The name in every table; it never varies.
    type : str
        ``text``, ``number``, ``integer``, ``date`` (a naive timestamp in the project's zone), ``flag``
        (yes or no), ``choice`` (one of `choices`), ``labels`` (texts joined by ``|``) or ``facts`` (JSON object).
    meaning : str
        What it holds, in a PM's words.
    unit : str, optional
        Unit of the number, or the name of the column that states it.
    required : bool
        Whether a row without it is of no use.
    choices : tuple of str
        The allowed values of a ``choice``.
    minimum, maximum : float, optional
        Inclusive bounds of a number.
    person : bool
        Whether it names a person; such columns never reach a report.
    past : bool
        Whether the date lies in the past by its nature (a finish, not a plan).
    example : str
        One example value, as a person would type it.

    Examples
    --------
    >>> Column("finished_on", "date", "day the work was done").label
    'Finished on'
    """

    name: str
    type: Kind
    meaning: str
    unit: str | None = None
    required: bool = False
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    person: bool = False
    past: bool = False
    example: str = ""

    @property
    def label(self) -> str:
        """The name as a form or a spreadsheet header shows it."""
        text = self.name.replace("_", " ")
        return text[:1].upper() + text[1:]

    @property
    def expected(self) -> str:
        """What a value must look like, in words."""
        words = {
            "text": "a text",
            "number": "a number",
            "integer": "a whole number",
            "date": "a day such as 2026-03-31",
            "flag": "yes or no",
            "choice": "one of " + ", ".join(self.choices),
            "labels": "labels separated by |",
            "facts": "a JSON object",
        }[self.type]
        if self.minimum is not None and self.maximum is not None and self.maximum < LARGEST:
            words += f" from {self.minimum:g} to {self.maximum:g}"
        elif self.minimum is not None:
            words += f" of {self.minimum:g} or more"
        return words


@dataclass(frozen=True)
class Table:
    """One table: its columns in order, its key, and the pairs of dates that must not be reversed.

    Parameters
    ----------
    name : str
        The table's name.
    meaning : str
        What one row is.
    columns : tuple of Column
        In their fixed order.
    key : tuple of str
        Columns that together name a row; empty where rows have no natural key.
    owner : tuple of str
        For tables without a key: a re-import replaces all rows of the owners it brings.
    ordered : tuple of (str, str)
        Pairs of date columns of which the first must not lie after the second.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    ordered: tuple[tuple[str, str], ...] = ()

    @property
    def names(self) -> list[str]:
        """The column names in their declared order."""
        return [c.name for c in self.columns]

    def __getitem__(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def of_type(self, *types: str) -> list[str]:
        """Names of the columns of the given types, in order."""
        return [c.name for c in self.columns if c.type in types]
