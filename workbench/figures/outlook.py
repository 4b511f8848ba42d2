"""Pictures of a running project: how its forecast developed, the odds week by week, what to hold for risks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num

from workbench.tables import NotEnoughEvidence
from workbench.wording import contingency as risk_words
from workbench.wording import outlook as words
from workbench.wording.numbers import absent, amount, count, day, unit_name
from workbench.wording.plain import short

from .caption import say
from .marks import mark_above, name_right
from .style import (
    BLUE,
    BLUE_FILL,
    GREEN,
    GREEN_INK,
    GREY,
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
    from workbench.outlook import Completion, RiskedForecast

_LOOKS = ((BLUE, BLUE, "o", "-"), (ORANGE, ORANGE_INK, "s", (0, (5, 2))), (GREEN, GREEN_INK, "^", (0, (1, 1.4))), (GREY, GREY, "D", "-."))
MOST_LINES = len(_LOOKS)


def completion_over_time(history: Sequence[Completion], *, ax: Axes | None = None) -> Axes:
    """How the forecast of cost or finish developed, period by period, beside what was planned.

    Parameters
    ----------
    history : sequence of Completion
        As ``outlook.completions`` gives them, oldest first, all of one measure.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        The band holds 8 of 10 such projects; where too few are closed for that, it reaches from half to 8 of 10.
    """
    ax = new_axes(ax)
    if not history:
        return say(nothing(ax), words.completion_title([]), alt=words.completion_alt([]))
    days = history[-1].measure == "days"
    base = float(date2num(history[-1].started_on)) if days else 0.0
    x = np.array([float(date2num(c.day)) for c in history])
    low, middle, high = (np.array([base + _at(c, p) for c in history]) for p in (0.1, 0.5, 0.9))
    ax.fill_between(x, low, high, color=BLUE_FILL, alpha=0.6, lw=0)
    ax.plot(x, middle, color=BLUE, lw=1.8, marker="o", ms=3.6)
    plan = base + history[-1].plan
    ax.axhline(plan, color=GREY, lw=1.2, ls=(0, (4, 2.5)))
    names = [("P90" if _wide(history[-1]) else "P80", high[-1], BLUE), ("P50", middle[-1], BLUE)]
    names += [("P10", low[-1], BLUE)] if _wide(history[-1]) else []
    names.append(("plan" if days else "budget", plan, GREY))
    lines = [low, high, middle, np.array([plan])]
    if not days:
        spent = np.array([c.spent for c in history])
        ax.plot(x, spent, color=ORANGE, lw=1.4, ls=(0, (1, 1.4)), marker="s", ms=3)
        names.append(("spent", float(spent[-1]), ORANGE_INK))
        lines.append(spent)
    everything = np.concatenate(lines)
    bottom, top = float(everything.min()), float(everything.max())
    pad = (top - bottom) * 0.08 or max(abs(top) * 0.05, 1.0)
    bottom, top = bottom - pad if days else 0.0, top + pad
    ax.set_ylim(bottom, top)
    edge = (x[-1] - x[0]) * 0.03 or 10.0
    ax.set_xlim(float(x[0] - edge), float(x[-1] + edge))
    places = spread_labels([(v - bottom) / (top - bottom) for _, v, _ in names], 0.085, 0.03, 0.97)
    for place, (name, _, ink) in zip(places, names, strict=True):
        name_right(ax, bottom + place * (top - bottom), name, ink=ink)
    if days:
        epoch = pd.Timestamp("1970-01-01")
        date_axis(ax.yaxis, epoch + pd.Timedelta(days=bottom), epoch + pd.Timedelta(days=top))
    else:
        number_axis(ax.yaxis, most=5)
    date_axis(ax.xaxis, history[0].day, history[-1].day)
    name_axes(ax, x="seen on", y="finish day" if days else unit_name(history[-1].unit) if history[-1].unit else "cost")
    told = list(history)
    return say(ax, words.completion_title(told), subtitle=words.completion_subtitle(told), alt=words.completion_alt(told))


def _wide(seen: Completion) -> bool:
    return not isinstance(seen.quantile(0.9), NotEnoughEvidence)


def _at(seen: Completion, level: float) -> float:
    """A level, or the nearest one that there is evidence for."""
    for known in (level, 0.8 if level > 0.5 else 0.5):
        value = seen.quantile(known)
        if not isinstance(value, NotEnoughEvidence):
            return value
    return seen.p50


def odds_by_week(
    curves: Mapping[str, pd.DataFrame], *, marked: Mapping[str, object] | None = None, n: int, title: str, what: str, ax: Axes | None = None
) -> Axes:
    """The odds that something has come by the end of each week.

    Parameters
    ----------
    curves : mapping of str to DataFrame[week_end, odds]
        One rising curve each, at most four.
    marked : mapping of str to date, optional
        Days to mark with a name, such as "planned"; those outside the weeks drawn are left out.
    n : int
        Evidence they rest on.
    title : str
        The finding.
    what : str
        What the evidence is, in the singular: ``"reached milestone"``.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    drawn = {name: curve for name, curve in list(curves.items())[:MOST_LINES] if len(curve)}
    if not drawn:
        return say(nothing(ax), title, alt=f"Nothing to draw: {title}.")
    ends: list[tuple[float, str, str]] = []
    for (name, curve), (color, ink, marker, dashes) in zip(drawn.items(), _LOOKS, strict=False):
        x = date2num(curve["week_end"].to_numpy())
        ax.plot(x, curve["odds"], color=color, lw=1.6, ls=dashes, marker=marker, ms=3.4 if len(curve) < 30 else 0)
        ends.append((float(curve["odds"].iloc[-1]), short(name, 16), ink))
    ax.set_ylim(0, 1.04)
    first = min(curve["week_end"].iloc[0] for curve in drawn.values())
    last = max(curve["week_end"].iloc[-1] for curve in drawn.values())
    edge = max((last - first).days * 0.03, 2.0)
    ax.set_xlim(float(date2num(first)) - edge, float(date2num(last)) + edge)
    ax.axhline(0.8, color=GREY, lw=0.8, ls=(0, (4, 2.5)), zorder=1)
    if len(drawn) > 1:
        for place, (_, name, ink) in zip(spread_labels([e[0] for e in ends], 0.085, 0.03, 1.0), ends, strict=True):
            name_right(ax, place, name, ink=ink)
    for name, at in (marked or {}).items():
        if not absent(at) and first <= pd.Timestamp(at) <= last:  # type: ignore[arg-type]
            mark_above(ax, float(date2num(pd.Timestamp(at))), f"{name} {day(at)}", color=GREY, dashed=True)  # type: ignore[arg-type]
    percent_axis(ax.yaxis, (0, 0.25, 0.5, 0.8, 1))
    date_axis(ax.xaxis, first, last)
    name_axes(ax, x="end of week", y="odds that it has come")
    told = "; ".join(f"{name}: 8 of 10 by {_when(curve, 0.8)}" for name, curve in drawn.items())
    return say(ax, title, subtitle=f"odds at the end of each week · {count(n, what)}", alt=f"Rising odds week by week. {told}.")


