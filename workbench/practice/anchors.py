"""How far a number that means nothing pulls an estimate: shown ones, and the task before."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy

from workbench.tables import NotEnoughEvidence

FACTORS = (0.25, 4.0)
PER_ARM = 12
SEQUENCE = 40
FLIPS = 5_000


@dataclass(frozen=True)
class AnchorIndex:
    """How much of the way from a low to a high number the estimates moved.

    Parameters
    ----------
    value : float
        0: not at all; 1: all the way.
    low, high : float
        90 % interval.
    p : float
        Two-sided permutation p-value of "not at all".
    n_low, n_high : int
        Answers after a low and after a high number.
    """

    value: float
    low: float
    high: float
    p: float
    n_low: int
    n_high: int


def arms(n: int, *, rng: np.random.Generator) -> list[float]:
    """A factor ¼ or 4 for each of n tasks, as many of the one as of the other, in random order.

    Examples
    --------
    >>> sorted(arms(5, rng=np.random.default_rng(1)))
    [0.25, 0.25, 0.25, 4.0, 4.0]
    """
    order = np.tile(FACTORS, math.ceil(n / 2))[:n]
    return [float(f) for f in rng.permutation(order)]


def anchor_index(answers: pd.DataFrame, *, rng: np.random.Generator) -> AnchorIndex | NotEnoughEvidence:
    """How far the shown numbers pulled the middles of the ranges.

    Parameters
    ----------
    answers : DataFrame
        p50, base50 and anchor_factor (¼ or 4): the number shown ÷ history's median.
    rng : Generator
        For the permutations.

    Returns
    -------
    AnchorIndex or NotEnoughEvidence
        From 12 answers per arm on.

    Notes
    -----
    r = ln P50 − ln P50 of history; the index is (mean r after high − mean r after low) ÷ ln(high ÷ low). The interval is
    Welch's for two means; p from permuted arms, which were assigned at random.

    Examples
    --------
    >>> frame = pd.DataFrame({"anchor_factor": [0.25, 4.0] * 12, "base50": 8.0, "p50": [4.0, 16.0] * 12})
    >>> found = anchor_index(frame, rng=np.random.default_rng(1))
    >>> round(found.value, 6), found.p < 0.01
    (0.5, True)
    """
    if "anchor_factor" not in answers:
        return NotEnoughEvidence(0, PER_ARM, "answers after each kind of number")
    rows = answers[["p50", "base50", "anchor_factor"]].dropna()
    r = np.log(rows["p50"].to_numpy(float) / rows["base50"].to_numpy(float))
    up = rows["anchor_factor"].to_numpy(float) > 1
    fewest = int(min(up.sum(), (~up).sum()))
    if fewest < PER_ARM:
        return NotEnoughEvidence(fewest, PER_ARM, "answers after each kind of number")
    span = math.log(FACTORS[1] / FACTORS[0])
    seen = float(r[up].mean() - r[~up].mean())
    if min(r[up].std(), r[~up].std()) > 0:
        welch = scipy.stats.ttest_ind(r[up], r[~up], equal_var=False).confidence_interval(0.9)
        low, high = float(welch.low) / span, float(welch.high) / span
    else:
        low = high = seen / span
    order = rng.permuted(np.tile(up, (FLIPS, 1)), axis=1)
    means = (order @ r) / up.sum() - (~order @ r) / (~up).sum()
    p = (1 + np.count_nonzero(np.abs(means) >= abs(seen) - 1e-12)) / (1 + FLIPS)
    return AnchorIndex(seen / span, low, high, float(p), int((~up).sum()), int(up.sum()))


@dataclass(frozen=True)
class Sequence:
    """How far the actual of the task before pulled the estimates.

    Parameters
    ----------
    slope : float
        Change of ln P50 (beside history's) per unit of ln(actual before).
    p : float
        Two-sided permutation p-value of "not at all".
    n : int
        Pairs of tasks.
    """

    slope: float
    p: float
    n: int


def sequence(answers: pd.DataFrame, *, rng: np.random.Generator) -> Sequence | NotEnoughEvidence:
    """Whether a large task makes the next estimate larger.

    Parameters
    ----------
    answers : DataFrame
        p50, base50, actual, in the order in which they were answered; the actual was seen after each.
    rng : Generator
        For the permutations.

    Returns
    -------
    Sequence or NotEnoughEvidence
        From 40 answers on.

    Notes
    -----
    Least-squares slope of r (see :func:`anchor_index`) on the ln(actual) of the task before; tasks come in random order.

    Examples
    --------
    >>> actual = np.exp(np.random.default_rng(3).normal(2, 1, 41))
    >>> p50 = 8 * np.r_[1.0, actual[:-1]] ** 0.3
    >>> found = sequence(pd.DataFrame({"actual": actual, "base50": 8.0, "p50": p50}), rng=np.random.default_rng(1))
    >>> round(found.slope, 6), found.p < 0.01
    (0.3, True)
    """
    rows = answers[["p50", "base50", "actual"]].dropna()
    if len(rows) < SEQUENCE:
        return NotEnoughEvidence(len(rows), SEQUENCE, "answers")
    r = np.log(rows["p50"].to_numpy(float) / rows["base50"].to_numpy(float))[1:]
    before = np.log(rows["actual"].to_numpy(float))[:-1]
    z = before - before.mean()
    spread = float(z @ z)
    if spread == 0:
        return NotEnoughEvidence(1, SEQUENCE, "different actuals")
    seen = float(z @ r) / spread
    slopes = rng.permuted(np.tile(r, (FLIPS, 1)), axis=1) @ z / spread
    p = (1 + np.count_nonzero(np.abs(slopes) >= abs(seen) - 1e-12)) / (1 + FLIPS)
    return Sequence(seen, float(p), len(r))
