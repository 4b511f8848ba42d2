"""The estimate log: every estimate that an import brought for a task, in the order in which they came."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from workbench import tables
from workbench.tables.collection import dtype_of

from .rows import stored
from .upsert import Changes, append_new, projects_of

BASIS = "import"
_NAMES = {"estimate": "mid", "estimate_low": "low", "estimate_high": "high", "estimate_unit": "unit"}
_TASK = ["project_id", "task_id"]
_COMPARED = ("mid", "low", "high", "level", "unit")


def log_estimates(connection: Connection, tasks: pd.DataFrame, brought: pd.DataFrame | None, now: datetime) -> Changes:
    """Add the estimates of imported tasks that the log does not know yet.

    Parameters
    ----------
    connection : Connection
        An open write transaction, in which `brought` is already written.
    tasks : DataFrame
        Tasks as they were imported.
    brought : DataFrame, optional
        Rows of the table ``estimates`` that came with them: a tracker that tells the history itself.
    now : datetime
        Time of the import.

    Returns
    -------
    Changes

    Notes
    -----
    A task's estimate is compared with the newest one that an import logged. Estimates logged for other reasons
    (a calibrated one, say) neither end nor begin that series, and a history that already holds the task's estimate
    is not written down twice.
    """
    columns = tables.TABLES["estimates"].names
    given = tasks.rename(columns=_NAMES)
    given = given[given["mid"].notna()]
    given = given[[c for c in given.columns if c in columns]].reset_index(drop=True)
    if given.empty:
        return Changes(0, 0, 0, 0, given)
    logged = stored(connection, "estimates", projects_of(given))
    newest = logged[logged["basis"] == BASIS].drop_duplicates(_TASK, keep="last")  # stored() gives them day by day
    before = given[_TASK].merge(newest, on=_TASK, how="left", sort=False)
    first = before["mid"].isna()
    told = first & _holds(logged, given)
    if brought is not None:
        told |= _holds(brought, given)
    differs = np.zeros(len(given), dtype=bool)
    for name in _COMPARED:
        differs |= (given[name].notna() & (before[name].isna() | (given[name] != before[name]).fillna(False))).to_numpy(bool)
    day = pd.Series(pd.Timestamp(now).normalize(), index=given.index).astype("datetime64[us]")
    fresh = given.assign(
        estimated_on=given["estimated_on"].where(first & given["estimated_on"].notna(), day),
        basis=pd.Series(BASIS, index=given.index, dtype="str"),
        scope_version=pd.Series(index=given.index, dtype=dtype_of("text")),
    )
    return append_new(connection, "estimates", fresh.loc[(first | differs) & ~told, columns])


def _holds(log: pd.DataFrame, given: pd.DataFrame) -> pd.Series:
    """Which of the given estimates stand in a log, on whatever day."""
    by = [*_TASK, "mid"]
    found = given[by].merge(log[by].drop_duplicates(), on=by, how="left", indicator=True)["_merge"] == "both"
    return pd.Series(found.to_numpy(), index=given.index)
