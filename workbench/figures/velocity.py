"""Pictures of sprints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from workbench.analysis.velocity import ended_in_one_unit
from workbench.tables import NotEnoughEvidence
from workbench.wording import seasons
from workbench.wording import sprint_proof as proof_words
from workbench.wording import velocity as words
from workbench.wording.numbers import count, number, percent, unit_name
from workbench.wording.plain import plain, short

from .caption import say
from .marks import name_right
from .series import draw_steady
from .style import (
    BLUE,
    BLUE_FILL,
    GREY,
    INK,
    MARK,
    ORANGE,
    ORANGE_INK,
    date_axis,
    name_axes,
    new_axes,
    nothing,
    number_axis,
    percent_axis,
    spread_labels,
)

if TYPE_CHECKING:
    from workbench.analysis.velocity import Velocity
    from workbench.forecast.sprint import SprintForecast


def velocity(sprints: pd.DataFrame, result: Velocity | NotEnoughEvidence, *, ax: Axes | None = None) -> Axes:
    """Finished work per sprint, with the range that chance explains.

    Parameters
    ----------
    sprints : DataFrame
        Sprints of one project, as :func:`workbench.analysis.velocity.sprints` gives them; ``committed`` is shown where it is known.
    result : Velocity or NotEnoughEvidence
        As :func:`workbench.analysis.velocity.velocity` gives it.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    if isinstance(result, NotEnoughEvidence):
        return say(nothing(ax), words.velocity_title(result), alt=words.velocity_alt(result))
    values = result.series["completed"].to_numpy(float)
    x = np.arange(len(values), dtype=float)
    odd = np.flatnonzero(result.series["signal"].to_numpy(bool))
    committed = result.series["sprint"].map(sprints.drop_duplicates("sprint").set_index("sprint")["committed"]).to_numpy(float)
    draw_steady(ax, x, values, band=(result.lower, result.mean, result.upper), signals=odd, beside=committed)
    known = bool(np.isfinite(committed).any())
    if known:
        ax.plot(x, committed, ls="none", marker="_", ms=9, mew=1.6, color=MARK, zorder=2)
        ax.set_ylim(top=max(ax.get_ylim()[1], float(np.nanmax(committed)) * 1.1))
    name_sprints(ax, result.series["sprint"])
    name_axes(ax, x="sprint", y=f"{unit_name(result.unit)} finished")
    subtitle = words.velocity_subtitle(result) + (" · dashes: committed" if known else "")
    return say(ax, words.velocity_title(result), subtitle=subtitle, alt=words.velocity_alt(result))


def next_sprint(sprints: pd.DataFrame, result: SprintForecast | NotEnoughEvidence, *, ax: Axes | None = None) -> Axes:
    """Finished work of past sprints, and the range of the next one.

    Parameters
    ----------
    sprints : DataFrame
        Sprints of one project, as :func:`workbench.analysis.velocity.sprints` gives them.
    result : SprintForecast or NotEnoughEvidence
        As :func:`workbench.forecast.next_sprint` gives it.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        The last twelve sprints.
    """
    ax = new_axes(ax)
    if isinstance(result, NotEnoughEvidence):
        return say(nothing(ax), seasons.next_title(result), alt=seasons.next_alt(result))
    rows = ended_in_one_unit(sprints)[0].tail(12)
    values = rows["completed"].to_numpy(float)
    x = np.arange(len(values), dtype=float)
    after = float(len(values))
    ax.plot(x, values, "-o", color=BLUE, lw=1.4, ms=3.8, zorder=3)
    ax.plot([after, after], [result.p10, result.p90], color=ORANGE, lw=5, alpha=0.45, solid_capstyle="butt")
    ax.plot([after], [result.p50], "o", color=ORANGE, ms=5, zorder=4)
    top = max(float(values.max(initial=0)), result.p90, 1e-9)
    ax.set_ylim(0, top * 1.1)
    ax.set_xlim(-0.5, after + 0.6)
    number_axis(ax.yaxis, most=5)
    names = rows["sprint"].astype("str") if "sprint" in rows else pd.Series(x.astype(int).astype(str))
    name_sprints(ax, names)
    places = spread_labels([result.p10, result.p50, result.p90], top * 0.11, 0, top * 1.08)
    for place, value in zip(places, (result.p10, result.p50, result.p90), strict=True):
        name_right(ax, place, number(value), ink=ORANGE_INK)
    name_axes(ax, x="sprint, the next one at the right", y=f"{short(unit_name(result.unit), 12)} finished")
    subtitle = f"learned from {count(result.n, 'sprint')} · bar: 8 of 10 such sprints, dot: half finish more"
    return say(ax, seasons.next_title(result), subtitle=subtitle, alt=seasons.next_alt(result))


