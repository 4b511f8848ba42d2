"""Pictures of how ranges held on work they had not seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.ticker import FixedFormatter, FixedLocator

from workbench.tables import NotEnoughEvidence
from workbench.wording import calibration as words
from workbench.wording.numbers import count, number

from .caption import say
from .marks import name_right
from .style import (
    BAND,
    BLUE_FILL,
    GREEN,
    GREEN_INK,
    GREY,
    ORANGE,
    ORANGE_INK,
    date_axis,
    name_axes,
    new_axes,
    nothing,
    number_axis,
    percent_axis,
    spread_labels,
)

if TYPE_CHECKING:
    from workbench.calibration import Backtest

_LINES = {
    "calibrated": ("calibrated", GREEN, GREEN_INK, "-", "o"),
    "habit": ("±25 % habit", ORANGE, ORANGE_INK, (0, (5, 2)), "s"),
}


def calibration_curve(proof: Backtest | NotEnoughEvidence, *, ax: Axes | None = None) -> Axes:
    """How often actuals stayed at or below each forecast level: calibrated ranges, the ±25 % habit, and perfection.

    Parameters
    ----------
    proof : Backtest or NotEnoughEvidence
        Walk-forward proof; ``reliability`` has one row per method and level: method, level, share.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    if isinstance(proof, NotEnoughEvidence):
        return say(nothing(ax), words.curve_title(proof), alt=words.curve_alt(proof))
    ax.plot([0, 1], [0, 1], color=GREY, lw=1, zorder=1)
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1.04)
    levels = [0.1, 0.25, 0.5, 0.75, 0.9]
    ends: list[tuple[float, str, str]] = []
    table = proof.reliability
    for method, (name, color, ink, dashes, marker) in _LINES.items():
        part = table[table["method"] == method].sort_values("level")
        part = part[part["share"].notna()]
        if part.empty:
            continue
        part = part[part["level"].round(3).isin(levels)] if part["level"].round(3).isin(levels).sum() > 2 else part
        ax.plot(part["level"], part["share"], color=color, ls=dashes, lw=1.6, marker=marker, ms=4.5, zorder=3)
        ends.append((float(part["share"].iloc[-1]), name, ink))
    seen = sorted(table["level"].unique())
    levels = [float(v) for v in seen] if 3 <= len(seen) <= 7 else levels
    places = spread_labels([e[0] for e in ends], 0.09, 0.03, 1.0)
    for place, (_, name, ink) in zip(places, ends, strict=True):
        name_right(ax, place, name, ink=ink)
    ax.xaxis.set_major_locator(FixedLocator(levels))
    ax.xaxis.set_major_formatter(FixedFormatter([f"P{number(v * 100)}" for v in levels]))
    percent_axis(ax.yaxis)
    name_axes(ax, x="forecast level", y="actuals at or below")
    return say(ax, words.curve_title(proof), subtitle=words.curve_subtitle(proof), alt=words.curve_alt(proof))


def pit_histogram(proof: Backtest | NotEnoughEvidence, *, bins: int = 10, ax: Axes | None = None) -> Axes:
    """Where actuals fell inside their forecasts; flat is perfect.

    Parameters
    ----------
    proof : Backtest or NotEnoughEvidence
        Walk-forward proof; ``pit`` is the share of the forecast below each actual, 0 to 1.
    bins : int
        Number of equal slices.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        The band holds 9 of 10 bars of a perfect forecast.
    """
    ax = new_axes(ax)
    pit = np.asarray([] if isinstance(proof, NotEnoughEvidence) else proof.pit, float)
    pit = pit[np.isfinite(pit)]
    n = len(pit)
    if not n:
        return say(nothing(ax), words.curve_title(NotEnoughEvidence(0, 1, "forecasts")), alt=words.pit_alt(np.zeros(bins), 0))
    heights, edges = np.histogram(np.clip(pit, 0, 1), bins, (0, 1))
    shares = heights / n
    low, high = scipy.stats.binom.ppf([0.05, 0.95], n, 1 / bins) / n
    ax.axhspan(float(low), float(high), color=BAND, lw=0, zorder=0)
    ax.axhline(1 / bins, color=GREY, lw=1, zorder=3)
    ax.bar(edges[:-1], shares, width=0.94 / bins, align="edge", color=BLUE_FILL, linewidth=0, zorder=2)
    name_right(ax, 1 / bins, "perfect", ink=GREY)
    top = max(float(shares.max()) * 1.1, 1.45 / bins)
    ax.set_ylim(0, top)
    ax.set_xlim(0, 1)
    number_axis(ax.yaxis, most=5)
    ticks = [t for t in (0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0) if t <= top]
    percent_axis(ax.yaxis, tuple(ticks if len(ticks) <= 6 else ticks[::2]))
    ax.xaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1]))
    ax.xaxis.set_major_formatter(FixedFormatter(["lowest", "P25", "P50", "P75", "highest"]))
    name_axes(ax, x="where in its forecast the actual fell", y="actuals")
    return say(
        ax,
        words.pit_title(shares, n),
        subtitle=f"{count(n, 'actual')} · a perfect forecast fills the grey band evenly",
        alt=words.pit_alt(shares, n),
    )


def held_over_time(proof: Backtest, *, ax: Axes | None = None) -> Axes:
    """How often the calibrated 80 % range and the ±25 % habit held, part by part of the past.

    Parameters
    ----------
    proof : Backtest
        Walk-forward proof; ``over_time`` has one row per part: since, until, n, cov80, habit80.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        The band holds 9 of 10 hit rates of a range that is right.
    """
    ax = new_axes(ax)
    table = proof.over_time
    if len(table) < 2:
        return say(nothing(ax), "Too short a time to show a change", alt=words.held_alt(table))
    days = date2num(table["until"].to_numpy())
    half = 1.645 * np.sqrt(0.8 * 0.2 / table["n"].to_numpy(float))
    ax.fill_between(days, 0.8 - half, np.minimum(0.8 + half, 1), color=BAND, lw=0, zorder=0)
    ax.axhline(0.8, color=GREY, lw=1, zorder=1)
    columns = {"calibrated": "cov80", "habit": "habit80"}
    ends = []
    for method, (name, color, ink, dashes, marker) in _LINES.items():
        values = table[columns[method]].to_numpy(float)
        ax.plot(days, values, color=color, ls=dashes, lw=1.6, marker=marker, ms=4.5, zorder=3)
        ends.append((float(values[-1]), name, ink))
    ax.set_ylim(0, 1.04)
    percent_axis(ax.yaxis)
    date_axis(ax.xaxis, table["until"].iloc[0], table["until"].iloc[-1])
    for place, (_, name, ink) in zip(spread_labels([e[0] for e in ends], 0.09, 0.03, 1.0), ends, strict=True):
        name_right(ax, place, name, ink=ink)
    name_axes(ax, y="80 % range held")
    subtitle = f"{count(int(table['n'].sum()), 'task')} in {len(table)} parts by day of estimate · grey: what chance explains"
    return say(ax, words.held_title(table), subtitle=subtitle, alt=words.held_alt(table))
