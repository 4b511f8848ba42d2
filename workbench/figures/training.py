"""Pictures of the trainer: one range with its outcome, similar work, a trainee's calibration curve, how a group learns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedFormatter, FixedLocator

from workbench.tables import NotEnoughEvidence
from workbench.wording import training as words
from workbench.wording.numbers import amount, count, number, unit_name

from .caption import say
from .marks import mark_above
from .style import (
    BAND,
    BLUE,
    BLUE_FILL,
    GREEN_INK,
    GREY,
    INK,
    MARK,
    ORANGE,
    ORANGE_INK,
    TEXT,
    log_axis,
    name_axes,
    new_axes,
    nothing,
    number_axis,
    percent_axis,
)

if TYPE_CHECKING:
    from workbench.practice import Curve


def outcome(row: dict, unit: str, *, ax: Axes | None = None) -> Axes:
    """One answer: the trainee's range, history's range, and what it took.

    Parameters
    ----------
    row : dict
        p10, p50, p90, actual, and base10, base50, base90 where there is a history.
    unit : str
        Unit of all of them.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    ax = new_axes(ax, height=1.75)
    ranges = [("you", row["p10"], row["p50"], row["p90"], BLUE)]
    if row.get("base50") is not None and np.isfinite(float(row["base50"])):
        ranges.append(("history", row["base10"], row["base50"], row["base90"], GREY))
    for at, (_, low, middle, high, color) in enumerate(ranges):
        ax.plot([low, high], [-at, -at], color=color, lw=5, solid_capstyle="butt", zorder=3)
        ax.plot([middle], [-at], marker="|", ms=15, mew=2.2, color=INK, zorder=4)
    values = [float(v) for r in ranges for v in r[1:4]] + [float(row["actual"])]
    log_axis(ax.xaxis, min(values) / 1.35, max(values) * 1.35)
    mark_above(ax, float(row["actual"]), f"it took {amount(row['actual'], unit)}", color=ORANGE, ink=ORANGE_INK)
    ax.set_ylim(-len(ranges) + 0.4, 0.6)
    ax.yaxis.set_major_locator(FixedLocator([-float(i) for i in range(len(ranges))]))
    ax.yaxis.set_major_formatter(FixedFormatter([r[0] for r in ranges]))
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    name_axes(ax, x=f"{unit_name(unit)}, log scale")
    title = words.outcome_sentence(row, unit).removesuffix(".")
    return say(ax, title, subtitle="bars: 8 of 10 should lie inside · tick: the middle", alt=words.outcome_sentence(row, unit))


