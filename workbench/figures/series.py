"""Values in time order with the range that chance explains."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from .style import BAND, BLUE, GREY, ORANGE, TEXT, number_axis


def draw_steady(
    ax: Axes,
    x: np.ndarray,
    values: np.ndarray,
    *,
    band: tuple[float, float, float] | None,
    signals: np.ndarray | None = None,
    beside: np.ndarray | None = None,
) -> None:
    """Draw values in time order; squares mark those that chance does not explain.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    x, values : ndarray, shape (n,)
        Places and values, oldest first.
    band : tuple of float, optional
        Lower limit, mean, upper limit of what chance explains.
    signals : ndarray of int, optional
        Positions outside it.
    beside : ndarray, shape (n,), optional
        What else the caller marks at the same places; words keep clear of it.
    """
    top = float(np.nanmax(values, initial=0.0))
    if band is not None:
        lower, mean, upper = band
        ax.axhspan(lower, upper, color=BAND, lw=0, zorder=0)
        ax.axhline(mean, color=GREY, lw=1, zorder=1)
        top = max(top, upper)
    many = len(values) > 80
    ax.plot(x, values, "-", color=BLUE, lw=1.1 if many else 1.4, zorder=3)
    ax.plot(x, values, "o", color=BLUE, ms=2.2 if many else 3.6, zorder=4)
    if signals is not None and len(signals):
        ax.plot(x[signals], values[signals], "s", mfc="none", mec=ORANGE, mew=1.4, ms=6.5, zorder=5)
    ax.set_ylim(min(0.0, float(np.nanmin(values, initial=0.0))) - top * 0.04, top * 1.1 or 1)
    number_axis(ax.yaxis, most=5)
    if len(x):
        pad = (float(x[-1]) - float(x[0])) * 0.03 or 1.0
        ax.set_xlim(float(x[0]) - pad, float(x[-1]) + pad)
    if band is not None:
        _name_band(ax, np.vstack([values, values if beside is None else beside]), band)


def _name_band(ax: Axes, marks: np.ndarray, band: tuple[float, float, float]) -> None:
    """Write "expected range" just inside an edge of the band, in the corner that is farthest from every mark."""
    lower, _, upper = band
    tall = ax.get_ylim()[1] - ax.get_ylim()[0]
    if not marks.shape[1] or upper - lower < tall * 0.12:
        return
    third = max(1, marks.shape[1] // 3)
    corners = [
        (float(np.nanmin(np.abs(part - (edge + inward * tall * 0.04)), initial=np.inf)), edge, inward, left)
        for edge, inward in ((upper, -1), (lower, 1))
        for left, part in ((True, marks[:, :third]), (False, marks[:, -third:]))
    ]
    _, edge, inward, left = max(corners, key=lambda corner: corner[0])
    ax.annotate(
        "expected range",
        (0 if left else 1, edge),
        xycoords=("axes fraction", "data"),
        xytext=(4 if left else -4, 3 * inward),
        textcoords="offset points",
        ha="left" if left else "right",
        va="top" if inward < 0 else "bottom",
        fontsize=TEXT - 0.5,
        color=GREY,
    )
