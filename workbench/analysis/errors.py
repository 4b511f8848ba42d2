"""Error measures of the research literature, for readers who compare with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from workbench.tables import InputError

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


def mean_absolute_error(actual: ArrayLike, estimate: ArrayLike) -> float:
    """Mean absolute residual (MAR).

    Parameters
    ----------
    actual, estimate : array-like, shape (n,)
        Efforts in the same unit.

    Returns
    -------
    float
        Mean of |A − E|, in that unit.

    Examples
    --------
    >>> mean_absolute_error([10.0, 6.0], [8.0, 8.0])
    2.0
    """
    a, e = np.asarray(actual, dtype=float), np.asarray(estimate, dtype=float)
    return float(np.mean(np.abs(a - e)))


def random_guess_error(actual: ArrayLike, *, with_self: bool = True) -> float:
    """Exact mean absolute residual of random guessing (MAR_P0).

    Each task is guessed by the actual of a task drawn at random; this is the mean error over all such guesses.

    Parameters
    ----------
    actual : array-like, shape (n,)
        Actual efforts.
    with_self : bool
        Whether a task may be guessed by itself.

    Returns
    -------
    float
        In the unit of the actuals; 0 for fewer than two tasks.

    Notes
    -----
    (2/n²) Σ_{i<j} |Aᵢ − Aⱼ| (Langdon, Dolado, Sarro & Harman 2016), which counts the guess of a task by itself; without it
    2/(n(n−1)) Σ (Shepperd & MacDonell 2012). The sum comes from the ordered actuals: Σᵢ (2i − n − 1)·A₍ᵢ₎.

    Examples
    --------
    >>> random_guess_error([1.0, 2.0, 4.0]), random_guess_error([1.0, 2.0, 4.0], with_self=False)
    (1.3333333333333333, 2.0)
    """
    a = np.sort(np.asarray(actual, dtype=float))
    n = a.size
    if n < 2:
        return 0.0
    total = float(np.dot(2 * np.arange(1, n + 1) - n - 1, a - a[0]))
    return 2 * total / (n * n if with_self else n * (n - 1))


@dataclass(frozen=True)
class StandardisedAccuracy:
    """How far an estimate beats guessing.

    Attributes
    ----------
    n : int
        Tasks.
    value : float
        1 − MAR ÷ MAR_P0; 1 is perfect, 0 is guessing.
    guess_5 : float
        What the best 5 % of guessing runs reach: a value below it could be luck.
    effect : float
        (MAR_P0 − MAR) ÷ standard deviation of the guessing runs.
    runs : int
        Number of guessing runs.
    """

    n: int
    value: float
    guess_5: float
    effect: float
    runs: int


def standardised_accuracy(
    actual: ArrayLike, estimate: ArrayLike, *, rng: np.random.Generator, runs: int = 1000, with_self: bool = True
) -> StandardisedAccuracy | None:
    """Standardised accuracy, with what luck alone would reach.

    Parameters
    ----------
    actual, estimate : array-like, shape (n,)
        Efforts in the same unit.
    rng : Generator
        Source of the guesses.
    runs : int
        Guessing runs.
    with_self : bool
        Whether a task may be guessed by itself.

    Returns
    -------
    StandardisedAccuracy or None
        None for fewer than two tasks, or where all actuals are equal.

    Notes
    -----
    SA = 1 − MAR/MAR_P0; SA₅ = 1 − Q₀.₀₅(MAR of guessing runs)/MAR_P0; Δ = (MAR_P0 − MAR)/s_P0 (Shepperd & MacDonell 2012; Langdon
    et al. 2016).

    Examples
    --------
    >>> found = standardised_accuracy([2, 4, 8, 16], [2, 5, 8, 14], rng=np.random.default_rng(1))
    >>> round(found.value, 2), found.value > found.guess_5
    (0.87, True)
    """
    a = np.asarray(actual, dtype=float)
    guess = random_guess_error(a, with_self=with_self)
    if guess == 0:
        return None
    n = a.size
    mars = np.empty(runs)
    for i in range(runs):
        other = rng.integers(0, n, n) if with_self else (np.arange(n) + rng.integers(1, n, n)) % n
        mars[i] = np.mean(np.abs(a - a[other]))
    mar = mean_absolute_error(a, estimate)
    return StandardisedAccuracy(
        n=n,
        value=1 - mar / guess,
        guess_5=float(1 - np.quantile(mars, 0.05) / guess),
        effect=float((guess - mar) / mars.std(ddof=1)),
        runs=runs,
    )


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
    ranks = stats.rankdata(np.concatenate([a, b]))
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
