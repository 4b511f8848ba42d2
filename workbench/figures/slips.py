"""Pictures of milestones that slip, and of where work is held."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num

from workbench.analysis.slips import Slips
from workbench.tables import NotEnoughEvidence
from workbench.wording import slips as words
from workbench.wording.numbers import amount, count
from workbench.wording.plain import short

from .caption import say
from .marks import name_right
from .rows import draw_bars
from .style import BLUE, GREEN, GREY, ORANGE, RULE, date_axis, name_axes, new_axes, nothing, number_axis, spread_labels

_INKS = (BLUE, ORANGE, GREEN, GREY)
_MARKS = ("o", "s", "^", "D")
_MOST = 8


def slip_chart(found: Slips | NotEnoughEvidence, *, ax: Axes | None = None) -> Axes:
    """Forecast day of each milestone against the day of the report.

    Parameters
    ----------
    found : Slips or NotEnoughEvidence
        As :func:`workbench.analysis.slips.slips` gives it.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        A level line keeps its day, a rising one slips; the last dot lies on the diagonal once a milestone is reached. Rings are first
        plans. The eight latest milestones.
    """
    ax = new_axes(ax, height=3.3)
    title, alt = words.slips_title(found), words.slips_alt(found)
    if isinstance(found, NotEnoughEvidence):
        return say(nothing(ax), title, alt=alt)
    shown = found.milestones.tail(_MOST)
    rows = found.series[found.series["milestone"].isin(set(shown["milestone"]))]
    first = rows["recorded_on"].min()
    ends, names = [], []
    for i, one in enumerate(shown.to_dict("records")):
        part = rows[(rows["milestone"] == one["milestone"]) & ~rows["reached"]]
        came = [one["actual_on"]] if pd.notna(one["actual_on"]) else []
        x = date2num(pd.DatetimeIndex([*part["recorded_on"], *came]).to_numpy())
        y = date2num(pd.DatetimeIndex([*part["forecast_on"], *came]).to_numpy())
        ink, mark = _INKS[i % 4], _MARKS[i % 4]
        ax.plot(x, y, color=ink, lw=1.4, marker=mark, ms=3.2, zorder=3)
        ax.plot([date2num(first)], [date2num(one["baseline_on"])], ls="none", marker=mark, ms=6, mfc="none", mec=ink, mew=1.2, zorder=4)
        ends.append(float(y[-1]))
        names.append((short(one["milestone"], 16), ink))
    days = pd.concat([rows["recorded_on"], rows["forecast_on"], shown["baseline_on"], shown["actual_on"].dropna()])
    last_report = pd.concat([rows["recorded_on"], shown["actual_on"].dropna()]).max()
    low, high = float(date2num(days.min())), float(date2num(days.max()))
    left, right = float(date2num(first)), float(date2num(last_report))
    pad = (right - left) * 0.03 or 3.0
    ax.set_xlim(left - pad, right + pad)
    tall = (high - low) * 0.06 or 3.0
    ax.set_ylim(low - tall, high + tall)
    ax.plot([low - tall, high + tall], [low - tall, high + tall], color=RULE, lw=1, ls=(0, (4, 2.5)), zorder=1)
    gap = (high - low + 2 * tall) * 0.07
    for place, (name, ink) in zip(spread_labels(ends, gap, low - tall, high + tall), names, strict=True):
        name_right(ax, place, name, ink=ink)
    date_axis(ax.xaxis, first, last_report, most=4)
    date_axis(ax.yaxis, days.min(), days.max())
    name_axes(ax, x="day of the report", y="forecast day")
    return say(ax, title, subtitle=f"{count(found.n, 'record')} · rings: first plans · dashed: today’s line, where it comes", alt=alt)


def held(frame: pd.DataFrame, what: str, *, ax: Axes | None = None) -> Axes:
    """Days that work lay still, by component or status.

    Parameters
    ----------
    frame : DataFrame
        As :func:`workbench.analysis.delays.held_by_component` or ``held_by_status`` gives it.
    what : str
        ``component`` or ``status``.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    title = words.held_title(frame, what)
    if frame.empty or not frame["held"].sum() > 0:
        return say(nothing(ax), title, alt=f"No picture: {title[:1].lower()}{title[1:]}.")
    rows = frame[frame["held"] > 0].head(_MOST)
    names = [f"{short(g, 20)} ({int(n):,})" for g, n in zip(rows["group"], rows["n"], strict=True)]
    draw_bars(ax, names, rows["held"].to_numpy(float), [amount(float(h), "days") for h in rows["held"]])
    number_axis(ax.xaxis, most=5)
    kind = "weekdays waiting or blocked" if what == "component" else "calendar days in that status"
    name_axes(ax, x=f"{kind}, all tasks together")
    return say(ax, title, subtitle=f"between start and finish, by {what}, tasks in brackets", alt=words.held_sentence(frame, what))
