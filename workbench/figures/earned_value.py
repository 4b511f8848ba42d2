"""Pictures of money and time against the plan."""

from __future__ import annotations

from matplotlib.axes import Axes

from workbench.analysis.earned_value import EarnedValue
from workbench.tables import NotEnoughEvidence
from workbench.wording import earned_value as words
from workbench.wording.plain import short

from .caption import say
from .marks import name_right
from .style import BLUE, GREY, INK, ORANGE, ORANGE_INK, date_axis, name_axes, new_axes, nothing, number_axis, spread_labels


def earned_value(found: EarnedValue | NotEnoughEvidence, *, ax: Axes | None = None) -> Axes:
    """Planned value, earned value and cost at the end of each period.

    Parameters
    ----------
    found : EarnedValue or NotEnoughEvidence
        As :func:`workbench.analysis.earned_value.earned_value` gives it.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        Three lines with their names at the right, and the budget as a dashed line.
    """
    ax = new_axes(ax)
    if isinstance(found, NotEnoughEvidence):
        return say(nothing(ax), words.title(found), alt=words.alt(found))
    series, days = found.series, found.series["period_end"]
    top = max(float(series[["planned_value", "earned_value", "actual_cost"]].max().max()), found.bac) * 1.06
    lines = (
        ("planned_value", "planned", GREY, GREY, "s"),
        ("earned_value", "earned", BLUE, BLUE, "o"),
        ("actual_cost", "spent", ORANGE, ORANGE_INK, "^"),
    )
    for column, _, color, _, marker in lines:
        ax.plot(days, series[column], color=color, marker=marker, ms=3.5, lw=1.5)
    places = spread_labels([float(series[c].iloc[-1]) for c, *_ in lines], 0.085 * top, 0.0, top)
    for place, (_, name, _, ink, _) in zip(places, lines, strict=True):
        name_right(ax, place, name, ink=ink)
    ax.axhline(found.bac, color=INK, lw=0.9, ls=(0, (4, 3)))
    ax.set_ylim(0, top)
    number_axis(ax.yaxis, most=5)
    date_axis(ax.xaxis, days.iloc[0], days.iloc[-1], most=5)
    name_axes(ax, y=short(found.currency or "money", 12))
    return say(ax, words.title(found), subtitle=words.subtitle(found), alt=words.alt(found))
