"""The estimate log: how often work was estimated again, and whether that helped."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.tables import NotEnoughEvidence, Tables

from . import intervals
from .frames import first_rows, is_done, key_numbers, pick, yes
from .intervals import Interval

_TASK = ["project_id", "task_id"]
_DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class Reestimation:
    """How often finished work was estimated again, and which way.

    Attributes
    ----------
    n : int
        Finished tasks with an estimate log in the unit of their actual.
    changed : int
        Those whose last estimate differs from the first.
    share : float
        changed ÷ n.
    share_range : Interval
        Wilson range for that share.
    up, down : int
        Last estimate above, below the first.
    closer, further : int
        Last estimate closer to the actual than the first, or further from it (as a ratio).
    closer_range : Interval or None
        Wilson range for closer ÷ (closer + further); None where neither was seen.
    """

    n: int
    changed: int
    share: float
    share_range: Interval
    up: int
    down: int
    closer: int
    further: int
    closer_range: Interval | None


@dataclass(frozen=True)
class EstimatingQuality:
    """DeMarco's estimating quality factor over a set of finished tasks.

    Attributes
    ----------
    n : int
        Finished tasks with a start, a finish and an estimate log in the unit of their actual.
    perfect : int
        Tasks whose estimate was exact throughout: they have no number, they are above all others.
    median, p25, p75 : float or None
        Of the factor, the perfect ones counted as highest; None where that quantile is itself perfect.
    median_range : Interval or None
        Range of the median; its high end is infinite where perfect tasks lie within it.
    """

    n: int
    perfect: int
    median: float | None
    p25: float | None
    p75: float | None
    median_range: Interval | None


def with_reestimations(tasks: pd.DataFrame, estimates: pd.DataFrame) -> pd.DataFrame:
    """The tasks with a column ``reestimations``: how often the estimate was changed after the first one.

    Parameters
    ----------
    tasks : DataFrame
        One row per task.
    estimates : DataFrame
        The estimate log.

    Returns
    -------
    DataFrame
        Same rows and index; missing for a task without a log. Repeating the same number is no change. Ready for
        ``accuracy.by(…, "reestimations")``.

    Examples
    --------
    >>> tasks = pd.DataFrame({"project_id": ["P"], "task_id": ["1"]})
    >>> days = pd.to_datetime(["2026-03-02", "2026-03-05"])
    >>> log = pd.DataFrame({"project_id": "P", "task_id": "1", "estimated_on": days, "mid": [5.0, 8.0]})
    >>> with_reestimations(tasks, log)["reestimations"].tolist()
    [1]
    """
    log = _steps(estimates)
    number, wanted = key_numbers(log, pick(tasks, "tasks", _TASK), columns=_TASK)
    at = first_rows(number, wanted)
    steps = pd.Series(number).groupby(number).transform("size").to_numpy()
    count = pd.array(steps[at] - 1 if len(log) else np.zeros(len(tasks), int), dtype="Int64")
    count[at < 0] = pd.NA
    return tasks.assign(reestimations=count)


def _steps(estimates: pd.DataFrame) -> pd.DataFrame:
    """The log in time order, one row per change of the number; the last of one day stands for that day. ``task`` numbers the tasks."""
    log = pick(estimates, "estimates", [*_TASK, "estimated_on", "mid", "unit"]).dropna(subset=["mid", "estimated_on"])
    log = log.assign(task=key_numbers(log, columns=_TASK)[0])
    log = log.iloc[np.lexsort((log["estimated_on"].to_numpy(), log["task"].to_numpy()))]
    log = log.assign(estimated_on=log["estimated_on"].dt.normalize()).drop_duplicates(["task", "estimated_on"], keep="last")
    same = (log["mid"].diff() == 0) & (log["task"].diff() == 0)
    return log[~same].reset_index(drop=True)


def _finished_log(tables: Tables) -> pd.DataFrame:
    """Steps of finished tasks whose log is in the unit of their actual."""
    tasks = tables.tasks
    part = pick(tasks, "tasks", [*_TASK, "actual", "actual_unit", "started_on", "finished_on", "is_rollup"])
    part = part[is_done(tasks) & ~yes(part["is_rollup"]) & part["actual"].gt(0).fillna(False)]
    log = _steps(tables.estimates)
    at = first_rows(*key_numbers(part, log, columns=_TASK))
    log, at = log[at >= 0], at[at >= 0]
    log = log.assign(**{c: part[c].iloc[at].set_axis(log.index) for c in ("actual", "actual_unit", "started_on", "finished_on")})
    return log[(log["mid"] > 0) & (log["unit"] == log["actual_unit"]).fillna(False).astype(bool)]


def reestimation(tables: Tables, *, minimum: int = 10) -> Reestimation | NotEnoughEvidence:
    """How often finished work was estimated again, which way, and whether the last estimate was closer.

    Parameters
    ----------
    tables : Tables
        ``tasks`` and ``estimates``.
    minimum : int
        Finished tasks with a log needed.

    Returns
    -------
    Reestimation or NotEnoughEvidence

    Examples
    --------
    >>> names = [str(i) for i in range(10)]
    >>> tasks = pd.DataFrame({"project_id": "P", "task_id": names, "status_class": "done", "actual": 10.0, "actual_unit": "hours"})
    >>> log = pd.DataFrame({"project_id": "P", "task_id": [*names, "0", "1"], "mid": [8.0] * 10 + [9.0, 20.0], "unit": "hours",
    ...                     "estimated_on": pd.to_datetime(["2026-03-02"] * 10 + ["2026-03-09"] * 2)})
    >>> found = reestimation(Tables({"tasks": tasks, "estimates": log}))
    >>> found.changed, found.up, found.closer, found.further
    (2, 2, 1, 1)
    """
    log = _finished_log(tables)
    ends = log.groupby("task").agg(first=("mid", "first"), last=("mid", "last"), actual=("actual", "first"))
    n = len(ends)
    if n < minimum:
        return NotEnoughEvidence(n, minimum, "finished tasks with an estimate log")
    before, after = np.abs(np.log(ends["actual"] / ends["first"])), np.abs(np.log(ends["actual"] / ends["last"]))
    changed = int((ends["last"] != ends["first"]).sum())
    closer, further = int((after < before - 1e-12).sum()), int((after > before + 1e-12).sum())
    return Reestimation(
        n=n,
        changed=changed,
        share=changed / n,
        share_range=intervals.share(changed, n),
        up=int((ends["last"] > ends["first"]).sum()),
        down=int((ends["last"] < ends["first"]).sum()),
        closer=closer,
        further=further,
        closer_range=intervals.share(closer, closer + further) if closer + further else None,
    )


def quality_factors(tables: Tables) -> pd.DataFrame:
    """DeMarco's estimating quality factor (EQF) of each finished task.

    Parameters
    ----------
    tables : Tables
        ``tasks`` and ``estimates``.

    Returns
    -------
    DataFrame
        One row per finished task with a start, a finish and a log in the unit of its actual: project_id, task_id, estimates
        (different ones in force), days, area (effort × days), eqf, perfect. Where the area is 0, ``perfect`` is True and ``eqf`` is
        missing.

    Notes
    -----
    EQF = A·T ÷ ∫₀ᵀ |E(t) − A| dt with T from the first to the last day of the work, both counted, and E(t) the estimate in force on day t
    (DeMarco, *Controlling Software Projects*, 1982). Before the first estimate, the first one is taken to be in force.

    Examples
    --------
    >>> tasks = pd.DataFrame({"project_id": "P", "task_id": ["1"], "status_class": "done", "actual": 10.0, "actual_unit": "hours",
    ...                       "started_on": pd.to_datetime(["2026-03-02"]), "finished_on": pd.to_datetime(["2026-03-11"])})
    >>> log = pd.DataFrame({"project_id": "P", "task_id": "1", "mid": [5.0, 9.0], "unit": "hours",
    ...                     "estimated_on": pd.to_datetime(["2026-03-01", "2026-03-07"])})
    >>> quality_factors(Tables({"tasks": tasks, "estimates": log}))["eqf"].tolist()
    [3.3333333333333335]
    """
    log = _finished_log(tables).dropna(subset=["started_on", "finished_on"])
    begin, end = log["started_on"].dt.normalize(), log["finished_on"].dt.normalize() + _DAY
    first = ~log.duplicated("task")
    since = log["estimated_on"].where(~first, begin).clip(lower=begin, upper=end)
    until = since.groupby(log["task"]).shift(-1).fillna(end)
    held = (until - since).dt.total_seconds() / 86_400
    log = log.assign(days=(end - begin).dt.total_seconds() / 86_400, area=(log["mid"] - log["actual"]).abs() * held, in_force=held > 0)
    out = log.groupby(_TASK, as_index=False).agg(
        estimates=("in_force", "sum"), days=("days", "first"), area=("area", "sum"), actual=("actual", "first")
    )
    perfect = out["area"] <= 1e-9 * out["actual"] * out["days"]
    eqf = (out["actual"] * out["days"] / out["area"].where(~perfect)).where(~perfect)
    return out.assign(eqf=eqf, perfect=perfect).drop(columns="actual")


def quality(tables: Tables, *, minimum: int = 10) -> EstimatingQuality | NotEnoughEvidence:
    """Estimating quality over the finished tasks.

    Parameters
    ----------
    tables : Tables
        ``tasks`` and ``estimates``.
    minimum : int
        Tasks needed.

    Returns
    -------
    EstimatingQuality or NotEnoughEvidence

    Notes
    -----
    See :func:`quality_factors`. A factor of 5 means that the estimate was off by a fifth of the actual on average over the work.

    Examples
    --------
    >>> print(quality(Tables()))
    not enough evidence: 0 finished tasks with dates and an estimate log, 10 needed
    """
    table = quality_factors(tables)
    n = len(table)
    if n < minimum:
        return NotEnoughEvidence(n, minimum, "finished tasks with dates and an estimate log")
    values = table["eqf"].fillna(np.inf).to_numpy()
    p25, median, p75 = np.quantile(values, [0.25, 0.5, 0.75], method="lower")
    middle, low, high = (float(v) if np.isfinite(v) else None for v in (median, p25, p75))
    return EstimatingQuality(n, int(table["perfect"].sum()), middle, low, high, intervals.quantile(values, 0.5))
