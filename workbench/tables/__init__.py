"""The ground: every canonical table and column, declared once, and the check that holds data to it."""

from .check import PROBLEM_COLUMNS, Checked, check, check_table
from .collection import Tables, complete, empty
from .declare import Column, Table
from .dictionary import dictionary
from .errors import Conflict, InputError, Mistakes, ReportError, SchemaError, StoreError, WorkbenchError
from .evidence import NotEnoughEvidence
from .formula import defused
from .questions import QUESTIONS
from .schema import TABLES, table

__all__ = [
    "PROBLEM_COLUMNS",
    "QUESTIONS",
    "TABLES",
    "Checked",
    "Column",
    "Conflict",
    "InputError",
    "Mistakes",
    "NotEnoughEvidence",
    "ReportError",
    "SchemaError",
    "StoreError",
    "Table",
    "Tables",
    "WorkbenchError",
    "check",
    "check_table",
    "complete",
    "defused",
    "dictionary",
    "empty",
    "table",
]
