"""How long an amount of work takes at the pace of past weeks."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.analysis.frames import is_done, pick, yes
from workbench.tables import Tables

from .items import block_length

Floats = npt.NDArray[np.float64]
LONGEST = 520  # weeks that a draw may take
FEWEST = 4  # weeks that a pace needs
WEEK = 7


def weekly(tables: Tables, project_id: str, *, of: str, as_of: pd.Timestamp) -> Floats:
    """What a project got done in each full week before a day, counted back from it.

    Parameters
    ----------
    tables : Tables
        ``tasks``, and ``worklogs`` where effort was booked by day.
    project_id : str
        The project.
    of : {"effort", "estimate", "items"}
        Effort spent, estimates of the tasks finished, or their number.
    as_of : Timestamp
        The day; it is the last day of the last week.

    Returns
    -------
    ndarray, shape (weeks,)
        Oldest first, from the week of the first work on.
    """
    end = pd.Timestamp(as_of).normalize()
    logs = pick(tables.worklogs, "worklogs", ["project_id", "day", "hours"])
    logs = logs[(logs["project_id"] == project_id) & (logs["day"] < end + pd.Timedelta(days=1))]
    if of == "effort" and len(logs):
        day, size = logs["day"], logs["hours"]
    else:
        tasks = tables.tasks[tables.tasks["project_id"] == project_id]
        now = pick(tasks, "tasks", ["finished_on", "estimate", "actual", "is_rollup"])
        now = now[is_done(tasks) & ~yes(now["is_rollup"]) & (now["finished_on"] < end + pd.Timedelta(days=1))]
        day, size = now["finished_on"], pd.Series(1.0, index=now.index) if of == "items" else now["actual" if of == "effort" else of]
    known = day.notna() & (size > 0).fillna(False)
    if not known.any():
        return np.empty(0)
    ago = (end - day[known].dt.normalize()).dt.days.to_numpy() // WEEK
    return np.bincount(ago, size[known].to_numpy(float))[::-1].astype(float)


def days_to_do(need: Floats, past: Floats, *, rng: np.random.Generator) -> Floats:
    """Calendar days until so much is done, one draw per draw of the need.

    Parameters
    ----------
    need : ndarray, shape (draws,)
        Amounts still to do.
    past : ndarray, shape (weeks,)
        What past weeks got done, oldest first; at least 4 with something done in one of them.
    rng : Generator
        Source of the draws.

    Returns
    -------
    ndarray, shape (draws,)
        0 where nothing is needed; at most ten years.

    Notes
    -----
    Past weeks are drawn with replacement, in blocks of neighbours where they resemble each other; part of a week takes its share of the
    week's days. As the mean of few weeks is itself uncertain, each draw scales its pace by the mean of a resampled history ÷ the mean.

    Examples
    --------
    >>> days_to_do(np.array([0.0, 10.0, 25.0]), np.full(6, 10.0), rng=np.random.default_rng(1)).tolist()
    [0.0, 7.0, 17.5]
    """
    n, size = len(past), block_length(past)
    starts = rng.integers(0, n, (len(need), -(-n // size)))
    history = past[(starts[:, :, None] + np.arange(size)) % n].reshape(len(need), -1)[:, :n]
    scale = np.maximum(history.mean(1) / past.mean(), 0.05)
    left, days = need / scale, np.zeros(len(need))
    going, at = np.flatnonzero(left > 1e-9), np.empty(0, dtype=np.int64)
    for week in range(LONGEST):
        if not len(going):
            break
        at = rng.integers(0, n, len(going)) if week % size == 0 else (at + 1) % n
        done = past[at]
        part = np.minimum(left[going] / np.maximum(done, 1e-12), 1.0)
        days[going] += WEEK * part
        left[going] -= done * part
        still = left[going] > 1e-9
        going, at = going[still], at[still]
    return days
