"""Pictures of how the scope moved."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from workbench.analysis.scope import ScopeHistory
from workbench.tables import NotEnoughEvidence
from workbench.wording import scope as words
from workbench.wording.numbers import MONTHS, unit_name
from workbench.wording.plain import short

from .caption import say
from .marks import name_right
from .style import (
    BLUE,
    FAINT,
    GREEN,
    GREEN_INK,
    INK,
    MARK,
    ORANGE,
    ORANGE_INK,
    WIDTH,
    name_axes,
    new_axes,
    nothing,
    number_axis,
    spread_labels,
)

_MOST_NAMES = 12


def scope_by_period(found: ScopeHistory | NotEnoughEvidence, *, ax: Axes | None = None) -> Axes:
    """What was added, taken out and estimated anew in each sprint or month.

    Parameters
    ----------
    found : ScopeHistory or NotEnoughEvidence
        As :func:`workbench.analysis.scope.history` gives it.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        Bars upwards add to the scope, bars downwards take from it; each part is named at the right, at the height of its total's share.
    """
    ax = new_axes(ax, width=WIDTH * 1.55, height=2.9)
    if isinstance(found, NotEnoughEvidence):
        return say(nothing(ax), words.title(found), alt=words.alt(found))
    rows = found.periods
    x = np.arange(len(rows), dtype=float)
    again = rows["reestimated"].to_numpy(float)
    up = [
        ("added", rows["added"].to_numpy(float), ORANGE, ORANGE_INK, ""),
        ("defects", rows["defects"].to_numpy(float), MARK, INK, ""),
        ("reestimated", np.maximum(again, 0.0), GREEN, GREEN_INK, ""),
    ]
    down = [("removed", rows["removed"].to_numpy(float), BLUE, BLUE, ""), ("reestimated", np.maximum(-again, 0.0), GREEN, GREEN_INK, "")]
    height = np.zeros(len(rows))
    for _, values, color, _, hatch in up:
        ax.bar(x, values, bottom=height, width=0.68, color=color, hatch=hatch, linewidth=0, zorder=2)
        height = height + values
    depth = np.zeros(len(rows))
    for _, values, color, _, hatch in down:
        ax.bar(x, -values, bottom=-depth, width=0.68, color=color, hatch=hatch, linewidth=0, zorder=2)
        depth = depth + values
    top, bottom = float(height.max(initial=0.0)), -float(depth.max(initial=0.0))
    room = (top - bottom) * 0.06 or 1.0
    top, bottom = top + room, bottom - room
    ax.set_ylim(bottom, top)
    ax.axhline(0, color=INK, lw=0.9, zorder=3)
    named = [(words.PARTS[name], ink) for name, values, _, ink, _ in reversed(up) if values.any()]
    low = [(words.PARTS[name], ink) for name, values, _, ink, _ in down if values.any() and words.PARTS[name] not in dict(named)]
    wanted = [0.85 - 0.12 * i for i in range(len(named))] + [-bottom / (top - bottom) * 0.4] * len(low)
    for place, (name, ink) in zip(spread_labels(wanted, 0.1, 0.04, 0.96), [*named, *low], strict=True):
        name_right(ax, bottom + place * (top - bottom), name.replace(" found", "\nfound"), ink=ink)
    step = int(np.ceil(max(len(rows), 1) / _MOST_NAMES))
    ax.set_xticks(x[::step], [_name(n, found.every) for n in rows["period"].iloc[::step]], parse_math=False)
    ax.tick_params(axis="x", length=0)
    ax.set_xlim(-0.6, max(len(rows), 1) - 0.4)
    ax.grid(axis="y", color=FAINT, lw=0.8)
    ax.set_axisbelow(True)
    number_axis(ax.yaxis, most=5)
    name_axes(ax, x=found.every, y=f"{short(unit_name(found.unit), 14)} in (+), out (−)")
    return say(ax, words.title(found), subtitle=words.subtitle(found), alt=words.alt(found))


def _name(period: str, every: str) -> str:
    """The name of a period, short enough for a tick."""
    if every == "month":
        return f"{MONTHS[int(period[5:7]) - 1]}\n{period[:4]}" if period[5:7] == "01" else MONTHS[int(period[5:7]) - 1]
    if every == "sprint":
        number = period.rsplit(" ", 1)[-1]
        return short(number if number.isdigit() else period, 9)
    return f"{period[4:]}\n{period[:4]}"
