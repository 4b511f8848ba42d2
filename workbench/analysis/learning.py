"""Learning over time: do estimates get better from period to period?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy

from workbench.tables import InputError, NotEnoughEvidence

from .frames import pick
from .intervals import LEVEL, Interval, grouped_quantiles
from .pairs import reasons

_DAYS = {"M": 30.4375, "Q": 91.3125, "Y": 365.25}


@dataclass(frozen=True)
class Learning:
    """How bias and the typical miss moved over time.

    Attributes
    ----------
    n : int
        Comparable tasks with a finish day.
    unit : str
        Their unit.
    periods : DataFrame
        One row per period: period (its first day), n, bias, low, high (range of the bias), p10, p90, geometric_mean, miss (geometric
        mean of the factor between the larger and the smaller of actual and estimate: 1 is exact), within_25, enough. Below the
        minimum only the counts are told.
    miss_per_year : float or None
        Factor by which the typical miss changes in a year; below 1 is learning. None below 6 periods with enough tasks.
    miss_range : Interval or None
        Its range at 95 %.
    bias_per_year : float or None
        Factor by which the geometric mean of actual ÷ estimate changes in a year; below 1: actuals fall against estimates.
    bias_range : Interval or None
        Its range at 95 %.
    """

    n: int
    unit: str
    periods: pd.DataFrame
    miss_per_year: float | None
    miss_range: Interval | None
    bias_per_year: float | None
    bias_range: Interval | None


def over_time(tasks: pd.DataFrame, *, every: str = "Q", minimum: int = 10) -> Learning | NotEnoughEvidence:
    """Whether estimates got better over time.

    Parameters
    ----------
    tasks : DataFrame
        One row per task.
    every : str
        ``M``, ``Q`` or ``Y``: month, quarter or year of the finish.
    minimum : int
        Comparable tasks needed, in all and in a period that counts.

    Returns
    -------
    Learning or NotEnoughEvidence

    Notes
    -----
    Theil–Sen slope over the periods with enough tasks (Sen 1968), on the logarithms of geometric mean and miss: where many tasks hit
    their estimate exactly the median stands still while the rest moves. Tasks count in the period in which they finished. Early
    periods hold more quick tasks, because slow ones finish later: a rising bias in the first periods can
    come from that alone.

    Examples
    --------
    >>> days = pd.date_range("2024-01-01", periods=240, freq="3D")
    >>> tasks = pd.DataFrame({"status_class": "done", "estimate": 8.0, "actual": 8.0 * np.exp(np.linspace(0.8, 0.1, 240)),
    ...                       "estimate_unit": "hours", "actual_unit": "hours", "finished_on": days})
    >>> found = over_time(tasks)
    >>> len(found.periods), round(found.bias_per_year, 2)
    (8, 0.7)
    """
    if every not in _DAYS:
        raise InputError(f"the period {every!r} arrived.", expected="M, Q or Y (month, quarter or year).")
    why, unit = reasons(tasks)
    finish = pick(tasks, "tasks", ["finished_on"])["finished_on"]
    rows = np.flatnonzero((why == 0) & finish.notna().to_numpy())
    if rows.size < minimum or unit is None:
        return NotEnoughEvidence(int(rows.size), minimum, "comparable finished tasks with a finish day")
    e, a = (tasks[c].to_numpy(float)[rows] for c in ("estimate", "actual"))
    number = finish.iloc[rows].dt.to_period(every).astype("int64").to_numpy()
    codes = number - number.min()
    k = int(codes.max()) + 1
    span = pd.period_range(pd.Period(ordinal=int(number.min()), freq=every), periods=k)
    ratio = a / e
    table = grouped_quantiles(ratio, codes, k, (0.5, 0.1, 0.9))
    n = np.bincount(codes, minlength=k)
    close = np.bincount(codes, np.abs(a - e) <= 0.25 * a * (1 + 1e-9), minlength=k) / np.maximum(n, 1)
    periods = pd.DataFrame(
        {
            "period": span.start_time,
            "n": n,
            "bias": table[0.5],
            "low": table["low"],
            "high": table["high"],
            "p10": table[0.1],
            "p90": table[0.9],
            "geometric_mean": np.exp(np.bincount(codes, np.log(ratio), minlength=k) / np.maximum(n, 1)),
            "miss": np.exp(np.bincount(codes, np.abs(np.log(ratio)), minlength=k) / np.maximum(n, 1)),
            "within_25": close,
            "enough": n >= minimum,
        }
    )
    told = ["bias", "low", "high", "p10", "p90", "geometric_mean", "miss", "within_25"]
    periods[told] = periods[told].where(periods["enough"])
    years = np.arange(k) * _DAYS[every] / 365.25
    miss, miss_range = _per_year(years, periods["miss"])
    bias, bias_range = _per_year(years, periods["geometric_mean"])
    return Learning(int(rows.size), unit, periods, miss, miss_range, bias, bias_range)


def _per_year(years: np.ndarray, values: pd.Series) -> tuple[float | None, Interval | None]:
    known = values.notna().to_numpy()
    if known.sum() < 6:
        return None, None
    slope, _, low, high = scipy.stats.theilslopes(np.log(values[known]), years[known], alpha=LEVEL)
    return float(np.exp(slope)), Interval(float(np.exp(low)), float(np.exp(high)))
