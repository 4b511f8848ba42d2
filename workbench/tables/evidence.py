"""How much evidence a statement rests on; too little is a normal answer, not an exception."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NotEnoughEvidence:
    """The answer of an analysis that has too little data to say anything.

    It is falsy, so ``if result:`` reads as "if there is a result".

    Parameters
    ----------
    n : int
        How many usable rows there were.
    needed : int
        How many would have been enough.
    what : str
        What a row is, in the plural: ``"finished tasks"``.

    Examples
    --------
    >>> answer = NotEnoughEvidence(n=6, needed=20, what="finished tasks")
    >>> print(answer)
    not enough evidence: 6 finished tasks, 20 needed
    >>> bool(answer)
    False
    """

    n: int
    needed: int
    what: str

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return f"not enough evidence: {self.n:,} {self.what}, {self.needed:,} needed"
