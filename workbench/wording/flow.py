"""Sentences about the flow of work: how much per week, how long each piece took."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.tables import NotEnoughEvidence

from .evidence import not_enough
from .numbers import amount, count, number, percent

if TYPE_CHECKING:
    from workbench.analysis.times import Times
    from workbench.analysis.velocity import Throughput

PERIODS = {"D": "day", "W": "week", "2W": "fortnight", "M": "month", "ME": "month", "MS": "month", "Q": "quarter"}


def period_noun(every: str) -> str:
    """The noun of a period.

    Examples
    --------
    >>> period_noun("W"), period_noun("W-SUN"), period_noun("??")
    ('week', 'week', 'period')
    """
    return PERIODS.get(str(every).partition("-")[0], "period")


def throughput_title(result: Throughput | NotEnoughEvidence) -> str:
    """The finding of the throughput picture.

    Parameters
    ----------
    result : Throughput or NotEnoughEvidence
        With n (periods), every, mean, signals.

    Returns
    -------
    str

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> throughput_title(Some(n=48, every="M", mean=66.4, signals=[1] * 7))
    'Delivery was steady except in 7 months'
    """
    if isinstance(result, NotEnoughEvidence):
        return "Too short a time to tell a pattern from chance"
    odd, period = len(result.signals), period_noun(result.every)
    if odd == 0:
        return f"Delivery was steady: about {amount(result.mean, 'tasks')} a {period}"
    if odd * 2 > result.n:
        return f"Delivery was not steady: {odd:,} of {count(result.n, period)} stand out"
    return f"Delivery was steady except in {count(odd, period)}"


def throughput_subtitle(result: Throughput) -> str:
    """What the throughput picture draws, and from how much.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> throughput_subtitle(Some(n=48, every="M", signals=[1]))
    'finished tasks a month, 48 months · squares: more than chance'
    """
    period = period_noun(result.every)
    odd = " · squares: more than chance" if len(result.signals) else ""
    return f"finished tasks a {period}, {count(result.n, period)}{odd}"


def throughput_alt(result: Throughput | NotEnoughEvidence) -> str:
    """The throughput picture for somebody who cannot see it."""
    if isinstance(result, NotEnoughEvidence):
        return f"Throughput: {not_enough(result)}"
    period = period_noun(result.every)
    return (
        f"Finished tasks per {period} over {count(result.n, period)}: {number(result.mean)} on average, expected between "
        f"{number(result.lower)} and {number(result.upper)}; {count(len(result.signals), period)} beyond what chance explains."
    )


def cycle_title(days: pd.Series, *, since: str = "start") -> str:
    """The finding of the pictures of cycle time and lead time.

    Parameters
    ----------
    days : Series
        Days from start (or request) to finish, one row per finished task.
    since : {"start", "request"}
        What the days are counted from.

    Returns
    -------
    str

    Examples
    --------
    >>> cycle_title(pd.Series([1.0, 2, 3, 4, 10]))
    'Half the tasks finish within 3 days, 17 of 20 within 6.4 days'
    >>> cycle_title(pd.Series([1.0, 2, 3, 4, 10]), since="request")
    'Half the requests are finished within 3 days, 17 of 20 within 6.4 days'
    """
    if days.empty:
        return f"No task has a {since} and a finish day"
    half, most = np.quantile(days, [0.5, 0.85])
    if len(days) < 5:
        return f"{count(len(days), 'task')}: typically {amount(half, 'days')} from {since} to finish"
    who = "the tasks finish" if since == "start" else "the requests are finished"
    return f"Half {who} within {amount(half, 'days')}, 17 of 20 within {amount(most, 'days')}"


def cycle_subtitle(n: int, *, since: str = "start") -> str:
    """What the pictures of cycle time and lead time draw, and from how much.

    Examples
    --------
    >>> cycle_subtitle(1)
    'calendar days from start to finish, 1 task'
    """
    return f"calendar days from {since} to finish, {count(n, 'task')}"


def cycle_alt(days: pd.Series, *, since: str = "start") -> str:
    """The same for somebody who cannot see them."""
    if days.empty:
        return f"No picture: no task has a {since} and a finish day."
    half, most = np.quantile(days, [0.5, 0.85])
    return (
        f"Calendar days from {since} to finish of {count(len(days), 'task')}: half within {amount(half, 'days')}, 17 of 20 within "
        f"{amount(most, 'days')}, the longest {amount(days.max(), 'days')}."
    )


def lead_sentence(lead: Times | NotEnoughEvidence, cycle: Times | NotEnoughEvidence) -> str:
    """How long a request takes, and how much of that is waiting before anybody starts.

    Parameters
    ----------
    lead, cycle : Times or NotEnoughEvidence
        From the request, and from the start, to the finish.

    Returns
    -------
    str
        Empty without enough requests.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> print(lead_sentence(Some(n=80, unit="days", p50=14.0, p85=30.0), Some(n=90, unit="days", p50=4.0, p85=9.0)))
    From request to finish it takes 14 days or less for half of 80 tasks, and 30 days or less for 17 of 20. From start to finish it is 4
    days for half: most of the time a request waits to be started.
    """
    if isinstance(lead, NotEnoughEvidence):
        return ""
    told = (
        f"From request to finish it takes {amount(lead.p50, lead.unit)} or less for half of {count(lead.n, 'task')}, and "
        f"{amount(lead.p85, lead.unit)} or less for 17 of 20."
    )
    if isinstance(cycle, NotEnoughEvidence):
        return told
    waits = ": most of the time a request waits to be started" if cycle.p50 < lead.p50 / 2 else ""
    return f"{told} From start to finish it is {amount(cycle.p50, cycle.unit)} for half{waits}."


def cumulative_title(frame: pd.DataFrame) -> str:
    """The finding of the cumulative flow.

    Parameters
    ----------
    frame : DataFrame
        One row per day: day, todo, doing, done (tasks).

    Returns
    -------
    str

    Examples
    --------
    >>> days = pd.to_datetime(["2026-01-01", "2026-02-01"])
    >>> cumulative_title(pd.DataFrame({"day": days, "todo": [9, 2], "doing": [1, 3], "done": [0, 5]}))
    'Work in progress ends at 3 tasks, its highest'
    """
    if frame.empty:
        return "No dated work to draw"
    doing = frame["doing"]
    last, peak = int(doing.iloc[-1]), int(doing.max())
    if peak == 0:
        return "No work was ever in progress on these days"
    if last == peak:
        return f"Work in progress ends at {count(last, 'task')}, its highest"
    return f"Work in progress peaked at {count(peak, 'task')} and ends at {last:,}"


def cumulative_alt(frame: pd.DataFrame) -> str:
    """The cumulative flow for somebody who cannot see it."""
    if frame.empty:
        return "No picture: no dated work."
    last = frame.iloc[-1]
    total = float(last[["todo", "doing", "done"]].sum())
    share = percent(float(last["done"]) / total) if total else "none"
    return (
        f"Tasks to do, in progress and done over time: at the end {int(last['todo']):,} to do, {int(last['doing']):,} in progress and "
        f"{int(last['done']):,} done ({share})."
    )
