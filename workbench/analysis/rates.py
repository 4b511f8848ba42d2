"""What one unit of the estimate took, where estimate and actual are in different units (points → hours)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.tables import NotEnoughEvidence

from . import intervals
from .frames import one_of, one_project, pick
from .intervals import Interval
from .pairs import unfinished, units


@dataclass(frozen=True)
class Rate:
    """Effort per unit of estimate, such as hours per point.

    Attributes
    ----------
    n : int
        Finished tasks of this pair of units.
    unit : str
        Such as ``hours per point``.
    estimate_unit, actual_unit : str
        The two units.
    total : float
        Σ actual ÷ Σ estimate: use it for sums.
    total_range : Interval or None
        Its range at 95 %.
    median, p10, p90 : float
        Of actual ÷ estimate, task by task.
    median_range : Interval or None
        Range of the median at 95 %.
    spread : float
        P90 ÷ P10: 1 would mean that a point always costs the same.
    by_size : DataFrame
        One row per estimate value seen at least 5 times: estimate, n, median (actual), per_unit.
    """

    n: int
    unit: str
    estimate_unit: str
    actual_unit: str
    total: float
    total_range: Interval | None
    median: float
    p10: float
    p90: float
    median_range: Interval | None
    spread: float
    by_size: pd.DataFrame


def rate(tasks: pd.DataFrame, *, minimum: int = 10) -> Rate | NotEnoughEvidence:
    """Effort per unit of estimate, for teams that estimate in points and book hours.

    Parameters
    ----------
    tasks : DataFrame
        One row per task of one team; the points of different teams are not the same thing.
    minimum : int
        Finished tasks needed.

    Returns
    -------
    Rate or NotEnoughEvidence
        For the pair of different units that most finished tasks have.

    Raises
    ------
    InputError
        When the tasks belong to more than one project.

    Examples
    --------
    >>> tasks = pd.DataFrame({"status_class": "done", "estimate": [1.0, 2.0] * 5, "actual": [6.0, 9.0] * 5, "estimate_unit": "points",
    ...                       "actual_unit": "hours"})
    >>> found = rate(tasks)
    >>> found.total, found.median, found.unit
    (5.0, 5.25, 'hours per point')
    """
    one_project(tasks, "effort per unit of estimate")
    estimate_unit, actual_unit = units(tasks)
    usable = (unfinished(tasks) == 0) & (estimate_unit >= 0) & (actual_unit >= 0) & (estimate_unit != actual_unit)
    rows = np.flatnonzero(usable)
    if rows.size:
        pair = estimate_unit[rows] * (actual_unit.max() + 1) + actual_unit[rows]
        rows = rows[pair == np.bincount(pair).argmax()]
    n = rows.size
    if n < minimum:
        return NotEnoughEvidence(n, minimum, "finished tasks with estimate and actual in different units")
    chosen = tasks.iloc[rows]
    e, a = chosen["estimate"].to_numpy(float), chosen["actual"].to_numpy(float)
    ratio = a / e
    p10, median, p90 = np.quantile(ratio, [0.1, 0.5, 0.9])
    first, second = str(chosen["estimate_unit"].iloc[0]), str(chosen["actual_unit"].iloc[0])
    sizes = chosen.groupby("estimate")["actual"].agg(["size", "median"]).reset_index()
    sizes.columns = pd.Index(["estimate", "n", "median"])
    sizes["per_unit"] = sizes["median"] / sizes["estimate"]
    return Rate(
        n=n,
        unit=f"{second} per {one_of(first)}",
        estimate_unit=first,
        actual_unit=second,
        total=float(a.sum() / e.sum()),
        total_range=intervals.linearised(a, e),
        median=float(median),
        p10=float(p10),
        p90=float(p90),
        median_range=intervals.quantile(ratio, 0.5),
        spread=float(p90 / p10),
        by_size=sizes[sizes["n"] >= 5].reset_index(drop=True),
    )


def by_project(tasks: pd.DataFrame, *, minimum: int = 10) -> pd.DataFrame:
    """Effort per unit of estimate of every project that estimates in another unit than it books.

    Parameters
    ----------
    tasks : DataFrame
        One row per task of any number of projects.
    minimum : int
        Finished tasks that a project needs.

    Returns
    -------
    DataFrame
        One row per project with enough of them: project_id, n, estimate_unit, actual_unit, total (Σ actual ÷ Σ estimate), for the
        pair of different units that most of its finished tasks have, as :func:`rate` does one by one.

    Examples
    --------
    >>> tasks = pd.DataFrame({"project_id": "P", "status_class": "done", "estimate": [1.0, 2.0] * 5, "actual": [6.0, 9.0] * 5,
    ...                       "estimate_unit": "points", "actual_unit": "hours"})
    >>> print(by_project(tasks).to_string(index=False))
    project_id  n estimate_unit actual_unit  total
             P 10        points       hours    5.0
    """
    estimate_unit, actual_unit = units(tasks)
    usable = (unfinished(tasks) == 0) & (estimate_unit >= 0) & (actual_unit >= 0) & (estimate_unit != actual_unit)
    key = ["project_id", "estimate_unit", "actual_unit"]
    found = pick(tasks[usable], "tasks", [*key, "estimate", "actual"]).groupby(key, sort=False)
    sums = found.agg(n=("actual", "size"), estimate=("estimate", "sum"), actual=("actual", "sum")).reset_index()
    most = sums.sort_values("n", ascending=False, kind="stable").drop_duplicates("project_id")
    most = most[most["n"] >= minimum].sort_values("project_id", ignore_index=True)
    return most.assign(total=most["actual"] / most["estimate"])[["project_id", "n", "estimate_unit", "actual_unit", "total"]]
