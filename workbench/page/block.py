"""What every block of a page has in common: autoescaped HTML for the eye, plain text for everything else."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from workbench.wording.plain import plain

SCOPE = "wb"
"""Every rule of the stylesheet lies under this class."""
RECORD = "application/vnd.workbench.record+json"
"""Under this type an output carries what programs need to know of it."""
_BREAK = re.compile(r"(?<=\d) (?=(?:%|h|×)(?:\W|$))")


def steady(text: object) -> str:
    """A text for a page: control characters gone, and no line break between a number and its unit.

    Examples
    --------
    >>> steady("held 79 % of 12 h\\x00") == "held 79\\u00a0% of 12\\u00a0h"
    True
    """
    clean = "\n".join(plain(line) for line in str(text).splitlines())
    return _BREAK.sub("\u00a0", clean)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates", encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["steady"] = steady
    return made


def fill(template: str, **values: object) -> Markup:
    """A template filled with values; every value that is not markup already is escaped.

    Parameters
    ----------
    template : str
        File name among the page's templates.
    **values
        What it shows.

    Returns
    -------
    Markup
    """
    return Markup(_environment().get_template(template).render(**values))  # noqa: S704  the template escapes


class Block:
    """Something that a page shows.

    Notes
    -----
    Subclasses give ``html()`` and ``text()``. A notebook shows a block that stands alone; inside another block only its
    ``html()`` is used, so that the scope is opened once.
    """

    def html(self) -> Markup:
        """The block's own HTML, without the scope."""
        raise NotImplementedError

    def text(self) -> str:
        """The block in plain text."""
        raise NotImplementedError

    def record(self) -> dict[str, Any]:
        """What a list of reports needs to know of it, as plain values; nothing for most blocks."""
        return {}

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        found = self.record()
        return {RECORD: found} if found else {}

    def _repr_html_(self) -> str:
        return f'<div class="{SCOPE}">{self.html()}</div>'

    def __repr__(self) -> str:
        return self.text()

    def __str__(self) -> str:
        return self.text()
