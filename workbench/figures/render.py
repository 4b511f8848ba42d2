"""A figure as bytes: the same figure gives the same bytes, without a date or a random id in them."""

from __future__ import annotations

import io
import re
from contextlib import nullcontext
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .caption import wordless

Format = Literal["svg", "png"]
SYSTEM_FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, 'DejaVu Sans', sans-serif"
_RC: Any = {"svg.hashsalt": "workbench", "svg.fonttype": "none", "path.simplify": True}
_FONTS = re.compile(r"'DejaVu Sans'(?:, '[^']*'|, [a-z-]+)*")


def figure_of(drawing: Axes | Figure) -> Figure:
    """The whole figure that axes belong to."""
    if isinstance(drawing, Figure):
        return drawing
    whole = drawing.get_figure(root=True)
    if whole is None:
        raise TypeError("these axes belong to no figure any more; draw them again.")
    return whole


def render(drawing: Axes | Figure, *, words: bool = True, fmt: Format = "svg") -> bytes:
    """Draw a figure.

    Parameters
    ----------
    drawing : Axes or Figure
        What to draw; of axes, the figure that they stand in.
    words : bool
        Whether title and subtitle are part of the picture; the page writes them as text instead.
    fmt : {"svg", "png"}
        SVG is sharp at any size and its text uses the reader's own font; PNG is for tools that take no SVG.

    Returns
    -------
    bytes
        Equal figures give equal bytes.

    Examples
    --------
    >>> from .style import new_axes
    >>> render(new_axes()) == render(new_axes())
    True
    """
    figure = figure_of(drawing)
    out = io.BytesIO()
    with mpl.rc_context(_RC), nullcontext() if words else wordless(figure):
        if fmt == "png":
            figure.savefig(out, format="png", dpi=160, metadata={"Software": None})
            return out.getvalue()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return _FONTS.sub(SYSTEM_FONTS, out.getvalue().decode()).encode()


def size_of(drawing: Axes | Figure) -> tuple[int, int]:
    """Width and height of a figure in CSS pixels."""
    width, height = figure_of(drawing).get_size_inches()
    return round(width * 96), round(height * 96)
