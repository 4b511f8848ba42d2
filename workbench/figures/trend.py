"""Pictures of change: over the years, as work goes on, with each new estimate."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num

from workbench.analysis.learning import Learning
from workbench.analysis.progress import Cone
from workbench.analysis.reestimation import EstimatingQuality, Reestimation
from workbench.tables import NotEnoughEvidence
from workbench.wording import trend as words
from workbench.wording.numbers import count, percent

from .caption import say
from .rows import draw_bars, draw_upright
from .style import BLUE, BLUE_FILL, GREY, INK, ORANGE, date_axis, name_axes, new_axes, nothing, number_axis, ratio_axis


def learning(result: Learning | NotEnoughEvidence, *, ax: Axes | None = None) -> Axes:
    """The typical miss per period, and the line that best describes its change.

    Parameters
    ----------
    result : Learning or NotEnoughEvidence
        As :func:`workbench.analysis.learning.over_time` gives it.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        Periods with too few tasks leave a gap.
    """
    ax = new_axes(ax)
    title, alt = words.learning_title(result), words.learning_alt(result)
    if isinstance(result, NotEnoughEvidence) or not result.periods["enough"].any():
        return say(nothing(ax), title, alt=alt)
    known = result.periods[result.periods["enough"]]
    x, y = date2num(result.periods["period"].to_numpy()), result.periods["miss"].to_numpy(float)
    ax.plot(x, y, "-o", color=BLUE, lw=1.4, ms=3.8, zorder=3)
    if result.miss_per_year is not None:
        years = (date2num(known["period"].to_numpy()) - date2num(known["period"].iloc[0])) / 365.25
        level = float(np.median(np.log(known["miss"]) - np.log(result.miss_per_year) * years))
        ax.plot(
            date2num(known["period"].to_numpy()),
            np.exp(level + np.log(result.miss_per_year) * years),
            color=ORANGE,
            lw=1.4,
            ls=(0, (4, 2.5)),
        )
    top = max(float(np.nanmax(y)), 1.02)
    ax.set_ylim(1 - (top - 1) * 0.04, 1 + (top - 1) * 1.15)
    number_axis(ax.yaxis, most=5, unit="×")
    pad = (x[-1] - x[0]) * 0.03 or 10.0
    ax.set_xlim(float(x[0] - pad), float(x[-1] + pad))
    date_axis(ax.xaxis, result.periods["period"].iloc[0], result.periods["period"].iloc[-1])
    name_axes(ax, y="typical miss (1× is exact)")
    return say(ax, title, subtitle=words.learning_subtitle(result, len(known)), alt=alt)


def cone(result: Cone | NotEnoughEvidence, *, ax: Axes | None = None) -> Axes:
    """Actual ÷ estimate by how far the work was when it was estimated.

    Parameters
    ----------
    result : Cone or NotEnoughEvidence
        As :func:`workbench.analysis.progress.cone` gives it.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        Stages with too few estimates are left empty; the number of estimates stands under each name.
    """
    ax = new_axes(ax)
    title, alt = words.cone_title(result), words.cone_alt(result)
    if isinstance(result, NotEnoughEvidence) or not result.stages["enough"].any():
        return say(nothing(ax), title, alt=alt)
    stages = result.stages
    told = stages[stages["enough"]]
    low, high = min(float(told["p10"].min()) / 1.1, 0.7), max(float(told["p90"].max()) * 1.1, 1.5)
    ratio_axis(ax.yaxis, low, high)
    names = [f"{s}\n({int(n):,})" for s, n in zip(stages["stage"], stages["n"], strict=True)]
    middles, lows, highs = (stages[c].to_numpy(float) for c in ("bias", "p10", "p90"))
    draw_upright(ax, names, middles, lows, highs, hollow=np.zeros(len(stages), bool))
    ax.axhline(1, color=GREY, lw=1, zorder=1)
    name_axes(ax, x="when estimated: part of the days from start to finish", y="actual ÷ estimate")
    return say(ax, title, subtitle=words.cone_subtitle(result), alt=alt)


def reestimation(result: Reestimation | NotEnoughEvidence, *, ax: Axes | None = None) -> Axes:
    """What became of estimates that were changed.

    Parameters
    ----------
    result : Reestimation or NotEnoughEvidence
        As :func:`workbench.analysis.reestimation.reestimation` gives it.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        Changed estimates that ended closer, further off, or as far off as before.
    """
    ax = new_axes(ax)
    title, alt = words.reestimation_title(result), words.reestimation_alt(result)
    if isinstance(result, NotEnoughEvidence) or not result.changed:
        return say(nothing(ax), title, alt=alt)
    same = result.changed - result.closer - result.further
    values = np.array([result.closer, result.further, same], dtype=float)
    told = [f"{int(v):,} ({percent(v / result.changed)})" for v in values]
    draw_bars(ax, ["closer", "further off", "as far off"], values, told)
    number_axis(ax.xaxis, most=5, whole=True)
    name_axes(ax, x="tasks whose estimate was changed")
    subtitle = f"last estimate against the first, held against the actual · {result.changed:,} of {count(result.n, 'finished task')}"
    return say(ax, title, subtitle=subtitle, alt=alt)


def quality(factors: pd.DataFrame, result: EstimatingQuality | NotEnoughEvidence, *, ax: Axes | None = None) -> Axes:
    """How many tasks had which estimating quality factor.

    Parameters
    ----------
    factors : DataFrame
        As :func:`workbench.analysis.reestimation.quality_factors` gives it: eqf, perfect.
    result : EstimatingQuality or NotEnoughEvidence
        As :func:`workbench.analysis.reestimation.quality` gives it.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    title, alt = words.quality_title(result), words.quality_alt(result)
    if isinstance(result, NotEnoughEvidence):
        return say(nothing(ax), title, alt=alt)
    edges = [0, 1, 2, 4, 8, 16, np.inf]
    names = ["under 1", "1–2", "2–4", "4–8", "8–16", "over 16", "exact"]
    heights = [*np.histogram(factors["eqf"].dropna(), edges)[0], int(factors["perfect"].sum())]
    x = np.arange(len(names))
    ax.bar(x, heights, width=0.86, color=BLUE_FILL, linewidth=0)
    ax.set_xticks(x, names)
    ax.tick_params(axis="x", length=0)
    ax.set_xlim(-0.6, len(names) - 0.4)
    middle = 6 if result.median is None else int(np.searchsorted(edges, result.median, side="right")) - 1
    ax.patches[middle].set_color(BLUE)
    ax.annotate(
        "typical", (middle, heights[middle]), xytext=(0, 2), textcoords="offset points", ha="center", va="bottom", fontsize=8, color=INK
    )
    ax.set_ylim(0, max(max(heights), 1) * 1.12)
    number_axis(ax.yaxis, most=5, whole=True)
    name_axes(ax, x="quality factor = actual ÷ average error of the estimate", y="tasks")
    return say(ax, title, subtitle=words.quality_subtitle(result), alt=alt)
