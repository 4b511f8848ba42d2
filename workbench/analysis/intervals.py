"""How sure a statistic is: ranges for shares, quantiles and ratios of sums."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy
from numpy.typing import ArrayLike

LEVEL = 0.95
_BATCH = 2_000_000  # cells of one bootstrap draw kept in memory at a time


@dataclass(frozen=True)
class Interval:
    """Range that holds the true value of a statistic, at a level.

    Parameters
    ----------
    low, high : float
        Its ends, in the unit of the statistic.
    level : float
        How often such ranges hold the true value.

    Examples
    --------
    >>> print(Interval(0.9, 1.234, 0.95))
    0.9 to 1.23
    """

    low: float
    high: float
    level: float = LEVEL

    def __str__(self) -> str:
        return f"{self.low:.3g} to {self.high:.3g}"


def share(hits: int, n: int, *, level: float = LEVEL) -> Interval:
    """Range for a share: how far `hits` of `n` may lie from the long-run share.

    Parameters
    ----------
    hits, n : int
        Successes and trials; `n` at least 1.
    level : float
        Level of the range.

    Returns
    -------
    Interval

    Notes
    -----
    Wilson's score interval (Wilson 1927), from ``statsmodels.stats.proportion``.

    Examples
    --------
    >>> print(share(8, 10))
    0.49 to 0.943
    """
    from statsmodels.stats.proportion import proportion_confint  # takes a second to import; only shares need it

    low, high = proportion_confint(hits, n, alpha=1 - level, method="wilson")
    return Interval(float(low), float(high), level)


def quantile(values: ArrayLike, p: float, *, level: float = LEVEL) -> Interval | None:
    """Range for a quantile, from the ranks of the values alone.

    Parameters
    ----------
    values : array-like, shape (n,)
        Numbers without gaps.
    p : float
        Which quantile, between 0 and 1.
    level : float
        Level of the range; it is held whatever the distribution.

    Returns
    -------
    Interval or None
        None where n is too small for that level (a median at 95 % needs 6 values).

    Notes
    -----
    [x₍ᵣ₎, x₍ₛ₎] with r and s from the binomial distribution of the number of values below the quantile
    (David & Nagaraja, *Order Statistics*, section 7.1).

    Examples
    --------
    >>> quantile(range(1, 7), 0.5)
    Interval(low=1.0, high=6.0, level=0.95)
    >>> quantile(range(1, 6), 0.5) is None
    True
    """
    x = np.asarray(values, dtype=float)
    low, high = ranks(np.array([x.size]), p, level=level)
    if low[0] < 1 or high[0] > x.size:
        return None
    cut = np.partition(x, (low[0] - 1, high[0] - 1))
    return Interval(float(cut[low[0] - 1]), float(cut[high[0] - 1]), level)


def ranks(n: np.ndarray, p: float, *, level: float = LEVEL) -> tuple[np.ndarray, np.ndarray]:
    """Ranks (from 1) between which a quantile lies at the level, for several sample sizes.

    Ranks below 1 or above n mean that the sample is too small.

    Examples
    --------
    >>> [int(r[0]) for r in ranks(np.array([10]), 0.5)]
    [2, 9]
    """
    tail = (1 - level) / 2
    low = scipy.stats.binom.ppf(tail, n, p).astype(np.int64)
    high = scipy.stats.binom.ppf(1 - tail, n, p).astype(np.int64) + 1
    return low, high


def ratio_of_sums(top: ArrayLike, bottom: ArrayLike, *, rng: np.random.Generator, level: float = LEVEL, draws: int = 1000) -> Interval:
    """Range for a ratio of two sums, by resampling the pairs.

    Parameters
    ----------
    top, bottom : array-like, shape (n,)
        Pairs, for example actuals and estimates.
    rng : Generator
        Source of the draws.
    level : float
        Level of the range.
    draws : int
        Number of resamples.

    Returns
    -------
    Interval

    Notes
    -----
    Percentile bootstrap (Efron 1979). Beyond 5,000 pairs the linearised standard error √Σ(aᵢ−R·eᵢ)²/ΣE is used:
    there the two agree and resampling only takes time.

    Examples
    --------
    >>> print(ratio_of_sums([10, 12, 9, 30], [8, 12, 10, 20], rng=np.random.default_rng(1)))
    0.955 to 1.43
    """
    a, e = np.asarray(top, dtype=float), np.asarray(bottom, dtype=float)
    n, tail = a.size, (1 - level) / 2
    if n > 5_000:
        ratio = a.sum() / e.sum()
        error = float(np.sqrt(np.sum((a - ratio * e) ** 2) * n / (n - 1)) / e.sum() * scipy.special.ndtri(1 - tail))
        return Interval(float(ratio - error), float(ratio + error), level)
    ratios = []
    step = max(1, _BATCH // max(n, 1))
    for start in range(0, draws, step):
        rows = rng.integers(0, n, size=(min(step, draws - start), n))
        ratios.append(a[rows].sum(axis=1) / e[rows].sum(axis=1))
    low, high = np.quantile(np.concatenate(ratios), [tail, 1 - tail])
    return Interval(float(low), float(high), level)


def linearised(top: ArrayLike, bottom: ArrayLike, *, level: float = LEVEL) -> Interval | None:
    """Range for a ratio of two sums without resampling.

    Parameters
    ----------
    top, bottom : array-like, shape (n,)
        Pairs, for example actuals and estimates.
    level : float
        Level of the range.

    Returns
    -------
    Interval or None
        None for fewer than two pairs.

    Notes
    -----
    R ± t·√(n/(n−1)·Σ(aᵢ − R·eᵢ)²)/Σe with n − 1 degrees of freedom (Cochran, *Sampling Techniques*, chapter 6); never below 0.

    Examples
    --------
    >>> print(linearised([10, 12, 9, 30], [8, 12, 10, 20]))
    0.707 to 1.73
    """
    a, e = np.asarray(top, dtype=float), np.asarray(bottom, dtype=float)
    if a.size < 2:
        return None
    low, high = grouped_ratios(a, e, np.zeros(a.size, np.int64), 1, level=level)
    return Interval(float(low[0]), float(high[0]), level)


def grouped_ratios(
    top: np.ndarray, bottom: np.ndarray, codes: np.ndarray, groups: int, *, level: float = LEVEL
) -> tuple[np.ndarray, np.ndarray]:
    """Range for the ratio of sums of each group, see :func:`linearised`; missing where a group has fewer than two pairs.

    Examples
    --------
    >>> low, high = grouped_ratios(np.array([1.0, 3.0, 9.0]), np.array([1.0, 1.0, 9.0]), np.array([0, 0, 1]), 2)
    >>> bool(low[0] < 2 < high[0]), bool(np.isnan(low[1]))
    (True, True)
    """
    n = np.bincount(codes, minlength=groups)
    total = np.bincount(codes, bottom, minlength=groups)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.bincount(codes, top, minlength=groups) / total
        off = np.bincount(codes, (top - ratio[codes] * bottom) ** 2, minlength=groups)
        half = np.sqrt(off * n / (n - 1)) / total * scipy.special.stdtrit(np.maximum(n - 1, 1), 0.5 + level / 2)
    known = n >= 2
    return np.where(known, np.maximum(ratio - half, 0), np.nan), np.where(known, ratio + half, np.nan)


def superiority(share: float, first: int, second: int, *, level: float = LEVEL) -> Interval:
    """Range for the probability that one of `first` values is smaller than one of `second` (Vargha–Delaney A₁₂).

    Parameters
    ----------
    share : float
        The probability counted over all pairs.
    first, second : int
        Number of values on each side.
    level : float
        Level of the range.

    Returns
    -------
    Interval
        Within 0 and 1, also where one side is smaller in every pair.

    Notes
    -----
    The two θ with \\|A − θ\\| = z·√(θ(1−θ)(1 + N(1−θ)/(2−θ) + Nθ/(1+θ))/(mn)) and N = (m+n)/2 − 1: method 5 of Newcombe 2006
    (Statistics in Medicine 25, 559–573), which follows the variance of Hanley & McNeil 1982.

    Examples
    --------
    >>> print(superiority(0.5, 20, 20))
    0.331 to 0.669
    """
    z, weight = float(scipy.special.ndtri(0.5 + level / 2)), (first + second) / 2 - 1

    def far(theta: float) -> float:
        spread = theta * (1 - theta) * (1 + weight * (1 - theta) / (2 - theta) + weight * theta / (1 + theta)) / (first * second)
        return (share - theta) ** 2 - z * z * spread

    low = 0.0 if share <= 0 else float(scipy.optimize.brentq(far, 0.0, min(share, 1 - 1e-9)))
    high = 1.0 if share >= 1 else float(scipy.optimize.brentq(far, max(share, 1e-9), 1.0))
    return Interval(low, high, level)


def grouped_quantiles(values: np.ndarray, codes: np.ndarray, groups: int, levels: tuple[float, ...]) -> pd.DataFrame:
    """Quantiles per group in one sort, with the range of the median.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Numbers without gaps.
    codes : ndarray of int, shape (n,)
        Group of each value, from 0.
    groups : int
        Number of groups.
    levels : tuple of float
        Quantile levels.

    Returns
    -------
    DataFrame
        One row per group: one column per level, then low and high, the range of the median at 95 % (missing where
        the group is too small for one).

    Examples
    --------
    >>> grouped_quantiles(np.array([1.0, 3.0, 9.0]), np.array([0, 0, 1]), 2, (0.5,))[0.5].tolist()
    [2.0, 9.0]
    """
    order = np.lexsort((values, codes))
    x = values[order]
    n = np.bincount(codes, minlength=groups)
    start = np.concatenate(([0], np.cumsum(n)[:-1]))
    out: dict[float | str, np.ndarray] = {}
    for level in levels:
        at = level * np.maximum(n - 1, 0)
        below = np.floor(at).astype(np.int64)
        above = np.minimum(below + 1, np.maximum(n - 1, 0))
        if x.size:
            low, high = x[np.minimum(start + below, x.size - 1)], x[np.minimum(start + above, x.size - 1)]
            out[level] = np.where(n > 0, low + (high - low) * (at - below), np.nan)
        else:
            out[level] = np.full(groups, np.nan)
    r, s = ranks(n, 0.5)
    known = (r >= 1) & (s <= n)
    for name, rank in (("low", r), ("high", s)):
        column = np.full(groups, np.nan)
        column[known] = x[(start + rank - 1)[known]]
        out[name] = column
    return pd.DataFrame(out)
