"""Technical debt: whether work on it was followed by a better pace."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.tables import InputError, NotEnoughEvidence, Tables

from .frames import is_done, pick, yes
from .intervals import LEVEL, Interval
from .membership import sprint_order, stays_in
from .regression import fit_line
from .rework import pays_debt
from .times import durations

MEASURES = ("velocity", "cycle_time")
USED = ("projects", "tasks", "sprints", "task_sprints", "actions", "lessons")
"""Tables of a team that its debt is read from."""
MINIMUM = 20
CLOSING = 2
"""The last periods of a finished project only clear the rest."""
_SOME = 5  # periods after debt work, and after little of it


@dataclass(frozen=True)
class DebtEffect:
    """How the next period went after work on technical debt.

    Attributes
    ----------
    n : int
        Periods with one before them.
    of : str
        ``velocity`` (finished work per period) or ``cycle_time`` (median days of a task).
    every : str
        ``sprint`` or ``month``.
    unit : str
        Unit of the finished work, or ``days``.
    paid : float
        Typical (median) share of the finished work that paid debt, of the periods in which any was paid.
    paying : int
        Those periods.
    slope : float
        Change of the measure in the next period, as a share of its mean, when the share of debt work rises from 0 to 1.
    slope_range : Interval
    change : float
        slope · paid: after a typical period that paid debt, against one that paid none.
    change_range : Interval
    series : DataFrame
        project_id, period, ended_on, before (share of debt work in the period before), value, relative (value ÷ mean of its project).
    """

    n: int
    of: str
    every: str
    unit: str
    paid: float
    paying: int
    slope: float
    slope_range: Interval
    change: float
    change_range: Interval
    series: pd.DataFrame

    @property
    def seen(self) -> bool:
        """Whether chance alone is an unlikely explanation."""
        return self.change_range.low > 0 or self.change_range.high < 0


def debt_series(tables: Tables, *, as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """Finished work, its share of debt work, and the days a task took, period by period.

    Parameters
    ----------
    tables : Tables
        Projects of one team: ``tasks``, with ``sprints`` and ``task_sprints`` where there are sprints.
    as_of : Timestamp, optional
        Periods that end later are left out.

    Returns
    -------
    DataFrame
        One row per project and period, in time order: project_id, period, every (``sprint``, or ``month`` for projects without
        sprints), ended_on, velocity, unit, share (of the velocity; missing where nothing was finished), cycle_time (median calendar days
        of the finished tasks), tasks.

    Examples
    --------
    >>> days = pd.to_datetime(["2026-01-10", "2026-01-20", "2026-02-10"])
    >>> tasks = pd.DataFrame({"project_id": "P", "task_id": list("abc"), "status_class": "done", "labels": ["debt", None, None],
    ...                       "started_on": days, "finished_on": days})
    >>> debt_series(Tables({"tasks": tasks}))[["velocity", "share", "cycle_time"]].to_numpy().tolist()
    [[2.0, 0.5, 1.0], [1.0, 0.0, 1.0]]
    """
    names = ["project_id", "task_id", "finished_on", "is_rollup"]
    tasks = pick(tables.tasks, "tasks", names).assign(debt=pays_debt(tables.tasks), days=durations(tables.tasks)["days"])
    tasks = tasks[is_done(tables.tasks) & ~yes(tasks["is_rollup"])]
    order = sprint_order(tables)
    rows = []
    if len(order):
        inside = stays_in(tables, order)
        inside = inside[inside["done"].fillna(False).astype(bool)][["project_id", "task_id", "at", "size", "unit"]]
        inside = inside.merge(tasks.drop_duplicates(["project_id", "task_id"]), on=["project_id", "task_id"])
        table = _summed(inside.assign(size=inside["size"].fillna(0.0)), "at")
        sprints = order[["project_id", "sprint", "ended_on"]].rename(columns={"sprint": "period"}).join(table)
        rows.append(sprints[sprints["tasks"].notna()].assign(every="sprint"))
    rest = tasks[~tasks["project_id"].isin(set(order["project_id"])) & tasks["finished_on"].notna()]
    if len(rest):
        months = rest.assign(size=1.0, unit="items", at=rest["finished_on"].dt.to_period("M"))
        table = _summed(months, ["project_id", "at"]).reset_index()
        ends = pd.PeriodIndex(table["at"], freq="M")
        rows.append(table.assign(period=ends.astype(str), ended_on=ends.end_time.normalize(), every="month"))
    columns = ["project_id", "period", "every", "ended_on", "velocity", "unit", "share", "cycle_time", "tasks"]
    if not rows:
        return pd.DataFrame(columns=columns)
    out = pd.concat(rows, ignore_index=True)[columns]
    if as_of is not None:
        out = out[~(out["ended_on"] > pd.Timestamp(as_of)).fillna(False)]
    first = out.groupby("project_id")["ended_on"].transform("min")
    return (
        out.assign(_first=first).sort_values(["_first", "project_id", "ended_on"], kind="stable", ignore_index=True).drop(columns="_first")
    )


def _summed(rows: pd.DataFrame, by: str | list[str]) -> pd.DataFrame:
    rows = rows.assign(debt_size=rows["size"].where(rows["debt"], 0.0))
    found = rows.groupby(by).agg(
        velocity=("size", "sum"), debt=("debt_size", "sum"), unit=("unit", "first"), cycle_time=("days", "median"), tasks=("size", "size")
    )
    return found.assign(share=found["debt"] / found["velocity"].where(found["velocity"] > 0))


def debt_effect(
    tables: Tables, *, of: str = "velocity", minimum: int = MINIMUM, level: float = LEVEL, series: pd.DataFrame | None = None
) -> DebtEffect | NotEnoughEvidence:
    """Whether the period after work on technical debt was a better one.

    Parameters
    ----------
    tables : Tables
        Projects of one team; :func:`workbench.analysis.team.of_team` gives them.
    of : str
        ``velocity`` or ``cycle_time``.
    minimum : int
        Periods needed that follow another one, not counting the last two of finished projects.
    level : float
        Level of the ranges.
    series : DataFrame, optional
        As :func:`debt_series` gives it for these tables, where it is there already.

    Returns
    -------
    DebtEffect or NotEnoughEvidence
        The latter also where fewer than 5 of the periods follow one with debt work, or one with less than half of what is typical.

    Raises
    ------
    InputError
        For another measure.

    Notes
    -----
    Least squares: value ÷ mean of its project = level of the project + slope · share of debt work in the period before, with the errors and
    ranges of :func:`workbench.analysis.regression.fit_line`. It compares periods; what else differed between them is not known.

    Examples
    --------
    >>> print(debt_effect(Tables()))
    not enough evidence: 0 periods after another one, 20 needed
    """
    known_measure(of)
    rows, every, unit = comparable_periods(debt_series(tables) if series is None else series, of)
    rows = rows.assign(before=rows.groupby("project_id")["share"].shift(1))
    rows = without_closing(rows, tables)
    rows = rows[rows["before"].notna() & rows[of].notna()]
    rows = rows[rows.groupby("project_id")[of].transform("size") > 1]  # one period alone says nothing beyond its project's level
    n, paying = len(rows), int((rows["before"] > 0).sum()) if len(rows) else 0
    if n < minimum:
        return NotEnoughEvidence(n, minimum, "periods after another one")
    if paying < _SOME:
        return NotEnoughEvidence(paying, _SOME, "periods after some debt work")
    share = rows["before"].to_numpy(float)
    paid = float(np.median(share[share > 0]))
    little = int((share < paid / 2).sum())
    if little < _SOME:
        return NotEnoughEvidence(little, _SOME, "periods after little or no debt work")
    relative = rows[of].astype(float) / rows.groupby("project_id")[of].transform("mean").astype(float)
    levels = pd.get_dummies(rows["project_id"]).to_numpy(float)
    columns = np.column_stack([share, levels])
    if np.linalg.matrix_rank(columns) < columns.shape[1]:
        return NotEnoughEvidence(0, 1, "projects whose periods differ in their debt work")
    found = fit_line(relative.to_numpy(float), columns, level=level)
    slope, around = float(found.slopes[0]), found.ranges[0]
    kept = ["project_id", "period", "ended_on", "before", "value", "relative"]
    return DebtEffect(
        n=n,
        of=of,
        every=every,
        unit=unit,
        paid=paid,
        paying=paying,
        slope=slope,
        slope_range=around,
        change=slope * paid,
        change_range=Interval(around.low * paid, around.high * paid, level),
        series=rows.assign(value=rows[of], relative=relative)[kept].reset_index(drop=True),
    )


def known_measure(of: str) -> None:
    """Stop for a measure that is not there.

    Raises
    ------
    InputError
        When it is none of ``MEASURES``.

    Examples
    --------
    >>> known_measure("velocity")
    """
    if of not in MEASURES:
        raise InputError(f"the effect on {of!r} was asked for.", expected=f"{' or '.join(MEASURES)}.")


def comparable_periods(series: pd.DataFrame, of: str) -> tuple[pd.DataFrame, str, str]:
    """The periods of the length, and in the unit, that most of them share.

    Parameters
    ----------
    series : DataFrame
        As :func:`debt_series` gives it.
    of : str
        The measure.

    Returns
    -------
    rows : DataFrame
        The periods that can be compared with each other.
    every, unit : str
        Their length, and the unit of the measure.

    Examples
    --------
    >>> comparable_periods(debt_series(Tables()), "velocity")[1:]
    ('sprint', '')
    """
    if series.empty:
        return series, "sprint", ""
    every = str(series["every"].value_counts().index[0])
    rows = series[series["every"] == every]
    unit = str(rows["unit"].astype("str").value_counts().index[0])
    return rows[rows["unit"].astype("str") == unit], every, unit if of == "velocity" else "days"


def without_closing(series: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """The periods without the last two of finished projects, which only clear the rest.

    Parameters
    ----------
    series : DataFrame
        As :func:`debt_series` gives it.
    tables : Tables
        ``projects`` say which are finished.

    Returns
    -------
    DataFrame

    Examples
    --------
    >>> projects = pd.DataFrame({"project_id": ["P"], "finished_on": pd.to_datetime(["2026-03-01"])})
    >>> without_closing(pd.DataFrame({"project_id": "P", "period": list("abc")}), Tables({"projects": projects}))["period"].tolist()
    ['a']
    """
    ended = pick(tables.projects, "projects", ["project_id", "finished_on"]).dropna()["project_id"]
    left = series.groupby("project_id").cumcount(ascending=False)
    return series[~((left < CLOSING) & series["project_id"].isin(set(ended))).to_numpy(bool)]
