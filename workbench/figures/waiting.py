"""Pictures of work that waits: open work that grows old, blocked time, time in each status, tasks carried over."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from workbench.analysis.flow import Blocked, CarryOver
from workbench.tables import NotEnoughEvidence
from workbench.wording import waiting as words
from workbench.wording.numbers import amount, count, percent
from workbench.wording.plain import short

from .caption import say
from .marks import name_right
from .rows import draw_bars, name_rows
from .style import BLUE, BLUE_FILL, FAINT, GREY, INK, MARK, ORANGE, name_axes, new_axes, nothing, number_axis

_MOST = 10


def ageing(frame: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Age of open work against how long finished work took.

    Parameters
    ----------
    frame : DataFrame
        As :func:`workbench.analysis.flow.ageing` gives it.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        The ten oldest tasks; late ones stand out, and a mark shows where 17 of 20 finished tasks were done.
    """
    ax = new_axes(ax)
    title, alt = words.ageing_title(frame), words.ageing_alt(frame)
    if frame.empty:
        return say(nothing(ax), title, alt=alt)
    shown = frame.head(_MOST)
    named = shown["title"].fillna(shown["task_id"]) if shown["title"].nunique() == len(shown) else shown["task_id"]
    places = name_rows(ax, [short(n, 24) for n in named])
    age, late = shown["age_days"].to_numpy(float), shown["late"].astype("boolean").fillna(False).to_numpy(bool)
    ax.barh(places, age, height=0.58, color=np.where(late, ORANGE, BLUE_FILL), linewidth=0, zorder=2)
    most = shown["p85"].to_numpy(float)
    known = np.isfinite(most)
    ax.plot(most[known], places[known], ls="none", marker="|", ms=13, mew=1.8, color=INK, zorder=4)
    end = float(np.nanmax(np.concatenate([age, most[known]])))
    ax.set_xlim(0, end * 1.04)
    for place, value in zip(places, age, strict=True):
        name_right(ax, float(place), amount(value, "days"), ink=INK)
    ax.grid(axis="x", color=FAINT, lw=0.8)
    number_axis(ax.xaxis, most=5, whole=True)
    name_axes(ax, x="calendar days since the start")
    first = f"the {len(shown)} oldest of {len(frame):,}" if len(frame) > len(shown) else count(len(frame), "started task")
    subtitle = f"{first} · upright mark: 17 of 20 finished tasks took less" if known.any() else first
    return say(ax, title, subtitle=subtitle, alt=alt)


