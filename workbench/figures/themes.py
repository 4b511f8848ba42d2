"""Pictures of lessons over projects."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from workbench.wording import themes as words
from workbench.wording.numbers import count
from workbench.wording.plain import short

from .caption import say
from .rows import draw_bars
from .style import name_axes, new_axes, nothing, number_axis

_MOST = 10


def themes(frame: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """In how many projects each theme was raised.

    Parameters
    ----------
    frame : DataFrame
        As :func:`workbench.analysis.themes.themes` gives it.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        The ten most frequent themes.
    """
    ax = new_axes(ax)
    title, alt = words.themes_title(frame), words.themes_alt(frame)
    if frame.empty:
        return say(nothing(ax), title, alt=alt)
    rows = frame.head(_MOST)
    told = [f"{int(p):,} ({count(int(v), 'vote')})" for p, v in zip(rows["projects"], rows["votes"], strict=True)]
    draw_bars(ax, [short(t, 22) for t in rows["theme"]], rows["projects"].to_numpy(float), told)
    number_axis(ax.xaxis, most=5, whole=True)
    name_axes(ax, x="projects")
    return say(ax, title, subtitle=f"{count(int(frame['lessons'].sum()), 'lesson')} · votes in brackets", alt=alt)
