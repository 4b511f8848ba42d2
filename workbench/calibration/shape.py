"""The shape of what is left after centre and scale: an empirical distribution with a prior of t₅ form."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import scipy

from .history import Floats

FARTHEST = 12.0
PSEUDO_WEIGHT = 30.0
GRID = np.concatenate([[1e-4, 3e-4, 1e-3], np.arange(0.0025, 0.99751, 0.0025), [0.999, 0.9997, 0.9999]])


@cache
def _prior(n: int = 200) -> Floats:
    """Quantiles of t₅, rescaled so that the geometric mean of |z| is 1, like that of the standardised residuals."""
    z = scipy.special.stdtrit(5, (np.arange(n) + 0.5) / n)
    return z / np.exp(np.mean(np.log(np.abs(z))))


@dataclass(frozen=True)
class Shape:
    """Distribution of standardised residuals, as quantiles on a fixed grid of levels.

    Parameters
    ----------
    at : ndarray
        Quantile at each level of `GRID`, non-decreasing.
    """

    at: Floats

    def quantile(self, p: Floats) -> Floats:
        """G⁻¹(p), constant beyond the outermost grid level."""
        return np.interp(p, GRID, self.at)

    def below(self, z: Floats) -> Floats:
        """G(z), the share at or below z."""
        return np.interp(z, self.at, GRID)


def shape(z: Floats, weight: Floats) -> Shape:
    """Weighted quantiles of z together with t₅ pseudo-observations worth 30 tasks.

    Parameters
    ----------
    z, weight : ndarray, shape (n,)
        Standardised residuals and their weights; n may be 0.

    Returns
    -------
    Shape

    Examples
    --------
    >>> nothing = shape(np.array([]), np.array([]))
    >>> round(float(nothing.quantile(np.array(0.9)) - nothing.quantile(np.array(0.1))), 2)
    5.0
    """
    prior = _prior()
    all_z = np.concatenate([np.clip(z, -FARTHEST, FARTHEST), prior])
    all_w = np.concatenate([weight, np.full(len(prior), PSEUDO_WEIGHT / len(prior))])
    order = np.argsort(all_z, kind="stable")
    w = all_w[order]
    middle = np.cumsum(w) - w / 2
    values = np.interp(GRID, middle / w.sum(), all_z[order])
    return Shape(np.maximum.accumulate(values + np.arange(len(GRID)) * 1e-12))
