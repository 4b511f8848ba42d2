"""Pictures of what is to come: equally likely outcomes as dots that can be counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.transforms import offset_copy

from workbench.wording import forecast as words
from workbench.wording.numbers import absent, amount, day, unit_name

from .caption import say
from .marks import mark_above
from .style import BLUE, GREY, MARK, ORANGE, ORANGE_INK, date_axis, name_axes, new_axes, number_axis

if TYPE_CHECKING:
    from workbench.forecast import EffortForecast, FinishForecast

_DOTS = 20
_STACKS = 12
_LARGEST, _PLOT_POINTS = 16.0, 96.0
_LEVELS = (np.arange(_DOTS) + 0.5) / _DOTS
_FILLED: dict[str, Any] = {"color": BLUE, "mec": "white", "mew": 0.7}
_OPEN: dict[str, Any] = {"mfc": "white", "mec": MARK, "mew": 1.4}


def forecast_effort(effort: EffortForecast, *, ax: Axes | None = None) -> Axes:
    """The effort of a backlog as twenty equally likely outcomes.

    Parameters
    ----------
    effort : EffortForecast
        With ``quantile(p)``, p50, p80, estimate_sum, unit.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        P50, P80 and the bare sum of the estimates marked; dots beyond P80 are open.
    """
    ax = new_axes(ax)
    outcomes = np.array([float(effort.quantile(float(p))) for p in _LEVELS])
    same = effort.estimate_unit == effort.unit
    bare = float(effort.estimate_sum) if same else None
    draw_dots(ax, outcomes, limit=float(effort.p80), hold=[v for v in (bare,) if v is not None])
    mark_above(ax, float(effort.p50), f"P50 {_brief(effort.p50, effort.unit)}", color=ORANGE, ink=ORANGE_INK, side="left")
    mark_above(ax, float(effort.p80), f"P80 {_brief(effort.p80, effort.unit)}", color=BLUE, side="right", dashed=True)
    if bare is not None:
        mark_above(ax, bare, f"sum of estimates {_brief(bare, effort.unit)}", color=GREY, side="middle", dashed=True)
    number_axis(ax.xaxis, most=6)
    name_axes(ax, x=f"effort, {unit_name(effort.unit)}")
    return say(ax, words.effort_title(effort), subtitle=words.dots_subtitle(_DOTS, effort.n_history), alt=words.effort_alt(effort))


def _brief(value: float, unit: str) -> str:
    """An amount, without its unit where that is long; the axis names it."""
    return amount(value, unit if len(unit) <= 12 else None)


def forecast_finish(finish: FinishForecast, *, promised: object = None, ax: Axes | None = None) -> Axes:
    """The finish day of a project as twenty equally likely outcomes.

    Parameters
    ----------
    finish : FinishForecast
        With ``quantile(p)``, p50, p80 (dates).
    promised : date, optional
        The finish day that was promised.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        P50, P80 and the promised day marked; dots beyond P80 are open.
    """
    ax = new_axes(ax)
    days = [pd.Timestamp(finish.quantile(float(p))) for p in _LEVELS]
    outcomes = np.array([float(date2num(d)) for d in days])
    asked = None if absent(promised) else pd.Timestamp(promised)  # type: ignore[arg-type]
    p80 = float(date2num(pd.Timestamp(finish.p80)))
    draw_dots(ax, outcomes, limit=p80, hold=[] if asked is None else [float(date2num(asked))])
    mark_above(ax, float(date2num(pd.Timestamp(finish.p50))), f"P50 {day(finish.p50)}", color=ORANGE, ink=ORANGE_INK, side="left")
    mark_above(ax, p80, f"P80 {day(finish.p80)}", color=BLUE, side="right", dashed=True)
    if asked is not None:
        mark_above(ax, float(date2num(asked)), f"promised {day(asked)}", color=GREY, side="middle", dashed=True)
    low, high = (pd.Timestamp("1970-01-01") + pd.Timedelta(days=v) for v in ax.get_xlim())
    date_axis(ax.xaxis, low, high)
    name_axes(ax, x="finish day")
    subtitle = words.dots_subtitle(_DOTS, finish.effort.n_history, "finish day")
    return say(ax, words.finish_title(finish, promised), subtitle=subtitle, alt=words.finish_alt(finish))


def draw_dots(ax: Axes, outcomes: np.ndarray, *, limit: float, hold: list[float]) -> None:
    """Stack equally likely outcomes as dots; those beyond a limit are open.

    Parameters
    ----------
    ax : Axes
        Where to draw; its left spine and y ticks are removed, because dots are counted, not measured.
    outcomes : ndarray, shape (n,)
        Equally likely outcomes.
    limit : float
        Outcomes up to here are filled; it lies between two stacks.
    hold : list of float
        Other values that must lie inside the picture.
    """
    low, high = min([float(outcomes.min()), *hold]), max([float(outcomes.max()), *hold])
    span = high - low or max(abs(high) * 0.1, 1.0)
    low, high = low - span * 0.07, high + span * 0.07
    width = (high - low) / _STACKS
    low = limit - np.ceil((limit - low) / width) * width
    high = low + np.ceil((high - low) / width - 1e-9) * width
    cells = np.floor((outcomes - low) / width - 1e-9).astype(int)
    inside = outcomes <= limit * (1 + 1e-9)
    cells = np.where(inside, np.minimum(cells, round((limit - low) / width) - 1), np.maximum(cells, round((limit - low) / width)))
    places = low + (cells + 0.5) * width
    storeys = np.array([int(np.sum(cells[:i] == cell)) for i, cell in enumerate(cells)])
    size = min(_LARGEST, _PLOT_POINTS / (int(storeys.max()) + 1) * 0.9)
    ax.set_xlim(low, high)
    ax.set_ylim(0, 1)
    figure = ax.get_figure(root=True)
    for storey in range(int(storeys.max()) + 1):  # heights in points, so that the dots of a stack touch whatever the plot's size
        lift = offset_copy(ax.get_xaxis_transform(), fig=figure, y=3 + (storey + 0.5) * size * 1.08, units="points")
        for which, look in ((inside, _FILLED), (~inside, _OPEN)):
            here = which & (storeys == storey)
            ax.plot(places[here], np.zeros(int(here.sum())), "o", ms=size - look["mew"], transform=lift, zorder=5, **look)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
