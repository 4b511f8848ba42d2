"""The usual ratio of a kind of work, from work that was finished before a day: what a planner could have known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_DAYS = 1 << 20  # more days than any calendar here spans


@dataclass(frozen=True)
class Usual:
    """Usual ratios of sums, per question and kind.

    Attributes
    ----------
    n : ndarray of int, shape (questions,)
        Finished tasks behind each answer, all kinds together.
    pooled : ndarray, shape (questions,)
        Σ actual ÷ Σ estimate of all of them; missing where there are none.
    ratio : ndarray, shape (questions, kinds)
        The same per kind, shrunk to the pooled one; the pooled one for a kind never seen.
    """

    n: np.ndarray
    pooled: np.ndarray
    ratio: np.ndarray


def usual(
    estimate: np.ndarray, actual: np.ndarray, kind: np.ndarray, pool: np.ndarray, day: np.ndarray, *, asked: np.ndarray, kinds: int
) -> Usual:
    """Σ actual ÷ Σ estimate of each kind, from the tasks of a pool that were finished before a day.

    Parameters
    ----------
    estimate, actual : ndarray, shape (n,)
        Pairs above 0, one unit pair per pool.
    kind, pool, day : ndarray of int, shape (n,)
        Kind from 0, pool from 0, and finish as a day number.
    asked : ndarray of int, shape (questions, 2)
        Pool and day of each question; work finished on that day or later is not used.
    kinds : int
        Number of kinds.

    Returns
    -------
    Usual

    Notes
    -----
    Per kind r_k = ΣA/ΣE, shrunk to the pooled r: w·r_k + (1 − w)·r with w = τ²/(τ² + s²_k). The sampling variance is s²_k = v·ΣE²/(ΣE)²
    with v = Σ(A − r_k·E)²/ΣE² over all kinds (an error in proportion to the size); τ² is the method-of-moments variance between kinds of
    DerSimonian & Laird 1986.

    Examples
    --------
    >>> e, a = np.full(40, 10.0), np.repeat([10.0, 20.0], 20) + np.tile([-1.0, 1.0], 20)
    >>> zero = np.zeros(40, int)
    >>> found = usual(e, a, np.repeat([0, 1], 20), zero, np.arange(40), asked=np.array([[0, 40], [0, 0]]), kinds=3)
    >>> found.n.tolist(), found.ratio[0].round(2).tolist()
    ([40, 0], [1.0, 2.0, 1.5])
    """
    group = pool * kinds + kind
    key = group * _DAYS + day
    order = np.argsort(key, kind="stable")
    key = key[order]
    e, a = estimate[order], actual[order]
    sums = [np.concatenate(([0.0], np.cumsum(x))) for x in (np.ones(e.size), e, a, e * e, e * a, a * a)]
    wanted = asked[:, :1] * kinds + np.arange(kinds)
    low = np.searchsorted(key, wanted * _DAYS)
    high = np.searchsorted(key, wanted * _DAYS + np.clip(asked[:, 1:], 0, _DAYS - 1))
    n, se, sa, see, sea, saa = (s[high] - s[low] for s in sums)
    with np.errstate(divide="ignore", invalid="ignore"):
        own = sa / se
        pooled = sa.sum(1) / se.sum(1)
        seen = n > 0
        rest = np.where(seen, np.maximum(saa - 2 * own * sea + own**2 * see, 0.0), 0.0).sum(1)
        noise = rest / np.maximum(see.sum(1), 1e-300)
        variance = np.where(seen, noise[:, None] * see / se**2, np.inf)
        weight = np.where(seen, 1 / np.maximum(variance, 1e-12), 0.0)
        centre = (weight * np.where(seen, own, 0.0)).sum(1) / weight.sum(1)
        spread = (weight * np.where(seen, own - centre[:, None], 0.0) ** 2).sum(1) - (seen.sum(1) - 1)
        between = np.maximum(spread, 0.0) / (weight.sum(1) - (weight**2).sum(1) / weight.sum(1))
        between = np.where(seen.sum(1) > 1, between, 0.0)
        trust = np.where(seen, between[:, None] / (between[:, None] + variance), 0.0)
    trust = np.nan_to_num(trust)
    ratio = np.where(seen, trust * np.where(seen, own, 0.0) + (1 - trust) * pooled[:, None], pooled[:, None])
    return Usual(n.sum(1).astype(np.int64), pooled, ratio)
