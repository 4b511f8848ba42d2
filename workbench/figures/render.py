"""A figure as bytes: the same figure gives the same bytes, without a date or a random id in them."""

from __future__ import annotations

import io
import re
import warnings
from contextlib import nullcontext
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from .caption import wordless

Format = Literal["svg", "png"]
SYSTEM_FONTS = "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Liberation Sans',Arial,'DejaVu Sans',sans-serif"
_RC: Any = {"svg.hashsalt": "workbench", "svg.fonttype": "none", "path.simplify": True}
_UNSAID: Any = {"Date": None, "Creator": None, "Format": None, "Type": None}
_NEEDLESS = re.compile(
    r"<!DOCTYPE.*?>\n|<!--.*?-->\n?|<metadata>.*?</metadata>\n?|^ +"
    r"| font-family: [^;\"]*;?| transform=\"rotate\(-0 [^\"]*\"| id=\"[a-zA-Z0-9.]+_\d+\"",
    re.DOTALL | re.MULTILINE,
)


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
    for ax in figure.axes:  # begin from the same places, however often it was drawn before
        place = ax.get_subplotspec()
        if place is not None:
            ax.set_subplotspec(place)
    out = io.BytesIO()
    with warnings.catch_warnings(), mpl.rc_context(_RC), nullcontext() if words else wordless(figure):
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # the reader's own fonts know more letters
        if fmt == "png":
            figure.savefig(out, format="png", dpi=160, metadata={"Software": None})
            return out.getvalue()
        _draw_once(figure, out)
    return _slim(out.getvalue().decode()).encode()


def _draw_once(figure: Figure, out: io.BytesIO) -> None:
    """What ``savefig`` writes as SVG, without the rehearsal that it draws before: the layout is found while the figure is drawn."""
    canvas, dpi = figure.canvas, figure.dpi
    try:
        FigureCanvasSVG(figure).print_svg(out, metadata=_UNSAID)
    finally:
        figure.set_dpi(dpi)
        figure.set_canvas(canvas)


def _slim(svg: str) -> str:
    """The drawing without comments, metadata and indentation; one list of fonts instead of one per text."""
    return _NEEDLESS.sub("", svg).replace("*{stroke-linejoin", f"text{{font-family:{SYSTEM_FONTS}}}*{{stroke-linejoin", 1)


def size_of(drawing: Axes | Figure) -> tuple[int, int]:
    """Width and height of a figure in CSS pixels."""
    width, height = figure_of(drawing).get_size_inches()
    return round(width * 96), round(height * 96)
