"""Sentences about milestones that slip, delay that is handed on, and where work is held."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench.tables import NotEnoughEvidence

from .evidence import not_enough
from .numbers import amount, count, day, number, percent
from .plain import short

if TYPE_CHECKING:
    from workbench.analysis.delays import Delays
    from workbench.analysis.slips import Slips


def slips_title(found: Slips | NotEnoughEvidence) -> str:
    """The finding of the slip chart.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> rows = pd.DataFrame({"milestone": ["Beta", "Release"], "slip": [0.0, 28.0], "actual_on": pd.to_datetime(["2026-03-01", None])})
    >>> slips_title(Some(milestones=rows))
    'Release slips most: 28 days after its first plan'
    """
    if isinstance(found, NotEnoughEvidence):
        return "Too few records to see how milestone forecasts moved"
    rows = found.milestones
    worst = rows.iloc[int(rows["slip"].to_numpy(float).argmax())]
    if worst["slip"] <= 0:
        return "No milestone is later than first planned"
    verb = "slipped" if pd.notna(worst["actual_on"]) else "slips"
    alone = f"{short(worst['milestone'], 24)} {verb}" + (" most" if len(rows) > 1 else "")
    return f"{alone}: {amount(worst['slip'], 'days')} after its first plan"


def slips_sentence(found: Slips | NotEnoughEvidence) -> str:
    """How far milestones slipped, and how early it was told.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> rows = pd.DataFrame({"milestone": ["Release"], "slip": [28.0], "actual_on": pd.to_datetime(["2026-03-01"]),
    ...                      "later": [3], "earlier": [1], "late_news": [0.75]})
    >>> slips_sentence(Some(milestones=rows, n=7))
    'Forecasts moved later 3 times and earlier 1 time over 7 records. Halfway, 75 % of the slip of Release was not yet foreseen.'
    """
    if isinstance(found, NotEnoughEvidence):
        return not_enough(found)
    rows = found.milestones
    moved = f"Forecasts moved later {count(int(rows['later'].sum()), 'time')} and earlier {count(int(rows['earlier'].sum()), 'time')}"
    first = f"{moved} over {count(found.n, 'record')}."
    known = rows[rows["late_news"].notna()]
    if known.empty:
        return first
    worst = known.iloc[int(known["slip"].to_numpy(float).argmax())]
    news, name = float(worst["late_news"]), short(worst["milestone"], 24)
    if news <= 0:
        return f"{first} Halfway, all of the slip of {name} was foreseen."
    return f"{first} Halfway, {percent(news)} of the slip of {name} was not yet foreseen."


def slips_alt(found: Slips | NotEnoughEvidence) -> str:
    """The slip chart for somebody who cannot see it."""
    if isinstance(found, NotEnoughEvidence):
        return f"No picture of milestone forecasts: {not_enough(found)}"
    told = [
        f"{short(r['milestone'], 20)} planned {day(r['baseline_on'])}, "
        + (f"came {day(r['actual_on'])}" if pd.notna(r["actual_on"]) else f"now {day(r['forecast_on'])}")
        for r in found.milestones.head(8).to_dict("records")
    ]
    return f"Forecast day of each milestone against the day of the report: {'; '.join(told)}."


def delays_sentence(found: Delays | NotEnoughEvidence) -> str:
    """How much delay was handed on from task to task.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> by = pd.DataFrame({"component": ["checkout"], "n": [4], "days": [31.0]})
    >>> delays_sentence(Some(n=20, late=12, days=120.0, inherited=45.0, own=75.0, by_component=by))
    'Of 20 tasks that needed another one, 12 were late, by 120 days in all: 45 handed on by what they needed, 75 their own. Most was
    handed on by tasks of checkout (31 days).'
    """
    if isinstance(found, NotEnoughEvidence):
        return f"Delay handed on from task to task: {not_enough(found)}"
    first = f"Of {count(found.n, 'task')} that needed another one, "
    if not found.late:
        return f"{first}none was late."
    parts = f"{number(found.inherited)} handed on by what they needed, {number(found.own)} their own"
    told = f"{first}{found.late:,} {'was' if found.late == 1 else 'were'} late, by {amount(found.days, 'days')} in all: {parts}."
    if found.by_component.empty or (len(found.by_component) < 2 and found.by_component["component"].iloc[0] == "not stated"):
        return told
    top = found.by_component.iloc[0]
    return f"{told} Most was handed on by tasks of {short(top['component'], 24)} ({amount(float(top['days']), 'days')})."


def held_title(frame: pd.DataFrame, what: str) -> str:
    """The finding of the picture of held work.

    Examples
    --------
    >>> held_title(pd.DataFrame({"group": ["In Review", "Blocked"], "held": [120.0, 60.0]}), "status")
    'In Review held work longest: 67 % of the days'
    """
    if frame.empty or not frame["held"].sum() > 0:
        return f"No {what} is known to have held work"
    top = frame.iloc[0]
    return f"{short(top['group'], 24)} held work longest: {percent(float(top['held'] / frame['held'].sum()))} of the days"


def held_sentence(frame: pd.DataFrame, what: str) -> str:
    """Where work was held longest.

    Parameters
    ----------
    frame : DataFrame
        One row per place, the worst first: group, n, held (days), typical (days per task).
    what : str
        What a place is: ``component`` or ``status``.

    Returns
    -------
    str
        Empty without a row.

    Examples
    --------
    >>> rows = pd.DataFrame({"group": ["checkout", "search"], "n": [40, 30], "held": [120.0, 30.0], "typical": [2.5, 1.0]})
    >>> held_sentence(rows, "component")
    'Most work was held in checkout: 120 of 150 days, half of its tasks more than 2.5 days.'
    """
    if frame.empty or not frame["held"].sum() > 0:
        return ""
    top = frame.iloc[0]
    total = float(frame["held"].sum())
    half = f", half of its tasks more than {amount(float(top['typical']), 'days')}" if top["typical"] > 0 else ""
    where = f"in {short(top['group'], 24)}" if what == "component" else f"in the status {short(top['group'], 24)}"
    return f"Most work was held {where}: {number(float(top['held']))} of {amount(total, 'days')}{half}."
