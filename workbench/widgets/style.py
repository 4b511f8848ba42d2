"""How the widgets look: one style sheet, in colours that everybody can tell apart; it adds nothing to what the page says."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import ipywidgets

from workbench import page


@cache
def css() -> str:
    """The style sheet as text.

    Examples
    --------
    >>> "http" in css()
    False
    """
    return (Path(__file__).parent / "style.css").read_text(encoding="utf-8")


def stylesheet() -> ipywidgets.HTML:
    """The style sheet, the page's and this one, as a widget; put it first into an application.

    Returns
    -------
    ipywidgets.HTML
    """
    sheet = ipywidgets.HTML(f"<style>{page.css()}\n{css()}</style>")
    sheet.layout.display = "none"
    return sheet
