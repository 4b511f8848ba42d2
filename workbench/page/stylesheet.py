"""The one stylesheet, for a notebook and for a report."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markupsafe import Markup

from .block import Block


@cache
def css() -> str:
    """The stylesheet as text, for reports to inline once.

    Returns
    -------
    str
        Every rule lies under one class; nothing is loaded from elsewhere.

    Examples
    --------
    >>> "http" in css(), "@import" in css()
    (False, False)
    """
    return (Path(__file__).parent / "style.css").read_text(encoding="utf-8")


@dataclass(frozen=True, repr=False)
class Style(Block):
    """The look of all blocks; a notebook shows it once, before the first of them.

    Examples
    --------
    >>> Style()._repr_html_().startswith("<style>")
    True
    """

    def html(self) -> Markup:
        """The stylesheet in its element."""
        return Markup("<style>{}</style>").format(Markup(css()))  # noqa: S704  our own file

    def _repr_html_(self) -> str:
        return str(self.html())

    def text(self) -> str:
        """Nothing: a look has no words."""
        return ""
