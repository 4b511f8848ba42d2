"""Scope over time: the first plan, and what was added, removed and estimated anew in each sprint or month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.tables import NotEnoughEvidence, Tables

from .baseline import LEAST, NO_PLAN, FirstPlan, first_plan
from .frames import first_rows, key_numbers, one_project, pick, yes
from .membership import ITEMS, sprint_order
from .rework import is_rework

MINIMUM = 5
MOST_MONTHS = 24
_TASK = ["project_id", "task_id"]
ADDED, DEFECTS, REMOVED, AGAIN = "added", "defects", "removed", "reestimated"
CHANGES = (ADDED, DEFECTS, REMOVED, AGAIN)
NO_PLAN_KNOWN = "tasks that were there when work began"


@dataclass(frozen=True)
class ScopeHistory:
    """How the scope of one project moved from its first plan.

    Attributes
    ----------
    n : int
        Tasks that are counted, roll-ups apart.
    unit : str
        Unit of every amount: the one that most estimates share, ``items`` where there are none.
    basis : str
        How the first plan is known, see :class:`workbench.analysis.baseline.FirstPlan`.
    first, now : float
        First plan, and the scope after the last change: first + added + defects − removed + reestimated = now.
    added, defects, removed, reestimated : float
        Estimates of tasks that joined later, without and of those that mend what was made before; estimates of tasks that were cancelled;
        what new estimates of known tasks changed.
    every : str
        What a period is: ``sprint``, ``month`` or ``quarter``.
    periods : DataFrame
        One row per period in time order: period, from_on (its first day), added, defects, removed, reestimated, scope (at its end).
    undated : float
        What came or left on a day that is not known; in the totals, in no period.
    unestimated : int
        Tasks that joined later without an estimate in the unit: they add nothing here.
    """

    n: int
    unit: str
    basis: str
    first: float
    now: float
    added: float
    defects: float
    removed: float
    reestimated: float
    every: str
    periods: pd.DataFrame
    undated: float
    unestimated: int

    @property
    def growth(self) -> float:
        """Estimates of all tasks that joined later ÷ first plan."""
        return (self.added + self.defects) / self.first


def steps(tables: Tables) -> pd.DataFrame:
    """Every change of scope after the first plan, of any number of projects.

    Parameters
    ----------
    tables : Tables
        ``tasks``, ``projects`` and ``estimates``.

    Returns
    -------
    DataFrame
        project_id, task_id, kind, component, change (``added``, ``defects``: added work that mends what was made before, ``removed`` or
        ``reestimated``), day (missing where unknown), effort (signed, missing where the task has no estimate in the project's unit), unit.

    Notes
    -----
    The first plan is that of :func:`workbench.analysis.baseline.first_plan`, with its first estimates. A task that joined later adds its
    first estimate; each later entry of the estimate log changes it by the difference from the one before, as long as the task is open; a
    cancelled task takes away what it was estimated at then, on its finish day or else the day of its last status change.

    Examples
    --------
    >>> tasks = pd.DataFrame({"project_id": "P", "task_id": ["1", "2"], "estimate": [8.0, 5.0], "estimate_unit": "hours",
    ...                       "added_on": pd.to_datetime(["2026-01-05", "2026-02-03"])})
    >>> projects = pd.DataFrame({"project_id": ["P"], "started_on": pd.to_datetime(["2026-01-12"])})
    >>> steps(Tables({"tasks": tasks, "projects": projects}))[["task_id", "change", "effort"]].to_numpy().tolist()
    [['2', 'added', 5.0]]
    """
    return _Scope(tables).steps()


def history(tables: Tables, *, minimum: int = MINIMUM, moves: pd.DataFrame | None = None) -> ScopeHistory | NotEnoughEvidence:
    """How the scope of one project moved, sprint by sprint, or by month where it has no dated sprints.

    Parameters
    ----------
    tables : Tables
        ``tasks``, ``projects``, ``estimates`` and ``sprints`` of one project.
    minimum : int
        Tasks in the first plan needed.
    moves : DataFrame, optional
        As :func:`steps` gives them for these tables, where they are there already.

    Returns
    -------
    ScopeHistory or NotEnoughEvidence
        The latter where the first plan is smaller, or cannot be told from a stream of work.

    Raises
    ------
    InputError
        When the tasks belong to more than one project.

    Notes
    -----
    What changed before the first period counts in the first one, what changed after the last in the last one. A period is a sprint; without
    sprints a month, and a quarter where there would be more than 24 months.

    Examples
    --------
    >>> tasks = pd.DataFrame({"project_id": "P", "task_id": list("123456"), "estimate": 10.0, "estimate_unit": "hours",
    ...                       "added_on": pd.to_datetime(["2026-01-05"] * 5 + ["2026-02-03"])})
    >>> projects = pd.DataFrame({"project_id": ["P"], "started_on": pd.to_datetime(["2026-01-12"])})
    >>> found = history(Tables({"tasks": tasks, "projects": projects}))
    >>> found.first, found.added, found.now, found.growth, found.periods["period"].tolist()
    (50.0, 10.0, 60.0, 0.2, ['2026-01', '2026-02'])
    """
    one_project(tables.tasks, "the history of a scope")
    scope = _Scope(tables)
    about = scope.plan.projects
    whole = int(about["tasks"].iloc[0]) if len(about) else 0
    planned = int((scope.plan.planned & scope.known).sum())
    if len(about) and about["basis"].iloc[0] == NO_PLAN:
        return NotEnoughEvidence(0, int(np.ceil(LEAST * whole)), NO_PLAN_KNOWN)
    first = float(scope.size[scope.plan.planned & scope.known].sum())
    if planned < minimum or not first > 0:
        return NotEnoughEvidence(planned, minimum, "estimated tasks in the first plan")
    moves = scope.steps() if moves is None else moves
    total = moves.groupby("change")["effort"].sum().reindex(CHANGES, fill_value=0.0)
    every, periods = _by_period(tables, moves, first, about["starts_on"].iloc[0])
    late = moves["change"].isin([ADDED, DEFECTS])
    return ScopeHistory(
        n=whole,
        unit=str(scope.unit[0]),
        basis=str(about["basis"].iloc[0]),
        first=first,
        now=first + float(total.sum()),
        added=float(total[ADDED]),
        defects=float(total[DEFECTS]),
        removed=abs(float(total[REMOVED])),
        reestimated=float(total[AGAIN]),
        every=every,
        periods=periods,
        undated=float(moves.loc[moves["day"].isna(), "effort"].sum()),
        unestimated=int((late & moves["effort"].isna()).sum()),
    )


def by_project(tables: Tables, *, minimum: int = MINIMUM) -> pd.DataFrame:
    """How far the scope of each project grew.

    Parameters
    ----------
    tables : Tables
        ``tasks``, ``projects`` and ``estimates`` of the whole library.
    minimum : int
        Tasks in the first plan below which a project is left out.

    Returns
    -------
    DataFrame
        project_id, n (tasks in the first plan), unit, first, added, defects, removed, reestimated (all in `unit`; removed without its
        minus), growth (added and defects ÷ first).

    Examples
    --------
    >>> by_project(Tables()).empty
    True
    """
    scope = _Scope(tables)
    inside = scope.plan.planned & scope.known
    count = len(scope.plan.projects)
    out = scope.plan.projects[["project_id", "basis"]].assign(
        n=np.bincount(scope.plan.code[inside], minlength=count),
        unit=pd.Series(scope.unit, dtype="str"),
        first=np.bincount(scope.plan.code[inside], scope.size[inside], minlength=count),
    )
    moves = scope.steps()
    wide = moves.pivot_table(index="project_id", columns="change", values="effort", aggfunc="sum", fill_value=0.0)
    wide = wide.reindex(out["project_id"], fill_value=0.0).reindex(columns=list(CHANGES), fill_value=0.0)
    for name in CHANGES:
        out[name] = np.abs(wide[name]).to_numpy(float) if name == REMOVED else wide[name].to_numpy(float)
    out = out[(out["n"] >= minimum) & (out["first"] > 0) & (out["basis"] != NO_PLAN)]
    return out.drop(columns="basis").assign(growth=(out[ADDED] + out[DEFECTS]) / out["first"]).reset_index(drop=True)


class _Scope:
    """The tasks of all projects with their sizes in the project's unit, and their first plan."""

    def __init__(self, tables: Tables) -> None:
        names = [*_TASK, "kind", "component", "estimate", "estimate_unit", "is_rollup", "status_class", "finished_on"]
        self.part = pick(tables.tasks, "tasks", names)
        self.plan: FirstPlan = first_plan(tables)
        self.tables = tables
        self.leaf = ~yes(self.part["is_rollup"]).to_numpy()
        estimate = self.part["estimate"].to_numpy(float, na_value=np.nan)
        estimated = self.leaf & (estimate > 0)
        code, units = pd.factorize(self.part["estimate_unit"])
        count, width = len(self.plan.projects), len(units) + 1
        votes = np.zeros((max(count, 1), width), np.int64)
        np.add.at(votes, (self.plan.code[estimated], code[estimated]), 1)
        main = np.where(votes.sum(axis=1) > 0, votes.argmax(axis=1), width)  # width: no estimates, so items are counted
        main = np.where(main == width - 1, -1, main)  # the last column are estimates without a unit
        self.unit = np.append(np.append(np.asarray(units, dtype=object), ITEMS), "effort")[np.where(main == width, width - 1, main)][:count]
        items = (main == width)[self.plan.code]
        self.known = np.where(items, self.leaf, estimated & (code == main[self.plan.code]))
        self.size = np.where(items, 1.0, np.where(self.known, estimate, 0.0))

    def steps(self) -> pd.DataFrame:
        """See :func:`steps`."""
        part, finished = self.part, self.part["finished_on"].dt.normalize()
        late = self.leaf & ~self.plan.planned
        gone = self.leaf & (part["status_class"] == "cancelled").fillna(False).to_numpy(bool)
        left = finished.fillna(self._last_move()) if (gone & finished.isna().to_numpy()).any() else finished
        again = self._again(left)
        at, extra = again["at"].to_numpy(np.int64), again["effort"].to_numpy(float)
        final = self.size + np.bincount(at, extra, minlength=len(part))
        effort = np.where(self.known, self.size, np.nan)
        mends = is_rework(self.tables.tasks).to_numpy()
        rows = [
            (np.flatnonzero(late), np.where(mends, DEFECTS, ADDED), self.plan.joined_on, effort),
            (np.flatnonzero(gone & self.known), np.full(len(part), REMOVED), left, -final),
        ]
        frames = [self._rows(i, what[i], day.iloc[i], amount[i]) for i, what, day, amount in rows]
        frames.append(self._rows(at, np.full(len(at), AGAIN), again["day"], extra))
        return pd.concat(frames, ignore_index=True)

    def _rows(self, at: np.ndarray, change: np.ndarray, day: pd.Series, effort: np.ndarray) -> pd.DataFrame:
        about = self.part.iloc[at][[*_TASK, "kind", "component"]].reset_index(drop=True)
        unit = self.unit[self.plan.code[at]] if len(at) else np.empty(0, object)
        return about.assign(
            change=pd.Series(change, dtype="str"),
            day=pd.Series(day.to_numpy(), dtype="datetime64[us]"),
            effort=np.asarray(effort, dtype=float),
            unit=pd.Series(unit, dtype="str"),
        )

    def _last_move(self) -> pd.Series:
        """Day of the last status change of each task: that of a cancelled one is its cancellation."""
        moves = pick(self.tables.transitions, "transitions", [*_TASK, "at"]).dropna(subset="at").sort_values("at", kind="stable")
        number, mine = key_numbers(moves, self.part, columns=_TASK)
        at = first_rows(number[::-1], mine)
        day = moves["at"].iloc[::-1].dt.normalize().reset_index(drop=True)
        return day.reindex(at).set_axis(self.part.index)

    def _again(self, finished: pd.Series) -> pd.DataFrame:
        """New estimates of tasks that were still open: at (row of the task), day, effort (difference from the one before)."""
        log = pick(self.tables.estimates, "estimates", [*_TASK, "estimated_on", "mid", "unit"])
        log = log[(log["mid"] > 0).fillna(False) & log["estimated_on"].notna()]
        number, mine = key_numbers(log, self.part, columns=_TASK)
        at = first_rows(mine, number)
        unit = self.part["estimate_unit"].reset_index(drop=True)
        rows = pd.DataFrame({"at": at, "day": log["estimated_on"].dt.normalize().to_numpy(), "mid": log["mid"].to_numpy(float)})
        named = log["unit"].reset_index(drop=True)
        rows = rows.assign(unit=named)[at >= 0]
        own = unit.reindex(rows["at"]).set_axis(rows.index)
        real = self.known[rows["at"]] & (self.unit[self.plan.code[rows["at"]]] != ITEMS if len(rows) else np.empty(0, bool))
        same = rows["unit"].isna() | (rows["unit"] == own).fillna(False)
        ends = finished.reset_index(drop=True).reindex(rows["at"]).set_axis(rows.index)
        rows = rows[real & same.to_numpy(bool) & ~(rows["day"] > ends).to_numpy(bool)]
        rows = rows.sort_values(["at", "day"], kind="stable")
        before = rows.groupby("at")["mid"].shift()
        before = before.fillna(pd.Series(self.size[rows["at"]], index=rows.index))
        rows = rows.assign(effort=rows["mid"] - before)
        return rows[rows["effort"] != 0][["at", "day", "effort"]].reset_index(drop=True)


def _by_period(tables: Tables, moves: pd.DataFrame, first: float, starts: pd.Timestamp) -> tuple[str, pd.DataFrame]:
    """What changed in each period, and the scope at its end."""
    order = sprint_order(tables)
    order = order[order["started_on"].notna()]
    dated = moves[moves["day"].notna()]
    if len(order):
        every, names = "sprint", order["sprint"].astype("str").tolist()
        begins = order["started_on"].dt.normalize().to_numpy("datetime64[us]")
    else:
        tasks = pick(tables.tasks, "tasks", ["finished_on"])["finished_on"]
        ends = [day for day in (starts, dated["day"].min(), dated["day"].max(), tasks.max()) if pd.notna(day)]
        months = pd.period_range(min(ends), max(ends), freq="M") if ends else pd.PeriodIndex([], freq="M")
        every = "month" if len(months) <= MOST_MONTHS else "quarter"
        if every == "quarter":
            months = pd.period_range(min(ends), max(ends), freq="Q")
        names, begins = [str(m) for m in months], months.to_timestamp().to_numpy("datetime64[us]")
    frame = pd.DataFrame({"period": pd.Series(names, dtype="str"), "from_on": pd.Series(begins, dtype="datetime64[us]")})
    at = np.maximum(np.searchsorted(begins, dated["day"].to_numpy("datetime64[us]"), side="right") - 1, 0)
    for name in CHANGES:
        here = (dated["change"] == name).to_numpy() & dated["effort"].notna().to_numpy()
        amount = dated["effort"].to_numpy(float)[here] * (-1 if name == REMOVED else 1)
        frame[name] = np.bincount(at[here], amount, minlength=len(frame))[: len(frame)]
    frame["scope"] = first + (frame[ADDED] + frame[DEFECTS] - frame[REMOVED] + frame[AGAIN]).cumsum()
    return every, frame
