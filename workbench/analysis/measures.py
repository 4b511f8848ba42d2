"""The error measures of the research literature over a set of tasks, for readers who compare with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy

from workbench.tables import NotEnoughEvidence

from .errors import (
    RelativeError,
    StandardisedAccuracy,
    balanced_error,
    inverted_balanced_error,
    log_ratio,
    log_standard_deviation,
    mean_absolute_error,
    random_guess_error,
    relative_error,
    standardised_accuracy,
)
from .intervals import LEVEL, Interval
from .pairs import reasons

_BLOCKS = 100


@dataclass(frozen=True)
class Measures:
    """What research papers report about the accuracy of estimates.

    Attributes
    ----------
    n : int
        Comparable tasks.
    unit : str
        Unit of the mean absolute residual.
    mar : float
        Mean absolute residual.
    mar_range : Interval
    guess, guess_without_self : float
        Exact mean absolute residual of random guessing, with and without the guess of a task by itself.
    standardised : StandardisedAccuracy or None
        How far the estimates beat guessing; None where all actuals are equal.
    lsd : float
        Logarithmic standard deviation.
    lsd_range : Interval
    balanced, inverted : float
        Mean magnitude of the balanced relative error and of the inverted one.
    balanced_range, inverted_range : Interval
    relative : RelativeError
        MMRE and its kin, with the warning that belongs to them.
    level : float
        Level of the ranges.
    """

    n: int
    unit: str
    mar: float
    mar_range: Interval
    guess: float
    guess_without_self: float
    standardised: StandardisedAccuracy | None
    lsd: float
    lsd_range: Interval
    balanced: float
    balanced_range: Interval
    inverted: float
    inverted_range: Interval
    relative: RelativeError
    level: float = LEVEL


def research(tasks: pd.DataFrame, *, rng: np.random.Generator, minimum: int = 20) -> Measures | NotEnoughEvidence:
    """All error measures of the literature at once.

    Parameters
    ----------
    tasks : DataFrame
        One row per task; those that are not comparable are left out.
    rng : Generator
        Source of the guesses, and of the blocks behind the ranges.
    minimum : int
        Comparable tasks needed.

    Returns
    -------
    Measures or NotEnoughEvidence

    Notes
    -----
    The formulas stand with their sources in :mod:`workbench.analysis.errors`. Ranges: delete-a-group jackknife with 100 random groups, or
    as many as there are tasks (Kott 2001), θ ± t·√((g−1)/g·Σ(θ₋ⱼ − θ̄)²), never below 0.

    Examples
    --------
    >>> tasks = pd.DataFrame({"status_class": "done", "estimate": 8.0, "actual": np.arange(4.0, 24.0), "estimate_unit": "hours",
    ...                       "actual_unit": "hours"})
    >>> found = research(tasks, rng=np.random.default_rng(1))
    >>> found.n, found.mar, found.guess, found.guess_without_self
    (20, 6.5, 6.65, 7.0)
    """
    why, unit = reasons(tasks)
    n = int((why == 0).sum())
    if n < minimum or unit is None:
        return NotEnoughEvidence(n, minimum, "comparable finished tasks")
    e, a = (tasks[c].to_numpy(float)[why == 0] for c in ("estimate", "actual"))
    logs = log_ratio(a, e)
    terms = [np.abs(a - e), np.abs(balanced_error(a, e)), np.abs(inverted_balanced_error(a, e)), logs, logs**2]
    groups = min(n, _BLOCKS)
    left = _without_each(terms, rng.permutation(n) % groups, groups)
    means = left[1:] / left[0]
    lsd = log_standard_deviation(a, e)
    relative = relative_error(a, e)
    assert lsd is not None
    assert relative is not None
    whole = [float(t.mean()) for t in terms[:3]]
    mar, balanced, inverted = (_range(value, means[i]) for i, value in enumerate(whole))
    return Measures(
        n=n,
        unit=unit,
        mar=mean_absolute_error(a, e),
        mar_range=mar,
        guess=random_guess_error(a),
        guess_without_self=random_guess_error(a, with_self=False),
        standardised=standardised_accuracy(a, e, rng=rng),
        lsd=lsd,
        lsd_range=_range(lsd, _lsd(left[0], left[4], left[5])),
        balanced=whole[1],
        balanced_range=balanced,
        inverted=whole[2],
        inverted_range=inverted,
        relative=relative,
    )


def _without_each(terms: list[np.ndarray], group: np.ndarray, groups: int) -> np.ndarray:
    """Counts (first row) and sums of the terms with each group left out."""
    sums = np.array([np.bincount(group, minlength=groups), *(np.bincount(group, t, minlength=groups) for t in terms)], dtype=float)
    return sums.sum(axis=1, keepdims=True) - sums


def _lsd(n: np.ndarray, total: np.ndarray, squares: np.ndarray) -> np.ndarray:
    """Logarithmic standard deviation from count, sum and sum of squares of the log ratios."""
    half = (squares - total**2 / n) / (n - 1) / 2
    return np.sqrt((squares + 2 * half * total + n * half**2) / (n - 1))


def _range(value: float, left: np.ndarray) -> Interval:
    g = left.size
    error = float(np.sqrt((g - 1) / g * np.sum((left - left.mean()) ** 2)))
    half = float(scipy.special.stdtrit(g - 1, 0.5 + LEVEL / 2)) * error
    return Interval(max(value - half, 0.0), value + half)
