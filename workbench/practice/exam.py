"""The exam: 60 unseen tasks, passed by hits in a band and a score that history does not clearly beat."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pandas as pd
import scipy

from workbench.tables import NotEnoughEvidence

from .compare import Comparison, against_history
from .flags import HitRate, hit_rate

TASKS = 60
VALID_MONTHS = 12


@cache
def hits_needed(n: int = TASKS) -> tuple[int, int]:
    """The fewest and the most hits that pass.

    Parameters
    ----------
    n : int
        Tasks of the exam.

    Returns
    -------
    low, high : int
        All hits h with P(rate > 0.7 | h) ≥ 0.9 and P(rate < 0.92 | h) ≥ 0.5, under the Jeffreys prior.

    Examples
    --------
    >>> hits_needed(60)
    (47, 55)
    """
    good = [
        h
        for h in range(n + 1)
        if scipy.stats.beta.sf(0.7, h + 0.5, n - h + 0.5) >= 0.9 and scipy.stats.beta.cdf(0.92, h + 0.5, n - h + 0.5) >= 0.5
    ]
    return good[0], good[-1]


def chance_of_hits(rate: float, n: int = TASKS) -> float:
    """Chance that somebody with a true hit rate has a number of hits that passes.

    Examples
    --------
    >>> round(chance_of_hits(0.8), 2), round(chance_of_hits(0.65), 3)
    (0.69, 0.018)
    """
    low, high = hits_needed(n)
    return float(scipy.stats.binom.cdf(high, n, rate) - scipy.stats.binom.cdf(low - 1, n, rate))


@dataclass(frozen=True)
class ExamResult:
    """What an exam came to.

    Parameters
    ----------
    rate : HitRate
        Hits and their interval.
    needed : tuple of int
        Fewest and most hits that pass.
    comparison : Comparison
        Own score beside history's.
    passed, distinction : bool
        Passed: hits in the band, and not clearly worse than history. Distinction: passed, and clearly better.
    """

    rate: HitRate
    needed: tuple[int, int]
    comparison: Comparison
    passed: bool
    distinction: bool

    @property
    def n(self) -> int:
        """Answers."""
        return self.rate.n


def judge(scored_answers: pd.DataFrame) -> ExamResult | NotEnoughEvidence:
    """Judge an exam.

    Parameters
    ----------
    scored_answers : DataFrame
        Result of :func:`workbench.practice.scored`, 60 rows.

    Returns
    -------
    ExamResult or NotEnoughEvidence

    Examples
    --------
    >>> frame = pd.DataFrame({"hit": [True] * 50 + [False] * 10, "wis": 0.3, "base_wis": 0.5})
    >>> found = judge(frame)
    >>> found.passed, found.distinction
    (True, True)
    """
    n = len(scored_answers)
    rate = hit_rate(int(scored_answers["hit"].sum()), n)
    comparison = against_history(scored_answers)
    if n < TASKS or isinstance(rate, NotEnoughEvidence) or isinstance(comparison, NotEnoughEvidence):
        return NotEnoughEvidence(n, TASKS, "answers in the exam")
    needed = hits_needed(n)
    passed = needed[0] <= rate.hits <= needed[1] and comparison.verdict != "worse"
    return ExamResult(rate, needed, comparison, passed, passed and comparison.verdict == "better")
