"""Given ranges: how often they held, how wide they were, and whether width told something."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy

from workbench.tables import NotEnoughEvidence

from . import intervals
from .errors import balanced_error
from .frames import pick
from .intervals import Interval
from .pairs import unfinished, units

MINIMUM = 10


@dataclass(frozen=True)
class HitRate:
    """How often actuals fell inside the range that was given for them.

    Attributes
    ----------
    n : int
        Finished tasks with a range and an actual in the same unit.
    hits, below, above : int
        Actuals inside the range (its ends included), below its low end, above its high end.
    share : float
        hits ÷ n.
    share_range : Interval
        Wilson range for that share.
    level : float or None
        Share that the ranges were meant to hold, on average over the tasks that state it; None where none does.
    by_level : DataFrame
        One row per stated level: level, n, hits, share, low, high.
    """

    n: int
    hits: int
    below: int
    above: int
    share: float
    share_range: Interval
    level: float | None
    by_level: pd.DataFrame


@dataclass(frozen=True)
class Width:
    """How wide the given ranges were.

    Attributes
    ----------
    n : int
        Finished tasks with a range.
    median, p10, p90 : float
        Relative width: (high − low) ÷ estimate.
    correlation : float or None
        Rank correlation (Spearman) between relative width and the size of the error \\|BRE\\|; above 0 means that wider ranges
        marked the riskier tasks. None where all widths or all errors are equal.
    correlation_range : Interval or None
        Its range at 95 %.
    needed : float
        How many times as wide around the estimate the ranges had to be to hold their level, from the finished tasks.
    """

    n: int
    median: float
    p10: float
    p90: float
    correlation: float | None
    correlation_range: Interval | None
    needed: float | None


def _given(tasks: pd.DataFrame) -> pd.DataFrame:
    """Finished tasks with a range and an actual in the same stated unit."""
    part = pick(tasks, "tasks", ["estimate", "estimate_low", "estimate_high", "level", "actual"])
    why = unfinished(tasks)
    estimate_unit, actual_unit = units(tasks)
    usable = np.isin(why, (0, 4, 5)) & (estimate_unit >= 0) & (estimate_unit == actual_unit)
    usable &= (part["actual"].gt(0) & part["estimate_low"].le(part["estimate_high"])).fillna(False).to_numpy(bool)
    return part[usable]


def hit_rate(tasks: pd.DataFrame, *, minimum: int = MINIMUM) -> HitRate | NotEnoughEvidence:
    """How often actuals fell inside the given ranges.

    Parameters
    ----------
    tasks : DataFrame
        One row per task; ``estimate_low``, ``estimate_high`` and ``level`` state the first range.
    minimum : int
        Finished tasks with a range needed.

    Returns
    -------
    HitRate or NotEnoughEvidence

    Notes
    -----
    Hit rate as in Jørgensen, Teigen & Moløkken 2004; range by Wilson 1927. A range holds its ends.

    Examples
    --------
    >>> tasks = pd.DataFrame({"status_class": "done", "estimate": 8.0, "estimate_low": 6.0, "estimate_high": 12.0, "level": 0.8,
    ...                       "actual": np.arange(5.0, 15.0), "estimate_unit": "hours", "actual_unit": "hours"})
    >>> found = hit_rate(tasks)
    >>> found.hits, found.n, found.below, found.above, found.level
    (7, 10, 1, 2, 0.8)
    """
    given = _given(tasks)
    n = len(given)
    if n < minimum:
        return NotEnoughEvidence(n, minimum, "finished tasks with a range")
    below = (given["actual"] < given["estimate_low"]).to_numpy()
    above = (given["actual"] > given["estimate_high"]).to_numpy()
    hit = ~(below | above)
    hits = int(hit.sum())
    stated = given["level"].dropna()
    rows = []
    for level, some in pd.Series(hit, index=given.index).groupby(given["level"]):
        held = intervals.share(int(some.sum()), len(some))
        rows.append({"level": level, "n": len(some), "hits": int(some.sum()), "share": some.mean(), "low": held.low, "high": held.high})
    return HitRate(
        n=n,
        hits=hits,
        below=int(below.sum()),
        above=int(above.sum()),
        share=hits / n,
        share_range=intervals.share(hits, n),
        level=round(float(stated.mean()), 10) if len(stated) else None,
        by_level=pd.DataFrame(rows, columns=["level", "n", "hits", "share", "low", "high"]),
    )


def width(tasks: pd.DataFrame, *, minimum: int = MINIMUM) -> Width | NotEnoughEvidence:
    """How wide the given ranges were, and whether wider ones marked riskier tasks.

    Parameters
    ----------
    tasks : DataFrame
        One row per task; those without an estimate use the middle of their range.
    minimum : int
        Finished tasks with a range needed.

    Returns
    -------
    Width or NotEnoughEvidence

    Notes
    -----
    Relative width (u − l)/E and its rank correlation with \\|BRE\\|: Jørgensen. The range of the correlation uses Fisher's z with the
    variance 1.06/(n − 3) of Fieller, Hartley & Pearson 1957. ``needed`` is the ⌈(n+1)·level⌉-th smallest of the factors by which each
    range had to grow around the estimate to reach its actual.

    Examples
    --------
    >>> tasks = pd.DataFrame({"status_class": "done", "estimate": 8.0, "estimate_low": 6.0, "estimate_high": np.arange(9.0, 19.0),
    ...                       "level": 0.8, "actual": np.arange(9.0, 29.0, 2), "estimate_unit": "hours", "actual_unit": "hours"})
    >>> found = width(tasks)
    >>> found.n, found.median, found.correlation
    (10, 0.9375, 1.0)
    """
    given = _given(tasks)
    middle = given["estimate"].where(given["estimate"] > 0, (given["estimate_low"] + given["estimate_high"]) / 2)
    given, middle = given[middle > 0], middle[middle > 0]
    n = len(given)
    if n < minimum:
        return NotEnoughEvidence(n, minimum, "finished tasks with a range")
    relative = ((given["estimate_high"] - given["estimate_low"]) / middle).to_numpy().round(9)  # equal widths must rank as equal
    error = np.abs(balanced_error(given["actual"], middle)).round(9)
    p10, median, p90 = np.quantile(relative, [0.1, 0.5, 0.9])
    correlation, spread = None, None
    if np.ptp(relative) > 0 and np.ptp(error) > 0:
        correlation = round(float(scipy.stats.spearmanr(relative, error).statistic), 12)
        if abs(correlation) < 1 and n > 3:
            z, half = np.arctanh(correlation), scipy.special.ndtri(0.5 + intervals.LEVEL / 2) * np.sqrt(1.06 / (n - 3))
            spread = Interval(float(np.tanh(z - half)), float(np.tanh(z + half)))
    return Width(n, float(median), float(p10), float(p90), correlation, spread, _needed(given, middle))


def _needed(given: pd.DataFrame, middle: pd.Series) -> float | None:
    stated = given["level"].dropna()
    arm = np.where(given["actual"] >= middle, given["estimate_high"] - middle, middle - given["estimate_low"])
    off = (given["actual"] - middle).abs().to_numpy()
    if not len(stated) or (arm <= 0).any():
        return None
    rank = int(np.ceil((len(given) + 1) * float(stated.mean()) - 1e-9))
    return float(np.sort(off / arm)[rank - 1]) if rank <= len(given) else None
