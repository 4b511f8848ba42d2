"""Exports of trackers, read into checked canonical tables by profiles that are data, with a report in plain words."""

from .detect import Proposal, detect
from .notes import Mapped, StatusRead
from .profile import Field, Profile
from .reading import Imported, read
from .report import ImportReport
from .shelf import load_profile, profile, profiles, save_profile
from .workbook import write_workbook
from .write import write_table

__all__ = [
    "Field",
    "ImportReport",
    "Imported",
    "Mapped",
    "Profile",
    "Proposal",
    "StatusRead",
    "detect",
    "load_profile",
    "profile",
    "profiles",
    "read",
    "save_profile",
    "write_table",
    "write_workbook",
]
