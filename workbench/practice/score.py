"""Scores of ranges on a log scale: width and misses both cost, lower is better."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.calibration.history import Floats
from workbench.tables import InputError, NotEnoughEvidence

ENOUGH = 20
_TAIL = 2.7  # rate of the tails: the mean excess of a normal distribution beyond its P90


def logs(*values: Floats | float) -> list[Floats]:
    """Natural logs of positive numbers, as arrays.

    Raises
    ------
    InputError
        When a value is not a finite number above 0.
    """
    arrays = [np.asarray(v, dtype=float) for v in values]
    if not all(np.isfinite(a).all() and (a > 0).all() for a in arrays):
        raise InputError("a score was asked for values that are not all finite and above 0.", expected="efforts such as 2.5.")
    return [np.log(a) for a in arrays]


def weighted_interval_score(actual: Floats | float, p10: Floats | float, p50: Floats | float, p90: Floats | float) -> Floats:
    """Weighted interval score of ranges with their middle, on logs.

    Parameters
    ----------
    actual, p10, p50, p90 : float or ndarray, shape (n,)
        What happened, and the range; above 0, in one unit.

    Returns
    -------
    ndarray, shape (n,)
        Lower is better; 0 only for a range without width at the actual. A change of unit changes nothing.

    Raises
    ------
    InputError
        For values that are not above 0.

    Notes
    -----
    With x = ln(actual) and l, m, u the logs of the range: [½|x − m| + 0.1(u − l) + (l − x)₊ + (x − u)₊] ÷ 1.5, which is the
    weighted interval score of a median and one central 80 % interval (Bracher, Ray, Gneiting & Reich 2021), hence proper.

    Examples
    --------
    >>> weighted_interval_score(40.0, 10.0, 20.0, 40.0).round(4).item(), weighted_interval_score(80.0, 10.0, 20.0, 40.0).round(4).item()
    (0.3235, 1.0166)
    """
    x, low, mid, high = logs(actual, p10, p50, p90)
    missed = np.maximum(low - x, 0) + np.maximum(x - high, 0)
    return (0.5 * np.abs(x - mid) + 0.1 * (high - low) + missed) / 1.5


def log_score(actual: Floats | float, p10: Floats | float, p50: Floats | float, p90: Floats | float) -> Floats:
    """Logarithm of the density that a range gives to what happened; higher is better.

    Parameters
    ----------
    actual, p10, p50, p90 : float or ndarray, shape (n,)
        What happened, and the range with p10 < p50 < p90.

    Returns
    -------
    ndarray, shape (n,)

    Notes
    -----
    The density of x = ln(actual) is 0.4/(m − l) and 0.4/(u − m) inside and 0.1·λ·exp(−λd) at a distance d outside, λ being
    2.7/(m − l) below and 2.7/(u − m) above. The tail is an assumption, so this score is shown second.

    Examples
    --------
    >>> log_score(20.0, 10.0, 20.0, 40.0).round(3).item()  # ln(0.4 ÷ ln 2)
    -0.55
    """
    x, low, mid, high = logs(actual, p10, p50, p90)
    side = np.where(x < mid, mid - low, high - mid)
    outside = np.maximum(low - x, 0) + np.maximum(x - high, 0)
    inside = (x >= low) & (x <= high)
    rate = _TAIL / side
    return np.where(inside, np.log(0.4 / side), np.log(0.1 * rate) - rate * outside)


def scored(answers: pd.DataFrame) -> pd.DataFrame:
    """Answers with what they came to.

    Parameters
    ----------
    answers : DataFrame
        As :func:`workbench.practice.answer.table` gives it.

    Returns
    -------
    DataFrame
        The same rows and columns, and: hit, above (actual beyond P90), wis, base_wis, base_hit and width_ratio
        (ln(P90/P10) ÷ that of history); the last three are missing where there is no history.

    Examples
    --------
    >>> from workbench.practice.answer import table
    >>> one = {"item": "A", "p10": 10, "p50": 20, "p90": 40, "actual": 80, "base10": 10, "base50": 20, "base90": 160}
    >>> row = scored(table([one])).iloc[0]
    >>> bool(row["hit"]), bool(row["above"]), round(float(row["wis"]), 4), round(float(row["width_ratio"]), 4)
    (False, True, 1.0166, 0.5)
    """
    out = answers.copy()
    actual = out["actual"].to_numpy(float)
    own = [out[c].to_numpy(float) for c in ("p10", "p50", "p90")]
    x, low, _, high = logs(actual, *own)
    out["hit"], out["above"] = (x >= low) & (x <= high), x > high
    out["wis"] = weighted_interval_score(actual, *own)
    base = out[["base10", "base50", "base90"]].to_numpy(float)
    known = np.isfinite(base).all(axis=1)
    for name in ("base_wis", "base_hit", "width_ratio"):
        out[name] = np.nan
    if known.any():
        b10, b50, b90 = base[known].T
        out.loc[known, "base_wis"] = weighted_interval_score(actual[known], b10, b50, b90)
        out.loc[known, "base_hit"] = ((actual[known] >= b10) & (actual[known] <= b90)).astype(float)
        width = np.log(b90 / b10)
        out.loc[known, "width_ratio"] = np.where(width > 0, (high - low)[known] / np.where(width > 0, width, 1), np.nan)
    return out


@dataclass(frozen=True)
class Skill:
    """How much better than history's own ranges somebody did.

    Parameters
    ----------
    value : float
        1 − ΣWIS ÷ ΣWIS of history: 0 is as good as history, 1 perfect.
    low, high : float
        90 % interval, for display only: its lower end lies above 0 a little too often when there is no skill.
    n : int
        Answers.
    """

    value: float
    low: float
    high: float
    n: int


def skill(scored_answers: pd.DataFrame, *, rng: np.random.Generator, draws: int = 2000) -> Skill | NotEnoughEvidence:
    """Skill against the ranges that history alone would have given.

    Parameters
    ----------
    scored_answers : DataFrame
        Result of :func:`scored`.
    rng : Generator
        For the bootstrap.
    draws : int
        Resamples.

    Returns
    -------
    Skill or NotEnoughEvidence
        From 20 answers with a history on.

    Notes
    -----
    Paired bootstrap of the ratio of sums (Efron 1979), percentiles 5 and 95.

    Examples
    --------
    >>> skill(pd.DataFrame({"wis": [0.2] * 20, "base_wis": [0.4] * 20}), rng=np.random.default_rng(1)).value
    0.5
    """
    pairs = scored_answers[["wis", "base_wis"]].dropna().to_numpy(float)
    n = len(pairs)
    if n < ENOUGH:
        return NotEnoughEvidence(n, ENOUGH, "answers with a history")
    total = pairs.sum(axis=0)
    sums = pairs[rng.integers(0, n, (draws, n))].sum(axis=1)
    low, high = np.quantile(1 - sums[:, 0] / sums[:, 1], [0.05, 0.95])
    return Skill(round(float(1 - total[0] / total[1]), 12), float(low), float(high), n)
