"""Straight lines through a series of periods, with ranges that stay honest when few periods follow each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy

from workbench.tables import InputError

from .intervals import LEVEL, Interval

CARRIED = 0.3
"""Least share of an error that is taken to carry over into the next period; a short series cannot show it."""
_DRAWS = 2000
_BEFORE = 30


@dataclass(frozen=True)
class Line:
    """Coefficients of an ordinary least squares fit to a series.

    Attributes
    ----------
    n : int
        Periods.
    lags : int
        Periods over which errors may hang together in the robust errors.
    slopes : ndarray, shape (k,)
        Coefficients, one per column.
    errors : ndarray, shape (k,)
        Their robust standard errors.
    ranges : tuple of Interval
        Range of each coefficient at `level`.
    level : float
        Level of the ranges.
    """

    n: int
    lags: int
    slopes: np.ndarray
    errors: np.ndarray
    ranges: tuple[Interval, ...]
    level: float = LEVEL


def fit_line(values: np.ndarray, columns: np.ndarray, *, level: float = LEVEL) -> Line:
    """Fit a series by least squares, with errors that allow for periods that hang together.

    Parameters
    ----------
    values : ndarray, shape (n,)
        One value per period, in the order of time.
    columns : ndarray, shape (n, k)
        What explains it, the constant among it; more rows than columns.
    level : float
        Level of the ranges.

    Returns
    -------
    Line

    Raises
    ------
    InputError
        When there are not more periods than columns, or columns say the same.

    Notes
    -----
    Newey–West errors (1987, Bartlett weights) with ⌊4·(n/100)^(2/9)⌋ lags and the factor n ÷ (n − k), from statsmodels. With few periods
    β ± 1.96 of them holds far too seldom (fixed-b theory: Kiefer & Vogelsang 2005), so the multiple is not read from the normal
    curve: it is the quantile of \\|t\\| in 2,000 series drawn without any effect over the same columns, whose errors carry over from period
    to period as much as the residuals do (bias-corrected), and at least by 0.3.

    Examples
    --------
    >>> time = np.arange(8.0)
    >>> found = fit_line(2 + 3 * time + np.tile([0.1, -0.1], 4), np.column_stack([np.ones(8), time]))
    >>> found.slopes.round(2).tolist(), found.n, found.lags
    ([2.03, 2.99], 8, 2)
    """
    n, k = columns.shape
    if n <= k or np.linalg.matrix_rank(columns) < k:
        raise InputError(
            f"a line with {k} columns was asked for over {n} periods.", expected="more periods than columns, and columns that differ."
        )
    from statsmodels.regression.linear_model import OLS  # slow to import, and only needed here

    lags = int(4 * (n / 100) ** (2 / 9))
    fitted = OLS(values, columns).fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True})
    coefficients, errors = np.asarray(fitted.params, float), np.asarray(fitted.bse, float)
    half = _multiples(np.asarray(fitted.resid, float), columns, lags, level) * errors
    ranges = tuple(Interval(float(b - h), float(b + h)) for b, h in zip(coefficients, half, strict=True))
    return Line(n, lags, coefficients, errors, ranges, level)


def _multiples(residuals: np.ndarray, columns: np.ndarray, lags: int, level: float) -> np.ndarray:
    """How many robust errors the range of each coefficient needs on either side."""
    n, k = columns.shape
    drawn = np.random.default_rng(n).standard_normal((_DRAWS, n + _BEFORE))
    pure = drawn[:, _BEFORE:]
    shrunk = float(np.median(_carried(_left(pure, columns))))
    total = float(residuals @ residuals)
    seen = 0.0 if total <= 1e-20 else float(_carried(residuals[None])[0])
    carried = float(np.clip((seen - shrunk) * n / max(n - k - 1, 1), CARRIED, 0.9))
    series = scipy.signal.lfilter([1.0], [1.0, -carried], drawn, axis=1)[:, _BEFORE:]
    drawn_slopes = series @ np.linalg.pinv(columns).T
    t = np.abs(drawn_slopes) / _robust_errors(_left(series, columns), columns, lags)
    return np.quantile(t, level, axis=0)


def _left(series: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """What the columns leave unexplained of each series (one per row)."""
    return series - (series @ np.linalg.pinv(columns).T) @ columns.T


def _carried(residuals: np.ndarray) -> np.ndarray:
    return (residuals[:, 1:] * residuals[:, :-1]).sum(axis=1) / (residuals**2).sum(axis=1)


def _robust_errors(residuals: np.ndarray, columns: np.ndarray, lags: int) -> np.ndarray:
    """Newey–West errors of many series at once, shape (series, k): as statsmodels gives them one by one."""
    n, k = columns.shape
    pushed = columns @ np.linalg.inv(columns.T @ columns)
    scores = residuals[:, :, None] * pushed[None]
    total = (scores**2).sum(axis=1)
    for lag in range(1, min(lags, n - 1) + 1):
        total += 2 * (1 - lag / (lags + 1)) * (scores[:, lag:] * scores[:, :-lag]).sum(axis=1)
    return np.sqrt(np.maximum(total, 1e-300) * n / (n - k))
