"""Rows beside each other: bars of an amount, or a dot with its range."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from workbench.wording.plain import plain

from .style import BLUE, BLUE_FILL, FAINT, INK, MARK, TEXT


def name_rows(ax: Axes, names: Sequence[str]) -> np.ndarray:
    """Places for rows, the first one on top, each named at the left.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    names : sequence of str
        One per row.

    Returns
    -------
    ndarray, shape (n,)
        Heights of the rows.
    """
    places = np.arange(len(names))[::-1].astype(float)
    ax.set_yticks(places, list(names), parse_math=False)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.set_ylim(-0.6, max(len(names), 1) - 0.4)
    ax.set_axisbelow(True)
    return places


def draw_bars(ax: Axes, names: Sequence[str], values: np.ndarray, told: Sequence[str]) -> None:
    """Draw an amount per row, each with its value at its end.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    names : sequence of str
        One per row, first on top.
    values : ndarray, shape (n,)
        Amounts, 0 or more.
    told : sequence of str
        What is written at the end of each.
    """
    places = name_rows(ax, names)
    ax.barh(places, values, height=0.62, color=BLUE_FILL, linewidth=0, zorder=2)
    ax.set_xlim(0, float(values.max(initial=0.0)) * (1.1 + 0.03 * max((len(t) for t in told), default=1)) or 1)
    ax.grid(axis="x", color=FAINT, lw=0.8)
    for place, value, text in zip(places, values, told, strict=True):
        ax.annotate(
            plain(text), (value, place), xytext=(4, 0), textcoords="offset points", ha="left", va="center", fontsize=TEXT - 0.5, color=INK,
            parse_math=False,
        )  # fmt: skip


def draw_ranges(
    ax: Axes,
    names: Sequence[str],
    middles: np.ndarray,
    sure: tuple[np.ndarray, np.ndarray],
    *,
    wide: tuple[np.ndarray, np.ndarray] | None = None,
    colors: Sequence[str] | None = None,
) -> None:
    """Draw a dot per row, a bar for how sure it is, and a thin line for the spread behind it.

    Parameters
    ----------
    ax : Axes
        Where to draw; its x axis has its scale and limits already.
    names : sequence of str
        One per row, first on top.
    middles : ndarray, shape (n,)
        Places of the dots.
    sure : tuple of ndarray
        Low and high ends of the bars; missing ones are not drawn.
    wide : tuple of ndarray, optional
        Low and high ends of the thin lines.
    colors : sequence of str, optional
        One per row.
    """
    places = name_rows(ax, names)
    left, right = ax.get_xlim()
    inks = list(colors) if colors is not None else [BLUE] * len(places)
    if wide is not None:
        ax.hlines(places, np.clip(wide[0], left, right), np.clip(wide[1], left, right), color=MARK, lw=1.2, zorder=2)
    known = np.isfinite(sure[0]) & np.isfinite(sure[1])
    for place, low, high, ink in zip(places[known], sure[0][known], sure[1][known], np.array(inks, dtype=object)[known], strict=True):
        ax.plot(np.clip([low, high], left, right), [place, place], color=ink, lw=4.5, alpha=0.4, solid_capstyle="butt", zorder=3)
    for place, middle, ink in zip(places, middles, inks, strict=True):
        ax.plot([middle], [place], "o", color=ink, ms=4.6, zorder=4)


def draw_upright(ax: Axes, names: Sequence[str], middles: np.ndarray, low: np.ndarray, high: np.ndarray, *, hollow: np.ndarray) -> None:
    """Draw a dot with a line through it per place, named below; missing ones leave a gap.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    names : sequence of str
        One per place.
    middles, low, high : ndarray, shape (n,)
        Dots, and the ends of the lines.
    hollow : ndarray of bool, shape (n,)
        Dots that are drawn empty.
    """
    x = np.arange(len(names), dtype=float)
    ax.set_xticks(x, list(names), parse_math=False)
    ax.tick_params(axis="x", length=0)
    ax.set_xlim(-0.6, max(len(names), 1) - 0.4)
    ax.vlines(x, low, high, color=BLUE, lw=1.6, alpha=0.55, zorder=2)
    for filled in (True, False):
        some = hollow != filled
        ax.plot(x[some], middles[some], "o", mfc=BLUE if filled else "white", mec=BLUE, mew=1.3, ms=5, zorder=3)
