"""How blocks stand together: under a heading, side by side, one below the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from .block import Block, fill


@dataclass(frozen=True, repr=False, init=False)
class Section(Block):
    """A heading, with the blocks below it.

    Parameters
    ----------
    name : str
        The heading.
    *blocks : Block
        What stands below it; None is left out.

    Examples
    --------
    >>> Section("Last time's actions", Text("None."))
    Last time's actions
    <BLANKLINE>
    None.
    """

    name: str
    blocks: tuple[Block, ...]

    def __init__(self, name: str, *blocks: Block | None) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "blocks", _given(blocks))

    def html(self) -> Markup:
        """Heading and blocks."""
        return fill("section.html", name=self.name, blocks=[b.html() for b in self.blocks])

    def record(self) -> dict[str, Any]:
        """What its blocks tell."""
        return _together(self.blocks)

    def text(self) -> str:
        """Heading, a blank line, the blocks."""
        return "\n\n".join([self.name, *(b.text() for b in self.blocks)])


@dataclass(frozen=True, repr=False, init=False)
class Columns(Block):
    """Two blocks side by side; one below the other where it is narrow.

    Parameters
    ----------
    *blocks : Block
        Blocks in reading order, two to a row; None is left out.

    Examples
    --------
    >>> Columns(Text("left"), Text("right"))
    left
    <BLANKLINE>
    right
    """

    blocks: tuple[Block, ...]

    def __init__(self, *blocks: Block | None) -> None:
        object.__setattr__(self, "blocks", _given(blocks))

    def html(self) -> Markup:
        """A grid of two columns."""
        return fill("columns.html", blocks=[b.html() for b in self.blocks])

    def record(self) -> dict[str, Any]:
        """What its blocks tell."""
        return _together(self.blocks)

    def text(self) -> str:
        """One after the other."""
        return "\n\n".join(b.text() for b in self.blocks)


@dataclass(frozen=True, repr=False, init=False)
class Stack(Block):
    """Blocks one below the other, as one.

    Parameters
    ----------
    *blocks : Block
        Blocks in reading order; None is left out.

    Examples
    --------
    >>> Stack(Text("first"), None, Text("second"))
    first
    <BLANKLINE>
    second
    """

    blocks: tuple[Block, ...]

    def __init__(self, *blocks: Block | None) -> None:
        object.__setattr__(self, "blocks", _given(blocks))

    def html(self) -> Markup:
        """The blocks' HTML in a row."""
        return Markup("\n").join(b.html() for b in self.blocks)

    def record(self) -> dict[str, Any]:
        """What its blocks tell."""
        return _together(self.blocks)

    def text(self) -> str:
        """One after the other."""
        return "\n\n".join(b.text() for b in self.blocks)


@dataclass(frozen=True, repr=False)
class Text(Block):
    """A paragraph.

    Parameters
    ----------
    words : str
        Its sentences.

    Examples
    --------
    >>> Text("8 of 10 tasks held.")
    8 of 10 tasks held.
    """

    words: str

    def html(self) -> Markup:
        """A paragraph no wider than can be read."""
        return fill("text.html", words=self.words)

    def text(self) -> str:
        """The words."""
        return self.words


def _together(blocks: tuple[Block, ...]) -> dict[str, Any]:
    """The records of all blocks in one; where two tell the same, the first one counts."""
    found: dict[str, Any] = {}
    for block in blocks:
        found = block.record() | found
    return found


def _given(blocks: tuple[Block | None, ...]) -> tuple[Block, ...]:
    wrong = [type(b).__name__ for b in blocks if b is not None and not isinstance(b, Block)]
    if wrong:
        raise TypeError(f"a page holds blocks, not {', '.join(wrong)}; use page.Text, page.Table or page.Picture.")
    return tuple(b for b in blocks if b is not None)
