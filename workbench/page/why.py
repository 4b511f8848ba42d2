"""The rows behind a sentence, folded away until somebody asks."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from .block import Block, fill
from .layout import Stack


@dataclass(frozen=True, repr=False, init=False)
class Why(Block):
    """What a sentence or a picture was made from; opened by a click or a key, left out on paper while it is closed.

    Parameters
    ----------
    question : str
        What is read while it is closed.
    *blocks : Block
        What is shown when it is open; None is left out.

    Examples
    --------
    >>> from .layout import Text
    >>> Why("Which tasks?", Text("A-1"))
    Which tasks?
    <BLANKLINE>
    A-1
    """

    question: str
    inside: Stack

    def __init__(self, question: str, *blocks: Block | None) -> None:
        object.__setattr__(self, "question", question)
        object.__setattr__(self, "inside", Stack(*blocks))

    def html(self) -> Markup:
        """A details element."""
        return fill("why.html", question=self.question, inside=self.inside.html())

    def text(self) -> str:
        """Question and answer."""
        return f"{self.question}\n\n{self.inside.text()}"
