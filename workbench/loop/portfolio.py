"""The portfolio at a glance: how each project stands, what came of its estimates, what is due."""

from __future__ import annotations

from typing import Any

import pandas as pd

from workbench.analysis import accuracy, rates
from workbench.store import Library
from workbench.wording.numbers import count, number, ratio
from workbench.wording.rates import unit_of

_NEEDED = {
    "tasks": ["estimate", "actual", "estimate_unit", "actual_unit", "status_class", "finished_on", "is_rollup"],
    "actions": ["status", "due_on"],
}
_LEAST = 10  # comparable tasks before a project gets a headline


def portfolio(library: Library, *, as_of: pd.Timestamp) -> pd.DataFrame:
    """Every project with its state, its headline and what is due.

    Parameters
    ----------
    library : Library
        The review library.
    as_of : Timestamp
        Today: open actions with an earlier due day are overdue.

    Returns
    -------
    DataFrame
        One row per project, those with something due first, then the latest: project_id, name, team, state (running, finished, reviewed),
        headline (actual ÷ estimate
        in total, with its number of tasks; empty where too little is finished), due, tasks, finished, last_finished_on.
    """
    projects = library.projects()
    read = library.read(only=_NEEDED)
    groups = accuracy.by(read.tasks, "project_id", minimum=_LEAST)
    actions = read.actions
    late = actions[actions["status"].isin(["open", "doing"]) & (actions["due_on"] < pd.Timestamp(as_of).normalize())]
    overdue = late.groupby("project_id").size()
    out = projects[["project_id", "name", "team"]].copy()
    out["name"] = out["name"].fillna(out["project_id"])
    ended, reviewed = projects["finished_on"].notna(), projects["reviewed_on"].notna()
    out["state"] = [("reviewed" if r else "finished") if e else "running" for e, r in zip(ended, reviewed, strict=True)]
    told = {str(r["group"]): _headline(r) for r in groups.to_dict("records") if r["enough"]}
    told = {str(r.project_id): _rate(r) for r in rates.by_project(read.tasks, minimum=_LEAST).itertuples()} | told
    out["headline"] = [told.get(str(p), "") for p in out["project_id"]]
    out["due"] = [_due(e and not r, int(overdue.get(p, 0))) for e, r, p in zip(ended, reviewed, out["project_id"], strict=True)]
    out[["tasks", "finished", "last_finished_on"]] = projects[["tasks", "finished", "last_finished_on"]]
    order = pd.DataFrame({"due": out["due"].eq(""), "last": projects["last_finished_on"]})
    ranked = order.sort_values(["due", "last"], ascending=[True, False], kind="stable").index
    return out.loc[ranked].reset_index(drop=True)


def _headline(group: dict) -> str:
    return f"{ratio(group['total_ratio'])} its estimate ({count(int(group['n']), 'task')})"


def _rate(project: Any) -> str:
    """Effort per point, for projects that estimate in another unit than they book."""
    return f"{number(project.total, decimals=1)} {unit_of(project)} ({count(int(project.n), 'task')})"


def _due(review: bool, overdue: int) -> str:
    told = ["review"] * review + [f"{count(overdue, 'action')} overdue"] * (overdue > 0)
    return ", ".join(told)