def blocked(result: Blocked | NotEnoughEvidence, *, ax: Axes | None = None) -> Axes:
    """Blocked hours by kind of work.

    Parameters
    ----------
    result : Blocked or NotEnoughEvidence
        As :func:`workbench.analysis.flow.blocked` gives it.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    title, alt = words.blocked_title(result), words.blocked_alt(result)
    if isinstance(result, NotEnoughEvidence) or not result.blocked:
        return say(nothing(ax), title, alt=alt)
    rows = result.by_kind[result.by_kind["hours"] > 0].head(_MOST)
    names = [f"{short(k, 20)} ({int(b):,} of {int(n):,})" for k, b, n in zip(rows["kind"], rows["blocked"], rows["n"], strict=True)]
    draw_bars(ax, names, rows["hours"].to_numpy(float), [amount(h, "hours") for h in rows["hours"]])
    number_axis(ax.xaxis, most=5)
    name_axes(ax, x="hours blocked")
    return say(ax, title, subtitle=words.blocked_subtitle(result), alt=alt)


def time_in_status(frame: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Share of the calendar time that tasks spent in each status.

    Parameters
    ----------
    frame : DataFrame
        As :func:`workbench.analysis.flow.time_in_status` gives it.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    title, alt = words.status_title(frame), words.status_alt(frame)
    if frame.empty:
        return say(nothing(ax), title, alt=alt)
    shown = frame.head(8)
    told = [
        f"{percent(s)}, half within {amount(*((m, 'days') if m >= 1 else (m * 24, 'hours')))}"
        for s, m in zip(shown["share"], shown["median"], strict=True)
    ]
    draw_bars(ax, [short(s, 22) for s in shown["status"]], shown["days"].to_numpy(float), told)
    number_axis(ax.xaxis, most=4)
    name_axes(ax, x="calendar days, all tasks together")
    stays = f"{count(int(frame['n'].sum()), 'stay')} in {count(len(frame), 'status', 'statuses')}"
    return say(ax, title, subtitle=f"{stays} · half within: how long a typical stay lasts", alt=alt)


def _lasting(days: float) -> str:
    return amount(days, "days") if days >= 1 else amount(days * 24, "hours")


def carry_over(result: CarryOver | NotEnoughEvidence, *, ax: Axes | None = None) -> Axes:
    """How many sprints tasks needed.

    Parameters
    ----------
    result : CarryOver or NotEnoughEvidence
        As :func:`workbench.analysis.flow.carry_over` gives it.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        Six sprints and more share a bar.
    """
    ax = new_axes(ax)
    title, alt = words.carry_title(result), words.carry_alt(result)
    if isinstance(result, NotEnoughEvidence):
        return say(nothing(ax), title, alt=alt)
    length = result.by_length["sprints"].clip(upper=6)
    n = result.by_length["n"].groupby(length).sum().reindex(range(1, int(length.max()) + 1), fill_value=0)
    names = [f"{k} or more sprints" if k == 6 else count(k, "sprint") for k in n.index]
    values = n.to_numpy(float)
    draw_bars(ax, names, values, [f"{int(v):,} ({percent(v / result.n)})" for v in values])
    number_axis(ax.xaxis, most=5, whole=True)
    name_axes(ax, x="tasks")
    return say(ax, title, subtitle=f"{count(result.n, 'task')} by the number of sprints they were in", alt=alt)


def commitment_changes(frame: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """On which day of a sprint tasks came in or left after its start.

    Parameters
    ----------
    frame : DataFrame
        As :func:`workbench.analysis.flow.commitment_changes` gives it.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        Added upwards, removed downwards; changes without a known day are counted in the subtitle.
    """
    ax = new_axes(ax)
    title, alt = words.changes_title(frame), words.changes_alt(frame)
    known = frame[frame["sprint_day"].notna()]
    if known.empty:
        return say(nothing(ax), title, alt=alt)
    day = known["sprint_day"].astype(int).clip(lower=1, upper=31).to_numpy()
    added = np.bincount(day[known["change"].eq("added").to_numpy()], minlength=day.max() + 1)[1:]
    removed = np.bincount(day[known["change"].eq("removed").to_numpy()], minlength=day.max() + 1)[1:]
    x = np.arange(1, day.max() + 1)
    ax.bar(x, added, width=0.8, color=BLUE, linewidth=0)
    ax.bar(x, -removed, width=0.8, color=MARK, linewidth=0)
    ax.axhline(0, color=INK, lw=1)
    top, bottom = max(int(added.max()), 1), max(int(removed.max()), 1)
    ax.set_ylim(-bottom * 1.25, top * 1.15)
    ax.set_xlim(0.3, max(int(x[-1]), 10) + 0.7)
    number_axis(ax.xaxis, most=8, whole=True)
    number_axis(ax.yaxis, most=5, whole=True)
    name_right(ax, top * 0.5, "added", ink=BLUE)
    name_right(ax, -bottom * 0.5, "removed", ink=GREY)
    name_axes(ax, x="day of the sprint", y="tasks")
    unknown = len(frame) - len(known)
    subtitle = count(len(known), "change") + " after the start" + (f" · {unknown:,} more without a day" if unknown else "")
    return say(ax, title, subtitle=subtitle, alt=alt)
