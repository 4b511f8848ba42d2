"""Pictures of where calendar time went."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from workbench.analysis.calendar_split import CalendarSplit
from workbench.tables import NotEnoughEvidence
from workbench.wording import calendar_split as words
from workbench.wording.numbers import percent
from workbench.wording.plain import plain, short

from .caption import say
from .rows import name_rows
from .style import BLUE, INK, MARK, ORANGE, TEXT, WIDTH, name_axes, new_axes, nothing, percent_axis

_ROW = 0.26
_MOST = 15
_INKS = {"working": ("in work", BLUE), "waiting": ("waiting", MARK), "blocked": ("blocked", ORANGE)}


def calendar_split(found: CalendarSplit | NotEnoughEvidence, frame: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Working, waiting and blocked days, in all and row by row.

    Parameters
    ----------
    found : CalendarSplit or NotEnoughEvidence
        As :func:`workbench.analysis.calendar_split.calendar_split` gives it.
    frame : DataFrame
        As :func:`workbench.analysis.calendar_split.split_by` gives it: one row per project, kind or component.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        One bar per row, each as long as all its days; the 15 rows with most days at rest.
    """
    shown = frame.head(_MOST)
    ax = new_axes(ax, width=WIDTH * 1.55, height=1.35 + _ROW * max(len(shown) + 1, 3))
    title, alt = words.split_title(found), words.split_alt(found, frame)
    if isinstance(found, NotEnoughEvidence):
        return say(nothing(ax), title, alt=alt)
    names = ["all tasks", *(f"{short(g, 22)} ({int(n):,})" for g, n in zip(shown["group"], shown["n"], strict=True))]
    places = name_rows(ax, [plain(n) for n in names])
    left = np.zeros(len(places))
    for part, (name, ink) in _INKS.items():
        values = np.array([found.share(part), *(shown[part] / shown["days"])], dtype=float)
        ax.barh(places, values, left=left, height=0.62, color=ink, linewidth=0, zorder=2)
        for place, start, value in zip(places, left, values, strict=True):
            if value >= 0.07:
                ax.annotate(
                    percent(value), (start + value / 2, place), ha="center", va="center", fontsize=TEXT - 1,
                    color=INK if part == "waiting" else "white", parse_math=False, zorder=4,
                )  # fmt: skip
        middle = {"working": 0.0, "waiting": 0.5, "blocked": 1.0}[part]
        ax.annotate(
            name, (middle, 1), xycoords="axes fraction", xytext=(0, 3), textcoords="offset points", va="bottom", fontsize=TEXT, color=ink
            if part != "waiting" else INK, ha={0.0: "left", 0.5: "center", 1.0: "right"}[middle], gid="mark",
        )  # fmt: skip
        left = left + values
    ax.set_xlim(0, 1)
    percent_axis(ax.xaxis)
    name_axes(ax, x="share of the weekdays from start to finish")
    return say(ax, title, subtitle=words.split_subtitle(found), alt=alt)
