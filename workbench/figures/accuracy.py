"""Pictures of finished work against its estimates."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from workbench.analysis import accuracy as analysis
from workbench.tables import NotEnoughEvidence
from workbench.wording import kinds, spread
from workbench.wording.numbers import amount, count, ratio, unit_name
from workbench.wording.plain import plain, short

from .caption import say
from .marks import mark_above, name_right
from .periods import draw_periods
from .style import (
    BLUE,
    BLUE_FILL,
    FAINT,
    GREY,
    INK,
    ORANGE,
    ORANGE_INK,
    TEXT,
    log_axis,
    name_axes,
    new_axes,
    nothing,
    number_axis,
    ratio_axis,
    spread_labels,
)

_BLUES = LinearSegmentedColormap.from_list("depth", ["#d8e7f1", BLUE, "#08304b"])
_SHOWN = 8
_MANY = 400
"""From this many tasks on, points would cover each other; they are counted in cells instead."""


def ratio_histogram(tasks: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """How far actuals landed from estimates: a histogram of accuracy ratios on a log scale.

    Parameters
    ----------
    tasks : DataFrame
        Canonical tasks; those that can be compared are drawn.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        With the median, P10 and P90 marked. Bars at the ends hold all beyond.

    Examples
    --------
    >>> import pandas as pd
    >>> some = pd.DataFrame({"project_id": "P", "task_id": ["1", "2"], "status_class": "done", "estimate": [8.0, 4.0],
    ...                      "actual": [8.0, 6.0], "estimate_unit": "hours", "actual_unit": "hours"})
    >>> ratio_histogram(some).get_xlabel()
    'accuracy ratio = actual ÷ estimate (log scale)'
    """
    ax = new_axes(ax)
    usable = analysis.comparable(tasks).tasks
    result = analysis.summary(tasks)
    if usable.empty:
        return say(nothing(ax), spread.histogram_title(result), alt=spread.histogram_alt(result))
    logs = np.log2(usable["ratio"].to_numpy(float))
    low, high, beyond = _range(logs)
    edges = np.arange(low - 0.125, high + 0.126, 0.25)
    heights, _ = np.histogram(np.clip(logs, low, high), edges)
    ax.bar(2 ** edges[:-1], heights, width=np.diff(2**edges) * 0.94, align="edge", color=BLUE_FILL, linewidth=0)
    ratio_axis(ax.xaxis, 2 ** (low - 0.3), 2 ** (high + 0.3))
    ax.set_ylim(0, int(heights.max()) * 1.04)
    number_axis(ax.yaxis, most=5, whole=True)
    name_axes(ax, x="accuracy ratio = actual ÷ estimate (log scale)", y="tasks")
    if not isinstance(result, NotEnoughEvidence):
        keep = lambda value: float(np.clip(value, 2 ** (low - 0.3), 2 ** (high + 0.3)))  # noqa: E731
        mark_above(ax, keep(result.p10), f"P10 {ratio(result.p10)}", color=BLUE, side="left", dashed=True)
        mark_above(ax, keep(result.p90), f"P90 {ratio(result.p90)}", color=BLUE, side="right", dashed=True)
        mark_above(ax, keep(result.bias), f"median {ratio(result.bias)}", color=ORANGE, ink=ORANGE_INK, side="middle")
    return say(
        ax,
        spread.histogram_title(result),
        subtitle=spread.histogram_subtitle(len(usable), marked=bool(result), beyond=beyond),
        alt=spread.histogram_alt(result),
    )


def _range(logs: np.ndarray) -> tuple[float, float, bool]:
    """Whole octaves that hold 9 of 10 tasks, at least ⅛× to 8× and at most 1/64× to 64×; and whether any lie beyond."""
    low = float(np.clip(np.floor(np.quantile(logs, 0.05)), -6, -3))
    high = float(np.clip(np.ceil(np.quantile(logs, 0.95)), 3, 6))
    return low, high, bool((logs < low - 0.125).any() or (logs > high + 0.125).any())


def estimate_actual(tasks: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Actual against estimate on log scales, with the line where both are equal.

    Parameters
    ----------
    tasks : DataFrame
        Canonical tasks; those that can be compared are drawn.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        Points, or from 400 tasks on cells, darker where more tasks lie.
    """
    ax = new_axes(ax)
    found = analysis.comparable(tasks)
    usable, unit, n = found.tasks, unit_name(found.unit), len(found.tasks)
    x, y = usable["estimate"].to_numpy(float), usable["actual"].to_numpy(float)
    result = analysis.summary(tasks)
    if not n:
        return say(nothing(ax), spread.scatter_title(result), alt=spread.scatter_alt(result))
    both = np.concatenate([x, y])
    low, high = np.quantile(both, [0.002, 0.998]) if n >= _MANY else (both.min(), both.max())
    low, high = low / 1.5, high * 1.5
    if n >= _MANY:
        ax.hexbin(
            x, y, gridsize=(26, 15), xscale="log", yscale="log", bins="log", mincnt=1, cmap=_BLUES, linewidths=0.2,
            extent=(np.log10(low), np.log10(high)) * 2,
        )  # fmt: skip
    else:
        ax.plot(x, y, "o", ms=4, mfc=BLUE, mec="white", mew=0.4, alpha=0.75)
    log_axis(ax.xaxis, low, high)
    log_axis(ax.yaxis, low, high)
    span = float(np.log(high / low))
    beside = dict(zip((1.0, 0.5), spread_labels([1.0, 1 - float(np.log(2)) / span], 0.09, 0.0, 1.0), strict=True))
    for factor, name in ((2.0, "2×"), (1.0, "1×"), (0.5, "½×")):
        ends = np.array([low / min(factor, 1), high / max(factor, 1)])
        color, width, dashes = (INK, 1.1, "-") if factor == 1 else (GREY, 0.8, (0, (4, 3)))
        ax.plot(ends, ends * factor, color=color, lw=width, ls=dashes)  # type: ignore[arg-type]
        if factor > 1:
            ax.annotate(
                name, (ends[1], high), xytext=(0, 2), textcoords="offset points", ha="center", fontsize=TEXT, color=color, gid="mark"
            )
        else:
            name_right(ax, low * float(np.exp(beside[factor] * span)), name, ink=color)
    name_axes(ax, x=f"estimate, {unit} (log scales)", y=f"actual, {unit}")
    subtitle = f"{count(n, 'task')} · solid line: actual = estimate" + (" · darker: more tasks" if n >= _MANY else "")
    return say(ax, spread.scatter_title(result), subtitle=subtitle, alt=spread.scatter_alt(result))


