"""Whole projects: what the sum of tasks took, what history would have said of it, and two traps of adding and of measuring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.calibration import fit
from workbench.calibration.history import Floats, days, finished, numbers, text
from workbench.calibration.shocks import LEVELS
from workbench.calibration.totals import independent
from workbench.tables import NotEnoughEvidence

FEWEST_TASKS = 10
ENOUGH_BEFORE = 60
ENOUGH_PROJECTS = 5
_DRAWS = 10_000


@dataclass(frozen=True)
class Whole:
    """A finished project, seen from the day before its first estimate, and what it took.

    Parameters
    ----------
    project_id : str
    n : int
        Tasks.
    unit : str
        Unit of estimates and actuals.
    estimate : float
        Sum of the first estimates.
    actual : float
        Sum of the actuals; never shown before the answer.
    total : tuple of float
        P10, P50, P90 of the total by the calibration that was known then, shared risk included.
    alone : tuple of float
        The same as if no surprise were shared by the tasks.
    sum_p90 : float
        Sum of the tasks' own P90s.
    chance_sum_p90 : float
        Chance that the total stays below it.
    before : int
        Finished tasks that the calibration had learned from.
    started_on : Timestamp
        Day of the first estimate.
    kinds : str
        The largest kinds of work, with their number of tasks.
    """

    project_id: str
    n: int
    unit: str
    estimate: float
    actual: float
    total: tuple[float, float, float]
    alone: tuple[float, float, float]
    sum_p90: float
    chance_sum_p90: float
    before: int
    started_on: pd.Timestamp
    kinds: str


def whole(tasks: pd.DataFrame, project_id: str, *, seed: int = 1) -> Whole | NotEnoughEvidence:
    """One finished project as an exercise; the calibration sees only work finished before the project's first estimate.

    Parameters
    ----------
    tasks : DataFrame
        Canonical tasks of the whole library.
    project_id : str
        The project.
    seed : int
        For the draws.

    Returns
    -------
    Whole or NotEnoughEvidence
        From 10 finished tasks with 60 others finished before on; only tasks estimated and spent in the same unit count.
    """
    usable = tasks[finished(tasks)]
    usable = usable[(text(usable, "estimate_unit") == text(usable, "actual_unit")) & np.isfinite(days(usable, "finished_on"))]
    own = usable[text(usable, "project_id") == project_id]
    units = text(own, "actual_unit")
    unit = str(pd.Series(units).mode().iloc[0]) if len(units) else ""
    own, usable = own[units == unit], usable[text(usable, "actual_unit") == unit]
    if len(own) < FEWEST_TASKS:
        return NotEnoughEvidence(len(own), FEWEST_TASKS, "finished tasks in the project")
    first = pd.Timestamp(np.nanmin(days(own, "estimated_on", "created_on", "started_on", "finished_on")), unit="D")
    past = usable[finished(usable, before=first) & (text(usable, "project_id") != project_id)]
    if len(past) < ENOUGH_BEFORE:
        return NotEnoughEvidence(len(past), ENOUGH_BEFORE, "tasks finished before the project")
    known = fit(past, as_of=first)
    rng = np.random.default_rng(seed)
    levels = np.arange(1, 1000) / 1000
    total = known.total(own, levels, rng=rng)
    alone = np.quantile(independent(known.quantiles(own, LEVELS), rng, draws=_DRAWS), [0.1, 0.5, 0.9])
    sum_p90 = float(known.quantiles(own, [0.9]).sum())
    kinds = pd.Series(text(own, "kind")).replace("", "not stated").value_counts().head(4)
    p10, p50, p90 = (float(total[i]) for i in (99, 499, 899))
    return Whole(
        project_id=project_id,
        n=len(own),
        unit=unit,
        estimate=float(numbers(own, "estimate").sum()),
        actual=float(numbers(own, "actual").sum()),
        total=(p10, p50, p90),
        alone=(float(alone[0]), float(alone[1]), float(alone[2])),
        sum_p90=sum_p90,
        chance_sum_p90=float((total <= sum_p90).mean()),
        before=len(past),
        started_on=first,
        kinds=", ".join(f"{name} {n}" for name, n in kinds.items()),
    )


def candidates(tasks: pd.DataFrame) -> list[str]:
    """Projects that may serve as exercises, in the order of their first estimate.

    Parameters
    ----------
    tasks : DataFrame
        Canonical tasks of the whole library.

    Returns
    -------
    list of str
        Those with 10 finished tasks of which nothing is open, with 60 others finished before.
    """
    usable = tasks[finished(tasks)]
    usable = usable[text(usable, "estimate_unit") == text(usable, "actual_unit")]
    project, ended = text(usable, "project_id"), np.sort(days(usable, "finished_on"))
    ended = ended[np.isfinite(ended)]
    first = pd.Series(days(usable, "estimated_on", "created_on", "started_on", "finished_on")).groupby(project).agg(["min", "size"])
    still_open = {str(p) for p in text(tasks[np.isin(text(tasks, "status_class"), ["todo", "doing"])], "project_id")}
    enough = np.searchsorted(ended, first["min"], side="left") >= ENOUGH_BEFORE
    good = first[(first["size"] >= FEWEST_TASKS) & enough].sort_values("min", kind="stable").index
    return [str(p) for p in good if p and str(p) not in still_open]


@dataclass(frozen=True)
class Mmre:
    """What a popular measure rewards.

    Parameters
    ----------
    n : int
        Finished tasks.
    plain, halved : float
        Mean of |actual − estimate| ÷ actual, with the estimates as they were and with half of each.
    best : float
        The factor on all estimates that makes the measure smallest.
    median : float
        The factor that half of the actuals exceed: the honest correction.
    """

    n: int
    plain: float
    halved: float
    best: float
    median: float


def mmre_trap(estimate: Sequence[float] | Floats, actual: Sequence[float] | Floats) -> Mmre | NotEnoughEvidence:
    """Show that the mean relative error pays for estimates that are too low.

    Parameters
    ----------
    estimate, actual : sequence of float
        Finished tasks, in one unit.

    Returns
    -------
    Mmre or NotEnoughEvidence
        From 20 tasks on.

    Notes
    -----
    |a − c·e|/a is minimised by a median of a/e weighted by e/a (Gneiting 2011, the median of order −1), which never lies above the
    plain median of a/e (Foss, Stensrud, Kitchenham & Myrtveit 2003 show the effect by simulation).

    Examples
    --------
    >>> found = mmre_trap([10.0] * 21, [4.0] * 7 + [10.0] * 7 + [30.0] * 7)
    >>> round(found.plain, 2), round(found.halved, 2), found.best, found.median
    (0.72, 0.53, 0.4, 1.0)
    """
    e, a = np.asarray(estimate, dtype=float), np.asarray(actual, dtype=float)
    if len(e) < 20:
        return NotEnoughEvidence(len(e), 20, "finished tasks")
    ratio = np.sort(a / e)
    weight = np.cumsum(1 / ratio)
    best = float(ratio[int(np.searchsorted(weight, weight[-1] / 2))])
    return Mmre(
        len(e),
        float(np.mean(np.abs(a - e) / a)),
        float(np.mean(np.abs(a - e / 2) / a)),
        best,
        float(np.quantile(ratio, 0.5, method="lower")),
    )
