"""Proper scores and calibration checks of probabilistic forecasts; lower scores are better."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .history import Floats

TIE = 1e-9


def pinball(y: Floats, q: Floats, levels: Sequence[float] | Floats) -> Floats:
    """Pinball loss of quantile forecasts.

    Parameters
    ----------
    y : ndarray, shape (n,)
        What happened.
    q : ndarray, shape (n, n_levels)
        Forecast quantiles, in the unit of y.
    levels : sequence of float, length n_levels
        Their levels.

    Returns
    -------
    ndarray, shape (n,)
        Mean over the levels of max(τ(y − q), (τ − 1)(y − q)), in the unit of y.

    Notes
    -----
    Koenker & Bassett (1978); proper for quantiles (Gneiting & Raftery 2007).

    Examples
    --------
    >>> pinball(np.array([10.0]), np.array([[8.0, 14.0]]), [0.5, 0.9]).tolist()  # (0.5·2 + 0.1·4)/2
    [0.7]
    """
    tau = np.asarray(levels, dtype=float)
    d = np.asarray(y, dtype=float)[:, None] - q
    return np.maximum(tau * d, (tau - 1) * d).mean(axis=1)


def interval_score(y: Floats, lower: Floats, upper: Floats, *, level: float) -> Floats:
    """Interval score of central prediction intervals.

    Parameters
    ----------
    y, lower, upper : ndarray, shape (n,)
        What happened, and the forecast range.
    level : float
        Share of outcomes that the range should hold, e.g. 0.8.

    Returns
    -------
    ndarray, shape (n,)
        (u − l) + (2/α)(l − y)₊ + (2/α)(y − u)₊ with α = 1 − level.

    Notes
    -----
    Gneiting & Raftery (2007), equation 43.

    Examples
    --------
    >>> interval_score(np.array([5.0, 12.0]), np.array([4.0, 4.0]), np.array([10.0, 10.0]), level=0.8).round(6).tolist()
    [6.0, 26.0]
    """
    alpha = 1 - level
    return (upper - lower) + 2 / alpha * (np.maximum(lower - y, 0) + np.maximum(y - upper, 0))


def crps(y: Floats, draws: Floats) -> Floats:
    """Continuous ranked probability score of forecasts given as draws.

    Parameters
    ----------
    y : ndarray, shape (n,)
        What happened.
    draws : ndarray, shape (n, n_draws)
        Equally likely outcomes.

    Returns
    -------
    ndarray, shape (n,)
        mean|xᵢ − y| − ½ mean|xᵢ − xⱼ|, in the unit of y.

    Notes
    -----
    Gneiting & Raftery (2007), equation 21, for the empirical distribution; sorted draws make the second term linear.

    Examples
    --------
    >>> crps(np.array([3.0]), np.array([[1.0, 5.0]])).tolist()  # 2 − ½·2
    [1.0]
    """
    x = np.sort(draws, axis=1)
    n = x.shape[1]
    rank = 2 * np.arange(1, n + 1) - n - 1
    return np.abs(x - np.asarray(y)[:, None]).mean(axis=1) - (x @ rank) / n**2


def pit_bounds(y: Floats, q: Floats, levels: Sequence[float] | Floats) -> tuple[Floats, Floats]:
    """Where each outcome falls in its forecast distribution, as the ends of an interval of levels.

    Parameters
    ----------
    y : ndarray, shape (n,)
        What happened.
    q : ndarray, shape (n, n_levels)
        Forecast quantiles, non-decreasing.
    levels : sequence of float, length n_levels
        Their levels, rising.

    Returns
    -------
    lower, upper : ndarray, shape (n,)
        F(y−) and F(y). They are equal where the forecast is continuous at y; where several quantiles equal y (an atom such as
        actual = estimate) they span it; beyond the outermost quantile they span the whole tail.

    Notes
    -----
    The randomised probability integral transform is uniform on [F(y−), F(y)] (Czado, Gneiting & Held 2009).

    Examples
    --------
    >>> low, high = pit_bounds(np.array([1.5, 2.0]), np.array([[1.0, 2.0, 3.0], [2.0, 2.0, 3.0]]), [0.25, 0.5, 0.75])
    >>> low.tolist(), high.tolist()
    ([0.375, 0.0], [0.375, 0.625])
    """
    inner = np.asarray(levels, dtype=float)
    tau = np.r_[0.0, inner, 1.0]
    y, last = np.asarray(y, dtype=float), len(inner)
    slack = TIE * np.maximum(np.abs(y), TIE)
    below = (q < (y - slack)[:, None]).sum(1)
    upto = (q <= (y + slack)[:, None]).sum(1)
    lower, upper = tau[below].copy(), tau[below + 1].copy()
    tie = upto > below
    lower[tie] = np.where(below[tie] == 0, 0.0, (tau[below[tie]] + tau[below[tie] + 1]) / 2)
    upper[tie] = np.where(upto[tie] == last, 1.0, (tau[upto[tie]] + tau[np.minimum(upto[tie] + 1, last + 1)]) / 2)
    between = np.flatnonzero(~tie & (below > 0) & (below < last))
    b = below[between]
    left, right = q[between, b - 1], q[between, b]
    share = np.clip((y[between] - left) / np.maximum(right - left, 1e-300), 0, 1)
    lower[between] = upper[between] = tau[b] + (tau[b + 1] - tau[b]) * share
    return lower, np.maximum(upper, lower)


def share_below(lower: Floats, upper: Floats, level: float) -> float:
    """Share of outcomes at or below a level, an atom or a tail counting in proportion.

    Parameters
    ----------
    lower, upper : ndarray, shape (n,)
        Result of `pit_bounds`.
    level : float
        Between 0 and 1.

    Returns
    -------
    float
        The expected share over all randomisations: no draw is made.

    Examples
    --------
    >>> share_below(np.array([0.2, 0.4]), np.array([0.2, 0.8]), 0.5)
    0.625
    """
    return float(_below(lower, upper, level).mean())


def _below(lower: Floats, upper: Floats, level: float) -> Floats:
    width = upper - lower
    inside = np.where(width > 0, (level - lower) / np.where(width > 0, width, 1.0), (lower <= level).astype(float))
    return np.clip(inside, 0, 1)


def coverage(lower: Floats, upper: Floats, level: float) -> float:
    """Share of outcomes inside the central range of a level: the hit rate, exact under atoms.

    Examples
    --------
    >>> u = np.array([0.05, 0.5, 0.6, 0.95])
    >>> coverage(u, u, 0.8)
    0.5
    """
    return share_below(lower, upper, 0.5 + level / 2) - share_below(lower, upper, 0.5 - level / 2)


def held(lower: Floats, upper: Floats, level: float) -> Floats:
    """Outcome by outcome, how much of it lies inside the central range of a level: 1 or 0, between on an atom at its edge.

    Examples
    --------
    >>> held(np.array([0.05, 0.5, 0.05]), np.array([0.05, 0.5, 0.15]), 0.8).round(9).tolist()
    [0.0, 1.0, 0.5]
    """
    return _below(lower, upper, 0.5 + level / 2) - _below(lower, upper, 0.5 - level / 2)


def standardised_accuracy(y: Floats, forecast: Floats) -> float:
    """How much better a point forecast is than guessing the actual of another task.

    Parameters
    ----------
    y, forecast : ndarray, shape (n,)
        Actuals and point forecasts; at least two.

    Returns
    -------
    float
        1 − MAR/MAR_P0: 1 is perfect, 0 is guessing.

    Notes
    -----
    MAR_P0 without the self-guess, 2/(n(n−1))·Σ_{i<j}|yᵢ − yⱼ| (Shepperd & MacDonell 2012); where all actuals are equal,
    guessing is perfect and the result is 0.

    Examples
    --------
    >>> standardised_accuracy(np.array([1.0, 3.0]), np.array([1.5, 3.5]))
    0.75
    """
    s, n = np.sort(np.asarray(y, dtype=float)), len(y)
    guess = 2 * float(np.sum((2 * np.arange(1, n + 1) - n - 1) * s)) / (n * (n - 1))
    return 1 - float(np.abs(y - forecast).mean()) / guess if guess > 0 else 0.0


def block_bootstrap(loss: Floats, rng: np.random.Generator, *, level: float = 0.9, draws: int = 1000) -> tuple[float, float]:
    """Interval of a mean of values in time order, whose neighbours may be alike.

    Parameters
    ----------
    loss : ndarray, shape (n,)
        For example differences of two methods' scores, in time order.
    rng : Generator
        Source of the resamples.
    level : float
        Share of resampled means inside.
    draws : int
        Resamples.

    Returns
    -------
    lower, upper : float

    Notes
    -----
    Circular block bootstrap with blocks of ⌈√n⌉ (Politis & Romano 1992).

    Examples
    --------
    >>> low, high = block_bootstrap(np.ones(50), np.random.default_rng(0))
    >>> round(low, 6), round(high, 6)
    (1.0, 1.0)
    """
    n = len(loss)
    size = int(np.ceil(np.sqrt(n)))
    running = np.concatenate([[0.0], np.cumsum(np.r_[loss, loss[:size]])])
    blocks = running[size : size + n] - running[:n]
    means = blocks[rng.integers(0, n, (draws, int(np.ceil(n / size))))].mean(axis=1) / size
    lower, upper = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(lower), float(upper)
