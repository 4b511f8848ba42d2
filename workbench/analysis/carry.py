"""What moved between sprints: carry-over chains, and changes to a sprint after its start."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from workbench.tables import NotEnoughEvidence, Tables

from . import intervals
from .frames import pick
from .intervals import Interval
from .membership import sprint_order, stays

_TASK = ["project_id", "task_id"]
_SPRINT = ["project_id", "sprint"]


@dataclass(frozen=True)
class CarryOver:
    """Tasks that needed more than one sprint.

    Attributes
    ----------
    n : int
        Tasks that were in a sprint.
    carried : int
        Those that were in two or more.
    share : float
        carried ÷ n.
    share_range : Interval
        Wilson range for that share.
    by_length : DataFrame
        sprints, n: how many tasks were in how many sprints.
    chains : DataFrame
        One row per carried task, longest first: project_id, task_id, title, kind, sprints, first_sprint, last_sprint, done, size, unit.
    """

    n: int
    carried: int
    share: float
    share_range: Interval
    by_length: pd.DataFrame
    chains: pd.DataFrame


def carry_over(tables: Tables, *, minimum: int = 10) -> CarryOver | NotEnoughEvidence:
    """Tasks that went from sprint to sprint.

    Parameters
    ----------
    tables : Tables
        ``task_sprints``, ``sprints`` and ``tasks``; stays that ended by removal do not count.
    minimum : int
        Tasks in sprints needed.

    Returns
    -------
    CarryOver or NotEnoughEvidence

    Examples
    --------
    >>> names = ["1", "1", *(str(i) for i in range(2, 11))]
    >>> rows = pd.DataFrame({"project_id": "P", "task_id": names, "sprint": ["S1", "S2"] + ["S1"] * 9})
    >>> found = carry_over(Tables({"task_sprints": rows}))
    >>> found.n, found.carried, found.chains["last_sprint"].tolist()
    (10, 1, ['S2'])
    """
    rows = stays(tables)
    rows = rows[~rows["removed"].fillna(False).astype(bool)].sort_values(["task", "place"], kind="stable")
    grouped = rows.groupby("task")
    tasks = rows.drop_duplicates("task").rename(columns={"sprint": "first_sprint"}).set_index("task")
    tasks = tasks.assign(
        sprints=grouped["at"].nunique(),
        last_sprint=rows.drop_duplicates("task", keep="last").set_index("task")["sprint"],
        done=grouped["done"].max(),
    )
    n = len(tasks)
    if n < minimum:
        return NotEnoughEvidence(n, minimum, "tasks in sprints")
    carried = tasks[tasks["sprints"] > 1]
    length = tasks.groupby("sprints").size().rename("n").reset_index()
    about = pick(tables.tasks, "tasks", [*_TASK, "title"])
    chains = carried.merge(about, how="left", on=_TASK).sort_values(["sprints", *_TASK], ascending=[False, True, True], ignore_index=True)
    chains = chains[[*_TASK, "title", "kind", "sprints", "first_sprint", "last_sprint", "done", "size", "unit"]]
    return CarryOver(n, len(carried), len(carried) / n, intervals.share(len(carried), n), length, chains)


def commitment_changes(tables: Tables) -> pd.DataFrame:
    """Every task that came into a sprint or left it after the start.

    Parameters
    ----------
    tables : Tables
        ``task_sprints``, ``sprints`` and ``tasks``.

    Returns
    -------
    DataFrame
        In time order: project_id, sprint, task_id, kind, change (``added`` or ``removed``), day, sprint_day (1 is the first day of the
        sprint), size, unit. Days that are not known are missing.

    Examples
    --------
    >>> rows = pd.DataFrame({"project_id": "P", "task_id": ["1"], "sprint": "S1", "committed": [False],
    ...                      "added_on": pd.to_datetime(["2026-03-04"])})
    >>> dates = pd.DataFrame({"project_id": "P", "sprint": ["S1"], "started_on": pd.to_datetime(["2026-03-02"])})
    >>> commitment_changes(Tables({"task_sprints": rows, "sprints": dates}))[["change", "sprint_day"]].to_dict("records")
    [{'change': 'added', 'sprint_day': 3}]
    """
    rows = stays(tables)
    came = rows[(~rows["committed"]).fillna(False).astype(bool)]
    left = rows[rows["removed"].fillna(False).astype(bool)]
    both = pd.concat(
        [came.assign(change="added", day=came["added_on"]), left.assign(change="removed", day=left["removed_on"])], ignore_index=True
    )
    both = both.merge(sprint_order(tables)[[*_SPRINT, "started_on"]], how="left", on=_SPRINT)
    sprint_day = (both["day"].dt.normalize() - both["started_on"].dt.normalize()).dt.days + 1
    both = both.assign(sprint_day=sprint_day.astype("Int64")).sort_values(["project_id", "place", "day", "task_id"], kind="stable")
    return both[["project_id", "sprint", "task_id", "kind", "change", "day", "sprint_day", "size", "unit"]].reset_index(drop=True)
