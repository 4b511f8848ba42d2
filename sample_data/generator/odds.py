"""What the planted odds let one expect of a sample: a value, and between which values it lands almost always."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import mean

from .ratios import Odds, quantile
from .work import Task


def number(value: float, digits: int = 4) -> float:
    """A number short enough for a file."""
    return round(float(value), digits)


def band(odds: list[Odds], p: float) -> dict[str, float]:
    """The quantile by the planted odds, and where the sample's may lie (three standard errors of its rank)."""
    wide = 3 * math.sqrt(p * (1 - p) / len(odds))
    low, high = max(p - wide, 0.001), min(p + wide, 0.999)
    return {
        "truth": number(quantile(odds, p)),
        "from": number(quantile(odds, low) * 0.98 - 0.005),  # hours are booked in quarters: a little play
        "to": number(quantile(odds, high) * 1.02 + 0.005),
    }


def share(probabilities: list[float]) -> dict[str, float]:
    """A share by the planted odds, and where the sample's may lie."""
    p = mean(probabilities)
    wide = 3 * math.sqrt(sum(q * (1 - q) for q in probabilities)) / len(probabilities)
    return {"truth": number(p), "from": number(p - wide), "to": number(p + wide)}


def total(tasks: Sequence[Task]) -> dict[str, float]:
    """The ratio of sums by the planted odds, and where the sample's may lie."""
    known = [(t.size, t.actual, t.odds.mean()) for t in tasks if t.odds]
    whole = sum(size for size, _, _ in known)
    expected = sum(size * ratio for size, _, ratio in known) / whole
    spread = math.sqrt(sum((actual - size * ratio) ** 2 for size, actual, ratio in known)) / whole
    return {"truth": number(expected), "from": number(expected - 3 * spread), "to": number(expected + 3 * spread)}
