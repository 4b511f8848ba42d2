"""How far an estimate beats guessing: mean absolute residual and standardised accuracy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike

_MANY = 2_000


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
        Number of guessing runs; 0 where the exact spread of guessing stands for them.
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
    et al. 2016). Beyond 2,000 tasks the runs are so nearly normal that their exact mean and spread take the place of drawing them.

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
    mar = mean_absolute_error(a, estimate)
    if n > _MANY:
        runs, spread = 0, guess_spread(a, with_self=with_self)
        best = guess + float(scipy.special.ndtri(0.05)) * spread
    else:
        mars = np.empty(runs)
        for i in range(runs):
            other = rng.integers(0, n, n) if with_self else (np.arange(n) + rng.integers(1, n, n)) % n
            mars[i] = np.mean(np.abs(a - a[other]))
        best, spread = float(np.quantile(mars, 0.05)), float(mars.std(ddof=1))
    return StandardisedAccuracy(n, 1 - mar / guess, float(1 - best / guess), float((guess - mar) / spread), runs)


def guess_spread(actual: ArrayLike, *, with_self: bool = True) -> float:
    """Exact standard deviation of the mean absolute residual over random guessing runs (s_P0).

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
    A run is the mean of n independent guesses, so its variance is Σᵢ Var|Aᵢ − A_J| ÷ n², J drawn evenly. Var|Aᵢ − A_J| is the mean
    square Σⱼ(Aᵢ − Aⱼ)²/m less the square of the mean Σⱼ|Aᵢ − Aⱼ|/m, with m = n or n − 1; both sums come from the ordered actuals.

    Examples
    --------
    >>> round(guess_spread([1.0, 2.0, 4.0]), 4)
    0.6479
    """
    a = np.sort(np.asarray(actual, dtype=float))
    n = a.size
    if n < 2:
        return 0.0
    a, m, rank = a - a.mean(), n if with_self else n - 1, np.arange(1, n + 1)
    before = np.cumsum(a)
    apart = ((2 * rank - n) * a - 2 * before + before[-1]) / m
    squares = (n * a**2 + float(np.dot(a, a)) - 2 * a * before[-1]) / m
    return float(np.sqrt(np.sum(np.maximum(squares - apart**2, 0))) / n)
