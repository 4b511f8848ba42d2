"""Sentences about the calendar, capacity and the pile of open work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench.tables import NotEnoughEvidence

from .evidence import not_enough
from .flow import period_noun
from .numbers import amount, count, number, percent, unit_name

if TYPE_CHECKING:
    from workbench.analysis.flow import CapacityVelocity, Seasonality, WorkInProgress
    from workbench.forecast.sprint import SprintForecast


def season_title(result: Seasonality | NotEnoughEvidence) -> str:
    """The finding of the picture of the year.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> months = pd.DataFrame({"month": ["July", "August"], "index": [1.0, 0.6], "lowest": [0.9, 0.5], "highest": [1.1, 0.7]})
    >>> months["enough"] = True
    >>> season_title(Some(by_month=months))
    'August is slow every year: 40 % less per working day'
    """
    if isinstance(result, NotEnoughEvidence):
        return "Too little finished work to see the seasons"
    months = result.by_month[result.by_month["enough"].astype(bool)]
    if months.empty:
        return "Less than two years of work: a month may be that year, not the season"
    slow = months[months["highest"] < 0.9].sort_values("index", kind="stable")
    if len(slow):
        return f"{slow['month'].iloc[0]} is slow every year: {percent(1 - slow['index'].iloc[0])} less per working day"
    fast = months[months["lowest"] > 1.1].sort_values("index", kind="stable")
    if len(fast):
        return f"{fast['month'].iloc[-1]} is fast every year: {percent(fast['index'].iloc[-1] - 1)} more per working day"
    return "No month is slow or fast in every year"


def season_subtitle(result: Seasonality) -> str:
    """What the picture of the year draws.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> season_subtitle(Some(n=900))
    '900 finished tasks per working day, 1 = average · line: lowest and highest year · hollow: one year only'
    """
    return f"{count(result.n, 'finished task')} per working day, 1 = average · line: lowest and highest year · hollow: one year only"


def season_alt(result: Seasonality | NotEnoughEvidence) -> str:
    """The same for somebody who cannot see it."""
    if isinstance(result, NotEnoughEvidence):
        return f"No picture of the year: {not_enough(result)}"
    parts = [f"{r['month']} {number(r['index'])}" for r in result.by_month.to_dict("records")]
    return f"Finished tasks per working day by month, 1 is the average: {', '.join(parts)}."


def holiday_sentence(result: Seasonality | NotEnoughEvidence) -> str:
    """What public holidays cost beyond their own day.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> holiday_sentence(Some(holiday_index=0.7, holiday_range=Some(low=0.6, high=0.8), holiday_weeks=12))
    'In the 12 weeks with a public holiday, 30 % less is finished on each remaining working day.'
    """
    if isinstance(result, NotEnoughEvidence) or result.holiday_index is None or result.holiday_range is None:
        return "Too few weeks with a public holiday to say what they cost."
    weeks = f"In the {count(result.holiday_weeks, 'week')} with a public holiday"
    if result.holiday_range.high < 1:
        return f"{weeks}, {percent(1 - result.holiday_index)} less is finished on each remaining working day."
    if result.holiday_range.low > 1:
        return f"{weeks}, {percent(result.holiday_index - 1)} more is finished on each remaining working day."
    return f"{weeks}, no more and no less is finished per working day than chance explains."


def capacity_title(result: CapacityVelocity | NotEnoughEvidence) -> str:
    """The finding of the picture of velocity per capacity.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> capacity_title(Some(n=9, mean=0.21, unit="points per hour of capacity", steadier=True))
    'Capacity explains part of the ups and downs: 0.21 points per hour of capacity'
    """
    if isinstance(result, NotEnoughEvidence):
        return "Too few sprints with a capacity or dates"
    unit = unit_name(result.unit) if len(result.unit) <= 24 else result.unit
    rate = f"{number(result.mean, decimals=2 if result.mean < 10 else None)} {unit}"
    if result.steadier:
        return f"Capacity explains part of the ups and downs: {rate}"
    return f"Capacity does not explain the ups and downs: {rate}"


def capacity_alt(result: CapacityVelocity | NotEnoughEvidence) -> str:
    """The same for somebody who cannot see it."""
    if isinstance(result, NotEnoughEvidence):
        return f"No picture of velocity per capacity: {not_enough(result)}"
    return (
        f"{result.unit.capitalize()} over {count(result.n, 'sprint')}: {number(result.mean)} on average, expected between "
        f"{number(result.lower)} and {number(result.upper)}."
    )


def wip_title(result: WorkInProgress | NotEnoughEvidence) -> str:
    """The finding of the picture of work in progress.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> wip_title(Some(mean=6.2, highest=14, last=5))
    'Work went on in about 6 tasks on a day, 14 at most, 5 at the end'
    """
    if isinstance(result, NotEnoughEvidence):
        return "No task has a start day"
    usual = round(result.mean)
    return f"Work went on in about {count(usual, 'task')} on a day, {result.highest:,} at most, {result.last:,} at the end"


def wip_alt(result: WorkInProgress | NotEnoughEvidence) -> str:
    """The same for somebody who cannot see it."""
    if isinstance(result, NotEnoughEvidence):
        return f"No picture of work in progress: {not_enough(result)}"
    return f"Tasks in progress on each of {count(result.n, 'day')}: {number(result.mean)} on average, {result.highest:,} at most."


def net_title(frame: pd.DataFrame) -> str:
    """The finding of the picture of arrivals and finishes.

    Parameters
    ----------
    frame : DataFrame
        As ``flow.net_flow`` gives it.

    Returns
    -------
    str

    Examples
    --------
    >>> net_title(pd.DataFrame({"arrived": [5, 5], "finished": [2, 3], "dropped": 0, "open": [3, 5]}))
    'More arrived than left: the pile grew to 5 tasks'
    """
    if frame.empty:
        return "No dated work to draw"
    last, peak = int(frame["open"].iloc[-1]), int(frame["open"].max())
    if last <= 0:
        return "All that arrived has left again"
    if last >= peak * 0.9:
        return f"More arrived than left: the pile grew to {count(last, 'task')}"
    return f"The pile of open tasks shrank from {peak:,} to {last:,}"


def net_subtitle(frame: pd.DataFrame, every: str) -> str:
    """What the picture of arrivals and finishes draws.

    Examples
    --------
    >>> net_subtitle(pd.DataFrame({"open": [3, 5]}), "W")
    'tasks per week, 2 weeks · bars up: arrived, down: finished or dropped · line: open'
    """
    period = period_noun(every)
    return f"tasks per {period}, {count(len(frame), period)} · bars up: arrived, down: finished or dropped · line: open"


def net_alt(frame: pd.DataFrame) -> str:
    """The same for somebody who cannot see it."""
    if frame.empty:
        return "No picture: no dated work."
    arrived, finished, dropped = (int(frame[c].sum()) for c in ("arrived", "finished", "dropped"))
    return (
        f"{count(arrived, 'task')} arrived, {finished:,} were finished and {dropped:,} dropped; {int(frame['open'].iloc[-1]):,} are open."
    )


def next_title(result: SprintForecast | NotEnoughEvidence) -> str:
    """The finding of the picture of the next sprint.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> next_title(Some(n=9, unit="points", p10=21.0, p50=30.0, p90=39.0))
    'The next sprint finishes 21 to 39 points, 8 times of 10'
    """
    if isinstance(result, NotEnoughEvidence):
        return "Too few sprints for a forecast of the next one"
    low, high = (round(v) if v >= 10 else v for v in (result.p10, result.p90))
    return f"The next sprint finishes {number(low)} to {amount(high, result.unit)}, 8 times of 10"


def next_alt(result: SprintForecast | NotEnoughEvidence) -> str:
    """The same for somebody who cannot see it."""
    if isinstance(result, NotEnoughEvidence):
        return f"No forecast of the next sprint: {not_enough(result)}"
    low, mid, high = number(result.p10), number(result.p50), amount(result.p90, result.unit)
    past = f"Finished work of {count(result.n, 'sprint')}, and the next one"
    return f"{past}: 8 of 10 such sprints finish between {low} and {high}, half {mid} or more."
