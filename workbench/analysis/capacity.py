"""Capacity: hours there were, hours planned and hours spent, overload, and work in progress per head."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.tables import InputError, NotEnoughEvidence, Tables

from .floor import large_enough
from .frames import NOT_STATED, is_done, pick, yes

MINIMUM = 3
_HEADS = 3  # an average over fewer people would be a person
_GROWN = 1.2
_SIDE = 3  # months before a growth, after it, and after those


@dataclass(frozen=True)
class Utilisation:
    """Hours that there were, hours planned and hours spent.

    Attributes
    ----------
    n : int
        Periods.
    unit : str
        Always ``hours``.
    capacity, booked, spent : float
        Sums; missing values count as 0.
    overloaded : int
        Periods with more hours booked or spent than there were.
    weeks, overload_weeks : int
        Weeks with logged work, and those with more hours logged than their part of the capacity; 0 without a work log.
    series : DataFrame
        One row per period end: period_end, capacity, booked, spent, overload (bool).
    groups : DataFrame
        One row per role or team above the privacy floor: group, capacity, booked, spent, planned_share (booked ÷ capacity), spent_share,
        periods, overloaded; the most loaded first. Empty without `by`.
    hidden : int
        Roles or teams below the floor.
    """

    n: int
    unit: str
    capacity: float
    booked: float
    spent: float
    overloaded: int
    weeks: int
    overload_weeks: int
    series: pd.DataFrame
    groups: pd.DataFrame
    hidden: int


@dataclass(frozen=True)
class RampUp:
    """Finished tasks per head before a team grew, just after, and later.

    Attributes
    ----------
    n : int
        Months with known people.
    on : Timestamp
        First month with the larger team.
    people_before, people_after : float
        Mean people with a task in progress, three months before and six after.
    before, first, later : float
        Finished tasks per head and month: three months before, the first three after, the three after those.
    """

    n: int
    on: pd.Timestamp
    people_before: float
    people_after: float
    before: float
    first: float
    later: float


def utilisation(tables: Tables, *, by: str | None = None, minimum: int = MINIMUM) -> Utilisation | NotEnoughEvidence:
    """Hours that there were, planned and spent, and how often they were exceeded.

    Parameters
    ----------
    tables : Tables
        ``allocations``; ``worklogs`` for weeks; ``tasks`` and ``projects`` for the privacy floor of a breakdown.
    by : str, optional
        ``role`` or ``team``: tell those apart that have at least 5 people and 10 tasks.
    minimum : int
        Periods needed.

    Returns
    -------
    Utilisation or NotEnoughEvidence

    Raises
    ------
    InputError
        For another breakdown.

    Notes
    -----
    Utilisation = hours spent ÷ hours of capacity (PMBOK Guide, resource management). A week's capacity is that of its weekdays, each its
    period's capacity ÷ the weekdays of the period.

    Examples
    --------
    >>> ends = pd.to_datetime(["2026-01-31", "2026-02-28", "2026-03-31"])
    >>> given = pd.DataFrame({"project_id": "P", "role": "qa", "period_end": ends, "capacity_hours": 100.0,
    ...                       "booked_hours": [80.0, 90, 120], "spent_hours": [90.0, 95, 100]})
    >>> found = utilisation(Tables({"allocations": given}))
    >>> found.spent / found.capacity, found.overloaded
    (0.95, 1)
    """
    if by not in (None, "role", "team"):
        raise InputError(f"utilisation by {by!r} was asked for.", expected="role or team; never a person.")
    hours = ["capacity_hours", "booked_hours", "spent_hours"]
    rows = pick(tables.allocations, "allocations", ["project_id", "role", "period_end", *hours]).dropna(subset=["period_end"])
    rows = rows[rows["capacity_hours"].gt(0).fillna(False)]
    rows = rows.rename(columns={h: h.removesuffix("_hours") for h in hours})
    series = rows.groupby("period_end")[["capacity", "booked", "spent"]].sum().reset_index()
    n = len(series)
    if n < max(minimum, 1):
        return NotEnoughEvidence(n, max(minimum, 1), "periods with hours of capacity")
    series = series.assign(overload=series[["booked", "spent"]].max(axis=1) > series["capacity"])
    weeks, over = _weeks(tables.worklogs, series, set(rows["project_id"]))
    groups, hidden = _groups(tables, rows, by) if by else (pd.DataFrame(columns=["group"]), 0)
    total = series[["capacity", "booked", "spent"]].sum()
    return Utilisation(
        n=n, unit="hours", capacity=float(total["capacity"]), booked=float(total["booked"]), spent=float(total["spent"]),
        overloaded=int(series["overload"].sum()), weeks=weeks, overload_weeks=over, series=series, groups=groups, hidden=hidden,
    )  # fmt: skip


def _weeks(worklogs: pd.DataFrame, series: pd.DataFrame, projects: set[str]) -> tuple[int, int]:
    """Weeks with logged work within the periods, and those with more hours than their part of the capacity."""
    logs = pick(worklogs, "worklogs", ["project_id", "day", "hours"]).dropna(subset=["day", "hours"])
    logs = logs[logs["project_id"].isin(projects)]
    ends = series["period_end"].to_numpy().astype("datetime64[D]")
    starts = np.r_[ends[0].astype("datetime64[M]").astype("datetime64[D]"), ends[:-1] + 1]
    day = logs["day"].to_numpy().astype("datetime64[D]")
    first, last = starts[0], ends[-1]
    inside = (day >= first) & (day <= last)
    if not inside.any():
        return 0, 0
    length = np.maximum(np.busday_count(starts, ends + 1), 1)
    days = np.arange(first, last + 1)
    per_day = (series["capacity"].to_numpy(float) / length)[np.searchsorted(ends, days)] * np.is_busday(days)
    monday = (days.astype(int) + 3) // 7  # day 0 of numpy was a Thursday
    origin = monday[0]
    room = np.bincount(monday - origin, per_day)
    whole = np.bincount(monday - origin) == 7
    spent = np.bincount((day[inside].astype(int) + 3) // 7 - origin, logs["hours"].to_numpy(float)[inside], minlength=len(room))
    counted = whole & (spent > 0)
    return int(counted.sum()), int((counted & (spent > room + 1e-9)).sum())


def _groups(tables: Tables, rows: pd.DataFrame, by: str) -> tuple[pd.DataFrame, int]:
    """Each role or team above the floor, and how many lie below it."""
    teams = pick(tables.projects, "projects", ["project_id", "team"]).drop_duplicates("project_id").set_index("project_id")["team"]
    names = rows["role"] if by == "role" else rows["project_id"].map(teams)
    rows = rows.assign(group=names.astype("str").fillna(NOT_STATED))
    sizes = large_enough(tables, by=by, among=set(rows["group"]))
    kept = rows[rows["group"].isin(set(sizes.loc[sizes["shown"], "group"]))]
    per = kept.groupby(["group", "period_end"])[["capacity", "booked", "spent"]].sum().reset_index()
    per = per.assign(over=per[["booked", "spent"]].max(axis=1) > per["capacity"])
    found = per.groupby("group").agg(
        capacity=("capacity", "sum"), booked=("booked", "sum"), spent=("spent", "sum"), periods=("over", "size"), overloaded=("over", "sum")
    )
    found = found.assign(planned_share=found["booked"] / found["capacity"], spent_share=found["spent"] / found["capacity"]).reset_index()
    order = ["group", "capacity", "booked", "spent", "planned_share", "spent_share", "periods", "overloaded"]
    return found.sort_values("spent_share", ascending=False, kind="stable", ignore_index=True)[order], rows["group"].nunique() - len(found)


def heads(tables: Tables) -> pd.DataFrame:
    """Work in progress and finished tasks per head, month by month.

    Parameters
    ----------
    tables : Tables
        ``tasks`` with start, finish and who worked on them; persons are counted, never named.

    Returns
    -------
    DataFrame
        month (its first day), people (with a task in progress), wip (mean tasks in progress per weekday), wip_per_head, finished,
        finished_per_head. Months with fewer than 3 people are left out.

    Notes
    -----
    Mean work in progress = task-weekdays in the month ÷ its weekdays (Little 1961: L).

    Examples
    --------
    >>> heads(Tables()).empty
    True
    """
    columns = ["month", "people", "wip", "wip_per_head", "finished", "finished_per_head"]
    part = pick(tables.tasks, "tasks", ["started_on", "finished_on", "assignee", "estimator", "is_rollup"])
    person = part["assignee"].fillna(part["estimator"])
    keep = is_done(tables.tasks) & ~yes(part["is_rollup"]) & part["started_on"].notna() & part["finished_on"].notna() & person.notna()
    keep &= (part["started_on"] <= part["finished_on"]).fillna(False)
    part, who = part[keep], pd.factorize(person[keep])[0]
    if part.empty:
        return pd.DataFrame(columns=columns)
    start, end = (part[c].to_numpy().astype("datetime64[D]") for c in ("started_on", "finished_on"))
    first, last = start.astype("datetime64[M]").astype(int), end.astype("datetime64[M]").astype(int)
    spans = last - first + 1
    row = np.repeat(np.arange(len(part)), spans)
    month = np.repeat(first, spans) + np.arange(len(row)) - np.repeat(np.cumsum(spans) - spans, spans)
    opens, closes = (month + k for k in (0, 1))
    opens, closes = (m.astype("datetime64[M]").astype("datetime64[D]") for m in (opens, closes))
    inside = np.busday_count(np.maximum(start[row], opens), np.minimum(end[row] + 1, closes))
    low = int(month.min())
    size = int(month.max()) - low + 1
    pairs = np.unique(np.stack([month - low, who[row]]), axis=1)
    people = np.bincount(pairs[0], minlength=size)
    months = (np.arange(size) + low).astype("datetime64[M]")
    length = np.busday_count(months.astype("datetime64[D]"), (months + 1).astype("datetime64[D]"))
    wip = np.bincount(month - low, inside, minlength=size) / length
    finished = np.bincount(last - low, minlength=size)
    out = pd.DataFrame({"month": pd.DatetimeIndex(months.astype("datetime64[s]")), "people": people, "wip": wip, "finished": finished})
    out = out[out["people"] >= _HEADS].reset_index(drop=True)
    out = out.assign(wip_per_head=out["wip"] / out["people"], finished_per_head=out["finished"] / out["people"])
    return out[columns]


def ramp_up(tables: Tables) -> RampUp | NotEnoughEvidence:
    """What became of the finished tasks per head after the team grew most.

    Parameters
    ----------
    tables : Tables
        Projects of one team.

    Returns
    -------
    RampUp or NotEnoughEvidence
        The latter with fewer than 9 months in a row, or where the team never grew by a fifth.

    Notes
    -----
    Adding people first costs pace (Brooks, *The Mythical Man-Month*, 1975). The month is the one where the mean of people in the six months
    from it exceeds that of the three before it by most.

    Examples
    --------
    >>> print(ramp_up(Tables()))
    not enough evidence: 0 months with at least 3 people at work, 9 needed
    """
    rows = heads(tables)
    need = 3 * _SIDE
    if len(rows) < need:
        return NotEnoughEvidence(len(rows), need, f"months with at least {_HEADS} people at work")
    people, rate = rows["people"].to_numpy(float), rows["finished_per_head"].to_numpy(float)
    months = rows["month"].to_numpy().astype("datetime64[M]").astype(int)
    best, grown = -1, _GROWN
    for i in range(_SIDE, len(rows) - 2 * _SIDE + 1):
        if months[i + 2 * _SIDE - 1] - months[i - _SIDE] != need - 1:
            continue  # a gap
        growth = people[i : i + 2 * _SIDE].mean() / people[i - _SIDE : i].mean()
        if growth >= grown and people[i] > people[i - 1]:
            best, grown = i, growth
    if best < 0:
        return NotEnoughEvidence(0, 1, "months in which the team grew by a fifth, with three months before and six after")
    before, first, later = (float(rate[best + a : best + a + _SIDE].mean()) for a in (-_SIDE, 0, _SIDE))
    return RampUp(
        len(rows), rows["month"].iloc[best], float(people[best - _SIDE : best].mean()), float(people[best : best + 2 * _SIDE].mean()),
        before, first, later,
    )  # fmt: skip
