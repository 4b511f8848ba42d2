"""Pictures of groups of work beside each other."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedFormatter, FixedLocator

from workbench.wording import groups as words
from workbench.wording.plain import short

from .caption import say
from .rows import draw_ranges
from .style import BLUE, FAINT, GREY, INK, ORANGE, name_axes, new_axes, nothing, ratio_axis

_MOST = 10
_ORDERED = ("size", "year", "sprint", "quarter", "reestimations")


def accuracy_by(groups: pd.DataFrame, column: str, *, ax: Axes | None = None) -> Axes:
    """Typical actual ÷ estimate of each group, with how sure it is and the spread behind it.

    Parameters
    ----------
    groups : DataFrame
        As :func:`workbench.analysis.accuracy.by` gives it.
    column : str
        What was grouped by.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        The ten groups with most tasks; sizes and years in their order, others with the largest ratio on top.
    """
    ax = new_axes(ax)
    told = groups[groups["enough"].astype(bool)]
    if told.empty:
        return say(nothing(ax), words.by_title(told, column), alt=words.by_alt(told, column))
    shown = told.sort_values("n", ascending=False, kind="stable").head(_MOST)
    shown = shown.sort_values("bias", ascending=False, kind="stable")
    if column in _ORDERED:
        order = sorted(range(len(shown)), key=lambda i: _natural(str(shown["group"].iloc[i])))
        shown = shown.iloc[order]
    low, high = float(shown["p10"].min()) / 1.15, float(shown["p90"].max()) * 1.15
    ratio_axis(ax.xaxis, float(np.clip(low, 1 / 64, 0.5)), float(np.clip(high, 2.0, 64)))
    ax.axvline(1, color=INK, lw=1, zorder=1)
    ax.grid(axis="x", color=FAINT, lw=0.8)
    named = [words.group_name(g, column) for g in shown["group"]]
    names = [f"{short(g, 22)} ({int(n):,})" for g, n in zip(named, shown["n"], strict=True)]
    above = shown["bias_low"].to_numpy(float) > 1
    draw_ranges(
        ax,
        names,
        shown["bias"].to_numpy(float),
        (shown["bias_low"].to_numpy(float), shown["bias_high"].to_numpy(float)),
        wide=(shown["p10"].to_numpy(float), shown["p90"].to_numpy(float)),
        colors=[ORANGE if a else BLUE for a in above],
    )
    name_axes(ax, x="actual ÷ estimate (log scale)")
    return say(ax, words.by_title(told, column), subtitle=words.by_subtitle(shown), alt=words.by_alt(shown, column))


def _natural(name: str) -> tuple[float, str]:
    """Order of names as people number them: by their last number; "more than" after all, "up to" before."""
    digits = "".join(c if c.isdigit() or c == "." else " " for c in name).split()
    last = float(digits[-1].strip(".") or 0) if digits else np.inf
    return last + (0.5 if name.startswith("more than") else 0.0), name


def misses_by(groups: pd.DataFrame, column: str, *, ax: Axes | None = None) -> Axes:
    """How often a task of each group misses its estimate by less than a task of the other groups.

    Parameters
    ----------
    groups : DataFrame
        As :func:`workbench.analysis.compare.misses_by` gives it.
    column : str
        What was grouped by.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        The ten groups with most tasks, the one that misses least on top.
    """
    ax = new_axes(ax)
    if len(groups) < 2:
        return say(nothing(ax), words.misses_title(groups, column), alt=words.misses_alt(groups, column))
    shown = groups.sort_values("n", ascending=False, kind="stable").head(_MOST).sort_values("better", ascending=False, kind="stable")
    ends = float(np.abs(shown[["low", "high"]].to_numpy(float) - 0.5).max()) * 1.1
    step = 0.05 if ends < 0.16 else 0.1 if ends < 0.35 else 0.2
    half = float(min(max(np.ceil(ends / step) * step, 2 * step), 0.5))
    ax.set_xlim(0.5 - half, 0.5 + half)
    ticks = [t for t in 0.5 + np.arange(-10, 11) * step if 0.5 - half - 1e-9 <= t <= 0.5 + half + 1e-9]
    ax.xaxis.set_major_locator(FixedLocator(ticks))
    ax.xaxis.set_major_formatter(FixedFormatter([f"{t * 10:.2g}" for t in ticks]))
    ax.axvline(0.5, color=INK, lw=1, zorder=1)
    ax.grid(axis="x", color=FAINT, lw=0.8)
    names = [f"{short(g, 22)} ({int(n):,})" for g, n in zip(shown["group"], shown["n"], strict=True)]
    differs = shown["differs"].astype(bool)
    colors = [(BLUE if b > 0.5 else ORANGE) if d else GREY for b, d in zip(shown["better"], differs, strict=True)]
    draw_ranges(ax, names, shown["better"].to_numpy(float), (shown["low"].to_numpy(float), shown["high"].to_numpy(float)), colors=colors)
    name_axes(ax, x="misses by less, times of 10")
    return say(ax, words.misses_title(groups, column), subtitle=words.misses_subtitle(shown), alt=words.misses_alt(shown, column))
