"""Pictures of the flow of work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num

from workbench.analysis.times import durations
from workbench.tables import NotEnoughEvidence
from workbench.wording import flow as words
from workbench.wording.numbers import amount, number

from .caption import say
from .marks import mark_above, name_right
from .series import draw_steady
from .style import (
    BLUE,
    BLUE_FILL,
    FAINT,
    GREY,
    ORANGE,
    ORANGE_INK,
    date_axis,
    log_axis,
    name_axes,
    new_axes,
    nothing,
    number_axis,
    spread_labels,
)

if TYPE_CHECKING:
    from workbench.analysis.velocity import Throughput

_MOST_BARS = 6  # of the histograms of days, each covering twice the days of the one before


def throughput(result: Throughput | NotEnoughEvidence, *, ax: Axes | None = None) -> Axes:
    """Finished tasks per period, with the range that chance explains.

    Parameters
    ----------
    result : Throughput or NotEnoughEvidence
        As :func:`workbench.analysis.velocity.throughput` gives it.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    if isinstance(result, NotEnoughEvidence):
        return say(nothing(ax), words.throughput_title(result), alt=words.throughput_alt(result))
    starts = pd.DatetimeIndex(result.series.index)
    odd = np.flatnonzero(starts.isin(result.signals))
    band = (result.lower, result.mean, result.upper)
    draw_steady(ax, date2num(starts.to_numpy()), result.series.to_numpy(float), band=band, signals=odd)
    if len(starts):
        date_axis(ax.xaxis, starts[0], starts[-1])
    number_axis(ax.yaxis, most=5, whole=True)
    name_axes(ax, y="tasks finished")
    return say(ax, words.throughput_title(result), subtitle=words.throughput_subtitle(result), alt=words.throughput_alt(result))


def cycle_days(tasks: pd.DataFrame) -> pd.DataFrame:
    """Finished tasks with a start and a finish day, and the calendar days between them.

    Parameters
    ----------
    tasks : DataFrame
        Canonical tasks.

    Returns
    -------
    DataFrame
        finished_on, days (a task started and finished on one day counts as 1).

    Examples
    --------
    >>> some = pd.DataFrame({"started_on": pd.to_datetime(["2026-03-02"]), "finished_on": pd.to_datetime(["2026-03-04"])})
    >>> cycle_days(some)["days"].tolist()
    [3.0]
    """
    return durations(tasks)[["finished_on", "days"]].sort_values("finished_on", ignore_index=True)


