"""The total of many tasks: independent task forecasts, summed, blended with the ratio of totals, under shared shocks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from .history import Floats, History
from .layers import weights
from .shocks import Shocks, shares

DRAWS = 10_000
PRIOR_TASKS, PRIOR_RATIO = 10.0, 1.1  # before any evidence, totals end 10 % above the sum of estimates
SHOCK_DEGREES = 6.0


@dataclass(frozen=True)
class Sums:
    """Totals of finished work, each task weighted by its age.

    Parameters
    ----------
    estimate, actual : float
        ΣωE and ΣωA.
    mean_estimate : float
        Plain mean estimate.
    n : int
        Number of tasks.
    """

    estimate: float
    actual: float
    mean_estimate: float
    n: int

    @property
    def ratio(self) -> float:
        """k = (ΣωA + 10Ē·1.1) ÷ (ΣωE + 10Ē): the ratio of totals, pulled towards 1.1 while there are few tasks."""
        extra = PRIOR_TASKS * self.mean_estimate
        return (self.actual + extra * PRIOR_RATIO) / (self.estimate + extra) if extra else PRIOR_RATIO


def sums(past: History) -> Sums:
    """Age-weighted totals of finished tasks."""
    w = weights(past.age)
    return Sums(float(w @ past.estimate), float(w @ past.actual), float(past.estimate.mean()) if len(past) else 0.0, len(past))


def independent(grid: Floats, rng: np.random.Generator, draws: int = DRAWS) -> Floats:
    """Draws of the sum of independent tasks.

    Parameters
    ----------
    grid : ndarray, shape (tasks, values)
        Equally likely efforts of each task.
    rng : Generator
        Source of the draws.
    draws : int
        How many.

    Returns
    -------
    ndarray, shape (draws,)

    Examples
    --------
    >>> total = independent(np.array([[1.0, 3.0], [10.0, 10.0]]), np.random.default_rng(0), draws=1000)
    >>> sorted(set(total.tolist()))
    [11.0, 13.0]
    """
    total = np.zeros(draws)
    for values in grid:
        total += values[rng.integers(0, len(values), draws, dtype=np.uint8)]
    return total


@dataclass(frozen=True)
class Batch:
    """Tasks whose total is asked for.

    Parameters
    ----------
    grid : ndarray, shape (tasks, values)
        Equally likely efforts of each task.
    estimate : ndarray, shape (tasks,)
        Their estimates.
    project, person : ndarray of str, shape (tasks,)
        Their labels.
    """

    grid: Floats
    estimate: Floats
    project: npt.NDArray[np.object_]
    person: npt.NDArray[np.object_]


def draw(batch: Batch, shocks: Shocks, past: Sums, *, rng: np.random.Generator, same_unit: bool) -> Floats:
    """Draws of the batch's total.

    Returns
    -------
    ndarray, shape (10 000,)

    Notes
    -----
    x = ln of the independent sum, with mean c and variance V. Shares g say how much of each shared shock the batch
    carries: s² = Σ τ²g. The centre is blended with the ratio of totals k: δ = g_o·w·(ln(kΣE) − (V + s²)/2 − c), with
    w = 1 − (1 − min(½, K/(K + 60)))·(1 − 30/(30 + n)) for K effective tasks and n finished ones.
    ln T = x + δ + s·t₆, the t having unit variance.
    """
    g, effective = shares(batch.grid.mean(1), batch.project, batch.person)
    x = np.log(independent(batch.grid, rng))
    s2 = float(shocks.variances @ g)
    shift = 0.0
    if same_unit or past.n:
        w = 1 - (1 - min(0.5, effective / (effective + 60))) * (1 - 30 / (30 + past.n))
        shift = float(g[0] * w * (np.log(past.ratio * batch.estimate.sum()) - (x.var() + s2) / 2 - x.mean()))
    t = stats.t.ppf(rng.random(len(x)), SHOCK_DEGREES) / np.sqrt(SHOCK_DEGREES / (SHOCK_DEGREES - 2))
    return np.exp(x + shift + np.sqrt(s2) * t)
