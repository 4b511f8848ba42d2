"""Throughput: how many items are finished per week, and what of that is ordinary variation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.tables import InputError, NotEnoughEvidence

from .frames import is_done, pick, yes
from .membership import ITEMS
from .xmr import limits


@dataclass(frozen=True)
class Throughput:
    """How many items are finished per period.

    Attributes
    ----------
    n : int
        Periods.
    unit : str
        Always ``items``.
    every : str
        The period: ``D``, ``W``, ``M`` or ``Q``.
    mean : float
        Mean items per period.
    lower, upper : float
        XmR limits: a period between them is ordinary variation.
    series : Series of int
        Items per period; the index is the first day of each period. Periods without a finish count 0.
    signals : DatetimeIndex
        Periods outside the limits or in a run of 8 on one side of the mean.
    """

    n: int
    unit: str
    every: str
    mean: float
    lower: float
    upper: float
    series: pd.Series
    signals: pd.DatetimeIndex


def finished_per_period(
    tasks: pd.DataFrame, *, every: str = "W", as_of: pd.Timestamp | None = None, column: str = "finished_on"
) -> pd.Series:
    """Items per period, with a 0 for each period in which there were none.

    Parameters
    ----------
    tasks : DataFrame
        One row per task.
    every : str
        ``D``, ``W`` (Monday to Sunday), ``M`` or ``Q``.
    as_of : Timestamp, optional
        Today: periods up to it count, the one that is not over yet is left out.
    column : str
        ``finished_on`` counts finished tasks; ``created_on`` counts what arrived.

    Returns
    -------
    Series of int
        The index is the first day of each period.

    Examples
    --------
    >>> tasks = pd.DataFrame({"status_class": "done", "finished_on": pd.to_datetime(["2026-03-02", "2026-03-18"])})
    >>> finished_per_period(tasks).tolist()
    [1, 0, 1]
    """
    part = pick(tasks, "tasks", [column, "is_rollup"])
    counts = ~yes(part["is_rollup"]) & part[column].notna()
    if column == "finished_on":
        counts &= is_done(tasks)
    return per_period(part.loc[counts, column], every=every, as_of=as_of)


def per_period(days: pd.Series, *, every: str = "W", as_of: pd.Timestamp | None = None) -> pd.Series:
    """How many days fall into each period, with a 0 for each period that has none.

    Parameters
    ----------
    days : Series of datetime
        One day per item; missing ones do not count.
    every : str
        ``D``, ``W`` (Monday to Sunday), ``M`` or ``Q``.
    as_of : Timestamp, optional
        Today: periods up to it count, the one that is not over yet is left out.

    Returns
    -------
    Series of int
        The index is the first day of each period.

    Raises
    ------
    InputError
        For another period.

    Examples
    --------
    >>> per_period(pd.Series(pd.to_datetime(["2026-03-02", "2026-03-18"]))).tolist()
    [1, 0, 1]
    """
    if every not in ("D", "W", "M", "Q"):
        raise InputError(f"the period {every!r} arrived.", expected="D, W, M or Q (day, week, month or quarter).")
    days = days.dropna()
    if as_of is not None:
        days = days[days < pd.Timestamp(as_of).normalize() + pd.Timedelta(days=1)]
    if not len(days):
        return pd.Series(dtype="int64", index=pd.DatetimeIndex([], name="period"), name=ITEMS)
    number = days.dt.to_period(every).astype("int64").to_numpy()
    first, last = int(number.min()), int(number.max())
    if as_of is not None:
        today = pd.Period(pd.Timestamp(as_of), freq=every)
        over = today.ordinal if pd.Timestamp(as_of).normalize() == today.end_time.normalize() else today.ordinal - 1
        last = max(over, first - 1)
    span = pd.period_range(pd.Period(ordinal=first, freq=every), periods=max(last - first + 1, 0))
    n = np.bincount(number[number <= last] - first, minlength=len(span)) if len(span) else np.empty(0, int)
    return pd.Series(n, index=pd.DatetimeIndex(span.start_time, name="period"), name=ITEMS)


def throughput(
    tasks: pd.DataFrame, *, every: str = "W", as_of: pd.Timestamp | None = None, minimum: int = 6
) -> Throughput | NotEnoughEvidence:
    """How many items are finished per period, with the limits of ordinary variation.

    Parameters
    ----------
    tasks : DataFrame
        One row per task; finished ones with a finish day count, roll-ups do not.
    every : str
        ``D``, ``W`` (Monday to Sunday), ``M`` or ``Q``.
    as_of : Timestamp, optional
        Today: periods without a finish count up to it, and the period that is not over yet is left out. Without it the series ends
        with the last finish.
    minimum : int
        Periods needed.

    Returns
    -------
    Throughput or NotEnoughEvidence

    Notes
    -----
    XmR chart: x̄ ± 2.66·mR̄, floored at 0 (Wheeler); see :func:`workbench.analysis.xmr.limits`.

    Examples
    --------
    >>> days = pd.date_range("2026-03-02", periods=30, freq="2D")
    >>> found = throughput(pd.DataFrame({"status_class": "done", "finished_on": days}))
    >>> found.n, round(found.mean, 1), found.series.tolist()
    (9, 3.3, [4, 3, 4, 3, 4, 3, 4, 3, 2])
    """
    series = finished_per_period(tasks, every=every, as_of=as_of)
    if len(series) < max(minimum, 2):
        return NotEnoughEvidence(len(series), max(minimum, 2), {"D": "days", "W": "weeks", "M": "months", "Q": "quarters"}[every])
    found = limits(series.to_numpy())
    return Throughput(found.n, ITEMS, every, found.mean, found.lower, found.upper, series, pd.DatetimeIndex(series.index[found.signal]))
