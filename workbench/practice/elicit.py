"""Other ways to a range: shares of bins over all outcomes, three PERT points, and the bet that checks a range."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from workbench.calibration.history import Floats
from workbench.tables import InputError

from .answer import Answer

BINS = 8
_PARTS = (1, 1.2, 1.5, 2, 3, 4, 5, 6, 8)


def bin_edges(middle: float, *, bins: int = BINS, factor: float = 2.0) -> list[float]:
    """Edges of bins over all outcomes, each twice as wide as the one before, in round numbers.

    Parameters
    ----------
    middle : float
        About where outcomes lie; half of the bins lie below.
    bins : int
        How many; the last is open at its top.
    factor : float
        Ratio of neighbouring edges.

    Returns
    -------
    list of float, length bins
        The first bin goes from 0 to the first edge; the last edge is where the open bin is taken to end.

    Examples
    --------
    >>> bin_edges(8.0)
    [1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 120.0]
    """
    edges = [_round(middle * factor ** (i - bins // 2 + 1)) for i in range(bins)]
    for i in range(1, bins):
        if edges[i] <= edges[i - 1]:
            edges[i] = edges[i - 1] * factor
    return edges


def _round(value: float) -> float:
    power = 10.0 ** math.floor(math.log10(value))
    return round(min((*_PARTS, 10), key=lambda part: abs(math.log(value / (part * power)))) * power, 10)


def from_bins(edges: Sequence[float], shares: Sequence[float]) -> Answer:
    """The range that shares of bins imply.

    Parameters
    ----------
    edges : sequence of float, length k
        Upper ends of the bins, rising; bin 1 begins at a fraction of the first edge.
    shares : sequence of float, length k
        Percentages that sum to 100; the share of the last bin is that of all that lies above the edge before.

    Returns
    -------
    Answer

    Raises
    ------
    InputError
        When the shares do not sum to 100, one is negative, or all lie in one bin.

    Notes
    -----
    SPIES (Haran, Moore & Morewedge 2010): the quantiles come from the cumulated shares, here log-linear within a bin.

    Examples
    --------
    >>> from_bins([1, 2, 4, 8], [10, 40, 40, 10])
    Answer(p10=1.0, p50=2.0, p90=4.0)
    """
    weights = np.asarray(shares, dtype=float)
    if (weights < 0).any() or abs(weights.sum() - 100) > 0.5:
        raise InputError(
            f"the shares sum to {weights.sum():g} %.", expected="shares from 0 up that sum to 100 %.", todo="move some from bin to bin."
        )
    if np.count_nonzero(weights) < 2:
        raise InputError("all of it lies in one bin.", expected="at least two bins with a share.", todo="think of what could go otherwise.")
    ends = np.log(np.asarray(edges, dtype=float))
    starts = np.r_[2 * ends[0] - ends[1], ends[:-1]]
    total = np.r_[0.0, np.cumsum(weights) / weights.sum()]
    found = []
    for level in (0.1, 0.5, 0.9):
        i = int(np.searchsorted(total, level - 1e-12)) - 1
        share = (level - total[i]) / (total[i + 1] - total[i])
        found.append(float(np.exp(starts[i] + share * (ends[i] - starts[i]))))
    return Answer(*(round(v, 6) for v in found))


@dataclass(frozen=True)
class Pert:
    """What the old three-point rule makes of an answer.

    Parameters
    ----------
    mean, deviation : float
        (O + 4M + P) ÷ 6 and (P − O) ÷ 6.
    low, high : float
        The 80 % range that a normal distribution with these would have.
    """

    mean: float
    deviation: float
    low: float
    high: float


def pert(optimistic: float, likely: float, pessimistic: float) -> Pert:
    """PERT from three points.

    Parameters
    ----------
    optimistic, likely, pessimistic : float
        The points, rising.

    Returns
    -------
    Pert

    Notes
    -----
    Malcolm, Roseboom, Clark & Fazar (1959). The rule takes O and P for the very ends of what can happen; who puts P10 and P90 there
    gets a range that is about half as wide as meant.

    Examples
    --------
    >>> found = pert(4, 8, 24)
    >>> found.mean, round(found.low, 1), round(found.high, 1)
    (10.0, 5.7, 14.3)
    """
    mean, deviation = (optimistic + 4 * likely + pessimistic) / 6, (pessimistic - optimistic) / 6
    z = 1.2815515655446004
    return Pert(mean, deviation, mean - z * deviation, mean + z * deviation)


def bet_says(choice: Literal["range", "wheel", "same"]) -> Literal["narrower", "wider", "fits"]:
    """What the choice between one's range and a wheel that wins 8 times of 10 says of the range.

    Parameters
    ----------
    choice : {"range", "wheel", "same"}
        Which of the two somebody would rather bet on.

    Returns
    -------
    {"narrower", "wider", "fits"}
        What to make of the range.

    Notes
    -----
    The equivalent bet (Spetzler & Staël von Holstein 1975).

    Examples
    --------
    >>> bet_says("wheel")
    'wider'
    """
    known: dict[str, Literal["narrower", "wider", "fits"]] = {"range": "narrower", "wheel": "wider", "same": "fits"}
    return known[choice]


def consensus(answers: Sequence[Answer]) -> Answer:
    """Several people's ranges as one.

    Parameters
    ----------
    answers : sequence of Answer
        At least one.

    Returns
    -------
    Answer
        The median of the logs, quantile by quantile.

    Notes
    -----
    Averaging quantiles keeps the width that people agree on, where averaging probabilities widens it
    (Lichtendahl, Grushka-Cockayne & Winkler 2013); the median withstands one odd answer.

    Examples
    --------
    >>> consensus([Answer(1, 2, 4), Answer(2, 4, 8), Answer(4, 8, 100)])
    Answer(p10=2.0, p50=4.0, p90=8.0)
    """
    if not answers:
        raise InputError("no answer was given to put together.", expected="at least one.")
    logs: Floats = np.log([[a.p10, a.p50, a.p90] for a in answers])
    return Answer(*(round(float(v), 9) for v in np.exp(np.median(logs, axis=0))))
