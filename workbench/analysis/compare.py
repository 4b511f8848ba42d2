"""Whose estimates miss by less? One group of tasks against the others, without comparing amounts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy

from workbench.tables import NotEnoughEvidence

from . import intervals
from .errors import probability_better
from .groups import groups
from .intervals import LEVEL, Interval
from .pairs import reasons

MINIMUM = 20


@dataclass(frozen=True)
class Comparison:
    """How often a task of one set misses its estimate by less than a task of another set.

    Attributes
    ----------
    n, n_other : int
        Comparable tasks on each side.
    better : float
        Vargha–Delaney A₁₂: probability that a task of the first set misses by a smaller factor, ties by half; 0.5 is no difference.
    better_range : Interval
        Its range.
    cliff : float
        Cliff's δ = 2·A₁₂ − 1: above 0, the first set misses by less.
    miss, miss_other : float
        Median factor between the larger and the smaller of actual and estimate on each side: 1 is exact.
    level : float
        Level of the range.
    """

    n: int
    n_other: int
    better: float
    better_range: Interval
    cliff: float
    miss: float
    miss_other: float
    level: float = LEVEL


def _misses(tasks: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the comparable tasks, and \\|ln(actual ÷ estimate)\\| of each."""
    why, _ = reasons(tasks)
    rows = np.flatnonzero(why == 0)
    if not rows.size:
        return rows, np.empty(0)
    e, a = (tasks[c].to_numpy(float)[rows] for c in ("estimate", "actual"))
    return rows, np.abs(np.log(a / e)).round(12)  # twice and half the estimate miss by the same factor and must tie


def misses(ours: pd.DataFrame, theirs: pd.DataFrame, *, minimum: int = MINIMUM) -> Comparison | NotEnoughEvidence:
    """Whether the estimates of one set of tasks miss by less than those of another.

    Parameters
    ----------
    ours, theirs : DataFrame
        One row per task, such as this year's and last year's.
    minimum : int
        Comparable tasks needed on each side.

    Returns
    -------
    Comparison or NotEnoughEvidence

    Notes
    -----
    A₁₂ of Vargha & Delaney 2000 on \\|ln(A/E)\\|, so that neither the unit nor the size of the tasks matters; range after Newcombe 2006. It
    takes tasks as independent: where projects share a shock, the true range is wider.

    Examples
    --------
    >>> units = {"status_class": "done", "estimate_unit": "hours", "actual_unit": "hours"}
    >>> sure = pd.DataFrame({"estimate": 8.0, "actual": [7.0, 8.0, 9.0, 10.0] * 5, **units})
    >>> wild = pd.DataFrame({"estimate": 8.0, "actual": [2.0, 8.0, 16.0, 32.0] * 5, **units})
    >>> found = misses(sure, wild)
    >>> found.better, found.better_range.low > 0.5
    (0.78125, True)
    """
    a, b = _misses(ours)[1], _misses(theirs)[1]
    if min(a.size, b.size) < minimum:
        return NotEnoughEvidence(min(a.size, b.size), minimum, "comparable finished tasks on each side")
    better = probability_better(a, b)
    assert better is not None
    spread = intervals.superiority(better, a.size, b.size)
    return Comparison(a.size, b.size, better, spread, 2 * better - 1, float(np.exp(np.median(a))), float(np.exp(np.median(b))))


def misses_by(tasks: pd.DataFrame, column: str, *, minimum: int = MINIMUM) -> pd.DataFrame:
    """Each group's misses against those of all other groups together, the group that misses least first.

    Parameters
    ----------
    tasks : DataFrame
        One row per task.
    column : str
        What to group by, as in :func:`workbench.analysis.accuracy.by`: a property of the work, ``size``, or ``year``.
    minimum : int
        Comparable tasks that a group needs.

    Returns
    -------
    DataFrame
        One row per group with enough tasks: group, n, miss (median factor between the larger and the smaller of actual and estimate),
        better (A₁₂ against all others), low, high, differs (the range leaves out 0.5). The ranges hold for all groups at once at 95 %.

    Raises
    ------
    InputError
        When the column names a person.
    SchemaError
        When there is no such column.

    Notes
    -----
    As :func:`misses`; with k groups each range stands at 1 − 0.05/k (Bonferroni), so that no group differs by the number of looks alone.
    A task with several labels stands on both sides.

    Examples
    --------
    >>> tasks = pd.DataFrame({"status_class": "done", "kind": ["bug"] * 30 + ["feature"] * 30, "estimate": 8.0,
    ...                       "actual": [7.0, 8, 9] * 10 + [2.0, 16, 32] * 10, "estimate_unit": "hours", "actual_unit": "hours"})
    >>> misses_by(tasks, "kind")[["group", "better", "differs"]].to_dict("records")
    [{'group': 'bug', 'better': 1.0, 'differs': True}, {'group': 'feature', 'better': 0.0, 'differs': True}]
    """
    rows, miss = _misses(tasks)
    chosen, codes, names = groups(tasks, rows, column)
    place = np.searchsorted(rows, chosen)
    values, k = miss[place], len(names)
    n = np.bincount(codes, minlength=k)
    rank_sum = np.bincount(codes, scipy.stats.rankdata(values), minlength=k) if k else np.empty(0)
    middle = intervals.grouped_quantiles(values, codes, k, (0.5,))[0.5].to_numpy() if k else np.empty(0)
    others = n.sum() - n
    told = np.flatnonzero((n >= minimum) & (others >= minimum))
    out = []
    for g in told:
        larger = rank_sum[g] - n[g] * (n[g] + 1) / 2
        better = float(np.clip(1 - larger / (n[g] * others[g]), 0, 1))
        spread = intervals.superiority(better, int(n[g]), int(others[g]), level=1 - (1 - LEVEL) / len(told))
        out.append(
            {
                "group": names[g],
                "n": int(n[g]),
                "miss": float(np.exp(middle[g])),
                "better": better,
                "low": spread.low,
                "high": spread.high,
                "differs": not spread.low <= 0.5 <= spread.high,
            }
        )
    frame = pd.DataFrame(out, columns=["group", "n", "miss", "better", "low", "high", "differs"]).astype({"group": "str"})
    return frame.sort_values(["better", "group"], ascending=[False, True], ignore_index=True)
