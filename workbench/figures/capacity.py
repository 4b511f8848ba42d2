"""Pictures of capacity and load."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from workbench.analysis.capacity import Utilisation
from workbench.tables import NotEnoughEvidence
from workbench.wording import capacity as words
from workbench.wording.numbers import MONTHS

from .caption import say
from .marks import name_right
from .style import BLUE, BLUE_FILL, GREY, INK, MARK, ORANGE, ORANGE_INK, name_axes, new_axes, nothing, number_axis, spread_labels


def load(found: Utilisation | NotEnoughEvidence, *, ax: Axes | None = None) -> Axes:
    """Hours that there were, planned and spent, period by period.

    Parameters
    ----------
    found : Utilisation or NotEnoughEvidence
        As :func:`workbench.analysis.capacity.utilisation` gives it.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        Bars are hours spent (orange where they exceed what there was), marks what was planned.
    """
    ax = new_axes(ax)
    title, alt = words.load_title(found), words.load_alt(found)
    if isinstance(found, NotEnoughEvidence):
        return say(nothing(ax), title, alt=alt)
    rows = found.series
    x = np.arange(len(rows), dtype=float)
    there, planned, spent = (rows[c].fillna(0.0).to_numpy(float) for c in ("capacity", "booked", "spent"))
    ax.bar(x, spent, width=0.72, color=np.where(spent > there, ORANGE, BLUE_FILL), linewidth=0, zorder=2)
    ax.plot(x, planned, ls="none", marker="_", ms=9 if len(x) < 20 else 4, mew=1.8, color=INK, zorder=4)
    edges = np.r_[x - 0.5, x[-1] + 0.5]
    ax.step(edges, np.r_[there, there[-1]], where="post", color=GREY, lw=1.3, ls=(0, (4, 2.5)), zorder=3)
    top = max(float(there.max()), float(planned.max()), float(spent.max())) * 1.1 or 1.0
    ax.set_ylim(0, top)
    ax.set_xlim(-0.6, x[-1] + 0.6)
    places = spread_labels([float(there[-1]), float(planned[-1]), float(spent[-1]) * 0.5], top * 0.09, 0.0, top)
    inks = (GREY, INK, ORANGE_INK if spent[-1] > there[-1] else BLUE)
    for place, name, ink in zip(places, ("there were", "planned", "spent"), inks, strict=True):
        name_right(ax, place, name, ink=ink)
    ends = rows["period_end"]
    step = max(1, -(-len(rows) // 6))
    shown = range(0, len(rows), step)
    close = len(ends) > 1 and (ends.diff().dt.days.median() < 25)
    texts = []
    for i in shown:
        end = ends.iloc[i]
        new = i == 0 or end.year != ends.iloc[i - step].year
        texts.append((f"{end.day} " if close else "") + MONTHS[end.month - 1] + (f"\n{end.year}" if new else ""))
    ax.set_xticks(list(shown), texts)
    ax.tick_params(axis="x", color=MARK)
    number_axis(ax.yaxis, most=5)
    name_axes(ax, y="hours")
    return say(ax, title, subtitle=words.load_subtitle(found), alt=alt)
