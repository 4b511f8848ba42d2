"""Pictures of risk registers looked back on."""

from __future__ import annotations

from matplotlib.axes import Axes

from workbench.analysis.risks import RiskRecord
from workbench.tables import NotEnoughEvidence
from workbench.wording import risks as words
from workbench.wording.numbers import count

from .caption import say
from .style import BLUE, GREY, TEXT, name_axes, new_axes, nothing, percent_axis


def risk_odds(found: RiskRecord | NotEnoughEvidence, *, ax: Axes | None = None) -> Axes:
    """Stated odds of risks against how many of them came.

    Parameters
    ----------
    found : RiskRecord or NotEnoughEvidence
        As :func:`workbench.analysis.risks.record` gives it.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        Dots on the diagonal are right odds; the line through a dot is where the long-run share may lie. Groups of fewer than 5 risks are
        empty dots.
    """
    ax = new_axes(ax)
    if isinstance(found, NotEnoughEvidence):
        return say(nothing(ax), words.title(found), alt=words.alt(found))
    rows = found.groups
    ax.plot([0, 1], [0, 1], color=GREY, lw=1, zorder=1)
    ax.annotate("right odds", (0.93, 0.93), xytext=(-6, 2), textcoords="offset points", ha="right", va="bottom", fontsize=TEXT, color=GREY)
    ax.vlines(rows["stated"], rows["low"], rows["high"], color=BLUE, lw=1.6, alpha=0.55, zorder=2)
    for enough in (True, False):
        some = rows[rows["enough"] == enough]
        ax.plot(some["stated"], some["share"], "o", mfc=BLUE if enough else "white", mec=BLUE, mew=1.3, ms=5.5, zorder=3)
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1.02)
    percent_axis(ax.xaxis)
    percent_axis(ax.yaxis)
    name_axes(ax, x="odds stated on the register", y="of these came")
    subtitle = f"{count(found.n, 'settled risk')} · lines: where the long-run share may lie (95 %)"
    return say(ax, words.title(found), subtitle=subtitle, alt=words.alt(found))
