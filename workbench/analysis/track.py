"""The track record: actual ÷ estimate, stretch after stretch of finished work."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.tables import NotEnoughEvidence

from .frames import pick
from .pairs import reasons

_MOST = 12


@dataclass(frozen=True)
class TrackRecord:
    """How the accuracy ratio went as work was finished.

    Attributes
    ----------
    n : int
        Comparable tasks with a finish day.
    unit : str
        Their unit.
    ratio : float
        Σ actual ÷ Σ estimate of all of them.
    stretches : DataFrame
        One row per stretch, oldest first: first and last (finish days), n, ratio (Σ actual ÷ Σ estimate).
    """

    n: int
    unit: str
    ratio: float
    stretches: pd.DataFrame


def track_record(tasks: pd.DataFrame, *, least: int = 10) -> TrackRecord | NotEnoughEvidence:
    """The accuracy ratio of one stretch of finished work after the other.

    Parameters
    ----------
    tasks : DataFrame
        One row per task; those that are not comparable or have no finish day are left out.
    least : int
        Tasks that a stretch holds at least.

    Returns
    -------
    TrackRecord or NotEnoughEvidence

    Notes
    -----
    Tasks are ordered by the day they were finished and cut into at most 12 stretches of as equal numbers as can be, so that a quiet month
    says no more than a busy one. Money and totals follow the ratio of sums, not the median.

    Examples
    --------
    >>> days = pd.date_range("2024-01-01", periods=40)
    >>> tasks = pd.DataFrame({"status_class": "done", "estimate": 8.0, "actual": [8.0] * 20 + [12.0] * 20, "finished_on": days,
    ...                       "estimate_unit": "hours", "actual_unit": "hours"})
    >>> found = track_record(tasks)
    >>> found.ratio, found.stretches["ratio"].tolist()
    (1.25, [1.0, 1.0, 1.5, 1.5])
    >>> print(track_record(tasks.head(4)))
    not enough evidence: 4 comparable finished tasks with a finish day, 10 needed
    """
    why, unit = reasons(tasks)
    finish = pick(tasks, "tasks", ["finished_on"])["finished_on"]
    rows = np.flatnonzero((why == 0) & finish.notna().to_numpy())
    if rows.size < least or unit is None:
        return NotEnoughEvidence(int(rows.size), least, "comparable finished tasks with a finish day")
    days = finish.iloc[rows].to_numpy()
    e, a = (tasks[c].to_numpy(float)[rows] for c in ("estimate", "actual"))
    order = np.lexsort((a, e, days))  # the same for any order of the rows
    parts = np.array_split(order, min(_MOST, rows.size // least))
    stretches = pd.DataFrame(
        [{"first": days[p[0]], "last": days[p[-1]], "n": len(p), "ratio": float(a[p].sum() / e[p].sum())} for p in parts]
    )
    return TrackRecord(int(rows.size), unit, float(a.sum() / e.sum()), stretches)
