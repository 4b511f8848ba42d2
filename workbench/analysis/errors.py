"""Error measures of the research literature, for readers who compare with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike

from workbench.tables import InputError

from .guessing import StandardisedAccuracy, mean_absolute_error, random_guess_error, standardised_accuracy

__all__ = [
    "MRE_WARNING",
    "RelativeError",
    "StandardisedAccuracy",
    "balanced_error",
    "inverted_balanced_error",
    "log_ratio",
    "log_standard_deviation",
    "mean_absolute_error",
    "probability_better",
    "random_guess_error",
    "relative_error",
    "standardised_accuracy",
]

MRE_WARNING = "Mean MRE rewards estimates that are too low; use it only to compare with older publications."


def _pairs(actual: ArrayLike, estimate: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    a, e = np.asarray(actual, dtype=float), np.asarray(estimate, dtype=float)
    if a.shape != e.shape or a.ndim != 1:
        raise InputError(f"{a.size} actuals arrived with {e.size} estimates.", expected="one estimate for each actual.")
    if a.size and not (np.all(a > 0) and np.all(e > 0)):
        raise InputError("an effort of 0 or less, or a missing one, arrived.", expected="numbers above 0.", todo="use comparable tasks.")
    return a, e


def log_ratio(actual: ArrayLike, estimate: ArrayLike) -> np.ndarray:
    """Natural logarithm of actual ÷ estimate, per task.

    Parameters
    ----------
    actual, estimate : array-like, shape (n,)
        Efforts above 0, in the same unit.

    Returns
    -------
    ndarray, shape (n,)
        0 is exact; ln 2 and −ln 2 are twice and half the estimate.

    Examples
    --------
    >>> log_ratio([16.0, 8.0], [8.0, 8.0]).round(3).tolist()
    [0.693, 0.0]
    """
    a, e = _pairs(actual, estimate)
    return np.log(a / e)


def balanced_error(actual: ArrayLike, estimate: ArrayLike) -> np.ndarray:
    """Balanced relative error (BRE): too low and too high count alike.

    Parameters
    ----------
    actual, estimate : array-like, shape (n,)
        Efforts above 0, in the same unit.

    Returns
    -------
    ndarray, shape (n,)
        Above 0: underestimated.

    Notes
    -----
    (A − E) ÷ min(A, E): Miyazaki et al. 1994.

    Examples
    --------
    >>> balanced_error([12.0, 8.0], [8.0, 12.0]).tolist()
    [0.5, -0.5]
    """
    a, e = _pairs(actual, estimate)
    return (a - e) / np.minimum(a, e)


def inverted_balanced_error(actual: ArrayLike, estimate: ArrayLike) -> np.ndarray:
    """Inverted balanced relative error (IBRE): as BRE, between −1 and 1.

    Parameters
    ----------
    actual, estimate : array-like, shape (n,)
        Efforts above 0, in the same unit.

    Returns
    -------
    ndarray, shape (n,)

    Notes
    -----
    (A − E) ÷ max(A, E): Miyazaki et al. 1994.

    Examples
    --------
    >>> inverted_balanced_error([16.0, 8.0], [8.0, 16.0]).tolist()
    [0.5, -0.5]
    """
    a, e = _pairs(actual, estimate)
    return (a - e) / np.maximum(a, e)


def log_standard_deviation(actual: ArrayLike, estimate: ArrayLike) -> float | None:
    """Logarithmic standard deviation (LSD) of the estimates.

    Parameters
    ----------
    actual, estimate : array-like, shape (n,)
        Efforts above 0, in the same unit.

    Returns
    -------
    float or None
        None for fewer than two tasks.

    Notes
    -----
    √(Σ(eᵢ + s²/2)²/(n − 1)), e = ln A − ln E, s² the variance of e (Foss, Stensrud, Kitchenham & Myrtveit 2003).

    Examples
    --------
    >>> round(log_standard_deviation([8.0, 16.0, 4.0], [8.0, 8.0, 8.0]), 4)
    0.753
    """
    e = log_ratio(actual, estimate)
    if e.size < 2:
        return None
    return float(np.sqrt(np.sum((e + e.var(ddof=1) / 2) ** 2) / (e.size - 1)))


def probability_better(ours: ArrayLike, theirs: ArrayLike) -> float | None:
    """Probability that one of our errors is smaller than one of theirs (Vargha–Delaney A₁₂).

    Parameters
    ----------
    ours, theirs : array-like
        Absolute errors of two ways to estimate, in the same unit.

    Returns
    -------
    float or None
        0.5 means no difference; above 0.5 ours are smaller. None where one is empty.

    Notes
    -----
    (#(a < b) + ½ #ties) ÷ (n₁·n₂): Vargha & Delaney 2000. Cliff's δ = 2·A₁₂ − 1.

    Examples
    --------
    >>> probability_better([1, 2], [2, 3])
    0.875
    """
    a, b = np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float)
    if not a.size or not b.size:
        return None
    ranks = scipy.stats.rankdata(np.concatenate([a, b]))
    larger = ranks[: a.size].sum() - a.size * (a.size + 1) / 2  # pairs in which ours is larger, ties by half
    return float(1 - larger / (a.size * b.size))


@dataclass(frozen=True)
class RelativeError:
    """Magnitude of relative error, with the warning that belongs to it.

    Attributes
    ----------
    n : int
        Tasks.
    mean_mre, median_mre, mean_mer : float
        Of |A − E| ÷ A, and of |A − E| ÷ E.
    within_25 : float
        Share of tasks with |A − E| ≤ 25 % of A.
    warning : str
        What must stand beside the numbers.
    """

    n: int
    mean_mre: float
    median_mre: float
    mean_mer: float
    within_25: float
    warning: str = MRE_WARNING


def relative_error(actual: ArrayLike, estimate: ArrayLike) -> RelativeError | None:
    """Mean magnitude of relative error (MMRE), only to compare with older publications.

    Parameters
    ----------
    actual, estimate : array-like, shape (n,)
        Efforts above 0, in the same unit.

    Returns
    -------
    RelativeError or None
        None without tasks.

    Notes
    -----
    MRE = |A − E|/A, MER = |A − E|/E, Pred(25) = share with MRE ≤ .25 (Conte, Dunsmore & Shen 1986). Foss et al. 2003 show that
    MMRE picks the worse of two models.

    Examples
    --------
    >>> found = relative_error([10.0, 8.0], [8.0, 16.0])
    >>> found.mean_mre, found.within_25
    (0.6, 0.5)
    """
    a, e = _pairs(actual, estimate)
    if not a.size:
        return None
    mre, mer = np.abs(a - e) / a, np.abs(a - e) / e
    return RelativeError(a.size, float(mre.mean()), float(np.median(mre)), float(mer.mean()), float(np.mean(mre <= 0.25 * (1 + 1e-9))))
