"""The effort still to come on open tasks, given what is spent on them and what the project has shown so far."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.calibration import Calibration
from workbench.calibration.shocks import LEVELS
from workbench.calibration.totals import independent

Floats = npt.NDArray[np.float64]
DRAWS = 10_000
TAIL = 0.9  # beyond this level a task's effort is taken to have a Pareto tail
FINE = (np.arange(999) + 1) / 1000


def still_to_come(grid: Floats, spent: Floats) -> Floats:
    """What a task still takes, given that it has taken more than is spent on it.

    Parameters
    ----------
    grid : ndarray, shape (tasks, 100)
        Equally likely efforts of each task, rising, before anything was known about it.
    spent : ndarray, shape (tasks,)
        Effort spent so far; 0 or missing where none is known.

    Returns
    -------
    ndarray, shape (tasks, 100)
        Equally likely efforts still to come, above 0.

    Notes
    -----
    Quantiles of A − s given A > s: at the levels F(s) + (1 − F(s))·p. Where s lies beyond the level .9, A is taken to have a Pareto
    tail from there on, with Hill's estimate of its index from the task's own upper tenth: A ÷ s is then distributed as the tail itself.

    Examples
    --------
    >>> even = np.arange(1.0, 101)[None, :]
    >>> left = still_to_come(even, np.array([50.0]))
    >>> round(float(np.median(left)), 1), round(float(left[0, -1]), 1)
    (25.2, 50.0)
    """
    out = np.array(grid, dtype=float)
    for i in np.flatnonzero(np.nan_to_num(spent) > 0):
        q, s = grid[i], float(spent[i])
        below = float(np.interp(s, q, LEVELS, left=0.0, right=1.0))
        if below > TAIL:
            top = q[LEVELS > TAIL]
            index = max(float(np.mean(np.log(top / top[0]))), 0.02)
            out[i] = s * ((1 - LEVELS) ** -index - 1)
        else:
            out[i] = np.interp(below + (1 - below) * LEVELS, LEVELS, q) - s
    return np.maximum(out, 1e-9)


@dataclass(frozen=True)
class Shown:
    """What a project's own finished work, newer than the calibration, says about its shared shock.

    Parameters
    ----------
    n : int
        Such tasks.
    shift : float
        Expected log shift of what is still to come.
    left : float
        Share of the project's shock that is still unknown, 1 where nothing was shown.
    """

    n: int
    shift: float
    left: float


def shown_so_far(calibration: Calibration, finished: pd.DataFrame, *, rng: np.random.Generator) -> Shown:
    """Update the shock that a project's tasks share by what has been finished since the calibration.

    Parameters
    ----------
    calibration : Calibration
        What work finished earlier says.
    finished : DataFrame
        Tasks of one project with estimate and actual above 0, finished since then.
    rng : Generator
        Source of the draws.

    Returns
    -------
    Shown

    Notes
    -----
    With R = ln ΣA − E ln ΣA, its variance V from independent tasks, and τ² the variance of the shock: the shift is R·τ²/(τ² + V), and
    V/(τ² + V) of the shock's variance stays unknown (the normal conjugate update).

    Examples
    --------
    >>> from workbench import calibration
    >>> model = calibration.fit(pd.DataFrame(), as_of=pd.Timestamp("2026-01-31"))
    >>> shown = shown_so_far(model, pd.DataFrame({"estimate": [8.0] * 20, "actual": [40.0] * 20}), rng=np.random.default_rng(1))
    >>> shown.n, shown.shift > 0, 0 < shown.left < 1
    (20, True, True)
    """
    if not len(finished):
        return Shown(0, 0.0, 1.0)
    x = np.log(independent(calibration.quantiles(finished, LEVELS), rng, 2000))
    v, tau2 = float(x.var()), float(calibration.shocks.variances[:2].sum())
    known = tau2 / (tau2 + v) if tau2 > 0 else 0.0
    error = float(np.log(finished["actual"].to_numpy(float).sum()) - x.mean())
    return Shown(len(finished), error * known, 1 - known)


def remaining_effort(
    calibration: Calibration, open_tasks: pd.DataFrame, *, spent: Floats, shown: Shown, rng: np.random.Generator, draws: int = DRAWS
) -> Floats:
    """Draws of the effort still to come on all open tasks together.

    Parameters
    ----------
    calibration : Calibration
        What finished work says.
    open_tasks : DataFrame
        Tasks with an estimate above 0.
    spent : ndarray, shape (tasks,)
        Effort spent on each so far.
    shown : Shown
        What the project has shown since the calibration.
    rng : Generator
        Source of the draws.
    draws : int
        How many.

    Returns
    -------
    ndarray, shape (draws,)
        All 0 without tasks. Without anything spent or shown these are draws of ``Calibration.total``.

    Notes
    -----
    What the calibration does to a sum of independent tasks — its shift, and the variance that tasks share — is read off its total for
    these tasks and applied to the sum of what each still takes.
    """
    if not len(open_tasks):
        return np.zeros(draws)
    level = (rng.permutation(draws) + 0.5) / draws
    total = calibration.total(open_tasks, FINE, rng=rng)
    if not (np.nan_to_num(spent) > 0).any() and shown.n == 0:
        return np.interp(level, FINE, total)
    grid = calibration.quantiles(open_tasks, LEVELS)
    alone = np.log(independent(grid, rng, draws))
    whole = np.log(np.maximum(total, 1e-9))
    shared = max(float(whole.var()) - float(alone.var()), 0.0) * shown.left
    left = independent(still_to_come(grid, spent), rng, draws)
    shift = float(whole.mean()) - float(alone.mean()) + shown.shift
    return left * np.exp(shift + np.sqrt(shared) * rng.standard_normal(draws))
