"""Open work counts too: accuracy with the tasks that are not finished yet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.tables import NotEnoughEvidence

from .intervals import LEVEL, Interval
from .pairs import unfinished, units

_LEVELS = (0.5, 0.8, 0.9)


@dataclass(frozen=True)
class WithOpen:
    """Actual ÷ estimate when open tasks count with what they have taken so far.

    Attributes
    ----------
    n : int
        Tasks.
    finished, open : int
        Finished ones; open ones with effort booked.
    unit : str
        Their unit.
    quantiles : DataFrame
        level, with_open, low, high (range at 95 %), finished_only: quantiles of actual ÷ estimate; missing where too few tasks
        finished to reach that quantile.
    curve : DataFrame
        ratio, share: share of tasks finished by that multiple of their estimate.
    """

    n: int
    finished: int
    open: int
    unit: str
    quantiles: pd.DataFrame
    curve: pd.DataFrame

    @property
    def bias(self) -> float | None:
        """Median of actual ÷ estimate, open tasks included; None where it is not reached."""
        value = self.quantiles.loc[self.quantiles["level"] == 0.5, "with_open"].iloc[0]
        return None if np.isnan(value) else float(value)


def with_open(tasks: pd.DataFrame, *, minimum: int = 10) -> WithOpen | NotEnoughEvidence:
    """Accuracy of finished and open work together.

    Finished tasks alone look better than they are: the ones that go badly are still open. An open task says that its ratio will be above
    what it has taken so far.

    Parameters
    ----------
    tasks : DataFrame
        One row per task; open tasks count once effort is booked on them, cancelled ones do not.
    minimum : int
        Finished tasks needed.

    Returns
    -------
    WithOpen or NotEnoughEvidence

    Notes
    -----
    Kaplan & Meier 1958 on A/E, open tasks censored at spent/E, from ``statsmodels.duration``; ranges after Brookmeyer & Crowley 1982.
    It assumes that open tasks with the same ratio so far will go on like the others.

    Examples
    --------
    >>> tasks = pd.DataFrame({"status_class": ["done"] * 10 + ["doing"] * 5, "estimate": 8.0,
    ...                       "actual": [4.0, 6, 8, 8, 8, 8, 10, 12, 14, 16] + [8.0] * 5, "estimate_unit": "hours",
    ...                       "actual_unit": "hours"})
    >>> found = with_open(tasks)
    >>> found.finished, found.open, found.bias
    (10, 5, 1.25)
    """
    why = unfinished(tasks)
    estimate_unit, actual_unit = units(tasks)
    same = (estimate_unit >= 0) & (estimate_unit == actual_unit)
    done = (why == 0) & same
    started = np.zeros(len(tasks), bool)
    rows = np.flatnonzero((why == 3) & same)
    if rows.size:
        e, a = (tasks[c].to_numpy(float)[rows] for c in ("estimate", "actual"))
        started[rows] = (e > 0) & (a > 0)
    if done.any():
        most = np.bincount(estimate_unit[done]).argmax()
        done, started = done & (estimate_unit == most), started & (estimate_unit == most)
    finished, open_ = int(done.sum()), int(started.sum())
    if finished < minimum:
        return NotEnoughEvidence(finished, minimum, "comparable finished tasks")
    ratio = tasks["actual"].to_numpy(float)[done | started] / tasks["estimate"].to_numpy(float)[done | started]
    event = done[done | started].astype(int)
    times, share, table = _kaplan_meier(ratio, event)
    return WithOpen(
        n=finished + open_,
        finished=finished,
        open=open_,
        unit=str(tasks["estimate_unit"].to_numpy()[np.flatnonzero(done)[0]]),
        quantiles=table,
        curve=pd.DataFrame({"ratio": times, "share": share}),
    )


def _kaplan_meier(ratio: np.ndarray, event: np.ndarray) -> tuple[np.ndarray, np.ndarray, pd.DataFrame]:
    from statsmodels.duration.survfunc import SurvfuncRight  # takes a second to import; only this needs it

    curve = SurvfuncRight(ratio, event)
    times, left = np.asarray(curve.surv_times), np.asarray(curve.surv_prob)
    rows = []
    for level in _LEVELS:
        reached = left <= 1 - level + 1e-12
        range_ = _quantile_range(curve, level) if reached.any() else None
        rows.append(
            {
                "level": level,
                "with_open": float(times[reached.argmax()]) if reached.any() else np.nan,
                "low": range_.low if range_ else np.nan,
                "high": range_.high if range_ else np.nan,
                "finished_only": float(np.quantile(ratio[event == 1], level, method="inverted_cdf")),
            }
        )
    return times, 1 - left, pd.DataFrame(rows)


def _quantile_range(curve: object, level: float) -> Interval | None:
    with np.errstate(divide="ignore", invalid="ignore"):  # the curve is 0 or 1 at its ends, where the transformation has no value
        low, high = curve.quantile_ci(level, alpha=1 - LEVEL, method="cloglog")  # type: ignore[attr-defined]
    if not np.isfinite(low):
        return None
    return Interval(float(low), float(high) if np.isfinite(high) else np.nan)