def coming_sprints(forecasts: Sequence[SprintForecast] | NotEnoughEvidence, *, ax: Axes | None = None) -> Axes:
    """What the next few sprints finish together: a band that widens.

    Parameters
    ----------
    forecasts : sequence of SprintForecast, or NotEnoughEvidence
        As :func:`workbench.forecast.coming_sprints` gives them.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    if isinstance(forecasts, NotEnoughEvidence):
        return say(nothing(ax), proof_words.ahead_title(forecasts), alt=proof_words.ahead_alt(forecasts))
    x = np.array([0, *(f.sprints for f in forecasts)], dtype=float)
    low, middle, high = (np.array([0, *(getattr(f, name) for f in forecasts)]) for name in ("p10", "p50", "p90"))
    ax.fill_between(x, low, high, color=ORANGE, alpha=0.3, linewidth=0)
    ax.plot(x, middle, "-o", color=ORANGE, lw=1.6, ms=4)
    top = max(float(high[-1]), 1e-9)
    ax.set_xlim(0, x[-1] * 1.03)
    ax.set_ylim(0, top * 1.08)
    ax.set_xticks(x[1:])
    number_axis(ax.yaxis, most=5)
    ends = (low[-1], middle[-1], high[-1])
    for place, value in zip(spread_labels(list(ends), top * 0.11, 0, top * 1.06), ends, strict=True):
        name_right(ax, place, number(value), ink=ORANGE_INK)
    unit = forecasts[0].unit
    name_axes(ax, x="sprints from now", y=f"{short(unit_name(unit), 12)} together")
    subtitle = f"learned from {count(forecasts[0].n, 'sprint')} · band: 8 of 10 times, line: half finish more"
    return say(ax, proof_words.ahead_title(forecasts), subtitle=subtitle, alt=proof_words.ahead_alt(forecasts))


def name_sprints(ax: Axes, names: pd.Series) -> None:
    """Name sprints under their places, as many as can be read; a word that all share is left out."""
    texts = [plain(n) for n in names]
    firsts = {t.rpartition(" ")[0] for t in texts}
    if len(firsts) == 1 and len(texts) > 1:
        texts = [t.rpartition(" ")[2] for t in texts]
    longest = max((min(len(t), 12) for t in texts), default=1)
    most = max(2, int(52 / (longest + 2)))
    step = max(1, -(-len(texts) // most))
    places = list(range(0, len(texts), step))
    ax.set_xticks(places, [short(texts[i], 12) for i in places], parse_math=False)


def say_do(sprints: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Share of the committed work that each sprint finished.

    Parameters
    ----------
    sprints : DataFrame
        Sprints of one project in time order: sprint, say_do.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    known = sprints[sprints["say_do"].notna()]
    if known.empty:
        return say(nothing(ax), words.say_do_title(sprints), alt=words.say_do_alt(sprints))
    values = known["say_do"].to_numpy(float)
    x = np.arange(len(values), dtype=float)
    full = values >= 1 - 1e-9
    ax.bar(x, np.minimum(values, 2), width=0.7, color=np.where(full, BLUE, BLUE_FILL), linewidth=0)
    ax.axhline(1, color=INK, lw=1)
    ax.set_ylim(0, max(1.14, min(float(values.max(initial=0)), 2) * 1.08))
    ax.set_xlim(-0.6, max(len(values), 1) - 0.4)
    percent_axis(ax.yaxis, tuple(t for t in (0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2) if t <= ax.get_ylim()[1]))
    middle = float(np.median(values))
    ax.axhline(middle, color=ORANGE, lw=1.3, ls=(0, (4, 2.5)))
    name_right(ax, middle, f"typical\n{percent(middle)}", ink=ORANGE_INK)
    name_sprints(ax, known["sprint"])
    name_axes(ax, x="sprint", y="finished ÷ committed")
    kept = int(full.sum())
    subtitle = (
        f"{count(len(values), 'sprint')} · dark: the {kept:,} that kept all they committed to" if kept else count(len(values), "sprint")
    )
    return say(ax, words.say_do_title(sprints), subtitle=subtitle, alt=words.say_do_alt(sprints))


def burn_up(frame: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Scope and finished work over time.

    Parameters
    ----------
    frame : DataFrame
        As :func:`workbench.analysis.velocity.burn_up` gives it: day, scope, done, unit.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        Scope dashed, finished work solid, each named with its last value.
    """
    ax = new_axes(ax)
    if frame.empty:
        return say(nothing(ax), words.burn_up_title(frame), alt=words.burn_up_alt(frame))
    unit = unit_name(frame["unit"].iloc[0])
    days = date2num(frame["day"].to_numpy())
    scope, done = frame["scope"].to_numpy(float), frame["done"].to_numpy(float)
    ax.plot(days, scope, drawstyle="steps-post", color=ORANGE, lw=1.6, ls=(0, (5, 2)))
    ax.plot(days, done, drawstyle="steps-post", color=BLUE, lw=1.8)
    top = max(float(scope.max()), float(done.max()), 1e-9) * 1.08
    ax.set_ylim(0, top)
    ax.set_xlim(float(days[0]), float(days[-1]) if days[-1] > days[0] else float(days[0]) + 1)
    date_axis(ax.xaxis, frame["day"].iloc[0], frame["day"].iloc[-1])
    places = spread_labels([float(scope[-1]), float(done[-1])], top * 0.1, top * 0.05, top * 0.95)
    for place, name, value, ink in zip(places, ("scope", "done"), (scope[-1], done[-1]), (ORANGE_INK, BLUE), strict=True):
        name_right(ax, place, f"{name} {number(float(value))}", ink=ink)
    number_axis(ax.yaxis, most=5)
    name_axes(ax, y=unit)
    return say(ax, words.burn_up_title(frame), subtitle=f"{unit} in scope and done, by day", alt=words.burn_up_alt(frame))