def cycle_time(tasks: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """How long tasks took from start to finish: a histogram.

    Parameters
    ----------
    tasks : DataFrame
        Canonical tasks; those with a start and a finish day are drawn.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        Each bar covers twice the days of the one before; half and 17 of 20 are marked.
    """
    return _histogram(cycle_days(tasks)["days"], "start", ax)


def lead_time(tasks: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """How long tasks took from the request to the finish: a histogram, as for the cycle time.

    Parameters
    ----------
    tasks : DataFrame
        Canonical tasks; those with a day of creation and a finish day are drawn.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    return _histogram(durations(tasks, since="created_on")["days"], "request", ax)


def _histogram(days: pd.Series, since: str, ax: Axes | None) -> Axes:
    """Each bar covers twice the days of the one before; half and 17 of 20 are marked."""
    ax = new_axes(ax)
    title, alt = words.cycle_title(days, since=since), words.cycle_alt(days, since=since)
    if days.empty:
        return say(nothing(ax), title, alt=alt)
    logs = np.log2(days.to_numpy(float))
    wide = int(np.clip(np.ceil(np.quantile(logs, 0.98)) - _MOST_BARS, 0, 4)) if since == "request" else 0
    logs = np.maximum(logs - wide, 0.0)  # requests that wait for months: the first bar covers more days
    last = int(np.clip(np.ceil(np.quantile(logs, 0.98) - 1e-9), 3, _MOST_BARS))
    cells = np.clip(np.ceil(logs - 1e-9).astype(int), 0, last + 1)
    heights = np.bincount(cells, minlength=last + 2)
    ax.bar(np.arange(last + 2) - 0.5, heights, width=0.92, color=BLUE_FILL, linewidth=0)
    ax.set_xticks(np.arange(last + 2) - 0.5, _spans(last, wide))
    ax.set_xlim(-1, last + 1)
    ax.set_ylim(0, int(heights.max()) * 1.05)
    half, most = np.quantile(days, [0.5, 0.85])
    at = [float(np.clip(np.log2(v) - wide, 0.0, last + 0.9)) for v in (half, most)]
    mark_above(ax, at[0], f"half: {amount(float(half), 'days')}", color=ORANGE, ink=ORANGE_INK, side="left" if at[0] > 1.5 else "middle")
    mark_above(
        ax, at[1], f"17 of 20: {amount(float(most), 'days')}", color=BLUE, side="right" if at[1] < last * 0.7 else "middle", dashed=True
    )
    number_axis(ax.yaxis, most=5, whole=True)
    name_axes(ax, x=f"calendar days from {since} to finish", y="tasks")
    return say(ax, title, subtitle=words.cycle_subtitle(len(days), since=since), alt=alt)


def _spans(last: int, wide: int = 0) -> list[str]:
    """Names of the bars: 1, 2, 3–4, 5–8, …, and what lies beyond; the first one up to 2 to the power of `wide`."""
    names = [f"1–{2**wide}" if wide else "1"]
    names += [f"{2 ** (k - 1) + 1}–{2**k}" if k > 1 else "2" for k in range(wide + 1, wide + last + 1)]
    return [*names, f"{2 ** (wide + last) + 1}+"]


def cycle_time_scatter(tasks: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """How long each task took, by the day it finished.

    Parameters
    ----------
    tasks : DataFrame
        Canonical tasks; those with a start and a finish day are drawn.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    known = cycle_days(tasks)
    days = known["days"]
    if days.empty:
        return say(nothing(ax), words.cycle_title(days), alt=words.cycle_alt(days))
    half, most = (float(v) for v in np.quantile(days, [0.5, 0.85]))
    x, y = date2num(known["finished_on"].to_numpy()), days.to_numpy(float)
    (dots,) = ax.plot(x, y, "o", ms=3.4 if len(x) < 500 else 2.4, mfc=BLUE, mec="none", alpha=0.6 if len(x) < 500 else 0.35)
    dots.set_rasterized(len(x) > 600)
    top = max(float(y.max()) * 1.3, 8.0)
    log_axis(ax.yaxis, 0.8, top)
    pad = (x[-1] - x[0]) * 0.02 or 1.0
    ax.set_xlim(float(x[0] - pad), float(x[-1] + pad))
    date_axis(ax.xaxis, known["finished_on"].iloc[0], known["finished_on"].iloc[-1])
    span = np.log(top / 0.8)
    places = spread_labels([float(np.log(v / 0.8) / span) for v in (half, most)], 0.16, 0.05, 0.95)
    marks = (("half", half, ORANGE, ORANGE_INK, "-"), ("17 of 20", most, BLUE, BLUE, (0, (4, 2.5))))
    for place, (name, value, color, ink, dashes) in zip(places, marks, strict=True):
        ax.axhline(value, color=color, lw=1.3, ls=dashes)
        name_right(ax, 0.8 * float(np.exp(place * span)), f"{name}\n{amount(value, 'days')}", ink=ink)
    name_axes(ax, x="finished on", y="calendar days (log scale)")
    subtitle = words.cycle_subtitle(len(known))
    return say(ax, words.cycle_title(days), subtitle=subtitle, alt=words.cycle_alt(days))


def cumulative_flow(frame: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Tasks to do, in progress and done over time.

    Parameters
    ----------
    frame : DataFrame
        One row per day, oldest first: day, todo, doing, done (counts of tasks).
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        Three stacked areas, each named with its last value.
    """
    ax = new_axes(ax)
    if frame.empty:
        return say(nothing(ax), words.cumulative_title(frame), alt=words.cumulative_alt(frame))
    days = date2num(frame["day"].to_numpy())
    done, doing, todo = (frame[c].to_numpy(float) for c in ("done", "doing", "todo"))
    first, second, third = done, done + doing, done + doing + todo
    ax.fill_between(days, 0, first, step="post", color=BLUE_FILL, lw=0)
    ax.fill_between(days, first, second, step="post", color="#efb58a", lw=0)
    ax.fill_between(days, second, third, step="post", color=FAINT, lw=0)
    ax.plot(days, first, drawstyle="steps-post", color=BLUE, lw=1.3)
    ax.plot(days, second, drawstyle="steps-post", color=ORANGE, lw=1.3)
    ax.plot(days, third, drawstyle="steps-post", color=GREY, lw=1)
    top = max(float(third.max()), 1.0) * 1.06
    ax.set_ylim(0, top)
    ax.set_xlim(float(days[0]), float(days[-1]) if days[-1] > days[0] else float(days[0]) + 1)
    date_axis(ax.xaxis, frame["day"].iloc[0], frame["day"].iloc[-1])
    middles = [float(first[-1]) / 2, float(first[-1] + second[-1]) / 2, float(second[-1] + third[-1]) / 2]
    places = spread_labels(middles, top * 0.085, top * 0.03, top * 0.97)
    for place, name, value, ink in zip(
        places, ("done", "in progress", "to do"), (done[-1], doing[-1], todo[-1]), (BLUE, ORANGE_INK, GREY), strict=True
    ):
        name_right(ax, place, f"{name} {number(float(value))}", ink=ink)
    number_axis(ax.yaxis, most=5, whole=True)
    name_axes(ax, y="tasks")
    return say(ax, words.cumulative_title(frame), subtitle="tasks by state at the end of each day", alt=words.cumulative_alt(frame))
