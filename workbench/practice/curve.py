"""The calibration curve of a trainee: how often actuals stayed at or below P10, P50 and P90."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from workbench.tables import NotEnoughEvidence

from .flags import HitRate, hit_rate

ENOUGH = 20
POINTS = (("p10", 0.1), ("p50", 0.5), ("p90", 0.9))


@dataclass(frozen=True)
class Curve:
    """Three points with their bars.

    Parameters
    ----------
    n : int
        Answers.
    points : DataFrame[level, below, upto, low, high]
        Share of actuals below each of P10, P50, P90, and at or below it: the two differ by ties. The bar is the 90 % Jeffreys
        interval of the latter's count, widened downwards by that of the former's.
    """

    n: int
    points: pd.DataFrame = field(repr=False, compare=False)


def calibration_curve(answers: pd.DataFrame) -> Curve | NotEnoughEvidence:
    """How often actuals stayed at or below each end of the range and its middle.

    Parameters
    ----------
    answers : DataFrame
        p10, p50, p90, actual.

    Returns
    -------
    Curve or NotEnoughEvidence
        From 20 answers on.

    Examples
    --------
    >>> frame = pd.DataFrame({"p10": 10.0, "p50": 20.0, "p90": 40.0, "actual": [5.0, 15.0, 20.0, 30.0, 90.0] * 4})
    >>> calibration_curve(frame).points[["below", "upto"]].round(2).to_numpy().tolist()
    [[0.2, 0.2], [0.4, 0.6], [0.8, 0.8]]
    """
    n = len(answers)
    if n < ENOUGH:
        return NotEnoughEvidence(n, ENOUGH, "answers")
    x = np.log(answers["actual"].to_numpy(float))
    rows = []
    for name, level in POINTS:
        d = x - np.log(answers[name].to_numpy(float))
        below, upto = int((d < -1e-9).sum()), int((d < 1e-9).sum())
        under, over = hit_rate(below, n), hit_rate(upto, n)
        assert isinstance(under, HitRate)
        assert isinstance(over, HitRate)
        rows.append({"level": level, "below": below / n, "upto": upto / n, "low": under.low, "high": over.high})
    return Curve(n, pd.DataFrame(rows))
