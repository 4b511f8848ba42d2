"""XmR limits: what is ordinary variation of a series, and what is a signal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

RUN = 8  # values in a row on one side of the mean


@dataclass(frozen=True)
class Limits:
    """Natural limits of a series.

    Attributes
    ----------
    n : int
        Values.
    mean : float
        Their mean.
    lower, upper : float
        Natural limits; values between them are ordinary variation.
    moving_range : float
        Mean of the absolute differences of neighbours.
    range_limit : float
        A difference of neighbours above it is a signal too.
    outside : ndarray of bool, shape (n,)
        Values outside the limits.
    run : ndarray of bool, shape (n,)
        Values in a run of 8 or more on one side of the mean.
    jump : ndarray of bool, shape (n,)
        Values whose difference from the one before is above `range_limit`.
    """

    n: int
    mean: float
    lower: float
    upper: float
    moving_range: float
    range_limit: float
    outside: np.ndarray
    run: np.ndarray
    jump: np.ndarray

    @property
    def signal(self) -> np.ndarray:
        """Values that are more than ordinary variation: outside the limits, or in a run."""
        return self.outside | self.run


def limits(values: ArrayLike, *, floor: float | None = 0.0) -> Limits:
    """Natural limits of a series in time order.

    Parameters
    ----------
    values : array-like, shape (n,)
        At least 2 numbers without gaps.
    floor : float or None
        What the lower limit cannot go below; 0 for counts and efforts.

    Returns
    -------
    Limits

    Notes
    -----
    x̄ ± 2.66·mR̄ and 3.268·mR̄ for the moving ranges (Wheeler, *Understanding Variation*). A signal is a value outside the limits, or 8
    in a row on one side of the mean; a value on the mean ends a run.

    Examples
    --------
    >>> found = limits([10, 12, 11, 9, 13, 11])
    >>> round(found.mean, 2), round(found.lower, 2), round(found.upper, 2), bool(found.signal.any())
    (11.0, 5.15, 16.85, False)
    """
    x = np.asarray(values, dtype=float)
    moving = np.abs(np.diff(x))
    mean, mean_range = float(x.mean()), float(moving.mean()) if moving.size else 0.0
    lower, upper = mean - 2.66 * mean_range, mean + 2.66 * mean_range
    if floor is not None:
        lower = max(lower, floor)
    hair = 1e-9 * max(1.0, abs(mean))  # a constant series must not signal its own rounding
    outside = (x < lower - hair) | (x > upper + hair)
    side = np.where(np.abs(x - mean) <= hair, 0, np.sign(x - mean)).astype(int)
    block = np.concatenate(([0], np.cumsum(np.diff(side) != 0)))
    run = (np.bincount(block)[block] >= RUN) & (side != 0)
    jump = np.concatenate(([False], moving > 3.268 * mean_range + hair))
    return Limits(x.size, mean, lower, upper, mean_range, 3.268 * mean_range, outside, run, jump)
