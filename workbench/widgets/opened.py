"""Find the review library that the notebooks work on, or choose another one."""

from __future__ import annotations

from pathlib import Path

from workbench import store
from workbench.store import Library
from workbench.store.connect import address
from workbench.tables import InputError

CHOICE = Path("chosen_library.txt")
"""Beside the notebooks, so that all of them work on the same library."""


def chosen() -> str | None:
    """The library that was chosen for the notebooks of this folder, or of the one above for those in a folder of their own."""
    for place in (CHOICE, Path("..") / CHOICE):
        try:
            found = place.read_text(encoding="utf-8").strip()
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            continue
        if found:
            return found
    return None


def choose(place: str | None) -> None:
    """Choose the library for the notebooks of this folder.

    Parameters
    ----------
    place : str or None
        Its file, or an address without a password; None for the one of ``WORKBENCH_STORE`` or of this folder.

    Raises
    ------
    InputError
        When the address holds a password: it would be written to a file.
    StoreError
        When it is no address of a library.
    """
    if place is None:
        CHOICE.unlink(missing_ok=True)
        return
    found = address(place)
    if found.url.password is not None:
        raise InputError(
            "the address holds a password, which would be kept in a file.",
            todo="put the whole address into the environment variable WORKBENCH_STORE before you start, or keep the password in ~/.pgpass.",
        )
    CHOICE.write_text(str(found.file) if found.file is not None else place, encoding="utf-8")


def standing(url: str | None = None) -> Library | None:
    """The library, if there is one; none is created.

    Parameters
    ----------
    url : str, optional
        Its file or address; when left out, the one that was chosen on the first page, else the environment variable
        ``WORKBENCH_STORE``, else ``workbench.db`` in this folder.

    Returns
    -------
    Library or None
        None where the file does not exist yet.

    Raises
    ------
    StoreError
        When the address is not one of a library, or it cannot be opened.
    """
    wanted = url if url is not None else chosen()
    place = address(wanted)
    if place.file is not None and not place.file.exists():
        return None
    return store.open(wanted)
