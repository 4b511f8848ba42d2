"""Rows about the projects themselves, as far as their tasks tell."""

from __future__ import annotations

import pandas as pd

from .notes import Notes


def project_rows(tasks: pd.DataFrame, notes: Notes, *, name: pd.Series | None = None, zone: str | None = None) -> pd.DataFrame:
    """One row per project.

    Parameters
    ----------
    tasks : DataFrame
        Checked tasks.
    notes : Notes
        Is told what was concluded.
    name : Series of str, optional
        The project's name per project_id.
    zone : str, optional
        Zone of all dates, where the file states it.

    Returns
    -------
    DataFrame
        project_id, name, zone, started_on, finished_on.

    Notes
    -----
    A project begins with the first start of a task, or where no task has one with the first request. It is finished
    only when every task is done or cancelled and every done task has a completion date: on the latest of them.

    Examples
    --------
    >>> from workbench.tables import check
    >>> raw = {"project_id": ["P"], "task_id": ["1"], "status_class": ["done"], "started_on": ["2026-01-05"], "finished_on": ["2026-01-09"]}
    >>> project_rows(check({"tasks": pd.DataFrame(raw)}).accepted.tasks, Notes())["finished_on"].dt.day.tolist()
    [9]
    """
    groups = tasks.groupby("project_id", sort=False)
    made = pd.DataFrame({"project_id": tasks["project_id"].dropna().unique()}).set_index("project_id", drop=False)
    started, created = groups["started_on"].min(), groups["created_on"].min()
    made["started_on"] = started.fillna(created).reindex(made.index)
    if (started.isna() & created.notna()).any():
        notes.assume("a project without start dates of tasks begins on the day its first task was asked for.")
    state = tasks["status_class"]
    closed = state.isin(["done", "cancelled"]) & (state.eq("cancelled") | tasks["finished_on"].notna())
    all_closed = closed.groupby(tasks["project_id"]).all()
    latest = groups["finished_on"].max()
    ended = latest.where(all_closed.reindex(latest.index)).reindex(made.index)
    made["finished_on"] = ended.where(ended.isna() | made["started_on"].isna() | (ended >= made["started_on"].dt.normalize()))
    if name is not None:
        made["name"] = name.reindex(made.index)
    if zone:
        made["zone"] = zone
    return made.reset_index(drop=True)
