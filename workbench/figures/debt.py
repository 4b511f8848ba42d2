"""Pictures of defects, rework and technical debt."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import date2num

from workbench.analysis.clean_up import Bought
from workbench.analysis.debt import DebtEffect
from workbench.analysis.defects import Defects
from workbench.tables import NotEnoughEvidence
from workbench.wording import debt as words
from workbench.wording.numbers import count, percent

from .caption import say
from .marks import mark_above, name_right
from .style import (
    BLUE,
    BLUE_FILL,
    GREY,
    INK,
    MARK,
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

_WIDE = {"W": 5, "M": 24, "Q": 75, "Y": 300}


def defects_over_time(found: Defects | NotEnoughEvidence, *, ax: Axes | None = None) -> Axes:
    """Defects that came and that were mended per period, and how many lay open.

    Parameters
    ----------
    found : Defects or NotEnoughEvidence
        As :func:`workbench.analysis.defects.defects` gives it.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        Bars upwards came, bars downwards were mended; the line is what was open at the end of the period.
    """
    ax = new_axes(ax)
    title, alt = words.defects_title(found), words.defects_alt(found)
    if isinstance(found, NotEnoughEvidence) or not found.defects or found.series.empty:
        return say(nothing(ax), title, alt=alt)
    rows = found.series
    x, wide = date2num(rows["period"].to_numpy()), _WIDE.get(found.every[:1], 24)
    middle = x + wide / 2
    came, gone, left = (rows[c].to_numpy(float) for c in ("arrived", "mended", "open"))
    ax.bar(middle, came, width=wide, color=BLUE_FILL, linewidth=0)
    ax.bar(middle, -gone, width=wide, color=MARK, linewidth=0)
    ax.plot(middle, left, color=ORANGE, lw=1.6, marker="o", ms=3.4, zorder=4)
    ax.axhline(0, color=INK, lw=1)
    top, bottom = max(float(came.max()), float(left.max()), 1.0), max(float(gone.max()), 1.0)
    ax.set_ylim(-bottom * 1.25, top * 1.12)
    ax.set_xlim(float(x[0]) - wide * 0.2, float(x[-1]) + wide * 1.25)
    span = top * 1.12 + bottom * 1.25
    wanted = [float(left[-1]), top * 0.55, -bottom * 0.6]
    places = spread_labels(wanted, span * 0.09, -bottom * 1.2, top * 1.08)
    for place, name, ink in zip(places, ("open", "came", "mended"), (ORANGE_INK, BLUE, GREY), strict=True):
        name_right(ax, place, name, ink=ink)
    date_axis(ax.xaxis, rows["period"].iloc[0], rows["period"].iloc[-1])
    number_axis(ax.yaxis, most=6, whole=True)
    name_axes(ax, y="defects")
    return say(ax, title, subtitle=f"{count(found.defects, 'defect')} and repairs, {count(found.n, 'finished task')} in all", alt=alt)


def rework_share(found: Defects | NotEnoughEvidence, *, ax: Axes | None = None) -> Axes:
    """Share of the finished effort that went into rework, per period.

    Parameters
    ----------
    found : Defects or NotEnoughEvidence
        As :func:`workbench.analysis.defects.defects` gives it.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    title, alt = words.rework_title(found), words.rework_alt(found)
    if isinstance(found, NotEnoughEvidence) or found.effort_share is None or not found.series["effort_share"].notna().any():
        return say(nothing(ax), title, alt=alt)
    rows = found.series
    x, wide = date2num(rows["period"].to_numpy()), _WIDE.get(found.every[:1], 24)
    share = rows["effort_share"].to_numpy(float)
    ax.bar(x + wide / 2, np.nan_to_num(share), width=wide, color=BLUE_FILL, linewidth=0)
    ax.axhline(found.effort_share, color=ORANGE, lw=1.3, ls=(0, (4, 2.5)))
    name_right(ax, found.effort_share, f"in all\n{percent(found.effort_share)}", ink=ORANGE_INK)
    top = max(float(np.nanmax(share)) * 1.12, 0.05)
    ax.set_ylim(0, top)
    ax.set_xlim(float(x[0]) - wide * 0.2, float(x[-1]) + wide * 1.25)
    step = next(s for s in (0.02, 0.05, 0.1, 0.25, 0.5) if top / s <= 6)
    percent_axis(ax.yaxis, tuple(np.arange(0, top + 1e-9, step)))
    date_axis(ax.xaxis, rows["period"].iloc[0], rows["period"].iloc[-1])
    name_axes(ax, y="share of the effort")
    return say(ax, title, subtitle=f"effort on defects and repairs ÷ all effort of tasks finished then · {count(found.n, 'task')}", alt=alt)


