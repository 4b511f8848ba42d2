"""The one family of errors: each message says what arrived, what was expected and what to do."""

from __future__ import annotations

from collections.abc import Iterable


class WorkbenchError(Exception):
    """Base of every error that this package raises on purpose.

    Parameters
    ----------
    message : str
        What arrived, in a PM's words.
    expected : str, optional
        What was expected instead.
    todo : str, optional
        What the reader can do about it.

    Examples
    --------
    >>> print(WorkbenchError("the file is empty.", expected="a header row and tasks.", todo="export it again."))
    the file is empty. Expected: a header row and tasks. What to do: export it again.
    """

    def __init__(self, message: str, *, expected: str | None = None, todo: str | None = None) -> None:
        parts = [message]
        if expected:
            parts.append(f"Expected: {expected}")
        if todo:
            parts.append(f"What to do: {todo}")
        super().__init__(" ".join(parts))
        self.arrived, self.expected, self.todo = message, expected, todo


class InputError(WorkbenchError):
    """A file or a value that cannot be read as what it was given for."""


class Mistakes(InputError):
    """Several mistakes in what a person filled in, each with its place; all of them at once.

    Attributes
    ----------
    heading : str
        What happened, and what to do.
    points : tuple of str
        One sentence per mistake.
    """

    def __init__(self, message: str, points: Iterable[str], *, todo: str) -> None:
        super().__init__(message, todo=todo)
        self.heading, self.points = Exception.__str__(self), tuple(points)

    def __str__(self) -> str:
        return "\n".join([self.heading, *(f"  - {point}" for point in self.points)])


class SchemaError(WorkbenchError):
    """A table or a column that the declarations do not know, or a needed one that is missing."""


class StoreError(WorkbenchError):
    """The review library cannot be opened, read or written."""


class Conflict(StoreError):
    """Somebody else saved the same record in the meantime; both versions are kept to compare.

    Attributes
    ----------
    mine, theirs : dict
        The record as it was to be saved, and as it stands in the library.
    """

    def __init__(self, message: str, *, mine: dict, theirs: dict) -> None:
        super().__init__(message, todo="compare the two versions, then save again from the newer one.")
        self.mine, self.theirs = mine, theirs


class ReportError(WorkbenchError):
    """A report that could not be made, or that was refused before it started."""