def kinds_over_under(by_kind: pd.DataFrame, *, unit: str = "hours", ax: Axes | None = None) -> Axes:
    """Effort over and under the estimate by kind of work, largest first.

    Parameters
    ----------
    by_kind : DataFrame
        As :func:`workbench.analysis.accuracy.by` gives it: group, n, over, enough.
    unit : str
        Unit of ``over``.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        The eight kinds furthest from their estimate; number of tasks in brackets.
    """
    ax = new_axes(ax)
    enough = by_kind[by_kind["enough"].astype(bool)] if "enough" in by_kind else by_kind
    enough = enough[enough["over"].notna()]
    furthest = enough["over"].abs().sort_values(ascending=False, kind="stable").index[:_SHOWN]
    shown = enough.loc[furthest].sort_values("over", ascending=False, kind="stable")
    if shown.empty:
        return say(nothing(ax), kinds.kinds_title(shown, unit), alt=kinds.kinds_alt(shown, unit))
    over = shown["over"].to_numpy(float)
    places = np.arange(len(shown))[::-1]
    ax.barh(places, over, height=0.62, color=np.where(over > 0, ORANGE, BLUE), linewidth=0, zorder=2)
    names = [f"{short(g)} ({int(n):,})" for g, n in zip(shown["group"], shown["n"], strict=True)]
    ax.set_yticks(places, names, parse_math=False)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    span = max(over.max(initial=0.0), 0.0) - min(over.min(initial=0.0), 0.0) or 1.0
    room = span * 0.26
    ax.set_xlim(min(over.min(initial=0.0) - room, -span * 0.04) if (over < 0).any() else -span * 0.02, over.max(initial=0.0) + room)
    ax.set_ylim(-0.6, max(len(shown), 1) - 0.4)
    ax.axvline(0, color=INK, lw=1, zorder=3)
    ax.grid(axis="x", color=FAINT, lw=0.8)
    ax.set_axisbelow(True)
    for place, value in zip(places, over, strict=True):
        ax.annotate(
            plain(amount(value, unit, signed=True)), (value, place), xytext=(4 if value >= 0 else -4, 0), textcoords="offset points",
            ha="left" if value >= 0 else "right", va="center", fontsize=TEXT - 0.5, color=INK, parse_math=False,
        )  # fmt: skip
    number_axis(ax.xaxis, most=5)
    name_axes(ax, x=f"{unit_name(unit)} over (+) or under (−) the estimate")
    few = len(by_kind) - len(enough)
    subtitle = "number of tasks in brackets" + (f" · {count(few, 'kind')} with too few left out" if few else "")
    if len(enough) > len(shown):
        subtitle = f"the {len(shown)} of {len(enough)} kinds furthest off, number of tasks in brackets"
    return say(ax, kinds.kinds_title(shown, unit), subtitle=subtitle, alt=kinds.kinds_alt(shown, unit))


def accuracy_over_time(tasks: pd.DataFrame, *, every: str = "Q", minimum: int = 8, ax: Axes | None = None) -> Axes:
    """Median and 8-of-10 range of accuracy ratios per period of finishing.

    Parameters
    ----------
    tasks : DataFrame
        Canonical tasks; those that can be compared and have a finish day are drawn.
    every : str
        Period: ``"M"``, ``"Q"`` or ``"Y"``.
    minimum : int
        Periods with fewer tasks are left out.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    usable = analysis.comparable(tasks).tasks
    days = usable["finished_on"] if "finished_on" in usable else pd.Series(index=usable.index, dtype="datetime64[us]")
    usable, days = usable[days.notna()], days[days.notna()]
    if len(usable):
        periods = days.dt.to_period(every).dt.start_time
        grouped = usable["ratio"].groupby(periods)
        frame = pd.DataFrame({"p10": grouped.quantile(0.1), "bias": grouped.median(), "p90": grouped.quantile(0.9), "n": grouped.size()})
        frame = frame[frame["n"] >= minimum]
    else:
        frame = pd.DataFrame({"p10": [], "bias": [], "p90": [], "n": []}, index=pd.DatetimeIndex([]))
    return draw_periods(new_axes(ax), frame, every=every, n=int(frame["n"].sum()))
