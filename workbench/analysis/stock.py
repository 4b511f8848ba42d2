"""How much work lay open on each day: work in progress, cumulative flow, net flow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.tables import NotEnoughEvidence

from .frames import is_done, pick, yes
from .membership import ITEMS
from .throughput import per_period

_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class WorkInProgress:
    """How many tasks were in progress on each day.

    Attributes
    ----------
    n : int
        Days.
    unit : str
        Always ``items``.
    mean, highest : float
        Tasks in progress per day, on average and at most.
    last : int
        On the last day.
    series : Series of int
        Tasks in progress; the index is the day. A task counts from its first to its last day, both included.
    """

    n: int
    unit: str
    mean: float
    highest: int
    last: int
    series: pd.Series


def _states(tasks: pd.DataFrame) -> pd.DataFrame:
    """Per task the days on which it arrived, began and ended, in that order; NaT where it has not yet."""
    part = pick(tasks, "tasks", ["created_on", "added_on", "started_on", "finished_on", "status_class", "is_rollup"])
    cancelled = (part["status_class"] == "cancelled").fillna(False).astype(bool)
    done = is_done(tasks)
    closed = done | cancelled
    end = part["finished_on"].where(closed)
    keep = ~yes(part["is_rollup"]) & ~(closed & end.isna())
    end = end[keep].dt.normalize()
    begin = part.loc[keep, "started_on"].dt.normalize()
    begin = begin.where(~(begin > end), end)
    arrive = part.loc[keep, "created_on"].fillna(part.loc[keep, "added_on"]).dt.normalize()
    arrive = pd.concat([arrive, begin, end], axis=1).min(axis=1)
    out = pd.DataFrame({"arrive": arrive, "begin": begin, "end": end, "done": done[keep]})
    return out[out["arrive"].notna()]


def _counts(days: pd.Series, span: pd.DatetimeIndex) -> np.ndarray:
    """How many of the days lie on or before each day of the span."""
    known = np.sort(days.dropna().to_numpy().astype("datetime64[D]"))
    return np.searchsorted(known, span.to_numpy().astype("datetime64[D]"), side="right")


def _span(states: pd.DataFrame, as_of: pd.Timestamp | None) -> pd.DatetimeIndex:
    dates = states[["arrive", "begin", "end"]]
    last = dates.max().max() if as_of is None else pd.Timestamp(as_of).normalize()
    first = dates.min().min()
    if not len(states) or last < first:
        return pd.DatetimeIndex([], name="day")
    return pd.date_range(first, last, freq="D", name="day", unit="us")


def work_in_progress(tasks: pd.DataFrame, *, as_of: pd.Timestamp | None = None) -> WorkInProgress | NotEnoughEvidence:
    """How many tasks were in progress on each day.

    Parameters
    ----------
    tasks : DataFrame
        One row per task; those with a start day count.
    as_of : Timestamp, optional
        Last day of the series; without it, the last known day.

    Returns
    -------
    WorkInProgress or NotEnoughEvidence

    Notes
    -----
    Summed over all days it equals the sum of the cycle times (Little's law), because both count first and last day.

    Examples
    --------
    >>> tasks = pd.DataFrame({"status_class": ["done", "doing"], "started_on": pd.to_datetime(["2026-03-02", "2026-03-03"]),
    ...                       "finished_on": pd.to_datetime(["2026-03-04", None])})
    >>> work_in_progress(tasks).series.tolist()
    [1, 2, 2]
    """
    states = _states(tasks)
    states = states[states["begin"].notna()]
    span = _span(states.assign(arrive=states["begin"]), as_of)
    if not len(span):
        return NotEnoughEvidence(0, 1, "tasks with a start day")
    ended = _counts(states["end"] + pd.Timedelta(days=1), span)
    series = pd.Series(_counts(states["begin"], span) - ended, index=span, name=ITEMS)
    return WorkInProgress(len(series), ITEMS, float(series.mean()), int(series.max()), int(series.iloc[-1]), series)


def cumulative_flow(tasks: pd.DataFrame, *, as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """How many tasks were to do, in progress and done at the end of each day.

    Parameters
    ----------
    tasks : DataFrame
        One row per task.
    as_of : Timestamp, optional
        Last day; without it, the last known day.

    Returns
    -------
    DataFrame
        One row per day: day, todo, doing, done (tasks). Stacked, they draw the cumulative flow diagram.

    Notes
    -----
    A task arrives on ``created_on``, else on ``added_on``, else on the first day known of it. Cancelled tasks leave on their
    ``finished_on``; closed tasks without that day, and roll-ups, do not count.

    Examples
    --------
    >>> tasks = pd.DataFrame({"status_class": ["done", "doing"], "created_on": pd.to_datetime(["2026-03-02"] * 2),
    ...                       "started_on": pd.to_datetime(["2026-03-02", "2026-03-03"]),
    ...                       "finished_on": pd.to_datetime(["2026-03-04", None])})
    >>> cumulative_flow(tasks)[["todo", "doing", "done"]].to_numpy().tolist()
    [[1, 1, 0], [0, 2, 0], [0, 1, 1]]
    """
    states = _states(tasks)
    span = _span(states, as_of)
    arrived, ended = _counts(states["arrive"], span), _counts(states["end"], span)
    begun = _counts(states["begin"].fillna(states["end"]), span)
    done = _counts(states.loc[states["done"], "end"], span)
    return pd.DataFrame({"day": span, "todo": arrived - begun, "doing": begun - ended, "done": done})


def net_flow(tasks: pd.DataFrame, *, every: str = "W", as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """How many tasks arrived and were finished per period.

    Parameters
    ----------
    tasks : DataFrame
        One row per task.
    every : str
        ``D``, ``W`` (Monday to Sunday), ``M`` or ``Q``.
    as_of : Timestamp, optional
        Today; the period that is not over yet is left out.

    Returns
    -------
    DataFrame
        One row per period: period (its first day), arrived, finished, dropped (cancelled), net (arrived − finished − dropped: above 0 the
        pile grows) and open (net summed up).

    Notes
    -----
    A task arrives on ``created_on``, else on ``added_on``, else on the first day known of it, as in :func:`cumulative_flow`: the last
    ``open`` is what lies to do and in progress there. Cancelled tasks leave on their ``finished_on``; closed tasks without that day, and
    roll-ups, do not count.

    Examples
    --------
    >>> tasks = pd.DataFrame({"status_class": ["done", "todo"], "created_on": pd.to_datetime(["2026-03-02", "2026-03-09"]),
    ...                       "finished_on": pd.to_datetime(["2026-03-10", None])})
    >>> net_flow(tasks)[["arrived", "finished", "net", "open"]].to_numpy().tolist()
    [[1, 0, 1, 1], [1, 1, 0, 1]]
    """
    states = _states(tasks)
    done = states["done"]
    events = {"arrived": states["arrive"], "finished": states.loc[done, "end"], "dropped": states.loc[~done, "end"]}
    counts = {name: per_period(days, every=every, as_of=as_of) for name, days in events.items()}
    out = pd.DataFrame({name: found for name, found in counts.items() if len(found)}, columns=list(events))
    if len(out):  # the series may lie apart: fill the periods between them
        first, last = pd.Period(out.index.min(), freq=every), pd.Period(out.index.max(), freq=every)
        out = out.reindex(pd.period_range(first, last).start_time)
    out = out.fillna(0).astype("int64")
    net = out["arrived"] - out["finished"] - out["dropped"]
    return out.assign(net=net, open=net.cumsum()).rename_axis("period").reset_index()
