"""What an import learns on the way and must tell: gathered while reading, frozen into the report at the end."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True)
class Mapped:
    """One line of the mapping: which column of the file became which canonical column, and how.

    Parameters
    ----------
    column : str
        Canonical column.
    header : str
        Header in the file.
    converter : str
        How its values were read.
    filled : int
        Rows in which something stood.
    """

    column: str
    header: str
    converter: str
    filled: int


@dataclass(frozen=True)
class StatusRead:
    """How one status of the file was understood.

    Parameters
    ----------
    status : str
        In the tracker's words.
    status_class : str or None
        todo, doing, done, cancelled; None when nothing said.
    n : int
        Tasks in it.
    how : str
        What decided.
    """

    status: str
    status_class: str | None
    n: int
    how: str


@dataclass
class Notes:
    """A pad that the steps of an import write on."""

    mapping: list[Mapped] = field(default_factory=list)
    statuses: list[StatusRead] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)
    confirm: list[str] = field(default_factory=list)
    cannot_tell: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)
    zone: str = ""
    key_with: str | None = None  # header of the people whose parts of one key were told apart
    merged: int = 0
    skipped: int = 0
    apart: list[pd.DataFrame] = field(default_factory=list)

    def assume(self, sentence: str) -> None:
        """Keep something that was assumed, once."""
        if sentence not in self.assumed:
            self.assumed.append(sentence)

    def ask(self, sentence: str) -> None:
        """Keep something that a person should confirm, once."""
        if sentence not in self.confirm:
            self.confirm.append(sentence)

    def set_apart(self, rows: pd.DataFrame, reason: str) -> None:
        """Keep rows that cannot be used, with the reason."""
        self.apart.append(rows.astype("object").assign(reason=reason))
