"""Round numbers: how coarsely people estimate, and whether actuals were measured or remembered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from workbench.tables import NotEnoughEvidence

from . import intervals
from .intervals import Interval
from .pairs import reasons


@dataclass(frozen=True)
class RoundNumbers:
    """How many estimates and actuals are round numbers.

    Attributes
    ----------
    n : int
        Comparable tasks.
    unit : str
        Their unit.
    estimates, actuals : float
        Share of round numbers among estimates and among actuals.
    exact_share : float
        Share of actuals equal to their estimate.
    estimates_range, actuals_range, exact_range : Interval
        Wilson ranges for those shares.
    common : DataFrame
        The five most used estimates: estimate, n, share, exact_share (share of them hit exactly).
    """

    n: int
    unit: str
    estimates: float
    actuals: float
    exact_share: float
    estimates_range: Interval
    actuals_range: Interval
    exact_range: Interval
    common: pd.DataFrame


def is_round(values: ArrayLike) -> np.ndarray:
    """Which numbers are round: a leading digit, or one and a half.

    Parameters
    ----------
    values : array-like, shape (n,)
        Numbers above 0.

    Returns
    -------
    ndarray of bool, shape (n,)

    Notes
    -----
    Multiples of 0.5 from 1 to 10, of 5 from 10 to 100, of 50 from 100 to 1,000, and so on: half of the leading digit's place.

    Examples
    --------
    >>> is_round([3, 7.5, 13, 15, 40, 0.25, 0.33]).tolist()
    [True, True, False, True, True, True, False]
    """
    x = np.asarray(values, dtype=float)
    step = 0.5 * 10.0 ** np.floor(np.log10(x) + 1e-12)
    steps = x / step
    return np.abs(steps - np.round(steps)) < 1e-9 * np.maximum(steps, 1)


def round_numbers(tasks: pd.DataFrame, *, minimum: int = 10) -> RoundNumbers | NotEnoughEvidence:
    """How many estimates and actuals are round numbers, and which numbers are used most.

    Parameters
    ----------
    tasks : DataFrame
        One row per task.
    minimum : int
        Comparable tasks needed.

    Returns
    -------
    RoundNumbers or NotEnoughEvidence

    Notes
    -----
    As many round actuals as round estimates, or many exact matches, suggest that actuals were typed from memory.

    Examples
    --------
    >>> tasks = pd.DataFrame({"status_class": "done", "estimate": [8.0] * 6 + [13.0] * 4, "actual": [8.0, 9.2] * 5,
    ...                       "estimate_unit": "hours", "actual_unit": "hours"})
    >>> found = round_numbers(tasks)
    >>> found.estimates, found.actuals, found.exact_share, found.common["estimate"].tolist()
    (0.6, 0.5, 0.3, [8.0, 13.0])
    """
    why, unit = reasons(tasks)
    n = int((why == 0).sum())
    if n < minimum or unit is None:
        return NotEnoughEvidence(n, minimum, "comparable finished tasks")
    e, a = (tasks[c].to_numpy(float)[why == 0] for c in ("estimate", "actual"))
    codes, values = pd.factorize(e)
    counts = np.bincount(codes)
    hit = np.bincount(codes, a == e)
    common = pd.DataFrame({"estimate": values, "n": counts, "share": counts / n, "exact_share": hit / counts})
    common = common.sort_values(["n", "estimate"], ascending=[False, True], ignore_index=True).head(5)
    rounds, typed, exact = (int(np.sum(found)) for found in (is_round(e), is_round(a), a == e))
    spread = [intervals.share(k, n) for k in (rounds, typed, exact)]
    return RoundNumbers(n, unit, rounds / n, typed / n, exact / n, spread[0], spread[1], spread[2], common)
