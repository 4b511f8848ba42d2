"""The look that all figures share: colours, sizes, axes, ticks."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator, FuncFormatter, MaxNLocator, NullFormatter, NullLocator

from workbench.wording.numbers import MONTHS, number
from workbench.wording.plain import plain

BLUE, ORANGE, GREEN = "#0173b2", "#d55e00", "#029e73"
INK, GREY, MARK, RULE, FAINT = "#1b2733", "#56616d", "#8fa1b0", "#c3cad1", "#e9edf1"
BLUE_FILL, BAND = "#a9cbe3", "#ebf1f5"
ORANGE_INK, GREEN_INK = "#b34e00", "#007a58"
"""Darker twins of the two colours, for small text."""

WIDTH, HEIGHT = 4.7, 2.75
TEXT = 8.5
_ABOVE = "above"


def new_axes(ax: Axes | None = None, *, width: float = WIDTH, height: float = HEIGHT) -> Axes:
    """The axes to draw on: the given ones, or new ones on a figure of their own.

    Parameters
    ----------
    ax : Axes, optional
        Axes to use as they are.
    width, height : float
        Size of a new figure in inches.

    Returns
    -------
    Axes

    Examples
    --------
    >>> new_axes().figure.get_layout_engine() is not None
    True
    """
    if ax is None:
        ax = Figure(figsize=(width, height), layout="constrained").subplots()
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set_color(RULE)
    ax.tick_params(labelsize=TEXT, labelcolor=GREY, color=RULE, length=3, width=0.8)
    return ax


def nothing(ax: Axes) -> Axes:
    """Say in the middle of the axes that there is nothing to draw, instead of ticks that measure nothing."""
    ax.set_axis_off()
    ax.text(0.5, 0.5, "nothing to draw yet", transform=ax.transAxes, ha="center", va="center", fontsize=TEXT, color=GREY)
    return ax


def name_axes(ax: Axes, *, x: str = "", y: str = "") -> None:
    """Say on each axis what it measures, with its unit."""
    ax.set_xlabel(plain(x), parse_math=False, fontsize=TEXT, color=GREY)
    ax.set_ylabel(plain(y), parse_math=False, fontsize=TEXT, color=GREY)


def ratio_tick(value: float) -> str:
    """A power of two as a tick of a ratio axis.

    Examples
    --------
    >>> ratio_tick(.5), ratio_tick(1), ratio_tick(8), ratio_tick(1 / 32)
    ('½×', '1×', '8×', '1/32×')
    """
    if value >= 1:
        return f"{value:,.0f}×"
    return {0.5: "½×", 0.25: "¼×", 0.125: "⅛×"}.get(value, f"1/{1 / value:,.0f}×")


def ratio_axis(axis: Axis, low: float, high: float, *, most: int = 8) -> None:
    """Make an axis a log scale of ratios, marked at powers of two.

    Parameters
    ----------
    axis : Axis
        ``ax.xaxis`` or ``ax.yaxis``.
    low, high : float
        Ratios at the ends, above 0.
    most : int
        Largest number of ticks; wider ranges are marked at powers of 4, 8, ….
    """
    first, last = math.ceil(math.log2(low) - 1e-9), math.floor(math.log2(high) + 1e-9)
    step = max(1, math.ceil((last - first + 1) / most))
    ticks = [2.0**p for p in range(first, last + 1) if p % step == 0] or [1.0]
    ax = axis.axes
    (ax.set_xscale if axis is ax.xaxis else ax.set_yscale)("log", base=2)
    (ax.set_xlim if axis is ax.xaxis else ax.set_ylim)(low, high)
    axis.set_major_locator(FixedLocator(ticks))
    axis.set_major_formatter(FixedFormatter([ratio_tick(t) for t in ticks]))
    axis.set_minor_locator(NullLocator())
    axis.set_minor_formatter(NullFormatter())


def log_axis(axis: Axis, low: float, high: float) -> None:
    """Make an axis a log scale of plain numbers, marked at 1, 2, 5, 10 … or fewer."""
    decades = math.log10(high / low)
    marks: tuple[int, ...] = (1, 2, 5) if decades <= 2.2 else (1, 3) if decades <= 3.2 else (1,)
    step = 1 if decades <= 7 else math.ceil(decades / 7)
    ticks = [m * 10.0**e for e in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1, step) for m in marks]
    ticks = [t for t in ticks if low <= t <= high] or [low, high]
    ax = axis.axes
    (ax.set_xscale if axis is ax.xaxis else ax.set_yscale)("log")
    (ax.set_xlim if axis is ax.xaxis else ax.set_ylim)(low, high)
    axis.set_major_locator(FixedLocator(ticks))
    axis.set_major_formatter(FixedFormatter([short_number(t) for t in ticks]))
    axis.set_minor_locator(NullLocator())
    axis.set_minor_formatter(NullFormatter())


def short_number(value: float) -> str:
    """A number short enough for a tick.

    Examples
    --------
    >>> short_number(250), short_number(12_000), short_number(3.4e9), short_number(-2500)
    ('250', '12k', '3.4bn', '−2,500')
    """
    size = abs(value)
    if size >= 1e13:
        return f"{value:.0e}"
    for limit, letter in ((1e9, "bn"), (1e6, "M"), (1e4, "k")):
        if size >= limit:
            return number(value / (1e3 if letter == "k" else limit)) + letter
    return number(value)


def number_axis(axis: Axis, *, most: int = 6, whole: bool = False, unit: str = "") -> None:
    """Mark an axis at a few round numbers, with a comma at the thousands."""
    axis.set_major_locator(MaxNLocator(most, integer=whole, steps=[1, 2, 2.5, 5, 10] if not whole else [1, 2, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: short_number(value) + unit))


def percent_axis(axis: Axis, ticks: tuple[float, ...] = (0, 0.25, 0.5, 0.75, 1)) -> None:
    """Mark an axis of shares as percentages."""
    axis.set_major_locator(FixedLocator(list(ticks)))
    axis.set_major_formatter(FixedFormatter([f"{number(t * 100)} %" for t in ticks]))


def date_axis(axis: Axis, first: pd.Timestamp, last: pd.Timestamp, *, most: int = 5) -> None:
    """Mark an axis of days at starts of years, quarters, months, weeks or days, whichever is readable.

    Parameters
    ----------
    axis : Axis
        ``ax.xaxis`` or ``ax.yaxis``.
    first, last : Timestamp
        First and last day drawn.
    most : int
        Largest number of ticks.
    """
    ticks = date_ticks(first, last, most=most)
    axis.set_major_locator(FixedLocator([float(date2num(day)) for day in ticks]))
    axis.set_major_formatter(FixedFormatter(list(ticks.values())))
    axis.set_minor_locator(NullLocator())


def date_ticks(first: pd.Timestamp, last: pd.Timestamp, *, most: int = 5) -> dict[pd.Timestamp, str]:
    """Days worth marking between two days, and how each is written; the year stands at the first one and where it changes.

    Examples
    --------
    >>> list(date_ticks(pd.Timestamp("2004-02-26"), pd.Timestamp("2008-05-19")).values())
    ['2005', '2006', '2007', '2008']
    >>> list(date_ticks(pd.Timestamp("2024-02-26"), pd.Timestamp("2025-03-19")).values())
    ['Apr 2024', 'Jul', 'Oct', 'Jan 2025']
    """
    first, last = pd.Timestamp(first).normalize(), pd.Timestamp(last).normalize()
    if (last - first).days > 150:
        for months in (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200):
            starts = pd.date_range(first.to_period("M").to_timestamp(), last, freq="MS")
            ticks = [t for t in starts if t >= first and (t.year * 12 + t.month - 1) % months == 0]
            if len(ticks) <= most:
                if months >= 12 and len(ticks) > 1:
                    return {t: str(t.year) for t in ticks}
                return _with_years(ticks or [first], lambda t: MONTHS[t.month - 1], " %Y")
    for days in (1, 2, 7, 14, 28, 56):
        start = first if days < 7 else first + pd.Timedelta(days=(7 - first.weekday()) % 7)
        ticks = list(pd.date_range(start, last, freq=f"{days}D"))
        if len(ticks) <= most:
            break
    return _with_years(ticks or [first], lambda t: f"{t.day} {MONTHS[t.month - 1]}", " %Y" if len(ticks) < 3 else "\n%Y")


def _with_years(ticks: list[pd.Timestamp], write: Callable[[pd.Timestamp], str], year: str) -> dict[pd.Timestamp, str]:
    changes = [i == 0 or t.year != ticks[i - 1].year for i, t in enumerate(ticks)]
    return {t: write(t) + (t.strftime(year) if new else "") for t, new in zip(ticks, changes, strict=True)}


def spread_labels(wanted: list[float], gap: float, low: float, high: float) -> list[float]:
    """Move labels along a line just so far that none touches another.

    Parameters
    ----------
    wanted : list of float
        Where each label would stand.
    gap : float
        Least distance between two.
    low, high : float
        Ends of the line.

    Returns
    -------
    list of float
        A place for each, in the order given; when they cannot all fit, they are evenly spread.

    Examples
    --------
    >>> spread_labels([1.0, 1.1, 5.0], 1.0, 0.0, 10.0)
    [0.55, 1.55, 5.0]
    """
    n = len(wanted)
    if n == 0:
        return []
    order = sorted(range(n), key=lambda i: (wanted[i], i))
    gap = min(gap, (high - low) / max(n - 1, 1))
    groups: list[tuple[float, int]] = []  # centre of a run of touching labels, and how many it holds
    for i in order:
        groups.append((wanted[i], 1))
        while True:
            centre, size = groups[-1]
            centre = min(max(centre, low + gap * (size - 1) / 2), high - gap * (size - 1) / 2)
            groups[-1] = (centre, size)
            if len(groups) < 2:
                break
            before, held = groups[-2]
            if centre - gap * (size - 1) / 2 - (before + gap * (held - 1) / 2) >= gap - 1e-9:
                break
            groups[-2:] = [((before * held + centre * size) / (held + size), held + size)]
    places = [centre + gap * (k - (size - 1) / 2) for centre, size in groups for k in range(size)]
    out = np.empty(n)
    out[order] = places
    return [round(float(v), 10) for v in out]
