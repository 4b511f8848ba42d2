"""Burn-up: how the scope grew and how the finished part followed, day by day."""

from __future__ import annotations

import pandas as pd

from workbench.tables import Tables

from .frames import is_done, one_project, pick, yes
from .membership import ITEMS


def burn_up(tables: Tables) -> pd.DataFrame:
    """Scope and finished work of one project on each day.

    Parameters
    ----------
    tables : Tables
        ``tasks`` of one project.

    Returns
    -------
    DataFrame
        One row per day from the first to the last known date: day, scope, done (cumulative, in `unit`), unit, scope_items and
        done_items (counts). Without a dated task it has no rows.

    Raises
    ------
    InputError
        When the tasks belong to more than one project.

    Notes
    -----
    A task joins the scope on ``added_on``, else on ``created_on``, else on ``estimated_on``, else on the project's first known
    day. A cancelled task leaves it on its ``finished_on``; without that day it never counts. The unit is the one that most
    estimates share, ``items`` where there are none; tasks without an estimate in it add to the item counts only. Finished
    tasks without a finish day count as scope, not as done; roll-ups do not count.

    Examples
    --------
    >>> tasks = pd.DataFrame({"project_id": "P", "task_id": ["1", "2"], "estimate": [5.0, 3.0], "estimate_unit": "points",
    ...                       "status_class": "done", "added_on": pd.to_datetime(["2026-03-02", "2026-03-03"]),
    ...                       "finished_on": pd.to_datetime(["2026-03-03", "2026-03-04"])})
    >>> burn_up(Tables({"tasks": tasks}))[["scope", "done"]].to_numpy().tolist()
    [[5.0, 0.0], [8.0, 5.0], [8.0, 8.0]]
    """
    tasks = tables.tasks
    one_project(tasks, "a burn-up")
    moments = ["added_on", "created_on", "estimated_on", "started_on", "finished_on"]
    names = [*moments, "status_class", "is_rollup", "estimate", "estimate_unit"]
    part = pick(tasks, "tasks", names).assign(finished=is_done(tasks))
    cancelled = (part["status_class"] == "cancelled").fillna(False).astype(bool)
    part = part.assign(cancelled=cancelled)[~yes(part["is_rollup"]) & ~(cancelled & part["finished_on"].isna())]
    cancelled = part["cancelled"]
    dates = [part[c].dt.normalize() for c in moments]
    known = pd.concat(dates).dropna()
    units = part.loc[part["estimate"].notna(), "estimate_unit"].dropna()
    unit = str(units.mode().iloc[0]) if len(units) else ITEMS
    columns = ["day", "scope", "done", "unit", "scope_items", "done_items"]
    if not len(known):
        return pd.DataFrame({c: pd.Series(dtype="float64") for c in columns}).astype({"day": "datetime64[us]", "unit": "str"})
    first = known.min()
    same = (part["estimate_unit"] == unit).fillna(False).astype(bool)
    size = part["estimate"].where(same, 0.0).fillna(0.0) if len(units) else pd.Series(1.0, index=part.index)
    joined = dates[0].fillna(dates[1]).fillna(dates[2]).fillna(first)
    finished = part["finished"] & dates[4].notna()
    days = pd.date_range(first, known.max(), freq="D", unit="us")
    curves = pd.DataFrame(
        {
            "scope": _per_day(joined, size, days) - _per_day(dates[4][cancelled], size[cancelled], days),
            "done": _per_day(dates[4][finished], size[finished], days),
            "scope_items": _per_day(joined, size * 0 + 1, days) - _per_day(dates[4][cancelled], size[cancelled] * 0 + 1, days),
            "done_items": _per_day(dates[4][finished], size[finished] * 0 + 1, days),
        },
    ).cumsum()
    out = curves.round(9).rename_axis("day").reset_index().assign(unit=unit)
    return out[columns]


def _per_day(day: pd.Series, amount: pd.Series, days: pd.DatetimeIndex) -> pd.Series:
    return amount.groupby(day).sum().reindex(days, fill_value=0.0)
