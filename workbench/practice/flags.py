"""Warnings that stay true when they are looked at after every answer: a calibrated person is rarely ever warned."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy
from numpy.typing import ArrayLike

from workbench.calibration.history import Floats
from workbench.tables import NotEnoughEvidence

from .answer import LEVEL

ALARM = 20.0  # an e-value of 20 is ever reached by less than 1 calibrated person in 20 (Ville's inequality)
FEWEST = 10
TOO_WIDE = 1.5


@dataclass(frozen=True)
class HitRate:
    """How many actuals lay inside their ranges, and what the true rate plausibly is.

    Parameters
    ----------
    hits, n : int
        Actuals inside, and answers.
    low, high : float
        90 % Jeffreys interval of the true rate.
    """

    hits: int
    n: int
    low: float
    high: float


def hit_rate(hits: int, n: int, *, level: float = 0.9) -> HitRate | NotEnoughEvidence:
    """Hit rate with its Jeffreys interval.

    Parameters
    ----------
    hits, n : int
        Actuals inside their range, and answers.
    level : float
        Level of the interval.

    Returns
    -------
    HitRate or NotEnoughEvidence

    Notes
    -----
    Quantiles of Beta(hits + ½, n − hits + ½) (Brown, Cai & DasGupta 2001).

    Examples
    --------
    >>> found = hit_rate(8, 10)
    >>> round(found.low, 2), round(found.high, 2)
    (0.55, 0.94)
    """
    if n < 1:
        return NotEnoughEvidence(n, 1, "answers")
    tails = [(1 - level) / 2, (1 + level) / 2]
    low, high = scipy.stats.beta.ppf(tails, hits + 0.5, n - hits + 0.5)
    return HitRate(int(hits), int(n), float(low), float(high))


def narrow_evidence(hits: ArrayLike, n: ArrayLike) -> Floats:
    """E-value against "8 of 10 actuals lie inside", in favour of fewer.

    Parameters
    ----------
    hits, n : int or ndarray
        Actuals inside, and answers.

    Returns
    -------
    ndarray
        Bayes factor of a true rate below 0.8 against 0.8 exactly; large speaks for ranges that are too narrow.

    Notes
    -----
    Prior Beta(4, 4) cut off at 0.8. Under a true rate of 0.8 it is a martingale with mean 1, so that its running maximum
    reaches 20 with a chance of at most 1/20, however often it is looked at (Ville 1939; Ramdas et al. 2023).

    Examples
    --------
    >>> narrow_evidence(5, 10).round(1).item(), narrow_evidence(4, 10).round(1).item()
    (6.3, 28.4)
    """
    k, m = np.asarray(hits, dtype=float), np.asarray(n, dtype=float)
    top = scipy.special.betaln(k + 4, m - k + 4) + np.log(scipy.special.betainc(k + 4, m - k + 4, LEVEL))
    bottom = scipy.special.betaln(4, 4) + math.log(scipy.special.betainc(4, 4, LEVEL)) + k * math.log(LEVEL) + (m - k) * math.log(1 - LEVEL)
    return np.exp(top - bottom)


def top_evidence(above: ArrayLike, n: ArrayLike) -> Floats:
    """E-value against "1 of 10 actuals lies above P90", in favour of more.

    Parameters
    ----------
    above, n : int or ndarray
        Actuals above P90, and answers.

    Returns
    -------
    ndarray

    Notes
    -----
    As :func:`narrow_evidence`, with the prior Beta(1, 4) restricted to rates above 0.1.

    Examples
    --------
    >>> bool(top_evidence(0, 10) < 1), bool(top_evidence(8, 20) > 20)
    (True, True)
    """
    k, m = np.asarray(above, dtype=float), np.asarray(n, dtype=float)
    p0 = (1 - LEVEL) / 2
    top = scipy.special.betaln(k + 1, m - k + 4) + np.log(scipy.special.betaincc(k + 1, m - k + 4, p0))
    bottom = scipy.special.betaln(1, 4) + math.log(scipy.special.betaincc(1, 4, p0)) + k * math.log(p0) + (m - k) * math.log(1 - p0)
    return np.exp(top - bottom)


@dataclass(frozen=True)
class Flag:
    """A warning, or that there is none so far.

    Parameters
    ----------
    count, n : int
        What was counted, and answers.
    evidence : float
        Largest e-value so far.
    at : int or None
        Answer at which it first reached 20; None as long as it has not.
    """

    count: int
    n: int
    evidence: float
    at: int | None

    @property
    def raised(self) -> bool:
        """Whether the warning is on."""
        return self.at is not None


def _flag(marks: Floats, evidence: Floats) -> Flag:
    over = np.flatnonzero(evidence >= ALARM)
    return Flag(int(marks.sum()), len(marks), float(evidence.max(initial=0.0)), int(over[0]) + 1 if over.size else None)


def too_narrow(hit: pd.Series) -> Flag:
    """Whether ranges are too narrow.

    Parameters
    ----------
    hit : Series of bool
        One value per answer, in order.

    Returns
    -------
    Flag
        Counts the hits.

    Examples
    --------
    >>> too_narrow(pd.Series([False, True, False, False, False])).at
    5
    """
    marks = hit.to_numpy(float)
    return _flag(marks, narrow_evidence(marks.cumsum(), np.arange(1, len(marks) + 1)))


def top_too_low(above: pd.Series) -> Flag:
    """Whether too many actuals lie above P90.

    Parameters
    ----------
    above : Series of bool
        One value per answer, in order.

    Returns
    -------
    Flag
        Counts the actuals above.

    Examples
    --------
    >>> top_too_low(pd.Series([False] * 20)).raised
    False
    """
    marks = above.to_numpy(float)
    return _flag(marks, top_evidence(marks.cumsum(), np.arange(1, len(marks) + 1)))


def widening(answers: pd.DataFrame) -> float:
    """Factor on the log-widths with which the ranges would have held 8 of 10 of these actuals.

    Parameters
    ----------
    answers : DataFrame
        p10, p50, p90, actual; at least one row.

    Returns
    -------
    float
        Above 1 when the ranges were too narrow.

    Notes
    -----
    Each answer needs |x − m| ÷ (the half of its range on that side); the factor is the smallest that 8 of 10 need at most.

    Examples
    --------
    >>> ten = pd.DataFrame({"p10": 10.0, "p50": 20.0, "p90": 40.0, "actual": [20.0] * 7 + [80.0] * 3})
    >>> round(widening(ten), 6)
    2.0
    """
    x, low, mid, high = (np.log(answers[c].to_numpy(float)) for c in ("actual", "p10", "p50", "p90"))
    needed = np.sort(np.abs(x - mid) / np.where(x < mid, mid - low, high - mid))
    return float(needed[math.ceil(LEVEL * len(needed)) - 1])


def width_ratio(scored_answers: pd.DataFrame) -> float | NotEnoughEvidence:
    """How wide the ranges are beside history's.

    Parameters
    ----------
    scored_answers : DataFrame
        Result of :func:`workbench.practice.scored`.

    Returns
    -------
    float or NotEnoughEvidence
        Sum of the log-widths ÷ sum of history's; from 10 answers on.

    Examples
    --------
    >>> frame = pd.DataFrame({"p10": 1.0, "p90": 16.0, "base10": 1.0, "base90": 4.0}, index=range(10))
    >>> width_ratio(frame)
    2.0
    """
    rows = scored_answers[["p10", "p90", "base10", "base90"]].dropna()
    if len(rows) < FEWEST:
        return NotEnoughEvidence(len(rows), FEWEST, "answers with a history")
    own, base = np.log(rows["p90"] / rows["p10"]).sum(), np.log(rows["base90"] / rows["base10"]).sum()
    return float(own / base) if base > 0 else NotEnoughEvidence(0, FEWEST, "answers with a history that has a width")
