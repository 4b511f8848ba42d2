"""Accuracy of estimates: bias, spread, totals, and where an overrun came from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy

from workbench.tables import NotEnoughEvidence

from . import intervals
from .errors import mean_absolute_error, random_guess_error
from .groups import groups
from .intervals import Interval
from .pairs import REASONS, Comparable, comparable, reasons
from .ranges import HitRate, hit_rate
from .rates import Rate, rate
from .rounding import RoundNumbers, is_round, round_numbers

__all__ = [
    "REASONS",
    "Accuracy",
    "Comparable",
    "HitRate",
    "Rate",
    "RoundNumbers",
    "by",
    "comparable",
    "hit_rate",
    "rate",
    "round_numbers",
    "summary",
    "total_ratio",
]

MINIMUM = 10  # P10 and P90 need 9 values
_CLOSE = 1e-9


@dataclass(frozen=True)
class Accuracy:
    """How actuals compare with estimates over a set of finished tasks.

    Attributes
    ----------
    n : int
        Comparable tasks.
    unit : str
        Unit of all efforts below.
    bias : float
        Median of actual ÷ estimate; above 1 means underestimated.
    bias_range : Interval or None
        Range for the bias.
    geometric_mean : float
        exp of the mean log ratio.
    geometric_range : Interval
        Its range.
    p10, p90 : float
        The spread: 10th and 90th percentile of actual ÷ estimate.
    p10_range, p90_range : Interval or None
        Their ranges; None where there are too few tasks for one.
    log_sd : float
        Standard deviation of the log ratio.
    total_ratio : float
        Σ actual ÷ Σ estimate; money follows this one, not the bias.
    estimate, actual, over : float
        Σ estimate, Σ actual, and Σ actual − Σ estimate, in `unit`.
    over_share : float
        Share of tasks whose actual is above the estimate.
    over_range : Interval
        Wilson range for that share.
    within_25 : float
        Share with \\|actual − estimate\\| ≤ 25 % of actual.
    within_25_range : Interval
        Wilson range for that share.
    mar, mar_p0 : float
        Mean \\|actual − estimate\\|, and what it would be if each task were guessed by another task's actual.
    standardised_accuracy : float or None
        1 − mar ÷ mar_p0: 0 is no better than guessing; None where all actuals are equal.
    exact_share, round_share : float
        Share of actuals equal to the estimate; share of estimates that are round numbers.
    exact_range, round_range : Interval
        Wilson ranges for those shares.
    level : float
        Level of the ranges.
    """

    n: int
    unit: str
    bias: float
    bias_range: Interval | None
    geometric_mean: float
    geometric_range: Interval
    p10: float
    p90: float
    p10_range: Interval | None
    p90_range: Interval | None
    log_sd: float
    total_ratio: float
    estimate: float
    actual: float
    over: float
    over_share: float
    over_range: Interval
    within_25: float
    within_25_range: Interval
    mar: float
    mar_p0: float
    standardised_accuracy: float | None
    exact_share: float
    exact_range: Interval
    round_share: float
    round_range: Interval
    level: float = intervals.LEVEL


def summary(tasks: pd.DataFrame, *, minimum: int = MINIMUM) -> Accuracy | NotEnoughEvidence:
    """How actuals compared with estimates.

    Parameters
    ----------
    tasks : DataFrame
        One row per task; those that are not comparable are left out, see :func:`comparable`.
    minimum : int
        Comparable tasks needed.

    Returns
    -------
    Accuracy or NotEnoughEvidence

    Notes
    -----
    z = A/E and its distribution: Kitchenham et al. 2001. MAR and standardised accuracy: Shepperd & MacDonell 2012, with the
    exact MAR_P0 of Langdon et al. 2016. Percentiles interpolate linearly between the ordered ratios.

    Examples
    --------
    >>> tasks = pd.DataFrame({"status_class": "done", "estimate": 8.0, "actual": np.arange(6.0, 16.0), "estimate_unit": "hours",
    ...                       "actual_unit": "hours"})
    >>> found = summary(tasks)
    >>> found.n, round(found.bias, 2), round(found.total_ratio, 2), found.within_25
    (10, 1.31, 1.31, 0.4)
    >>> print(summary(tasks.head(3)))
    not enough evidence: 3 comparable finished tasks, 10 needed
    """
    why, unit = reasons(tasks)
    n = int((why == 0).sum())
    if n < minimum or unit is None:
        return NotEnoughEvidence(n, minimum, "comparable finished tasks")
    e, a = (tasks[c].to_numpy(float)[why == 0] for c in ("estimate", "actual"))
    ratio = a / e
    p10, median, p90 = np.quantile(ratio, [0.1, 0.5, 0.9])
    logs = np.log(ratio)
    mean, sd = float(logs.mean()), float(logs.std(ddof=1)) if n > 1 else 0.0
    half = float(scipy.special.stdtrit(n - 1, 0.5 + intervals.LEVEL / 2)) * sd / np.sqrt(n) if n > 1 else np.inf
    over, exact, rounds = (int(np.sum(hit)) for hit in (a > e, a == e, is_round(e)))
    close = int(np.sum(np.abs(a - e) <= 0.25 * a * (1 + _CLOSE)))
    total_e, total_a = float(e.sum()), float(a.sum())
    mar, guess = mean_absolute_error(a, e), random_guess_error(a)
    return Accuracy(
        n=n,
        unit=unit,
        bias=float(median),
        bias_range=intervals.quantile(ratio, 0.5),
        geometric_mean=float(np.exp(mean)),
        geometric_range=Interval(float(np.exp(mean - half)), float(np.exp(mean + half))),
        p10=float(p10),
        p90=float(p90),
        p10_range=intervals.quantile(ratio, 0.1),
        p90_range=intervals.quantile(ratio, 0.9),
        log_sd=sd,
        total_ratio=total_a / total_e,
        estimate=total_e,
        actual=total_a,
        over=total_a - total_e,
        over_share=over / n,
        over_range=intervals.share(over, n),
        within_25=close / n,
        within_25_range=intervals.share(close, n),
        mar=mar,
        mar_p0=guess,
        standardised_accuracy=1 - mar / guess if guess > 0 else None,
        exact_share=exact / n,
        exact_range=intervals.share(exact, n),
        round_share=rounds / n,
        round_range=intervals.share(rounds, n),
    )


def total_ratio(tasks: pd.DataFrame, *, rng: np.random.Generator, minimum: int = MINIMUM) -> Interval | NotEnoughEvidence:
    """How sure the ratio of sums is: its range when the tasks are drawn again.

    Parameters
    ----------
    tasks : DataFrame
        One row per task.
    rng : Generator
        Source of the draws.
    minimum : int
        Comparable tasks needed.

    Returns
    -------
    Interval or NotEnoughEvidence
        Range of Σ actual ÷ Σ estimate.

    Notes
    -----
    Percentile bootstrap over tasks, see :func:`workbench.analysis.intervals.ratio_of_sums`.

    Examples
    --------
    >>> tasks = pd.DataFrame({"status_class": "done", "estimate": 8.0, "actual": np.arange(6.0, 16.0), "estimate_unit": "hours",
    ...                       "actual_unit": "hours"})
    >>> print(total_ratio(tasks, rng=np.random.default_rng(1)))
    1.09 to 1.54
    """
    why, _ = reasons(tasks)
    n = int((why == 0).sum())
    if n < minimum:
        return NotEnoughEvidence(n, minimum, "comparable finished tasks")
    part = tasks.loc[why == 0, ["estimate", "actual"]]
    return intervals.ratio_of_sums(part["actual"], part["estimate"], rng=rng)


def by(tasks: pd.DataFrame, column: str, *, minimum: int = 20) -> pd.DataFrame:
    """Accuracy per group, the group with the largest overrun first.

    Parameters
    ----------
    tasks : DataFrame
        One row per task.
    column : str
        What to group by: a column of the tasks that names no person, or ``size`` (fifths of the estimates) or ``year``
        (of the finish). A task with several ``labels`` counts once under each.
    minimum : int
        Comparable tasks that a group needs before its ratios are told.

    Returns
    -------
    DataFrame
        One row per group: group, n, bias, bias_low, bias_high (range of the median at 95 %), p10, p80, p90,
        total_ratio, total_low, total_high (its range at 95 %), estimate, actual, over (Σ actual − Σ estimate, in the unit
        of the tasks), over_share (share of tasks above their estimate), enough. Below `minimum` the group keeps its counts and
        sums; its percentiles are missing and
        ``enough`` is False. Sorted by ``over``, largest first. Roles are shown only where 5 people and 10
        tasks stand behind them; smaller ones are joined as ``other roles``, or left out.

    Raises
    ------
    InputError
        When the column names a person.
    SchemaError
        When there is no such column.

    Notes
    -----
    By size, small estimates look too low and large ones too high by chance alone (regression to the mean): read it with the spread.

    Examples
    --------
    >>> tasks = pd.DataFrame({"status_class": "done", "kind": ["bug", "feature"] * 20, "estimate": 8.0, "actual": [12.0, 8.0] * 20,
    ...                       "estimate_unit": "hours", "actual_unit": "hours"})
    >>> by(tasks, "kind")[["group", "n", "bias", "over"]].to_dict("records")
    [{'group': 'bug', 'n': 20, 'bias': 1.5, 'over': 80.0}, {'group': 'feature', 'n': 20, 'bias': 1.0, 'over': 0.0}]
    """
    why, _ = reasons(tasks)
    rows, codes, names = groups(tasks, np.flatnonzero(why == 0), column)
    if not names:
        e = a = np.empty(0)
    else:
        e, a = (tasks[c].to_numpy(float)[rows] for c in ("estimate", "actual"))
    k = len(names)
    n = np.bincount(codes, minlength=k)
    table = intervals.grouped_quantiles(a / e, codes, k, (0.1, 0.5, 0.8, 0.9))
    total_e, total_a = np.bincount(codes, e, minlength=k), np.bincount(codes, a, minlength=k)
    total_low, total_high = intervals.grouped_ratios(a, e, codes, k)
    out = pd.DataFrame(
        {
            "group": pd.Series(names, dtype="str"),
            "n": n,
            "bias": table[0.5],
            "bias_low": table["low"],
            "bias_high": table["high"],
            "p10": table[0.1],
            "p80": table[0.8],
            "p90": table[0.9],
            "total_ratio": total_a / total_e if k else np.empty(0),
            "total_low": total_low,
            "total_high": total_high,
            "estimate": total_e,
            "actual": total_a,
            "over": total_a - total_e,
            "over_share": np.bincount(codes, a > e, minlength=k) / np.maximum(n, 1),
            "enough": n >= minimum,
        }
    )
    told = ["bias", "bias_low", "bias_high", "p10", "p80", "p90", "total_low", "total_high", "over_share"]
    out[told] = out[told].where(out["enough"])
    return out.sort_values(["over", "group"], ascending=[False, True], ignore_index=True)
