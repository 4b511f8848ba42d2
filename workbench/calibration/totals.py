"""The total of many tasks: independent task forecasts, summed, blended with the ratio of totals, under shared shocks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy

from .centre import Sums, weight_of_ratio
from .history import Floats
from .shocks import Shocks, shares

DRAWS = 10_000
SHOCK_DEGREES = 6.0


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


def draw(batch: Batch, shocks: Shocks, past: Sums, *, rng: np.random.Generator) -> Floats:
    """Draws of the batch's total.

    Parameters
    ----------
    batch : Batch
        The tasks.
    shocks : Shocks
        Variances of the shared shocks.
    past : Sums
        Totals of finished work.
    rng : Generator
        Source of the draws.

    Returns
    -------
    ndarray, shape (10 000,)

    Notes
    -----
    x = ln of the independent sum, with mean c and variance V. Shares g say how much of each shared shock the batch carries:
    s² = Σ τ²g, plus the doubt about the ratio of totals. The centre moves by δ = g_o·w·(ln k + ln ΣE − (V + s²)/2 − c) towards the
    ratio of totals k, with the weight w of `weight_of_ratio`. ln T = x + δ + s·t₆, the t having unit variance.
    """
    sums = independent(batch.grid, rng)
    return sums * _shared(batch, sums, shocks, past, rng)


def draw_tasks(batch: Batch, shocks: Shocks, past: Sums, *, rng: np.random.Generator, draws: int = DRAWS) -> Floats:
    """Draws of every task of the batch at once, with what they share.

    Parameters
    ----------
    batch, shocks, past, rng
        As for :func:`draw`.
    draws : int
        How many.

    Returns
    -------
    ndarray, shape (draws, tasks)
        Each row adds up to a draw of :func:`draw`.

    Notes
    -----
    Independent draws of the tasks, times the factor that their total carries. Every task of a row has the same factor, so a part of the
    batch carries the shock of the whole: shocks of single projects or persons within a batch of several are not told apart.
    """
    tasks = np.column_stack([values[rng.integers(0, len(values), draws, dtype=np.uint8)] for values in batch.grid])
    return tasks * _shared(batch, tasks.sum(1), shocks, past, rng)[:, None]


def _shared(batch: Batch, sums: Floats, shocks: Shocks, past: Sums, rng: np.random.Generator) -> Floats:
    """Factor on each draw of the independent sum: the blended centre and the shared shocks."""
    g, effective = shares(batch.grid.mean(1), batch.project, batch.person)
    x = np.log(sums)
    s2 = float(shocks.variances @ g + past.doubt * g[0])
    shift = 0.0
    if past.n or past.same_unit:
        w = float(weight_of_ratio(np.array(effective), np.array(past.n)))
        shift = float(g[0] * w * (past.log_ratio + np.log(batch.estimate.sum()) - (x.var() + s2) / 2 - x.mean()))
    chance = np.maximum(rng.random(len(x)), 2.0**-54)  # the inverse has the wrong sign at 0
    t = scipy.special.stdtrit(SHOCK_DEGREES, chance) / np.sqrt(SHOCK_DEGREES / (SHOCK_DEGREES - 2))
    return np.exp(shift + np.sqrt(s2) * t)
