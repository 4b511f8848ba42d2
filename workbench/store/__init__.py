"""The review library: one SQLite file by default, PostgreSQL by address."""

from .imports import ImportEntry
from .library import Library, open
from .write import Written

__all__ = ["ImportEntry", "Library", "Written", "open"]
