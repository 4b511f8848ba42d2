"""The ground: every canonical table and column, declared once, and the check that holds data to it."""

from .check import PROBLEM_COLUMNS, Checked, check
from .collection import Tables, complete, empty
from .declare import Column, Table
from .dictionary import dictionary
from .errors import Conflict, InputError, ReportError, SchemaError, StoreError, WorkbenchError
from .evidence import NotEnoughEvidence
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
    "NotEnoughEvidence",
    "ReportError",
    "SchemaError",
    "StoreError",
    "Table",
    "Tables",
    "WorkbenchError",
    "check",
    "complete",
    "dictionary",
    "empty",
    "table",
]
