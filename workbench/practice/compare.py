"""Better or worse than history, and whether the middle leans to one side: asked only at looks fixed beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import scipy

from workbench.calibration.history import Floats
from workbench.tables import NotEnoughEvidence

LOOKS = (20, 40, 60)
BOUND = 0.0167  # a third of 5 %, as there are three looks
SIGN_LOOK = 50
FLIPS = 20_000


@dataclass(frozen=True)
class Comparison:
    """Own score beside history's, at the last look.

    Parameters
    ----------
    n : int
        Answers that the look used: the first 20, 40 or 60.
    you, history : float
        Mean weighted interval scores over them; lower is better.
    p : float
        Two-sided permutation p-value of this look.
    verdict : {"better", "worse", "open"}
        What some look so far has shown; "open" when none has.
    """

    n: int
    you: float
    history: float
    p: float
    verdict: Literal["better", "worse", "open"]


def sign_flip(difference: Floats, *, rng: np.random.Generator, flips: int = FLIPS) -> float:
    """Two-sided p-value of "the mean difference is 0", by flipping signs at random.

    Parameters
    ----------
    difference : ndarray, shape (n,)
        Paired differences.
    rng : Generator
        For the flips.
    flips : int
        How many.

    Returns
    -------
    float
        (1 + flips at least as extreme) ÷ (1 + flips).

    Notes
    -----
    Fisher (1935), section 21; the added 1 keeps the test valid with random flips (Phipson & Smyth 2010).

    Examples
    --------
    >>> sign_flip(np.ones(20), rng=np.random.default_rng(1)) < 0.001
    True
    """
    d = np.asarray(difference, dtype=float)
    signs = rng.integers(0, 2, (flips, len(d)), dtype=np.int8) * 2 - 1
    sums = np.abs(signs @ d)
    seen = abs(d.sum())
    return float((1 + np.count_nonzero(sums >= seen - 1e-12 * max(seen, 1))) / (1 + flips))


def against_history(scored_answers: pd.DataFrame, *, seed: int = 1) -> Comparison | NotEnoughEvidence:
    """Whether somebody is better or worse than history, judged after 20, 40 and 60 answers and at no other time.

    Parameters
    ----------
    scored_answers : DataFrame
        Result of :func:`workbench.practice.scored`, in order.
    seed : int
        The same answers always give the same verdict.

    Returns
    -------
    Comparison or NotEnoughEvidence

    Notes
    -----
    Each look tests at p ≤ 0.0167, so that somebody who is just as good as history is told otherwise, ever, in at most
    about 5 of 100 cases. What one look has shown stays said.

    Examples
    --------
    >>> frame = pd.DataFrame({"wis": np.linspace(0.1, 0.3, 25), "base_wis": 0.6})
    >>> found = against_history(frame)
    >>> found.n, found.verdict
    (20, 'better')
    """
    pairs = scored_answers[["wis", "base_wis"]].dropna().to_numpy(float)
    looks = [look for look in LOOKS if look <= len(pairs)]
    if not looks:
        return NotEnoughEvidence(len(pairs), LOOKS[0], "answers with a history")
    verdict: Literal["better", "worse", "open"] = "open"
    p = 1.0
    for look in looks:
        part = pairs[:look]
        p = sign_flip(part[:, 0] - part[:, 1], rng=np.random.default_rng([seed, look]))
        if p <= BOUND:
            verdict = "better" if part[:, 0].sum() < part[:, 1].sum() else "worse"
    you, history = pairs[: looks[-1]].mean(axis=0)
    return Comparison(looks[-1], float(you), float(history), p, verdict)


@dataclass(frozen=True)
class MedianBias:
    """Whether actuals fall to one side of the middle.

    Parameters
    ----------
    above, below, ties : int
        Actuals above, below and exactly at P50, among the first 50 answers.
    p : float
        Two-sided exact p-value, ties dropped.
    """

    above: int
    below: int
    ties: int
    p: float


def median_bias(answers: pd.DataFrame) -> MedianBias | NotEnoughEvidence:
    """Exact sign test of the middle, at one look after 50 answers.

    Parameters
    ----------
    answers : DataFrame
        p50 and actual, in order.

    Returns
    -------
    MedianBias or NotEnoughEvidence

    Notes
    -----
    Binomial test of ½ (Dixon & Mood 1946). It takes 49 answers off the middle to see 70 : 30 with a chance of 80 %.

    Examples
    --------
    >>> frame = pd.DataFrame({"p50": 10.0, "actual": [12.0] * 35 + [8.0] * 13 + [10.0] * 2})
    >>> found = median_bias(frame)
    >>> found.ties, found.p < 0.05
    (2, True)
    """
    if len(answers) < SIGN_LOOK:
        return NotEnoughEvidence(len(answers), SIGN_LOOK, "answers")
    part = answers.head(SIGN_LOOK)
    d = np.log(part["actual"].to_numpy(float)) - np.log(part["p50"].to_numpy(float))
    ties = int((np.abs(d) < 1e-9).sum())
    above, below = int((d >= 1e-9).sum()), int((d <= -1e-9).sum())
    p = float(scipy.stats.binomtest(above, above + below, 0.5).pvalue) if above + below else 1.0
    return MedianBias(above, below, ties, p)
