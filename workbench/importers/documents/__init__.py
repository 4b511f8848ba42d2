"""Exports that are documents, not tables: each reader flattens one kind, and the engine does the rest."""

from __future__ import annotations

from typing import Any, Protocol

from workbench.importers.containers import Source

from . import jira_json, mspdi, trello
from .flat import Flat

__all__ = ["Flat", "Reader", "fitting", "reader_of"]


class Reader(Protocol):
    """What a reader module offers."""

    PROFILE: str

    def fits(self, document: Any) -> str | None:
        """Why the document is of this kind; None when it is not."""
        ...

    def flatten(self, document: Any) -> Flat:
        """The document as one table of tasks, with its other tables beside it."""
        ...


_READERS: dict[str, tuple[str, Any]] = {
    jira_json.PROFILE: ("json", jira_json),
    trello.PROFILE: ("json", trello),
    mspdi.PROFILE: ("xml", mspdi),
}


def fitting(source: Source) -> list[tuple[str, str]]:
    """Profile and reason for every reader that knows an opened document.

    Parameters
    ----------
    source : Source
        The opened file.

    Returns
    -------
    list of (str, str)
    """
    if source.kind == "table":
        return []
    found = []
    for name, (kind, reader) in _READERS.items():
        why = reader.fits(source.document()) if kind == source.kind else None
        if why:
            found.append((name, why))
    return found


def reader_of(profile_kind: str) -> Reader:
    """The reader of one kind of document.

    Parameters
    ----------
    profile_kind : str
        Kind of a profile, such as ``mspdi``.

    Returns
    -------
    Reader
    """
    reader: Reader = _READERS[profile_kind][1]
    return reader
