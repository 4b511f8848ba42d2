"""The planted truth about estimates: round numbers, exact hits, optimism and spread per kind, surprises.

A task's actual equals its estimate with probability `exact`; otherwise ln(actual ÷ estimate) is normal around
``centre`` with standard deviation ``sigma``, and in a small share of tasks shifted and widened by a surprise.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Kind:
    """How one kind of work behaves.

    Attributes
    ----------
    median : float
        Typical actual ÷ estimate of tasks that did not hit their estimate exactly.
    sigma : float
        Standard deviation of ln(actual ÷ estimate) around it.
    exact : float
        Probability that the actual is booked exactly as estimated.
    size, size_sigma : float
        Median estimate in hours and standard deviation of its logarithm.
    planned, added : float
        Share of the kind among tasks of the first plan, and among tasks added later.
    """

    median: float
    sigma: float
    exact: float
    size: float
    size_sigma: float
    planned: float
    added: float


KINDS = {
    "feature": Kind(1.33, 0.31, 0.21, 9.0, 0.62, 0.52, 0.34),
    "bug": Kind(0.97, 0.48, 0.28, 4.2, 0.70, 0.15, 0.36),
    "support": Kind(1.50, 0.38, 0.18, 4.5, 0.65, 0.10, 0.18),
    "documentation": Kind(0.83, 0.30, 0.28, 4.0, 0.55, 0.08, 0.04),
    "spike": Kind(1.02, 0.22, 0.45, 8.0, 0.45, 0.06, 0.04),
    "maintenance": Kind(1.10, 0.38, 0.27, 7.0, 0.60, 0.11, 0.08),
}
SURPRISE_SHARE, SURPRISE_SHIFT, SURPRISE_WIDENING = 0.05, 0.60, 1.4

ROUND = (1.0, 2.0, 4.0, 8.0, 16.0, 24.0, 40.0)
OTHER = (0.5, 1.5, 3.0, 5.0, 6.0, 7.0, 10.0, 12.0, 14.0, 20.0, 28.0, 32.0)
ROUND_SHARE = 0.65
POINTS = (1.0, 2.0, 3.0, 5.0, 8.0, 13.0)


@dataclass(frozen=True)
class Odds:
    """The distribution of one task's actual ÷ estimate, before it is drawn."""

    centre: float
    sigma: float
    exact: float

    def at_most(self, ratio: float) -> float:
        """Probability of actual ÷ estimate ≤ `ratio`."""
        x = math.log(ratio)
        slab = (1 - SURPRISE_SHARE) * normal_cdf((x - self.centre) / self.sigma)
        slab += SURPRISE_SHARE * normal_cdf((x - self.centre - SURPRISE_SHIFT) / (self.sigma * SURPRISE_WIDENING))
        return (1 - self.exact) * slab + self.exact * (ratio >= 1)

    def mean(self) -> float:
        """Mean of actual ÷ estimate."""
        wide = self.sigma * SURPRISE_WIDENING
        usual = (1 - SURPRISE_SHARE) * math.exp(self.centre + self.sigma**2 / 2)
        return self.exact + (1 - self.exact) * (usual + SURPRISE_SHARE * math.exp(self.centre + SURPRISE_SHIFT + wide**2 / 2))

    def draw(self, rng: np.random.Generator) -> float:
        """One actual ÷ estimate."""
        hit, surprised, z = rng.random(), rng.random(), rng.standard_normal()
        if hit < self.exact:
            return 1.0
        if surprised < SURPRISE_SHARE:
            return math.exp(self.centre + SURPRISE_SHIFT + self.sigma * SURPRISE_WIDENING * z)
        return math.exp(self.centre + self.sigma * z)


def normal_cdf(x: float) -> float:
    """Standard normal distribution function."""
    return 0.5 * (1 + math.erf(x / math.sqrt(2)))


def quantile(odds: Iterable[Odds], p: float) -> float:
    """The ratio that a share `p` of the tasks stays below, by the planted odds (bisection)."""
    alike = Counter(odds)
    low, high = 0.05, 50.0
    for _ in range(34):
        middle = math.sqrt(low * high)
        if sum(n * o.at_most(middle) for o, n in alike.items()) / alike.total() < p:
            low = middle
        else:
            high = middle
    return middle


def nearest(value: float, grid: tuple[float, ...]) -> float:
    """The number of the grid that lies nearest, by ratio."""
    return min(grid, key=lambda g: abs(math.log(g / value)))


def draw_estimate(kind: str, rng: np.random.Generator, *, unit: str, scale: float = 1.0) -> float:
    """An estimate as people give them: mostly a round number."""
    k = KINDS[kind]
    wish = k.size * scale * math.exp(k.size_sigma * rng.standard_normal())
    rounded = rng.random() < ROUND_SHARE
    if unit == "points":
        return nearest(wish / 2.6, POINTS)
    return nearest(wish, ROUND if rounded else OTHER)


def booked(hours: float, estimate: float) -> float:
    """Hours as a timesheet holds them: quarter hours, half hours from 8 hours up; never by accident the estimate."""
    step = 0.25 if hours < 8 else 0.5
    value = max(step, round(hours / step) * step)
    if value == estimate:
        value += step if hours >= estimate else -step
    return value if value > 0 else step * 2
