"""Which sprints a task was in, and the sprints themselves."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .repeated import entries


def memberships(tasks: pd.DataFrame, sprints: list[pd.Series]) -> pd.DataFrame:
    """One row per task and sprint.

    Parameters
    ----------
    tasks : DataFrame
        With project_id, task_id, status_class.
    sprints : list of Series of str
        The sprint columns in their order; the last filled one is the final sprint.

    Returns
    -------
    DataFrame
        project_id, task_id, sprint, done: True in the final sprint of a task that is done, False where it was carried over.

    Examples
    --------
    >>> t = pd.DataFrame({"project_id": ["P"], "task_id": ["1"], "status_class": ["done"]})
    >>> memberships(t, [pd.Series(["S1"]), pd.Series(["S2"])])[["sprint", "done"]].values.tolist()
    [['S1', False], ['S2', True]]
    """
    made = entries(sprints).rename(columns={"text": "sprint"})
    if not len(made):
        return pd.DataFrame(columns=["project_id", "task_id", "sprint", "done"])
    made = made.drop_duplicates(["row", "sprint"], keep="last").reset_index(drop=True)
    about = tasks.loc[made["row"], ["project_id", "task_id", "status_class"]].reset_index(drop=True)
    final = ~made["row"].duplicated(keep="last")
    state = about["status_class"]
    done = pd.Series(np.where(final, state.eq("done"), False), dtype="boolean").mask((final & state.isna()).to_numpy())
    return pd.DataFrame({"project_id": about["project_id"], "task_id": about["task_id"], "sprint": made["sprint"], "done": done})


def sprint_rows(stays: pd.DataFrame, dates: pd.DataFrame | None) -> pd.DataFrame:
    """One row per sprint, with its dates where the export holds them.

    Parameters
    ----------
    stays : DataFrame
        From :func:`memberships`.
    dates : DataFrame, optional
        project_id, sprint, started_on, ended_on per task row.

    Returns
    -------
    DataFrame
        project_id, sprint and perhaps started_on, ended_on.

    Examples
    --------
    >>> stays = pd.DataFrame({"project_id": ["P", "P"], "task_id": ["1", "2"], "sprint": ["S1", "S1"]})
    >>> sprint_rows(stays, None).to_numpy().tolist()
    [['P', 'S1']]
    """
    made = stays[["project_id", "sprint"]].drop_duplicates().reset_index(drop=True)
    if dates is None or not len(made):
        return made
    known = dates.dropna(subset=["sprint"]).groupby(["project_id", "sprint"], as_index=False, sort=False).first()
    return made.merge(known, on=["project_id", "sprint"], how="left")
