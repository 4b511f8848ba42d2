"""Pictures of what drove a project away from its plan."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from workbench.analysis.causes import Causes
from workbench.tables import NotEnoughEvidence
from workbench.wording import causes as words
from workbench.wording.numbers import amount, unit_name
from workbench.wording.plain import plain

from .caption import say
from .style import BLUE, FAINT, GREY, INK, MARK, ORANGE, TEXT, WIDTH, name_axes, new_axes, nothing, number_axis

_ROW = 0.26


def waterfall(found: Causes | NotEnoughEvidence, *, ax: Axes | None = None) -> Axes:
    """From the first plan to what was spent, one step per cause.

    Parameters
    ----------
    found : Causes or NotEnoughEvidence
        As :func:`workbench.analysis.causes.causes` gives it.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        Steps from top to bottom: orange adds, blue saves, grey are plan and actual.
    """
    rows = 0 if isinstance(found, NotEnoughEvidence) else len(found.parts) + 2
    ax = new_axes(ax, width=WIDTH * 1.55, height=1.1 + _ROW * max(rows, 4))
    if isinstance(found, NotEnoughEvidence):
        return say(nothing(ax), words.title(found), alt=words.alt(found))
    effort = found.parts["effort"].to_numpy(float)
    names = [words.name(p, e) for p, e in zip(found.parts["part"], effort, strict=True)]
    start = found.plan + np.concatenate(([0.0], np.cumsum(effort)[:-1])) if len(effort) else np.empty(0)
    left = np.concatenate(([0.0], np.minimum(start, start + effort), [0.0]))
    width = np.concatenate(([found.plan], np.abs(effort), [found.actual]))
    colors = [MARK, *np.where(effort > 0, ORANGE, BLUE), MARK]
    places = np.arange(rows)[::-1]
    ax.barh(places, width, left=left, height=0.62, color=colors, linewidth=0, zorder=2)
    after = np.concatenate(([found.plan], start + effort))
    for place, at in zip(places[:-1], after, strict=True):
        ax.plot([at, at], [place - 0.69, place - 0.31], color=GREY, lw=0.8, zorder=1)
    ax.set_yticks(places, [plain(n) for n in ("first plan", *names, "spent")], parse_math=False)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    end = float(np.max(left + width))
    floor = float(np.min(left[1:-1], initial=found.plan))
    texts = [amount(found.plan, found.unit), *(amount(e, found.unit, signed=True) for e in effort), amount(found.actual, found.unit)]
    for place, edge, text in zip(places, left + width, texts, strict=True):
        ax.annotate(
            plain(text), (edge, place), xytext=(4, 0), textcoords="offset points", ha="left", va="center",
            fontsize=TEXT - 0.5, color=INK, parse_math=False,
        )  # fmt: skip
    ax.set_xlim(min(floor, 0.0), end + 0.16 * (end - min(floor, 0.0)))
    ax.set_ylim(-0.6, rows - 0.4)
    ax.grid(axis="x", color=FAINT, lw=0.8)
    ax.set_axisbelow(True)
    number_axis(ax.xaxis, most=6)
    name_axes(ax, x=f"{unit_name(found.unit)} of finished or cancelled work")
    return say(ax, words.title(found), subtitle=words.subtitle(found), alt=words.alt(found))


def causes_league(table: pd.DataFrame, *, projects: int, unit: str = "hours", ax: Axes | None = None) -> Axes:
    """What each cause added over a portfolio, largest first.

    Parameters
    ----------
    table : DataFrame
        As :func:`workbench.analysis.causes.league` gives it: part, projects, first, effort.
    projects : int
        Projects behind it.
    unit : str
        Unit of ``effort``.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        In brackets the projects in which a cause is found.
    """
    ax = new_axes(ax, width=WIDTH * 1.55, height=1.1 + _ROW * max(len(table), 4))
    title = words.league_title(table, projects)
    if table.empty:
        return say(nothing(ax), title, alt=f"{title}.")
    effort = table["effort"].to_numpy(float)
    places = np.arange(len(table))[::-1]
    ax.barh(places, effort, height=0.62, color=np.where(effort > 0, ORANGE, BLUE), linewidth=0, zorder=2)
    names = [f"{words.name(p, e)} ({int(n):,})" for p, e, n in zip(table["part"], effort, table["projects"], strict=True)]
    ax.set_yticks(places, names, parse_math=False)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    low, high = min(effort.min(), 0.0), max(effort.max(), 0.0)
    room = 0.26 * (high - low or 1.0)
    ax.set_xlim(low - (room if low < 0 else 0.0), high + room)
    ax.set_ylim(-0.6, len(table) - 0.4)
    ax.axvline(0, color=INK, lw=1, zorder=3)
    ax.grid(axis="x", color=FAINT, lw=0.8)
    ax.set_axisbelow(True)
    for place, value in zip(places, effort, strict=True):
        ax.annotate(
            plain(amount(value, unit, signed=True)), (value, place), xytext=(4 if value >= 0 else -4, 0), textcoords="offset points",
            ha="left" if value >= 0 else "right", va="center", fontsize=TEXT - 0.5, color=INK, parse_math=False,
        )  # fmt: skip
    number_axis(ax.xaxis, most=6)
    name_axes(ax, x=f"{unit_name(unit)} added to (+) or saved from (−) the first plans")
    told = ", ".join(f"{words.name(p, e)} {amount(e, unit, signed=True)}" for p, e in zip(table["part"], effort, strict=True))
    return say(ax, title, subtitle="all projects together · in brackets the projects in which it is found", alt=f"Bars: {told}.")
