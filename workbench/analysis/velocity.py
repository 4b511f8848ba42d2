"""Velocity and throughput: what a team finishes per sprint or week, and what of that is ordinary variation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.tables import NotEnoughEvidence, Tables

from .burn_up import burn_up
from .frames import one_project, yes
from .membership import sprint_order, stays, stays_in, with_sprint
from .throughput import Throughput, finished_per_period, throughput
from .xmr import limits

__all__ = [
    "Throughput",
    "Velocity",
    "burn_up",
    "ended_in_one_unit",
    "finished_per_period",
    "sprints",
    "stays",
    "throughput",
    "velocity",
    "with_sprint",
]

UNKNOWN = "unit not stated"
_SPRINT = ["project_id", "sprint"]
_GIVEN = ["committed", "added", "removed", "completed"]
_COLUMNS = [
    *_SPRINT,
    "started_on",
    "ended_on",
    "committed",
    "completed",
    "added",
    "removed",
    "carried",
    "say_do",
    "churn",
    "unit",
    "delivered",
    "capacity",
    "capacity_unit",
    "tasks",
    "tasks_completed",
    "unestimated",
    "ended",
]


@dataclass(frozen=True)
class Velocity:
    """What a team finishes per sprint.

    Attributes
    ----------
    n : int
        Ended sprints with a known completion.
    unit : str
        Unit of the velocity, per sprint.
    mean : float
        Mean completed per sprint.
    lower, upper : float
        XmR limits: a sprint between them is ordinary variation.
    last : float
        Completed in the latest sprint.
    signals : tuple of str
        Sprints outside the limits or in a run of 8 on one side of the mean.
    series : DataFrame
        One row per sprint in time order: sprint, ended_on, completed, signal (bool).
    excluded : int
        Ended sprints left out because they are measured in another unit than most.
    """

    n: int
    unit: str
    mean: float
    lower: float
    upper: float
    last: float
    signals: tuple[str, ...]
    series: pd.DataFrame
    excluded: int = 0


def sprints(tables: Tables, *, as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """What each sprint set out to do and what it did.

    Parameters
    ----------
    tables : Tables
        ``task_sprints`` with ``tasks``; sprints without tasks use the totals given in ``sprints``.
    as_of : Timestamp, optional
        Today; sprints that end later are marked as not ended.

    Returns
    -------
    DataFrame
        One row per project and sprint, in time order: project_id, sprint, started_on, ended_on; committed, completed, added,
        removed, carried in `unit`; say_do, churn; unit; delivered (completed ÷ committed, added work included); capacity and
        capacity_unit; tasks, tasks_completed and unestimated (counts); ended. What is not known is missing, never 0.

    Notes
    -----
    committed: estimates of the tasks in the sprint at its start. added: of those that came later. removed: of those that left
    unfinished. completed: of those done in the sprint. carried = committed + added − removed − completed. say_do = completed of the
    committed ÷ committed; churn = (added + removed) ÷ committed. A project's unit is the one most of its estimates share, ``items``
    where it has none. Where a tracker gives only sprint names, committed, added and removed are unknown, and a task counts as
    completed in the last sprint it was in.

    Examples
    --------
    >>> tasks = pd.DataFrame({"project_id": "P", "task_id": ["1", "2", "3"], "estimate": [5.0, 3.0, 2.0], "estimate_unit": "points"})
    >>> rows = pd.DataFrame({"project_id": "P", "task_id": ["1", "2", "3"], "sprint": "S1", "committed": [True, True, False],
    ...                      "done": [True, False, True]})
    >>> found = sprints(Tables({"tasks": tasks, "task_sprints": rows}))
    >>> found[["committed", "completed", "added", "carried", "say_do", "churn"]].iloc[0].tolist()
    [8.0, 7.0, 2.0, 3.0, 0.625, 0.25]
    """
    order = sprint_order(tables)
    computed = _from_membership(stays_in(tables, order), len(order))
    out = order.rename(columns={c: f"given_{c}" for c in [*_GIVEN, "unit"]}).join(computed)
    counted = out["tasks"].notna()
    unit = out["unit"].where(counted, out["given_unit"])
    usable = ~counted | out["given_unit"].isna() | (out["given_unit"] == unit).fillna(False).astype(bool)
    for column in _GIVEN:
        out[column] = out[column].fillna(out[f"given_{column}"].where(usable))
    carried = (out["committed"] + out["added"] - out["removed"] - out["completed"]).round(9)
    carried = carried.where(carried >= 0)
    from_totals = ~counted | out["kept"].isna()
    # with totals alone the committed part of what was completed is known only where nothing was added
    kept = out["kept"].where(~from_totals, out["completed"].where(out["added"] == 0))
    base = out["committed"].where(out["committed"] > 0)
    ended = pd.Series(True, index=out.index)
    if as_of is not None:
        ended = ~(out["ended_on"].fillna(out["started_on"]) >= pd.Timestamp(as_of).normalize()).fillna(False).astype(bool)
    out = out.assign(
        unit=unit.astype("str"),
        carried=carried,
        say_do=kept / base,
        churn=(out["added"] + out["removed"]) / base,
        delivered=out["completed"] / base,
        ended=ended,
        capacity_unit=out["given_unit"],
    )
    return out[_COLUMNS]


def _from_membership(rows: pd.DataFrame, count: int) -> pd.DataFrame:
    """Sums per sprint, by its place in the order; a sum is missing where one of its rows is unknown."""
    at, size = rows["at"].to_numpy(), rows["size"].fillna(0.0).to_numpy()
    committed, done, removed = rows["committed"], rows["done"], rows["removed"]
    flags = {"committed": committed, "added": ~committed, "removed": removed, "completed": done, "kept": committed & done}
    out: dict[str, np.ndarray] = {}
    for name, flag in flags.items():
        told = np.bincount(at, size * flag.fillna(False).to_numpy(bool), minlength=count)
        out[name] = np.where(np.bincount(at, flag.isna(), minlength=count) > 0, np.nan, told)
    counts = {"tasks": size >= 0, "tasks_completed": done.fillna(False).to_numpy(bool), "unestimated": rows["size"].isna().to_numpy()}
    for name, one in counts.items():
        out[name] = np.bincount(at, one, minlength=count)
    table = pd.DataFrame(out)
    unit = pd.Series(rows["unit"].to_numpy(), index=at, dtype="str")
    table["unit"] = unit[~unit.index.duplicated()]
    table = table[table["tasks"] > 0]
    return table.astype({name: "Int64" for name in counts})


def velocity(sprints: pd.DataFrame, *, minimum: int = 5) -> Velocity | NotEnoughEvidence:
    """What a team finishes per sprint, with the limits of ordinary variation.

    Parameters
    ----------
    sprints : DataFrame
        Sprints of one project in time order, as :func:`sprints` gives them.
    minimum : int
        Ended sprints needed.

    Returns
    -------
    Velocity or NotEnoughEvidence

    Raises
    ------
    InputError
        When the sprints belong to more than one project.

    Notes
    -----
    XmR chart: x̄ ± 2.66·mR̄, floored at 0 (Wheeler); see :func:`workbench.analysis.xmr.limits`.

    Examples
    --------
    >>> found = velocity(pd.DataFrame({"sprint": list("abcdef"), "completed": [10.0, 12, 11, 9, 13, 11], "unit": "points"}))
    >>> found.n, found.mean, round(found.lower, 2), round(found.upper, 2), found.last, found.signals
    (6, 11.0, 5.15, 16.85, 11.0, ())
    """
    one_project(sprints, "velocity")
    rows, unit, excluded = ended_in_one_unit(sprints)
    if len(rows) < max(minimum, 2):
        return NotEnoughEvidence(len(rows), max(minimum, 2), "ended sprints")
    values = rows["completed"].to_numpy(float)
    found = limits(values)
    names = rows["sprint"].astype("str") if "sprint" in rows.columns else pd.Series(rows.index.astype("str"), index=rows.index)
    ended_on = rows["ended_on"] if "ended_on" in rows.columns else pd.Series(pd.NaT, index=rows.index)
    series = pd.DataFrame({"sprint": names, "ended_on": ended_on, "completed": values, "signal": found.signal}).reset_index(drop=True)
    signals = tuple(series.loc[series["signal"], "sprint"])
    return Velocity(found.n, unit, found.mean, found.lower, found.upper, float(values[-1]), signals, series, excluded)


def ended_in_one_unit(sprints: pd.DataFrame) -> tuple[pd.DataFrame, str, int]:
    """Ended sprints with a known completion, in the unit that most of them share.

    Parameters
    ----------
    sprints : DataFrame
        As :func:`sprints` gives them.

    Returns
    -------
    rows : DataFrame
        The sprints that can be compared with each other.
    unit : str
        Their unit.
    excluded : int
        Ended sprints that are measured in another unit.

    Examples
    --------
    >>> rows = pd.DataFrame({"sprint": list("abc"), "completed": [5.0, 6, 40], "unit": ["points", "points", "hours"]})
    >>> found, unit, excluded = ended_in_one_unit(rows)
    >>> found["sprint"].tolist(), unit, excluded
    (['a', 'b'], 'points', 1)
    """
    rows = sprints[sprints["completed"].notna()] if "completed" in sprints.columns else sprints.head(0)
    if "ended" in rows.columns:
        rows = rows[yes(rows["ended"])]
    if "unit" not in rows.columns or not rows["unit"].notna().any():
        return rows, UNKNOWN, 0
    unit = rows["unit"].value_counts().index[0]
    same = (rows["unit"] == unit).fillna(False).astype(bool)
    return rows[same], str(unit), int((~same).sum())
