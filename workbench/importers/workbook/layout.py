"""What the post-project review workbook looks like: one sheet per table, laid out from the declarations."""

from __future__ import annotations

import re

from workbench.importers.names import plain
from workbench.tables import QUESTIONS, TABLES, Column, Table

README = "Read me"
TITLE = "Post-project review workbook"
EXAMPLE = "EXAMPLE"
"""Stands in place of the project in rows that only show how to fill a sheet."""
HINT = "What to write:"
"""Begins the row of explanations under the headers."""
FACTS = "reviews"  # its named answers are columns of their own here

_LOGS = ("estimates", "transitions")  # written by the workbench and by trackers, never by hand
_FIRST = ("projects", "reviews", "lessons", "actions", "tasks")  # what a review needs most comes first
_IN_BRACKETS = re.compile(r"\([^()]*\)\s*$")


def _laid_out(declared: Table) -> Table:
    if declared.name != FACTS:
        return declared
    kept = tuple(c for c in declared.columns if c.name not in ("facts", "version"))
    return Table(declared.name, declared.meaning, (*kept, *QUESTIONS), key=declared.key, ordered=declared.ordered)


SHEETS: dict[str, Table] = {
    name: _laid_out(TABLES[name]) for name in (*_FIRST, *(n for n in TABLES if n not in _FIRST)) if name not in _LOGS
}
"""The sheets in their order, each with the table that it holds; a review's questions are columns of its sheet."""


def header(column: Column, declared: Table) -> str:
    """The header of a column: its name, a star where it must be filled, and its unit.

    Examples
    --------
    >>> tasks = SHEETS["tasks"]
    >>> header(tasks["task_id"], tasks), header(tasks["estimate"], tasks), header(tasks["blocked_hours"], tasks)
    ('Task id *', 'Estimate (in its estimate unit)', 'Blocked hours (hours)')
    """
    star = " *" if column.required else ""
    unit = unit_words(column, declared)
    return f"{column.label}{star}{f' ({unit})' if unit else ''}"


def unit_words(column: Column, declared: Table) -> str:
    """The unit of a number as its header says it; empty where there is none."""
    if column.unit is None:
        return ""
    if column.unit in declared.names and declared[column.unit].type == "text":
        return f"in its {declared[column.unit].label.lower()}"
    return "money of the project" if column.unit == "currency" else column.unit


def column_of(text: str, declared: Table) -> Column | None:
    """The column that a header stands for, with or without star and unit; None when it is none of the sheet's.

    Examples
    --------
    >>> column_of("Estimate (in its estimate unit)", SHEETS["tasks"]).name, column_of("Colour", SHEETS["tasks"])
    ('estimate', None)
    """
    words = plain(_IN_BRACKETS.sub("", text))
    return next((c for c in declared.columns if plain(c.name) == words), None) if words else None


def hint(column: Column) -> str:
    """What to write into a column, in a few words.

    Examples
    --------
    >>> hint(SHEETS["risks"]["probability"])
    'how likely, 0 to 1; a number from 0 to 1'
    """
    return column.meaning if column.type in ("text", "labels") else f"{column.meaning}; {column.expected}"


def is_no_data(project: object) -> bool:
    """Whether a row with this in its first column only explains: the hints, and the example.

    Examples
    --------
    >>> is_no_data("Example"), is_no_data("What to write: the project"), is_no_data("PAY-2")
    (True, True, False)
    """
    text = str(project).strip().casefold()
    return text == EXAMPLE.casefold() or text.startswith(HINT.casefold())
