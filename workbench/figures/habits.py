"""Pictures of habits of estimating: round numbers, given ranges, points, and what open work hides."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from workbench.analysis.accuracy import HitRate, Rate, RoundNumbers
from workbench.analysis.censored import WithOpen
from workbench.tables import NotEnoughEvidence
from workbench.wording import habits as words
from workbench.wording.numbers import amount, count, number, percent, ratio, unit_name
from workbench.wording.plain import short
from workbench.wording.rates import unit_of

from .caption import say
from .marks import mark_above
from .rows import draw_bars
from .style import BLUE, BLUE_FILL, GREY, INK, ORANGE, ORANGE_INK, TEXT, name_axes, new_axes, nothing, number_axis, percent_axis, ratio_axis


def round_numbers(result: RoundNumbers | NotEnoughEvidence, *, ax: Axes | None = None) -> Axes:
    """The most used estimates, and how often each was hit exactly.

    Parameters
    ----------
    result : RoundNumbers or NotEnoughEvidence
        As :func:`workbench.analysis.accuracy.round_numbers` gives it.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    title, alt = words.round_title(result), words.round_alt(result)
    if isinstance(result, NotEnoughEvidence):
        return say(nothing(ax), title, alt=alt)
    common = result.common
    told = [f"{percent(s)}, hit {percent(e)}" for s, e in zip(common["share"], common["exact_share"], strict=True)]
    draw_bars(ax, [amount(e, result.unit) for e in common["estimate"]], common["n"].to_numpy(float), told)
    number_axis(ax.xaxis, most=4, whole=True)
    name_axes(ax, x="tasks with this estimate")
    subtitle = f"the {len(common)} most used estimates of {count(result.n, 'task')} · hit: actual equals estimate"
    return say(ax, title, subtitle=subtitle, alt=alt)


def given_ranges(result: HitRate | NotEnoughEvidence, *, ax: Axes | None = None) -> Axes:
    """Where actuals ended against the range that was given for them.

    Parameters
    ----------
    result : HitRate or NotEnoughEvidence
        As :func:`workbench.analysis.accuracy.hit_rate` gives it.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    title, alt = words.given_title(result), words.given_alt(result)
    if isinstance(result, NotEnoughEvidence):
        return say(nothing(ax), title, alt=alt)
    values = np.array([result.above, result.hits, result.below], dtype=float)
    draw_bars(ax, ["above the range", "inside", "below the range"], values, [f"{int(v):,} ({percent(v / result.n)})" for v in values])
    if result.level is not None:
        place = result.level * result.n
        ax.set_xlim(0, max(ax.get_xlim()[1], place * 1.05))
        ax.plot([place], [1.38], marker="v", color=ORANGE, ms=7, ls="none", zorder=4)
        ax.annotate(
            f"meant: {percent(result.level)}", (place, 1.42), xytext=(0, 3), textcoords="offset points", ha="center", va="bottom",
            fontsize=TEXT - 0.5, color=ORANGE_INK,
        )  # fmt: skip
    number_axis(ax.xaxis, most=5, whole=True)
    name_axes(ax, x="finished tasks")
    return say(ax, title, subtitle=f"actuals against the range given for them · {count(result.n, 'finished task')}", alt=alt)


def effort_by_points(result: Rate | NotEnoughEvidence, *, ax: Axes | None = None) -> Axes:
    """What one unit of the estimate took, by the size of the estimate.

    Parameters
    ----------
    result : Rate or NotEnoughEvidence
        As :func:`workbench.analysis.accuracy.rate` gives it.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    title, alt = words.points_title(result), words.points_alt(result)
    if isinstance(result, NotEnoughEvidence) or result.by_size.empty:
        return say(nothing(ax), title, alt=alt)
    sizes = result.by_size.sort_values("n", ascending=False, kind="stable").head(8).sort_values("estimate")
    x = np.arange(len(sizes), dtype=float)
    values = sizes["per_unit"].to_numpy(float)
    ax.bar(x, values, width=0.7, color=BLUE_FILL, linewidth=0)
    ax.set_xticks(x, [f"{number(e)}\n({int(n):,})" for e, n in zip(sizes["estimate"], sizes["n"], strict=True)])
    ax.tick_params(axis="x", length=0)
    ax.set_xlim(-0.6, len(sizes) - 0.4)
    ax.axhline(result.median, color=ORANGE, lw=1.3, ls=(0, (4, 2.5)), label="typical")
    ax.set_ylim(0, float(max(values.max(), result.median)) * 1.12)
    number_axis(ax.yaxis, most=5)
    name_axes(ax, x=f"estimate, {unit_name(result.estimate_unit)}", y=short(unit_of(result), 24))
    return say(ax, title, subtitle=words.points_subtitle(result) + " · dashed: all sizes", alt=alt)


def with_open(result: WithOpen | NotEnoughEvidence, *, ax: Axes | None = None) -> Axes:
    """Share of tasks finished by each multiple of their estimate, open ones counted.

    Parameters
    ----------
    result : WithOpen or NotEnoughEvidence
        As :func:`workbench.analysis.censored.with_open` gives it.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        Where half and 8 of 10 tasks are finished is marked, as far as it is known.
    """
    ax = new_axes(ax)
    title, alt = words.open_title(result), words.open_alt(result)
    if isinstance(result, NotEnoughEvidence):
        return say(nothing(ax), title, alt=alt)
    x, y = result.curve["ratio"].to_numpy(float), result.curve["share"].to_numpy(float)
    low, high = 0.25, float(np.clip(x[np.searchsorted(y, min(0.97, y[-1]))] * 1.2, 4, 64))
    ratio_axis(ax.xaxis, low, high)
    ax.plot(np.concatenate([[low], x]), np.concatenate([[0.0], y]), drawstyle="steps-post", color=BLUE, lw=1.8)
    ax.set_ylim(0, 1.03)
    percent_axis(ax.yaxis)
    ax.axvline(1, color=GREY, lw=1, zorder=1)
    known = result.quantiles[result.quantiles["with_open"].notna() & result.quantiles["with_open"].between(low, high)].set_index("level")
    for level, name, color, ink, side in (
        (0.5, "half", ORANGE, ORANGE_INK, "middle"),
        (0.8, "8 of 10", BLUE, INK, "right"),
    ):
        if level in known.index:
            value = float(known["with_open"].to_dict()[level])
            mark_above(ax, value, f"{name} {ratio(value)}", color=color, ink=ink, side=side, dashed=level > 0.5)  # type: ignore[arg-type]
    name_axes(ax, x="effort so far ÷ estimate (log scale)", y="tasks finished")
    return say(ax, title, subtitle=words.open_subtitle(result), alt=alt)