def debt_effect(found: DebtEffect | NotEnoughEvidence, *, ax: Axes | None = None) -> Axes:
    """Debt work of one period against the next one.

    Parameters
    ----------
    found : DebtEffect or NotEnoughEvidence
        As :func:`workbench.analysis.debt.debt_effect` gives it.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        One dot per period, the fitted line, and the lines at both ends of its range.
    """
    ax = new_axes(ax)
    title, alt = words.effect_title(found), words.effect_alt(found)
    if isinstance(found, NotEnoughEvidence):
        return say(nothing(ax), title, alt=alt)
    x, y = found.series["before"].to_numpy(float), found.series["relative"].to_numpy(float)
    end = max(float(x.max()) * 1.05, 0.02)
    line = np.array([0.0, end])
    centre = (float(x.mean()), float(y.mean()))
    low, high = (centre[1] + s * (line - centre[0]) for s in (found.slope_range.low, found.slope_range.high))
    ax.fill_between(line, np.minimum(low, high), np.maximum(low, high), color=BLUE_FILL, alpha=0.5, lw=0, zorder=1)
    ax.plot(line, centre[1] + found.slope * (line - centre[0]), color=BLUE, lw=1.6, zorder=3)
    ax.plot(x, y, "o", ms=3.6, mfc=MARK, mec="white", mew=0.5, zorder=2)
    ax.axhline(1, color=GREY, lw=1, ls=(0, (4, 2.5)), zorder=1)
    ax.set_xlim(-end * 0.03, end)
    ax.set_ylim(max(0.0, float(y.min()) - 0.1 * np.ptp(y) - 0.02), float(y.max()) + 0.1 * np.ptp(y) + 0.02)
    step = next(s for s in (0.01, 0.02, 0.05, 0.1, 0.2, 0.25) if end / s <= 6)
    percent_axis(ax.xaxis, tuple(np.arange(0, end + 1e-9, step)))
    number_axis(ax.yaxis, most=5)
    name_axes(ax, x=f"debt work, share of the {found.every} before", y=words.pace_axis(found))
    return say(ax, title, subtitle=f"{count(found.n, found.every)} · band: 19 of 20 such lines", alt=alt)


def clean_up(found: Bought | NotEnoughEvidence, *, ax: Axes | None = None) -> Axes:
    """A measure before and after one clean-up.

    Parameters
    ----------
    found : Bought or NotEnoughEvidence
        As :func:`workbench.analysis.clean_up.what_debt_bought` gives it.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        Dots are periods, lines the fit of either side; dashed: as it went before.
    """
    ax = new_axes(ax)
    title, alt = words.bought_title(found), words.bought_alt(found)
    if isinstance(found, NotEnoughEvidence):
        return say(nothing(ax), title, alt=alt)
    rows = found.series
    x, y = date2num(rows["ended_on"].to_numpy()), rows["value"].to_numpy(float)
    ax.plot(x, y, "o", ms=3.4, mfc=MARK, mec="white", mew=0.5, zorder=2)
    fitted, expected, b = rows["fitted"].to_numpy(float), rows["expected"].to_numpy(float), found.n_before
    for part in (slice(0, b), slice(b, None)):
        ax.plot(x[part], fitted[part], color=BLUE, lw=1.8, zorder=3)
    ax.plot(x[b:], expected[b:], color=GREY, lw=1.3, ls=(0, (4, 2.5)), zorder=3)
    top = max(float(y.max()), float(fitted.max()), float(np.nanmax(expected))) * 1.1 or 1.0
    ax.set_ylim(0, top)
    ax.set_xlim(float(x[0]) - 5, float(x[-1]) + 5)
    places = spread_labels([float(fitted[-1]), float(expected[-1])], top * 0.16, 0.0, top)
    for place, name, ink in zip(places, ("fitted", "as it\nwent before"), (BLUE, GREY), strict=True):
        name_right(ax, place, name, ink=ink)
    mark_above(ax, float(date2num(found.on.to_pydatetime())), "clean-up", color=ORANGE, ink=ORANGE_INK)
    date_axis(ax.xaxis, rows["ended_on"].iloc[0], rows["ended_on"].iloc[-1])
    number_axis(ax.yaxis, most=5)
    name_axes(ax, y=words.value_axis(found))
    return say(ax, title, subtitle=f"{count(found.n_before, found.every)} before, {found.n_after:,} since", alt=alt)
