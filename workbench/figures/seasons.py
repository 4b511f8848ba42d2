"""Pictures of the calendar, capacity and the pile of open work."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num

from workbench.analysis.flow import CapacityVelocity, Seasonality, WorkInProgress
from workbench.tables import NotEnoughEvidence
from workbench.wording import seasons as words
from workbench.wording.numbers import count, number, unit_name

from .caption import say
from .marks import name_right
from .rows import draw_upright
from .series import draw_steady
from .style import BLUE, BLUE_FILL, GREY, INK, MARK, ORANGE, ORANGE_INK, date_axis, name_axes, new_axes, nothing, number_axis
from .velocity import name_sprints


def seasonality(result: Seasonality | NotEnoughEvidence, *, ax: Axes | None = None) -> Axes:
    """Finished tasks per working day by month of the year.

    Parameters
    ----------
    result : Seasonality or NotEnoughEvidence
        As :func:`workbench.analysis.flow.seasonality` gives it.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    title, alt = words.season_title(result), words.season_alt(result)
    if isinstance(result, NotEnoughEvidence) or result.by_month.empty:
        return say(nothing(ax), title, alt=alt)
    rows = result.by_month
    middles, low, high = (rows[c].to_numpy(float) for c in ("index", "lowest", "highest"))
    draw_upright(ax, [m[:3] for m in rows["month"]], middles, low, high, hollow=~rows["enough"].to_numpy(bool))
    ax.axhline(1, color=GREY, lw=1, zorder=1)
    ax.set_ylim(0, max(float(high.max()), 1.1) * 1.1)
    number_axis(ax.yaxis, most=5)
    name_axes(ax, y="against the average")
    return say(ax, title, subtitle=words.season_subtitle(result), alt=alt)


def capacity_velocity(result: CapacityVelocity | NotEnoughEvidence, *, ax: Axes | None = None) -> Axes:
    """Finished work per unit of capacity, with the range that chance explains.

    Parameters
    ----------
    result : CapacityVelocity or NotEnoughEvidence
        As :func:`workbench.analysis.flow.capacity_velocity` gives it.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    title, alt = words.capacity_title(result), words.capacity_alt(result)
    if isinstance(result, NotEnoughEvidence):
        return say(nothing(ax), title, alt=alt)
    values = result.series["rate"].to_numpy(float)
    odd = np.flatnonzero(result.series["signal"].to_numpy(bool))
    draw_steady(ax, np.arange(len(values), dtype=float), values, band=(result.lower, result.mean, result.upper), signals=odd)
    name_sprints(ax, result.series["sprint"])
    name_axes(ax, x="sprint", y=result.unit if len(result.unit) <= 30 else unit_name(result.unit))
    subtitle = f"{count(result.n, 'sprint')}" + (" · squares: more than chance" if len(odd) else "")
    return say(ax, title, subtitle=subtitle, alt=alt)


def work_in_progress(result: WorkInProgress | NotEnoughEvidence, *, ax: Axes | None = None) -> Axes:
    """Tasks in progress on each day.

    Parameters
    ----------
    result : WorkInProgress or NotEnoughEvidence
        As :func:`workbench.analysis.flow.work_in_progress` gives it.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    title, alt = words.wip_title(result), words.wip_alt(result)
    if isinstance(result, NotEnoughEvidence):
        return say(nothing(ax), title, alt=alt)
    days, values = pd.DatetimeIndex(result.series.index), result.series.to_numpy(float)
    x = date2num(days.to_numpy())
    ax.fill_between(x, 0, values, step="post", color=BLUE_FILL, lw=0)
    ax.plot(x, values, drawstyle="steps-post", color=BLUE, lw=1.2)
    ax.axhline(result.mean, color=ORANGE, lw=1.3, ls=(0, (4, 2.5)))
    ax.set_ylim(0, max(float(values.max()), 1.0) * 1.08)
    ax.set_xlim(float(x[0]), float(x[-1]) if x[-1] > x[0] else float(x[0]) + 1)
    name_right(ax, result.mean, f"average\n{number(result.mean)}", ink=ORANGE_INK)
    date_axis(ax.xaxis, days[0], days[-1])
    number_axis(ax.yaxis, most=5, whole=True)
    name_axes(ax, y="tasks in progress")
    return say(ax, title, subtitle=f"tasks between their first and last day, both counted · {count(result.n, 'day')}", alt=alt)


def net_flow(frame: pd.DataFrame, *, every: str = "W", ax: Axes | None = None) -> Axes:
    """Tasks that arrived and left per period, and the pile between them.

    Parameters
    ----------
    frame : DataFrame
        As :func:`workbench.analysis.flow.net_flow` gives it.
    every : str
        Its period, for the words.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    title, alt = words.net_title(frame), words.net_alt(frame)
    if frame.empty:
        return say(nothing(ax), title, alt=alt)
    x = date2num(frame["period"].to_numpy())
    width = (float(np.median(np.diff(x))) if len(x) > 1 else 7.0) * 0.8
    up, down = frame["arrived"].to_numpy(float), (frame["finished"] + frame["dropped"]).to_numpy(float)
    ax.bar(x, up, width=width, color=MARK, linewidth=0)
    ax.bar(x, -down, width=width, color=BLUE_FILL, linewidth=0)
    pile = frame["open"].to_numpy(float)
    ax.plot(x, pile, color=ORANGE, lw=1.6)
    ax.axhline(0, color=INK, lw=1)
    top, bottom = max(float(up.max()), float(pile.max()), 1.0), min(-float(down.max()), float(pile.min()), -1.0)
    ax.set_ylim(bottom * 1.12, top * 1.1)
    pad = width if len(x) > 1 else 7.0
    ax.set_xlim(float(x[0]) - pad, float(x[-1]) + pad)
    date_axis(ax.xaxis, frame["period"].iloc[0], frame["period"].iloc[-1])
    name_right(ax, float(pile[-1]), f"open {int(pile[-1]):,}", ink=ORANGE_INK)
    number_axis(ax.yaxis, most=6, whole=True)
    name_axes(ax, y="tasks")
    return say(ax, title, subtitle=words.net_subtitle(frame, every), alt=alt)
