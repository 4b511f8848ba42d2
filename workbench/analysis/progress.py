"""Accuracy as work goes on: does the cone of uncertainty narrow?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy

from workbench.tables import NotEnoughEvidence, Tables

from .frames import is_done, pick, yes
from .intervals import LEVEL, Interval, grouped_quantiles

_TASK = ["project_id", "task_id"]
_DAY = pd.Timedelta(days=1)
STAGES = ("before the start", "first third", "second third", "last third")
QUARTERS = ("1st quarter", "2nd quarter", "3rd quarter", "4th quarter")
_NORMAL_80 = 2.563  # P90 − P10 of a normal distribution in standard deviations


@dataclass(frozen=True)
class Cone:
    """Actual ÷ estimate by how far the work was when it was estimated.

    Attributes
    ----------
    n : int
        Estimates of finished tasks.
    tasks : int
        Tasks that they belong to.
    unit : str
        Their unit.
    stages : DataFrame
        stage, n, bias, low, high (range of the bias at 95 %), p10, p90, sigma (spread of the log ratio, ln(P90/P10)/2.563), enough: from
        before the start to the last third.
    correlation : float or None
        Rank correlation between progress and \\|ln ratio\\|, over the estimates made after the start; below 0 means that the cone narrows.
    correlation_range : Interval or None
        Its range at 95 %.
    """

    n: int
    tasks: int
    unit: str
    stages: pd.DataFrame
    correlation: float | None
    correlation_range: Interval | None


def cone(tables: Tables, *, minimum: int = 20) -> Cone | NotEnoughEvidence:
    """Whether later estimates of a task were better than early ones.

    Parameters
    ----------
    tables : Tables
        ``tasks`` and ``estimates``; every estimate of a finished task with dates counts.
    minimum : int
        Estimates needed, in all and per stage.

    Returns
    -------
    Cone or NotEnoughEvidence

    Notes
    -----
    Progress is the share of the calendar days from start to finish that had passed. σ = ln(P90/P10)/2.563 per stage. Boehm 1981
    expects σ to shrink; Little 2006 found that it does not. Finished tasks only: those that were easy to foresee finish first.

    Examples
    --------
    >>> print(cone(Tables()))
    not enough evidence: 0 estimates of finished tasks with dates, 20 needed
    """
    tasks = tables.tasks
    part = pick(tasks, "tasks", [*_TASK, "actual", "actual_unit", "started_on", "finished_on", "is_rollup"])
    part = part[is_done(tasks) & ~yes(part["is_rollup"]) & part["actual"].gt(0).fillna(False)]
    part = part.dropna(subset=["started_on", "finished_on"])
    log = pick(tables.estimates, "estimates", [*_TASK, "estimated_on", "mid", "unit"]).merge(part, on=_TASK)
    log = log[(log["mid"] > 0) & (log["unit"] == log["actual_unit"]).fillna(False).astype(bool)]
    log = log[log["estimated_on"].dt.normalize() <= log["finished_on"].dt.normalize()]
    if len(log):
        log = log[log["unit"] == log["unit"].mode().iloc[0]]
    n = len(log)
    if n < minimum:
        return NotEnoughEvidence(n, minimum, "estimates of finished tasks with dates")
    begin, end = log["started_on"].dt.normalize(), log["finished_on"].dt.normalize() + _DAY
    progress = ((log["estimated_on"].dt.normalize() - begin) / (end - begin)).to_numpy()
    stage = np.where(progress <= 0, 0, 1 + np.clip((progress * 3).astype(int), 0, 2))
    ratio = (log["actual"] / log["mid"]).to_numpy()
    table = grouped_quantiles(ratio, stage, len(STAGES), (0.5, 0.1, 0.9)).rename(columns={0.5: "bias", 0.1: "p10", 0.9: "p90"})
    table = table[["bias", "low", "high", "p10", "p90"]].assign(sigma=lambda t: np.log(t["p90"] / t["p10"]) / _NORMAL_80)
    count = np.bincount(stage, minlength=len(STAGES))
    table = table.where(pd.Series(count >= minimum), np.nan)
    table.insert(0, "stage", list(STAGES))
    table.insert(1, "n", count)
    correlation, spread = _correlation(progress[stage > 0], np.abs(np.log(ratio[stage > 0])), minimum)
    return Cone(
        n=n,
        tasks=len(log.drop_duplicates(_TASK)),
        unit=str(log["unit"].iloc[0]),
        stages=table.assign(enough=count >= minimum),
        correlation=correlation,
        correlation_range=spread,
    )


def _correlation(x: np.ndarray, y: np.ndarray, minimum: int) -> tuple[float | None, Interval | None]:
    if x.size < max(minimum, 4) or np.ptp(x) == 0 or np.ptp(y) == 0:
        return None, None
    rank = float(scipy.stats.spearmanr(x, y).statistic)
    if abs(rank) >= 1:
        return rank, None
    half = scipy.special.ndtri(0.5 + LEVEL / 2) * np.sqrt(1.06 / (x.size - 3))
    return rank, Interval(float(np.tanh(np.arctanh(rank) - half)), float(np.tanh(np.arctanh(rank) + half)))


def with_quarter(tasks: pd.DataFrame) -> pd.DataFrame:
    """The tasks with a column ``quarter``: in which quarter of their project they were estimated.

    Parameters
    ----------
    tasks : DataFrame
        One row per task; the project's first and last known days span its duration.

    Returns
    -------
    DataFrame
        Same rows and index; ``quarter`` from *1st quarter* to *4th quarter*, missing for tasks without a date. The day of the estimate
        counts, else the day it was created or started. Ready for ``accuracy.by(…, "quarter")``.

    Examples
    --------
    >>> tasks = pd.DataFrame({"project_id": "P", "estimated_on": pd.to_datetime(["2026-01-01", "2026-03-01", "2026-12-31"])})
    >>> with_quarter(tasks)["quarter"].tolist()
    ['1st quarter', '1st quarter', '4th quarter']
    """
    part = pick(tasks, "tasks", ["project_id", "estimated_on", "created_on", "started_on", "finished_on"])
    day = part["estimated_on"].fillna(part["created_on"]).fillna(part["started_on"])
    first = part[["estimated_on", "created_on", "started_on"]].min(axis=1).groupby(part["project_id"]).transform("min")
    last = part[["estimated_on", "started_on", "finished_on"]].max(axis=1).groupby(part["project_id"]).transform("max")
    share = (day - first).dt.total_seconds() / ((last - first).dt.total_seconds() + 1e-6)
    place = (share * 4).clip(0, 3).fillna(-1).astype(int)
    quarter = pd.Series(np.array([*QUARTERS, None], dtype=object)[place], index=tasks.index, dtype="str")
    return tasks.assign(quarter=quarter)
