"""Where a total is expected: between the sum of the task forecasts and the plain ratio of past totals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .history import Floats, History
from .layers import weights

USUAL_RATIO = 1.2  # before any evidence totals end a fifth above the sum of the estimates, on average
USUAL_WEIGHT = 100.0  # evidence of so many equally large tasks weighs as much as that
USUAL_DOUBT = 0.03  # variance of ln(ratio of totals) among organisations, as far as the spread of tasks does not cover it
HALF_WAY, ENOUGH = 60.0, 100.0  # tasks in the sum, and finished tasks, at which both centres weigh alike


@dataclass(frozen=True)
class Sums:
    """Totals of finished work, each task weighted by its age.

    Parameters
    ----------
    estimate, actual : float
        ΣωE and ΣωA.
    effective : float
        Number of equally large tasks that tell as much, (ΣωE)² ÷ Σ(ωE)².
    n : int
        Number of tasks.
    same_unit : bool
        Whether estimate and actual are measured alike, so that a usual ratio is known.
    """

    estimate: float
    actual: float
    effective: float
    n: int
    same_unit: bool

    @property
    def trust(self) -> float:
        """How much own work weighs against what is usual, 0 to 1."""
        return self.effective / (self.effective + USUAL_WEIGHT) if self.same_unit else 1.0

    @property
    def log_ratio(self) -> float:
        """ln of the ratio of totals ΣωA ÷ ΣωE, pulled towards the usual ratio while there is little own work."""
        own = np.log(self.actual / self.estimate) if self.n else 0.0
        return float(self.trust * own + (1 - self.trust) * np.log(USUAL_RATIO))

    @property
    def doubt(self) -> float:
        """Variance of that ratio, beyond what the task forecasts say already."""
        return USUAL_DOUBT * (1 - self.trust) if self.n else 0.0


def sums(past: History) -> Sums:
    """Age-weighted totals of finished tasks.

    Examples
    --------
    >>> import pandas as pd
    >>> from workbench.calibration.history import history
    >>> tasks = pd.DataFrame({"estimate": [2.0, 2.0], "actual": [3.0, 5.0]})
    >>> round(sums(history(tasks, as_of=pd.Timestamp("2026-01-31"))).effective, 6)
    2.0
    """
    part = weights(past.age) * past.estimate
    effective = float(part.sum() ** 2 / (part @ part)) if len(past) else 0.0
    return Sums(float(part.sum()), float(weights(past.age) @ past.actual), effective, len(past), past.same_unit)


def weight_of_ratio(tasks: Floats, n: Floats) -> Floats:
    """How much the plain ratio of totals weighs in the centre of a total.

    Parameters
    ----------
    tasks : ndarray
        Effective number of tasks in the total, K.
    n : ndarray
        Finished tasks to learn from.

    Returns
    -------
    ndarray
        1 − 60/(60 + K) · n²/(n² + 100²): task forecasts rule where few tasks are summed and many are finished, the plain ratio
        elsewhere, because errors of the task model add up and those of single tasks do not.

    Examples
    --------
    >>> weight_of_ratio(np.array([1.0, 60.0]), np.array([1e6, 1e6])).round(2).tolist()
    [0.02, 0.5]
    """
    return 1 - HALF_WAY / (HALF_WAY + tasks) * n**2 / (n**2 + ENOUGH**2)
