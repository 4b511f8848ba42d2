"""What drove an overrun: actual − plan split into causes that add up to it exactly, per project and over all of them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from workbench.tables import NotEnoughEvidence, Tables

from .work import PAST, Work

PARTS = ("bias", "noise", "error", "added", "added_error", "removed", "spent_removed", "unestimated", "rework")
"""In the order of telling; ``error`` stands for bias and noise where too little earlier work tells them apart."""
MINIMUM = 10


@dataclass(frozen=True)
class CauseSplit:
    """The split of every project.

    Attributes
    ----------
    n : int
        Projects with a split.
    projects : DataFrame
        One row per project: project_id, unit (of all efforts), n (finished or cancelled tasks behind the split), plan, actual, over
        (of settled work; the parts sum to it), open_tasks, open_plan, open_added (their estimates), open_spent, cost (money
        spent on settled work), uncosted (effort on settled tasks without a cost), left_out (finished tasks without actual or in
        another unit), n_past (finished tasks before it), rate (hours per point where estimates are in
        another unit, else 1; missing where unknown, with all that rests on it), basis of the first plan, comparable, enough.
    parts : DataFrame
        project_id, part (one of ``PARTS``), kind, n (tasks), effort (what it adds to the plan, in the project's unit).
    tasks : DataFrame
        One row per task, in the order given: project_id, task_id, role (one of :data:`workbench.analysis.work.ROLES`), plan, usual
        (what earlier work says of a task of the first plan; missing where bias and noise are not told apart) and spent, in the
        project's unit. The parts are sums over them: bias Σ(usual − plan) and noise Σ(spent − usual) in the first plan, and so on.
    """

    n: int
    projects: pd.DataFrame
    parts: pd.DataFrame
    tasks: pd.DataFrame


@dataclass(frozen=True)
class Causes:
    """What drove the difference between plan and actual of one project.

    Attributes
    ----------
    n : int
        Settled tasks: finished, or cancelled.
    unit : str
        Unit of all efforts.
    plan, actual, over : float
        First plan of settled work, effort spent on it, and the difference.
    parts : DataFrame
        One row per cause that is not 0, in the order of ``PARTS``: part, n, effort. Σ effort = over.
    by_kind : DataFrame
        The same per part and kind: part, kind, n, effort; largest first within a part.
    open_tasks : int
        Tasks that are not settled; stated apart, never mixed with finished work.
    open_estimate, open_spent : float
        Their estimates, and what was spent on them so far.
    left_out : int
        Finished tasks without an actual, or in another unit.
    n_past : int
        Finished tasks from before the project that its usual ratios rest on.
    rate : float
        Effort per unit of the estimate before the project (points), else 1.
    basis : str
        How the first plan is known, see :class:`workbench.analysis.baseline.FirstPlan`.
    """

    n: int
    unit: str
    plan: float
    actual: float
    over: float
    parts: pd.DataFrame
    by_kind: pd.DataFrame
    open_tasks: int
    open_estimate: float
    open_spent: float
    left_out: int
    n_past: int
    rate: float
    basis: str


def split(tables: Tables, *, minimum: int = MINIMUM) -> CauseSplit:
    """Split actual − plan of every project into its causes.

    Parameters
    ----------
    tables : Tables
        ``tasks`` and ``projects`` of the whole library: earlier projects say what is usual.
    minimum : int
        Settled tasks below which a project is marked as not enough.

    Returns
    -------
    CauseSplit

    Notes
    -----
    Finished tasks of the first plan give Σ(A − E) = bias + noise: bias = E·(r_k − 1) with r_k the usual ratio of the kind from work
    finished before the project started (:func:`workbench.analysis.usual.usual`), noise the rest; with fewer than 20 such tasks the two
    stay together as error. added = estimates of work that joined later, added_error = its A − E; removed = −E of planned work that
    was cancelled, spent_removed = effort on cancelled work; unestimated = A of work without an estimate; rework = A of defects and
    repairs that were not in the first plan, estimated or not (a defect found later is nobody's new wish). Where estimates are in another
    unit than actuals, the team's own ΣA/ΣE before the project turns them into effort first.

    Examples
    --------
    >>> tasks = pd.DataFrame({"project_id": "P", "task_id": ["1", "2", "3"], "kind": "feature", "estimate": [10.0, 5.0, 4.0],
    ...                       "actual": [12.0, None, 6.0], "status_class": ["done", "cancelled", "done"], "estimate_unit": "hours",
    ...                       "actual_unit": "hours", "added_on": pd.to_datetime(["2026-01-05", "2026-01-05", "2026-02-01"])})
    >>> projects = pd.DataFrame({"project_id": ["P"], "started_on": pd.to_datetime(["2026-01-12"])})
    >>> found = split(Tables({"tasks": tasks, "projects": projects}))
    >>> found.projects[["plan", "actual", "over"]].iloc[0].tolist(), dict(zip(found.parts["part"], found.parts["effort"]))
    ([15.0, 18.0, 3.0], {'error': 2.0, 'added': 4.0, 'added_error': 2.0, 'removed': -5.0})
    """
    work = Work(tables)
    return CauseSplit(int(work.known.sum()), work.projects(minimum), work.parts(), work.tasks())


def causes(tables: Tables, project_id: str, *, minimum: int = MINIMUM) -> Causes | NotEnoughEvidence:
    """What drove the difference between plan and actual of one project.

    Parameters
    ----------
    tables : Tables
        ``tasks`` and ``projects`` of the whole library.
    project_id : str
        The project.
    minimum : int
        Settled tasks needed.

    Returns
    -------
    Causes or NotEnoughEvidence

    Examples
    --------
    >>> print(causes(Tables(), "P"))
    not enough evidence: 0 finished tasks with estimate and actual, 10 needed
    """
    return of_project(split(tables, minimum=minimum), project_id, minimum=minimum)


def of_project(found: CauseSplit, project_id: str, *, minimum: int = MINIMUM) -> Causes | NotEnoughEvidence:
    """One project of a split that is there already."""
    rows = found.projects[found.projects["project_id"] == project_id]
    if rows.empty or not rows["comparable"].iloc[0]:
        n = int(rows["n"].iloc[0]) if len(rows) else 0
        return NotEnoughEvidence(n, minimum, "finished tasks with estimate and actual")
    row = rows.iloc[0]
    if pd.isna(row["rate"]):
        return NotEnoughEvidence(int(row["n_past"]), PAST, "earlier finished tasks of the team that were estimated in the same unit")
    if row["n"] < minimum or row["plan"] <= 0:
        return NotEnoughEvidence(int(row["n"]), minimum, "finished tasks with estimate and actual")
    parts = found.parts[found.parts["project_id"] == project_id]
    order = {part: i for i, part in enumerate(PARTS)}
    summed = parts.groupby("part")[["n", "effort"]].sum().reset_index()
    summed = summed.sort_values("part", key=lambda p: p.map(order), ignore_index=True)
    by_kind = parts.assign(at=parts["part"].map(order), size=-parts["effort"].abs()).sort_values(["at", "size"], kind="stable")
    return Causes(
        n=int(row["n"]),
        unit=str(row["unit"]),
        plan=float(row["plan"]),
        actual=float(row["actual"]),
        over=float(row["over"]),
        parts=summed[summed["effort"] != 0].reset_index(drop=True),
        by_kind=by_kind[["part", "kind", "n", "effort"]].reset_index(drop=True),
        open_tasks=int(row["open_tasks"]),
        open_estimate=float(row["open_plan"] + row["open_added"]),
        open_spent=float(row["open_spent"]),
        left_out=int(row["left_out"]),
        n_past=int(row["n_past"]),
        rate=float(row["rate"]),
        basis=str(row["basis"]),
    )


def league(found: CauseSplit, *, unit: str = "hours") -> pd.DataFrame:
    """Causes over all projects of one unit, the one that cost most first.

    Parameters
    ----------
    found : CauseSplit
        As :func:`split` gives it.
    unit : str
        Unit of effort; projects in another one are left out.

    Returns
    -------
    DataFrame
        part, projects (in which it is not 0), first (projects in which it is the largest addition), n (tasks), effort, share (of all
        that the causes added, those that saved effort apart; missing for a saving).

    Examples
    --------
    >>> league(split(Tables())).empty
    True
    """
    kept = found.projects[found.projects["enough"] & (found.projects["unit"] == unit)]["project_id"]
    parts = found.parts[found.parts["project_id"].isin(kept)]
    per = parts.groupby(["project_id", "part"])[["n", "effort"]].sum().reset_index()
    per = per[per["effort"] != 0]
    largest = per[per["effort"] > 0].sort_values("effort", ascending=False, kind="stable").drop_duplicates("project_id")
    table = per.groupby("part").agg(projects=("effort", "size"), n=("n", "sum"), effort=("effort", "sum")).reset_index()
    table["first"] = table["part"].map(largest["part"].value_counts()).fillna(0).astype("int64")
    added = table["effort"].where(table["effort"] > 0)
    table["share"] = added / added.sum()
    return table.sort_values("effort", ascending=False, kind="stable", ignore_index=True)[
        ["part", "projects", "first", "n", "effort", "share"]
    ]