def sparkline(values: pd.Series | np.ndarray, *, alt: str = "", ax: Axes | None = None) -> Axes:
    """A line as small as a word; its last value is marked.

    Parameters
    ----------
    values : array-like, shape (n,)
        Values in time order; absent ones leave a gap.
    alt : str
        What it shows, for somebody who cannot see it; its first and last value when left out.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from .caption import caption_of
    >>> caption_of(sparkline([1.0, 2.0, 1.5])).alt
    'Line from 1 to 1.5, between 1 and 2, 3 values.'
    """
    if ax is None:
        ax = Figure(figsize=(1.3, 0.3)).add_axes((0.03, 0.12, 0.94, 0.76))
    ax.set_axis_off()
    given = np.asarray(values, float)
    places = np.arange(len(given))
    seen = np.isfinite(given)
    ax.plot(places, np.where(seen, given, np.nan), color=GREY, lw=1)
    if seen.any():
        last = int(places[seen][-1])
        ax.plot([last], [given[last]], "o", color=BLUE, ms=3.2)
        low, high = float(given[seen].min()), float(given[seen].max())
        pad = (high - low) * 0.18 or 1.0
        ax.set_ylim(low - pad, high + pad)
        ax.set_xlim(-0.5, len(given) - 0.5 + len(given) * 0.03)
        first = float(given[seen][0])
        span = f"between {number(low)} and {number(high)}, {count(int(seen.sum()), 'value')}"
        told = f"Line from {number(first)} to {number(float(given[last]))}, {span}."
    else:
        told = "No values."
    return say(ax, "", alt=alt or told)
