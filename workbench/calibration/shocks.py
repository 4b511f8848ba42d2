"""Shared shocks: the part of a total's error that summing many tasks does not average away, learned from past runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import nnls

from .history import Floats, History, Ints

LEVELS = (np.arange(100) + 0.5) / 100  # a task's distribution, as 100 equally likely values
SIZES = (5, 10, 20, 50, 100, 200)
MOST_TASKS = 10_000
MOST_SEEN = 20_000  # latest finished tasks that each of the forecasts of the past learns from
REFITS = 10
DRAWS = 64
HALF_LIFE = 365.0
PRIOR = (0.01, 0.01, 0.02)  # variance of the shock of organisation, project, person
PRIOR_RUNS = 6.0
LARGEST = 6.0  # a squared error counts at most so many times its variance
ITERATIONS = 4

Grid = Callable[[History, History, Floats], Floats]  # past, tasks to forecast, levels → quantiles of effort


@dataclass(frozen=True)
class Shocks:
    """Variances of the log shocks that all tasks of an organisation, a project or a person share.

    Parameters
    ----------
    organisation, project, person : float
        Variances of ln(total).
    runs : int
        Number of past runs of tasks they were learned from; 0 means only the prior.
    """

    organisation: float
    project: float
    person: float
    runs: int

    @property
    def variances(self) -> Floats:
        """The three variances, in the order of `shares`."""
        return np.array([self.organisation, self.project, self.person])


def shares(mean: Floats, project: npt.NDArray[np.generic], person: npt.NDArray[np.generic]) -> tuple[Floats, float]:
    """How much of each shock a sum of tasks carries, and its effective number of tasks.

    Parameters
    ----------
    mean : ndarray, shape (n,)
        Expected effort of each task.
    project, person : ndarray, shape (n,)
        Labels.

    Returns
    -------
    ndarray, shape (3,)
        g of organisation, project, person: the sum of squared shares of the effort, less what single tasks hold.
    float
        Effective number of tasks, (Σm)² ÷ Σm².

    Examples
    --------
    >>> g, effective = shares(np.array([5.0, 5.0]), np.array(["P", "P"]), np.array(["a", "b"]))
    >>> g.tolist(), effective
    ([0.5, 0.5, 0.0], 2.0)
    """
    part = mean / mean.sum()
    single = float(part @ part)
    g = np.array([1.0 - single, *(_concentration(part, label) - single for label in (project, person))])
    return np.where(g < 1e-9, 0.0, g), 1.0 / single


def _concentration(part: Floats, label: npt.NDArray[np.generic]) -> float:
    code = np.unique(label, return_inverse=True)[1] if label.dtype.kind in "iu" else _codes(label)
    total = np.bincount(code, part)
    return float(total @ total)


def _codes(label: npt.NDArray[np.generic]) -> Ints:
    seen: dict[object, int] = {}
    return np.fromiter((seen.setdefault(value, len(seen)) for value in label), dtype=np.int64, count=len(label))


def learn(past: History, forecast: Grid, today: float) -> Shocks:
    """Learn the shocks from past runs of tasks, each forecast from what was finished before it.

    Parameters
    ----------
    past : History
        Finished tasks.
    forecast : callable
        Fits a task model on one history and gives quantiles of effort for another.
    today : float
        Day number of the fit, for the age of the runs.

    Returns
    -------
    Shocks

    Notes
    -----
    Runs of 5, 10, … 200 tasks of the organisation, each project and each person are forecast as independent sums, with
    mean c and variance V of ln(total). Where R = ln T − c is larger than V says, the tasks shared a shock: non-negative
    least squares of min(R², 6v) − V on the shares g, with v = V + Σ τ²g, weight ½^(age/365 d)/v²/(runs sizes), a ridge
    of six pseudo-runs to the prior, four rounds.
    """
    prior = Shocks(*PRIOR, 0)
    begun = np.argsort(past.order[:, 0], kind="stable")
    skip = min(100, len(past) // 3)
    if len(past) - skip < SIZES[0] or skip == 0:
        return prior
    scored = begun[max(skip, len(past) - MOST_TASKS) :]
    m, draws, rows = _walk(past, scored, forecast)
    if len(rows) < SIZES[0]:
        return prior
    runs = _runs(past, rows, m, draws, today)
    return _regress(runs) if len(runs) else prior


def _walk(past: History, scored: Ints, forecast: Grid) -> tuple[Floats, Floats, Ints]:
    """Mean and draws of each scored task's effort, forecast block by block from tasks finished before."""
    rng = np.random.default_rng(0)
    m, draws, rows = [], [], []
    for block in np.array_split(scored, max(1, min(REFITS, len(scored) // 20))):
        first = float(past.order[block, 0].min())
        seen = np.flatnonzero(past.order[:, 1] < first)
        seen = np.sort(seen[np.argsort(past.order[seen, 1], kind="stable")[-MOST_SEEN:]])
        if not len(seen):
            continue
        grid = forecast(past.take(seen, today=first), past.take(block), LEVELS)
        m.append(grid.mean(1))
        order = rng.permuted(np.tile(np.arange(len(LEVELS)), (len(block), 1)), axis=1)[:, :DRAWS]
        draws.append(np.take_along_axis(grid, order, axis=1))
        rows.append(block)
    if not rows:
        return np.empty(0), np.empty((0, DRAWS)), np.empty(0, dtype=np.int64)
    return np.concatenate(m), np.vstack(draws), np.concatenate(rows)


def _runs(past: History, rows: Ints, m: Floats, draws: Floats, today: float) -> Floats:
    """One row per run: squared error, variance, three shares, weight."""
    actual, ended = past.actual[rows], past.order[rows, 1]
    project, person = _codes(past.labels["project_id"][rows]), _codes(past.labels["estimator"][rows])
    groups = [np.arange(len(rows))]
    for code in (project, person):
        if code.max() > 0:
            order = np.argsort(code, kind="stable")
            groups += np.split(order, np.flatnonzero(np.diff(code[order])) + 1)
    out = []
    for size in SIZES:
        parts = [g[: len(g) // size * size].reshape(-1, size) for g in groups if len(g) >= size]
        if not parts:
            continue
        runs = np.concatenate(parts)
        x = np.log(draws[runs].sum(1))
        share = m[runs] / m[runs].sum(1, keepdims=True)
        single = (share**2).sum(1)
        g = [1 - single, *(_same(share, code[runs]) - single for code in (project, person))]
        error = (np.log(actual[runs].sum(1)) - x.mean(1)) ** 2
        weight = 0.5 ** (np.maximum(today - ended[runs].max(1), 0) / HALF_LIFE)
        out.append(np.column_stack([error, x.var(1), *g, weight]))
    if not out:
        return np.empty((0, 6))
    table = np.concatenate(out)
    table[:, 5] /= len(out)
    return table


def _same(share: Floats, code: Ints) -> Floats:
    """Sum over labels of (the label's share)², per run."""
    out = np.empty(len(share))
    width = max(1, int(2e6) // share.shape[1] ** 2)
    for i in range(0, len(share), width):
        s, c = share[i : i + width], code[i : i + width]
        out[i : i + width] = np.einsum("ij,ik,ijk->i", s, s, c[:, :, None] == c[:, None, :])
    return out


def _regress(runs: Floats) -> Shocks:
    error, variance, g, weight = runs[:, 0], runs[:, 1], np.maximum(runs[:, 2:5], 0), runs[:, 5]
    tau2 = np.array(PRIOR)
    for _ in range(ITERATIONS):
        v = variance + g @ tau2
        w = np.sqrt(weight) / v
        ridge = np.sqrt(PRIOR_RUNS) / np.median(v) * np.eye(3)
        left = np.vstack([g * w[:, None], ridge])
        right = np.concatenate([(np.minimum(error, LARGEST * v) - variance) * w, ridge @ PRIOR])
        tau2 = nnls(left, right)[0]
    organisation, project, person = map(float, tau2)
    return Shocks(organisation, project, person, len(runs))