def similar_work(actuals: np.ndarray, name: str, unit: str, *, ax: Axes | None = None) -> Axes:
    """What similar finished work took.

    Parameters
    ----------
    actuals : ndarray
        Actuals of the class, known before the task was estimated.
    name : str
        The class.
    unit : str
        Their unit.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    ax = new_axes(ax, height=2.3)
    values = np.asarray(actuals, dtype=float)
    low, mid, high = np.quantile(values, [0.1, 0.5, 0.9])
    title = f"8 of 10 took between {amount(low, unit)} and {amount(high, unit)}"
    bottom, top = max(values.min(), low / 8), min(values.max(), high * 8)
    if top <= bottom:
        bottom, top = bottom / 2, top * 2
    edges = np.geomspace(bottom / 1.1, top * 1.1, 17)
    ax.hist(np.clip(values, edges[0], edges[-1]), bins=list(edges), color=BLUE_FILL, edgecolor="white", linewidth=0.6)
    log_axis(ax.xaxis, float(edges[0]), float(edges[-1]))
    for at, label, side in ((low, "P10", "left"), (mid, "P50", "middle"), (high, "P90", "right")):
        mark_above(ax, float(at), f"{label} {number(at)}", color=GREY, side=side, dashed=True)  # type: ignore[arg-type]
    number_axis(ax.yaxis, most=4, whole=True)
    name_axes(ax, x=f"{unit_name(unit)}, log scale", y="tasks")
    alt = f"Histogram of what {count(len(values), 'task')} of {name} took: {title}, half of them more than {amount(mid, unit)}."
    return say(ax, title, subtitle=f"{name} · {count(len(values), 'task')} finished before this one was estimated", alt=alt)


def practice_curve(found: Curve | NotEnoughEvidence, *, ax: Axes | None = None) -> Axes:
    """A trainee's calibration curve: share of actuals at or below P10, P50 and P90, with bars.

    Parameters
    ----------
    found : Curve or NotEnoughEvidence
        The curve.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    if isinstance(found, NotEnoughEvidence):
        return say(nothing(ax), words.curve_title(found), alt=words.curve_alt(found))
    ax.plot([0, 1], [0, 1], color=GREY, lw=1, zorder=1)
    for level, low, high, below, upto in found.points[["level", "low", "high", "below", "upto"]].to_numpy(float):
        ax.plot([level, level], [low, high], color=BLUE, lw=1.4, zorder=2)
        if upto - below > 1e-9:
            ax.plot([level, level], [below, upto], color=BLUE_FILL, lw=7, solid_capstyle="butt", zorder=2.5)
        ax.plot([level], [upto], marker="o", ms=6, color=BLUE, zorder=4)
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1.02)
    ax.xaxis.set_major_locator(FixedLocator([0.1, 0.5, 0.9]))
    ax.xaxis.set_major_formatter(FixedFormatter(["P10", "P50", "P90"]))
    percent_axis(ax.yaxis)
    ax.annotate("perfect", (0.3, 0.3), xytext=(6, -9), textcoords="offset points", fontsize=TEXT, color=GREY)
    name_axes(ax, x="your level", y="actuals at or below")
    ties = bool((found.points["upto"] - found.points["below"] > 1e-9).any())
    subtitle = f"{count(found.n, 'answer')} · bars: 90 % interval" + (" · broad bars: actuals equal to your number" if ties else "")
    return say(ax, words.curve_title(found), subtitle=subtitle, alt=words.curve_alt(found))


def group_learning(blocks: pd.DataFrame, title: str, *, ax: Axes | None = None) -> Axes:
    """How a group's hit rate moved over its answers.

    Parameters
    ----------
    blocks : DataFrame[first, last, people, n, rate, low, high]
        One row per block of answers, only with enough people.
    title : str
        The finding.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    x = np.arange(len(blocks))
    ax.axhspan(0.7, 0.92, color=BAND, lw=0, zorder=0)
    ax.axhline(0.8, color=GREY, lw=1, zorder=1)
    ax.plot(x, blocks["rate"], color=BLUE, lw=1.6, marker="o", ms=5, zorder=3)
    ax.vlines(x, blocks["low"], blocks["high"], color=MARK, lw=1.2, zorder=2)
    ax.annotate(
        "aim 80 %",
        (1, 0.8),
        xycoords=("axes fraction", "data"),
        xytext=(4, 0),
        textcoords="offset points",
        va="center",
        fontsize=TEXT,
        color=GREEN_INK,
    )
    ax.set_ylim(0, 1.02)
    ax.set_xlim(-0.4, len(blocks) - 0.6)
    percent_axis(ax.yaxis)
    step = max(1, int(np.ceil(len(blocks) / 8)))
    ax.xaxis.set_major_locator(FixedLocator([float(v) for v in x[::step]]))
    ax.xaxis.set_major_formatter(FixedFormatter([f"{a}–{b}" for a, b in zip(blocks["first"][::step], blocks["last"][::step], strict=True)]))
    name_axes(ax, x="each person's answers, in order", y="actuals inside the range")
    people = int(blocks["people"].max()) if len(blocks) else 0
    alt = f"{title}. " + ", ".join(f"answers {r['first']}–{r['last']}: {round(r['rate'] * 100)} %" for r in blocks.to_dict("records")) + "."
    return say(ax, title, subtitle=f"up to {count(people, 'person', 'people')} · bars: 90 % interval", alt=alt)
