"""Accuracy ratios per period."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num

from workbench.wording import spread as words
from workbench.wording.numbers import count

from .caption import say
from .marks import name_right
from .style import BLUE, BLUE_FILL, GREY, ORANGE, ORANGE_INK, date_axis, name_axes, nothing, ratio_axis, spread_labels

_NOUNS = {"M": "month", "Q": "quarter", "Y": "year"}


def draw_periods(ax: Axes, frame: pd.DataFrame, *, every: str, n: int) -> Axes:
    """Draw the median and the 8-of-10 range of accuracy ratios per period.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    frame : DataFrame
        Index: first day of the period. Columns p10, bias, p90, n.
    every : str
        The period, for the words.
    n : int
        Tasks in all.

    Returns
    -------
    Axes
    """
    if frame.empty:
        return say(nothing(ax), words.over_time_title(frame), alt=words.over_time_alt(frame))
    x = date2num(frame.index.to_numpy())
    p10, bias, p90 = (frame[c].to_numpy(float) for c in ("p10", "bias", "p90"))
    low, high = min(float(p10.min()) / 1.15, 0.5), max(float(p90.max()) * 1.15, 2.0)
    ratio_axis(ax.yaxis, low, high)
    ax.fill_between(x, p10, p90, color=BLUE_FILL, alpha=0.5, lw=0)
    ax.plot(x, p10, color=BLUE, lw=1, ls=(0, (4, 2.5)))
    ax.plot(x, p90, color=BLUE, lw=1, ls=(0, (4, 2.5)))
    ax.plot(x, bias, color=ORANGE, lw=1.8, marker="o", ms=3.6)
    pad = (x[-1] - x[0]) * 0.02 or 10.0
    ax.set_xlim(float(x[0] - pad), float(x[-1] + pad))
    date_axis(ax.xaxis, frame.index[0], frame.index[-1])
    span = float(np.log2(high / low))
    wanted = [float(np.log2(v[-1] / low) / span) for v in (p10, bias, p90)]
    for place, name, ink in zip(spread_labels(wanted, 0.085, 0.03, 0.97), ("P10", "median", "P90"), (BLUE, ORANGE_INK, BLUE), strict=True):
        name_right(ax, low * 2 ** (place * span), name, ink=ink)
    ax.axhline(1, color=GREY, lw=1, zorder=1)
    name_axes(ax, y="actual ÷ estimate")
    noun = _NOUNS.get(every[:1], "period")
    subtitle = f"{count(n, 'task')} by {noun} of finishing · band: 8 of 10 tasks"
    return say(ax, words.over_time_title(frame), subtitle=subtitle, alt=words.over_time_alt(frame))