def _when(curve: pd.DataFrame, odds: float) -> str:
    there = curve[curve["odds"] >= odds]
    return day(there["week_end"].iloc[0]) if len(there) else f"later than {day(curve['week_end'].iloc[-1])}"


def contingency_curve(found: RiskedForecast | NotEnoughEvidence, *, level: float = 0.8, ax: Axes | None = None) -> Axes:
    """What to hold on top of the work's P50, for each share of projects that it is to be enough for.

    Parameters
    ----------
    found : RiskedForecast or NotEnoughEvidence
        With ``curve()``: level, work, with_risks.
    level : float
        The level to mark.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    if isinstance(found, NotEnoughEvidence):
        return say(nothing(ax), "No open risk to hold anything for", alt=risk_words.contingency_sentence(found))
    curve = found.curve()
    ax.fill_between(curve["level"], curve["work"], curve["with_risks"], color=BLUE_FILL, alpha=0.6, lw=0)
    ax.plot(curve["level"], curve["with_risks"], color=BLUE, lw=1.8)
    ax.plot(curve["level"], curve["work"], color=ORANGE, lw=1.6, ls=(0, (5, 2)))
    held = found.contingency(level)
    ax.plot([level], [held], "o", color=BLUE, ms=6, zorder=5)
    top = float(curve["with_risks"].iloc[-1]) * 1.08 or 1.0
    ax.set_ylim(min(0.0, float(curve["work"].iloc[0])), top)
    ax.set_xlim(0.5, 0.955)
    wanted = [float(curve[c].iloc[-1]) / top for c in ("with_risks", "work")]
    for place, (name, ink) in zip(spread_labels(wanted, 0.16, 0.05, 0.96), (("work and\nrisks", BLUE), ("work", ORANGE_INK)), strict=True):
        name_right(ax, place * top, name, ink=ink)
    ax.annotate(
        amount(held, found.unit),
        (level, held),
        xytext=(-6, 5),
        textcoords="offset points",
        ha="right",
        va="bottom",
        fontsize=8.5,
        color=BLUE,
    )
    percent_axis(ax.xaxis, (0.5, 0.6, 0.7, 0.8, 0.9))
    number_axis(ax.yaxis, most=5)
    name_axes(ax, x="share of such projects that it is enough for", y=unit_name(found.unit))
    title = f"Hold {amount(held, found.unit)}: enough for {round(level * 100)} % of such projects"
    subtitle = f"over the P50 of the work, {amount(found.work.p50, found.unit)} · {count(found.n, 'open risk')}"
    return say(ax, title, subtitle=subtitle, alt=risk_words.contingency_alt(found))
