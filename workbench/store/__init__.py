"""The review library: one SQLite file by default, PostgreSQL by address."""

from .backup import Verified, verify_backup
from .imports import ImportEntry
from .library import Library, open
from .restore import Restored, restore
from .write import Written

__all__ = ["ImportEntry", "Library", "Restored", "Verified", "Written", "open", "restore", "verify_backup"]
