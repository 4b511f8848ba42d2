"""When the work ends if tasks wait for each other."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.calibration import Calibration
from workbench.tables import InputError

from .calendar import Calendar
from .effort import EffortForecast
from .finish import FinishForecast, finish
from .network import links
from .work_through import last_chain, simulate

Floats = npt.NDArray[np.float64]
DRAWS = 2000
LEAST_DRAWS = 200
CELLS = 8_000_000  # draws × tasks²: larger backlogs are drawn less often
BY_CHAIN = 0.95  # share of the whole time from which the longest chain alone explains the end


@dataclass(frozen=True)
class ChainedFinish(FinishForecast):
    """Distribution of the finish day of tasks that wait for each other.

    Parameters
    ----------
    days_needed : ndarray, shape (draws,)
        Working days to the end, rising.
    per_task : float
        Most effort a working day that one task can take.
    n_links : int
        Dependencies that counted.
    left_out : int
        Dependencies that did not: of done, cancelled or summary tasks.
    leads : int
        Dependencies with a lag below 0, counted as 0.
    chain : tuple of str
        The chain of tasks, by title, that most often ends last.
    chain_share : float
        Share of the draws in which it does.
    waiting_share : float
        Share of the draws whose end is explained by waiting: more people would hardly move it.
    """

    days_needed: Floats = field(repr=False)
    per_task: float
    n_links: int
    left_out: int
    leads: int
    chain: tuple[str, ...]
    chain_share: float
    waiting_share: float

    def working_days(self, p: float) -> float:
        """Working days within which a share `p` of such projects end."""
        return float(np.quantile(self.days_needed, p))

    def odds_in(self, working_days: int) -> float:
        """Share of such projects that end within so many working days, between 0 and 1."""
        return float(np.mean(self.days_needed <= working_days + 1e-9))


def finish_chained(
    calibration: Calibration,
    backlog: pd.DataFrame,
    dependencies: pd.DataFrame,
    effort: EffortForecast,
    *,
    start_on: pd.Timestamp,
    capacity_per_day: float,
    per_task: float | None = None,
    calendar: Calendar | None = None,
    rng: np.random.Generator,
) -> FinishForecast:
    """Turn tasks that wait for each other into a forecast finish day.

    Parameters
    ----------
    calibration : Calibration
        What finished work says.
    backlog : DataFrame
        Canonical tasks. Open tasks without an estimate take no effort and only pass the waiting on.
    dependencies : DataFrame[task_id, needs_task_id, kind, lag_days]
        Lags in working days. Links to done, cancelled and summary tasks are left out and counted.
    effort : EffortForecast
        The effort of the same backlog.
    start_on, capacity_per_day, calendar
        As for ``finish``.
    per_task : float, optional
        Most effort a working day that one task can take; the whole capacity when left out.
    rng : Generator
        Source of the draws.

    Returns
    -------
    FinishForecast
        A ChainedFinish; without a link that counts and without a limit per task, what ``finish`` gives.

    Raises
    ------
    InputError
        For unknown tasks, circles and unknown kinds of dependencies, or a limit per task that is not above 0.

    Notes
    -----
    Up to 2,000 draws of all tasks with their shared shocks, each worked through by ``simulate``.

    Examples
    --------
    >>> from workbench import calibration
    >>> model = calibration.fit(pd.DataFrame(), as_of=pd.Timestamp("2026-01-31"))
    >>> tasks = pd.DataFrame({"task_id": ["A", "B"], "estimate": [8.0, 8.0]})
    >>> needs = pd.DataFrame({"task_id": ["B"], "needs_task_id": ["A"]})
    >>> rng = np.random.default_rng(1)
    >>> from .effort import effort
    >>> when = finish_chained(model, tasks, needs, effort(model, tasks, rng=rng), start_on=pd.Timestamp("2026-03-02"),
    ...                       capacity_per_day=16, per_task=8, rng=rng)
    >>> when.chain, when.chain_share
    (('A', 'B'), 1.0)
    """
    plain = finish(effort, start_on=start_on, capacity_per_day=capacity_per_day, calendar=calendar)
    if per_task is not None and not (np.isfinite(per_task) and per_task > 0):
        raise InputError(f"the limit per task is {per_task} per day.", expected=f"{effort.unit or 'effort'} per working day, above 0.")
    most = capacity_per_day if per_task is None else min(float(per_task), capacity_per_day)
    tasks = backlog.drop_duplicates("task_id")
    links(tasks["task_id"], dependencies)  # refuses what is wrong, also among tasks that are not open
    waits = tasks[_open(tasks)]
    known = dependencies[dependencies["task_id"].isin(waits["task_id"]) & dependencies["needs_task_id"].isin(waits["task_id"])]
    if (known.empty and most >= capacity_per_day) or waits.empty:
        return plain
    found = links(waits["task_id"], known)
    drawn = waits["task_id"].isin(effort.tasks["task_id"]).to_numpy()
    draws = int(np.clip(CELLS / len(waits) ** 2, LEAST_DRAWS, DRAWS))
    need = np.zeros((draws, len(waits)))
    need[:, drawn] = calibration.draws(waits[drawn], draws, rng=rng)
    runs, free = simulate(need, found, per_task=most, capacity=capacity_per_day), simulate(need, found, per_task=most)
    chain, times = Counter(last_chain(runs, found)).most_common(1)[0]
    return ChainedFinish(
        effort=effort,
        start_on=plain.start_on,
        capacity_per_day=plain.capacity_per_day,
        calendar=plain.calendar,
        days_needed=np.sort(runs.end),
        per_task=most,
        n_links=len(known),
        left_out=len(dependencies) - len(known),
        leads=found.leads,
        chain=tuple(_title(waits.iloc[i]) for i in chain),
        chain_share=times / draws,
        waiting_share=float(np.mean(free.end >= BY_CHAIN * runs.end)),
    )


def _open(tasks: pd.DataFrame) -> pd.Series:
    """Which tasks are neither done nor cancelled nor summaries of others."""
    out = pd.Series(True, index=tasks.index)
    if "status_class" in tasks:
        out &= ~tasks["status_class"].isin(["done", "cancelled"]).fillna(False)
    if "is_rollup" in tasks:
        out &= ~tasks["is_rollup"].fillna(False).astype(bool)
    return out


def _title(task: pd.Series) -> str:
    title = task.get("title")
    return str(task["task_id"]) if title is None or pd.isna(title) else str(title)
