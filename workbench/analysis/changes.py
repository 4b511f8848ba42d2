"""Change control: what was asked for, decided and worked on, and which work joined without a yes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from workbench.tables import TABLES, NotEnoughEvidence, Tables

from .frames import NOT_STATED, one_project, pick, split_labels
from .scope import ADDED, steps

_TASK = ["project_id", "task_id"]
_LOG = ["change_id", "requested_on", "decided_on", "decision", "effort", "cost", "days", "reason", "affects", "approved_by"]
NO_REQUEST = "no request"


@dataclass(frozen=True)
class ChangeControl:
    """Requests to change one project, and the work that joined after its first plan. It names no person.

    Attributes
    ----------
    n : int
        Requests on record.
    unit : str
        Unit of the estimates of the work that joined.
    log : DataFrame
        One row per request in time order: change_id, requested_on, decided_on, waited (days between), decision, signed (whether an
        approved one says who approved), effort (hours), cost, days, reason, affects (what it touches, known people left out),
        before (the next milestone then), tasks (that carry its number), estimate (their sum, in `unit`).
    approved, open : int
        Requests with a yes, and those without a decision.
    effort, cost, days : float or None
        Sums over the approved ones; None where none states it.
    linked : bool
        Whether any task carries the number of a request; without that, work and requests can only be compared as sums.
    joined : float
        Estimates of the work that joined after the first plan, defects apart: nobody asks for those.
    covered : float
        The part of it that carries the number of an approved request.
    unapproved : DataFrame
        Work that joined without one, largest first: task_id, title, kind, component, joined_on, estimate, why (``no request``, or the
        request and what became of it). Empty where `linked` is False.
    affected : DataFrame
        Per component, most affected first: component, tasks, effort (of what joined, defects apart), unapproved (part of it), waiting
        (other tasks that need one of them).
    """

    n: int
    unit: str
    log: pd.DataFrame
    approved: int
    open: int
    effort: float | None
    cost: float | None
    days: float | None
    linked: bool
    joined: float
    covered: float
    unapproved: pd.DataFrame
    affected: pd.DataFrame


def change_control(
    tables: Tables, *, people: frozenset[str] = frozenset(), moves: pd.DataFrame | None = None
) -> ChangeControl | NotEnoughEvidence:
    """What was asked for, decided and worked on in one project, and which work joined without a yes.

    Parameters
    ----------
    tables : Tables
        ``changes``, ``tasks``, ``projects``, ``estimates``, ``milestones`` and ``dependencies`` of one project.
    people : frozenset of str
        Further names that must not be shown; those in the tables' columns for people are known.
    moves : DataFrame, optional
        As :func:`workbench.analysis.scope.steps` gives them for these tables, where they are there already.

    Returns
    -------
    ChangeControl or NotEnoughEvidence
        The latter where there is neither a request nor work that joined after the first plan.

    Raises
    ------
    InputError
        When the tables belong to more than one project.

    Notes
    -----
    A task belongs to a request when one of its labels is the request's number. Of several, an approved one counts. Work that mends what was
    made before is no change of scope and needs no request.

    Examples
    --------
    >>> tasks = pd.DataFrame({"project_id": "P", "task_id": list("1234567"), "estimate": 10.0, "estimate_unit": "hours",
    ...                       "added_on": pd.to_datetime(["2026-01-05"] * 5 + ["2026-02-03"] * 2), "labels": [None] * 5 + ["CR-1", "ui"]})
    >>> projects = pd.DataFrame({"project_id": ["P"], "started_on": pd.to_datetime(["2026-01-12"])})
    >>> asked = pd.DataFrame({"project_id": ["P"], "change_id": ["CR-1"], "decision": ["approved"], "effort": [9.0]})
    >>> found = change_control(Tables({"tasks": tasks, "projects": projects, "changes": asked}))
    >>> found.joined, found.covered, found.unapproved[["task_id", "why"]].to_numpy().tolist()
    (20.0, 10.0, [['7', 'no request']])
    """
    one_project(tables.tasks, "change control")
    one_project(tables.changes, "change control")
    moves = steps(tables) if moves is None else moves
    new = moves[moves["change"] == ADDED]
    asked = pick(tables.changes, "changes", _LOG).dropna(subset="change_id").sort_values(["requested_on", "decided_on"], kind="stable")
    if not len(asked) and not len(new):
        return NotEnoughEvidence(0, 1, "requests to change the scope, or tasks that joined after the first plan")
    work = _with_requests(tables, new, asked)
    approved = asked[asked["decision"].eq("approved").fillna(False).astype(bool)]
    linked = bool(work["labelled"].any())
    missing = work[~work["approved"]] if linked else work.iloc[:0]
    estimate = work["effort"].fillna(0.0)
    return ChangeControl(
        n=len(asked),
        unit=str(new["unit"].iloc[0]) if len(new) else "hours",
        log=_log(tables, asked, work, people | _people(tables)),
        approved=len(approved),
        open=int((asked["decision"].eq("open") | asked["decision"].isna()).fillna(False).sum()),
        effort=_sum(approved["effort"]),
        cost=_sum(approved["cost"]),
        days=_sum(approved["days"]),
        linked=linked,
        joined=float(estimate.sum()),
        covered=float(estimate[work["approved"]].sum()),
        unapproved=missing.rename(columns={"effort": "estimate", "day": "joined_on"})
        .sort_values("estimate", ascending=False, kind="stable", na_position="last")[
            ["task_id", "title", "kind", "component", "joined_on", "estimate", "why"]
        ]
        .reset_index(drop=True),
        affected=_affected(tables, work),
    )


def _sum(values: pd.Series) -> float | None:
    return float(values.sum()) if values.notna().any() else None


def _people(tables: Tables) -> frozenset[str]:
    """Everybody that a column for people names."""
    named = [tables[t][c.name] for t in tables for c in TABLES[t].columns if c.person and c.name in tables[t]]
    return frozenset(str(name).casefold().strip() for column in named for name in column.dropna().unique())


def _with_requests(tables: Tables, new: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    """The work that joined, each with its request: change_id, approved, labelled, why."""
    about = pick(tables.tasks, "tasks", [*_TASK, "title", "labels"]).drop_duplicates(_TASK)
    rows = new.merge(about, how="left", on=_TASK).reset_index(drop=True)
    decision = asked["decision"].fillna("open").set_axis(asked["change_id"].astype("str"))
    decision = decision[~decision.index.duplicated()]
    order = {name: i for i, name in enumerate(decision.sort_values(key=lambda d: d.ne("approved"), kind="stable").index)}
    labels = split_labels(rows["labels"])
    hits = labels[labels.isin(set(order))]
    ranked = hits.to_frame("change_id").assign(at=hits.map(order)).sort_values("at", kind="stable")
    best: pd.Series = ranked[~ranked.index.duplicated()]["change_id"].reindex(rows.index)
    what = best.map(decision)
    words = (best + " " + what.map({"open": "is not decided", "rejected": "was rejected", "withdrawn": "was withdrawn"})).astype(object)
    return rows.assign(
        change_id=best.astype("str").where(best.notna()),
        labelled=best.notna(),
        approved=what.eq("approved").fillna(False).astype(bool),
        why=words.where(best.notna(), NO_REQUEST).astype("str"),
    )


def _log(tables: Tables, asked: pd.DataFrame, work: pd.DataFrame, people: frozenset[str]) -> pd.DataFrame:
    per = work.dropna(subset="change_id").groupby("change_id")["effort"].agg(["size", "sum"])
    number = asked["change_id"].astype("str")
    signed = asked["approved_by"].notna() & asked["decision"].eq("approved").fillna(False)
    log = asked.drop(columns=["approved_by"]).assign(
        decision=asked["decision"].fillna("open"),
        waited=(asked["decided_on"] - asked["requested_on"]).dt.days,
        signed=signed.astype(bool),
        affects=asked["affects"].map(lambda text: _without(text, people)).astype("str"),
        before=_next_milestone(tables.milestones, asked["decided_on"].fillna(asked["requested_on"])),
        tasks=number.map(per["size"]).fillna(0).astype("int64"),
        estimate=number.map(per["sum"]).astype("float64"),
    )
    names = ["change_id", "requested_on", "decided_on", "waited", "decision", "signed", "effort", "cost", "days", "reason", "affects"]
    return log[[*names, "before", "tasks", "estimate"]].reset_index(drop=True)


def _without(text: object, people: frozenset[str]) -> str | None:
    """What a request touches, without the entries that name a known person."""
    if not isinstance(text, str):
        return None
    kept = [part.strip() for part in text.replace(";", ",").split(",") if part.strip() and part.strip().casefold() not in people]
    return ", ".join(kept) or None


def _next_milestone(milestones: pd.DataFrame, days: pd.Series) -> pd.Series:
    """The milestone that stood next on each day, by what was foreseen then."""
    part = pick(milestones, "milestones", ["milestone", "recorded_on", "baseline_on", "forecast_on", "actual_on"])
    if part.empty:
        return pd.Series(None, index=days.index, dtype="str")
    part = part.sort_values("recorded_on", kind="stable")
    records: list[tuple[Any, ...]] = [
        tuple(None if pd.isna(value) else value for value in row) for row in part.itertuples(index=False, name=None)
    ]
    reached: dict[str, pd.Timestamp] = {}
    for milestone, _, _, _, actual in records:
        if actual is not None:
            reached[milestone] = max(actual, reached.get(milestone, actual))
    return pd.Series([_ahead(records, reached, day) for day in days], index=days.index, dtype="str")


def _ahead(records: list[tuple[Any, ...]], reached: dict[str, pd.Timestamp], day: pd.Timestamp) -> str | None:
    """The milestone that was due first on a day, given all records in the order in which they were written."""
    if pd.isna(day):
        return None
    due: dict[str, Any] = {}
    for milestone, recorded, baseline, forecast, _ in records:
        known = recorded is not None and recorded <= day
        if known or milestone not in due:
            due[milestone] = baseline if not known or forecast is None else forecast
    ahead = {name: when for name, when in due.items() if when is not None and not (name in reached and reached[name] < day)}
    return str(min(ahead, key=lambda name: ahead[name])) if ahead else None


def _affected(tables: Tables, work: pd.DataFrame) -> pd.DataFrame:
    """What the work that joined touches, component by component."""
    needs = pick(tables.dependencies, "dependencies", ["task_id", "needs_task_id"])
    mine = set(work["task_id"])
    component = work.set_index("task_id")["component"].fillna(NOT_STATED)
    behind = needs[needs["needs_task_id"].isin(mine) & ~needs["task_id"].isin(mine)]
    waiting = behind.assign(component=behind["needs_task_id"].map(component[~component.index.duplicated()]))
    rows = work.assign(component=work["component"].fillna(NOT_STATED), effort=work["effort"].fillna(0.0))
    rows = rows.assign(unapproved=np.where(rows["approved"], 0.0, rows["effort"]))
    table = rows.groupby("component").agg(tasks=("task_id", "size"), effort=("effort", "sum"), unapproved=("unapproved", "sum"))
    table["waiting"] = waiting.groupby("component")["task_id"].nunique().reindex(table.index).fillna(0).astype("int64")
    return table.reset_index().sort_values("effort", ascending=False, kind="stable", ignore_index=True)
