"""Shared shocks: the part of a total's error that summing many tasks does not average away, learned from past runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy

from .centre import sums, weight_of_ratio
from .history import Floats, History, Ints

LEVELS = (np.arange(100) + 0.5) / 100  # a task's distribution, as 100 equally likely values
SIZES = (5, 10, 20, 50, 100, 200)
MOST_TASKS = 10_000
MOST_SEEN = 10_000  # latest finished tasks that each of the forecasts of the past learns from
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

    @classmethod
    def usual(cls) -> Shocks:
        """What is believed before any evidence."""
        return cls(*PRIOR, 0)


@dataclass(frozen=True)
class Walked:
    """Past tasks, each forecast from what was finished before it; one element is one task.

    Parameters
    ----------
    rows : ndarray of int, shape (n,)
        Which tasks of the history.
    mean : ndarray, shape (n,)
        Expected effort.
    draws : ndarray, shape (n, 64)
        Independent draws of the effort.
    log_ratio, known : ndarray, shape (n,)
        ln of the ratio of totals as it was known then, and from how many finished tasks.
    """

    rows: Ints
    mean: Floats
    draws: Floats
    log_ratio: Floats
    known: Floats

    @classmethod
    def of(cls, rows: Ints, grid: Floats, then: History, rng: np.random.Generator) -> Walked:
        """Forecasts `grid` (equally likely efforts) of the tasks `rows`, made from the history `then`."""
        order = rng.permuted(np.tile(np.arange(grid.shape[1]), (len(rows), 1)), axis=1)[:, :DRAWS]
        known = np.full(len(rows), float(len(then)))
        return cls(rows, grid.mean(1), np.take_along_axis(grid, order, axis=1), np.full(len(rows), sums(then).log_ratio), known)

    @classmethod
    def joined(cls, parts: list[Walked]) -> Walked:
        """Several of them, one after the other."""
        return cls(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(cls)))

    def where(self, keep: npt.NDArray[np.bool_]) -> Walked:
        """Those of them that are marked."""
        return Walked(*(getattr(self, field.name)[keep] for field in fields(self)))


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
    variance V of ln(total) and the blended centre c of `totals.draw`. Where R = ln T − c is larger than V says, the tasks shared
    a shock: non-negative least squares of min(R², 6v) − V on the shares g, with v = V + Σ τ²g, weight ½^(age/365 d)/v²/(run
    sizes), a ridge of six pseudo-runs to the prior, four rounds.
    """
    begun = np.argsort(past.order[:, 0], kind="stable")
    skip = min(100, len(past) // 3)
    if len(past) - skip < SIZES[0] or skip == 0:
        return Shocks.usual()
    scored = begun[max(skip, len(past) - MOST_TASKS) :]
    walked = _walk(past, scored, forecast)
    return Shocks.usual() if walked is None else learn_from(past, walked, today)


def learn_from(past: History, walked: Walked, today: float) -> Shocks:
    """The same from forecasts of the past that were made already.

    Parameters
    ----------
    past : History
        Finished tasks.
    walked : Walked
        Forecasts of some of them, each from what was finished before.
    today : float
        Day number of the fit.
    """
    runs = _runs(past, walked, today) if len(walked.rows) >= SIZES[0] else np.empty((0, 6))
    return _regress(runs) if len(runs) else Shocks.usual()


def _walk(past: History, scored: Ints, forecast: Grid) -> Walked | None:
    """Forecast the scored tasks, block by block, from tasks finished before the block."""
    rng = np.random.default_rng(0)
    parts = []
    for block in np.array_split(scored, max(1, min(REFITS, len(scored) // 20))):
        first = float(past.order[block, 0].min())
        seen = np.flatnonzero(past.order[:, 1] < first)
        seen = np.sort(seen[np.argsort(past.order[seen, 1], kind="stable")[-MOST_SEEN:]])
        if len(seen):
            then = past.take(seen, today=first)
            parts.append(Walked.of(block, forecast(then, past.take(block), LEVELS), then, rng))
    return Walked.joined(parts) if parts else None


def _runs(past: History, walked: Walked, today: float) -> Floats:
    """One row per run of tasks: squared error, variance, three shares, weight."""
    rows, m = walked.rows, walked.mean
    actual, estimate, ended = past.actual[rows], past.estimate[rows], past.order[rows, 1]
    project, person = (pd.factorize(past.labels[name][rows], use_na_sentinel=False)[0] for name in ("project_id", "estimator"))
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
        x = np.log(walked.draws[runs].sum(1))
        share = m[runs] / m[runs].sum(1, keepdims=True)
        single = (share**2).sum(1)
        g = [1 - single, *(_same(share, code[runs]) - single for code in (project, person))]
        c, variance, first = x.mean(1), x.var(1), runs[:, 0]
        ratio = walked.log_ratio[first] + np.log(estimate[runs].sum(1)) - variance / 2
        c = c + g[0] * weight_of_ratio(1 / single, walked.known[first]) * (ratio - c)
        error = (np.log(actual[runs].sum(1)) - c) ** 2
        weight = 0.5 ** (np.maximum(today - ended[runs].max(1), 0) / HALF_LIFE)
        out.append(np.column_stack([error, variance, *g, weight]))
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
        tau2 = scipy.optimize.nnls(left, right)[0]
    organisation, project, person = map(float, tau2)
    return Shocks(organisation, project, person, len(runs))
