"""How much effort a backlog takes, as a distribution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.calibration import Calibration
from workbench.tables import InputError

Floats = npt.NDArray[np.float64]
FINE = np.round(np.arange(1, 1000) / 1000, 3)
SHOWN = (0.1, 0.5, 0.8, 0.9)


@dataclass(frozen=True)
class EffortForecast:
    """Distribution of the total effort of a backlog.

    Parameters
    ----------
    n_tasks : int
        Tasks in the total.
    unit : str
        Unit of the effort.
    estimate_unit : str
        Unit of the estimates.
    estimate_sum : float
        Bare sum of the estimates, in `estimate_unit`.
    n_history : int
        Finished tasks that the calibration learned from.
    tasks : DataFrame[task_id, title, kind, estimate, p10, p50, p80, p90]
        One row per task; efforts in `unit`. The columns p… are the requested levels.
    left_out : DataFrame[reason, n]
        Tasks of the backlog that are not in the total.
    totals : ndarray, shape (999,)
        Total effort at the levels .001 … .999.
    """

    n_tasks: int
    unit: str
    estimate_unit: str
    estimate_sum: float
    n_history: int
    tasks: pd.DataFrame = field(repr=False)
    left_out: pd.DataFrame = field(repr=False)
    totals: Floats = field(repr=False)

    @property
    def p10(self) -> float:
        """Effort that 1 of 10 such backlogs stays below."""
        return self.quantile(0.1)

    @property
    def p50(self) -> float:
        """Effort as likely exceeded as not."""
        return self.quantile(0.5)

    @property
    def p80(self) -> float:
        """Effort that 8 of 10 such backlogs stay below."""
        return self.quantile(0.8)

    @property
    def p90(self) -> float:
        """Effort that 9 of 10 such backlogs stay below."""
        return self.quantile(0.9)

    @property
    def contingency(self) -> float:
        """P80 − P50 of the total."""
        return self.p80 - self.p50

    def quantile(self, p: float) -> float:
        """Effort that a share `p` of such backlogs stays below; levels beyond .001 and .999 count as these."""
        return float(np.interp(p, FINE, self.totals))

    def odds_within(self, effort: float) -> float:
        """Share of such backlogs that need no more than `effort`, between 0 and 1.

        Examples
        --------
        >>> EffortForecast(1, "hours", "hours", 4.0, 0, pd.DataFrame(), pd.DataFrame(), np.linspace(1, 9, 999)).odds_within(5.0)
        0.5
        """
        return float(np.interp(effort, self.totals, FINE, left=0.0, right=1.0))


def effort(calibration: Calibration, backlog: pd.DataFrame, *, rng: np.random.Generator, levels: Sequence[float] = SHOWN) -> EffortForecast:
    """Forecast the total effort of a backlog, and of each of its tasks.

    Parameters
    ----------
    calibration : Calibration
        What finished work says.
    backlog : DataFrame
        Canonical tasks. Roll-ups, done and cancelled tasks and tasks without an estimate above 0 are left out and counted.
    rng : Generator
        Source of the draws.
    levels : sequence of float
        Levels of the columns p… of the result's `tasks`.

    Returns
    -------
    EffortForecast
        One task's total is its own forecast; an empty backlog needs 0.

    Raises
    ------
    InputError
        When no task is left to forecast although the backlog is not empty.
    SchemaError
        When the estimates are in another unit than the calibration's.

    Notes
    -----
    Totals are not the sum of the tasks' P80: errors partly cancel and partly are shared (see `Calibration.total`).

    Examples
    --------
    >>> from workbench import calibration
    >>> model = calibration.fit(pd.DataFrame(), as_of=pd.Timestamp("2026-01-31"))
    >>> forecast = effort(model, pd.DataFrame({"estimate": [8.0, 4.0, 2.0]}), rng=np.random.default_rng(1))
    >>> forecast.n_tasks, forecast.estimate_sum, forecast.p10 < 14 < forecast.p90
    (3, 14.0, True)
    """
    reason = _reasons(backlog)
    kept = backlog[reason.isna()]
    counts = reason.dropna().value_counts(sort=True)
    left_out = pd.DataFrame({"reason": counts.index.astype("str"), "n": counts.to_numpy(dtype=int)})
    if len(backlog) and kept.empty:
        words = "; ".join(f"{n:,} {why}" for why, n in counts.items())
        raise InputError(
            f"none of the {len(backlog):,} tasks can be forecast ({words}).",
            expected="open tasks with an estimate above 0.",
            todo="add estimates, or map your column to 'estimate'.",
        )
    names = [f"p{100 * p:g}" for p in levels]
    tasks = pd.DataFrame(index=kept.index)
    for name in ("task_id", "title", "kind"):
        tasks[name] = kept[name] if name in kept else pd.Series(index=kept.index, dtype="str")
    tasks["estimate"] = kept["estimate"].astype(float) if len(kept) else pd.Series(dtype=float)
    if len(kept):
        tasks[names] = calibration.quantiles(kept, list(levels))
        totals = calibration.total(kept, FINE, rng=rng)
    else:
        tasks = tasks.reindex(columns=[*tasks.columns, *names])
        totals = np.zeros(len(FINE))
    return EffortForecast(
        n_tasks=len(kept),
        unit=calibration.actual_unit,
        estimate_unit=calibration.estimate_unit,
        estimate_sum=float(tasks["estimate"].sum()),
        n_history=calibration.n,
        tasks=tasks.reset_index(drop=True),
        left_out=left_out,
        totals=totals,
    )


def _reasons(backlog: pd.DataFrame) -> pd.Series:
    """Why a task is not in the total; missing where it is."""
    reason = pd.Series(index=backlog.index, dtype="str")
    estimate = pd.to_numeric(backlog["estimate"], errors="coerce") if "estimate" in backlog else pd.Series(np.nan, index=backlog.index)
    reason[~(estimate > 0)] = "without an estimate"
    if "status_class" in backlog:
        reason[backlog["status_class"].eq("done").fillna(False)] = "done"
        reason[backlog["status_class"].eq("cancelled").fillna(False)] = "cancelled"
    if "is_rollup" in backlog:
        reason[backlog["is_rollup"].fillna(False).astype(bool)] = "roll-ups of other tasks"
    return reason
