"""What became of the lessons: the actions of the last review, and whether the measure they were to move has moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import scipy

from workbench.tables import NotEnoughEvidence, Tables

from . import accuracy, velocity
from .frames import pick
from .team import of_team

NEEDED = {"tasks": 15, "sprints": 5}
"""Rows needed on each side before a before/after comparison is made."""
_CHANCE = 0.05
_MEASURED = ("projects", "tasks", "estimates", "sprints", "task_sprints")


@dataclass(frozen=True)
class ActionEffect:
    """A measure before and after an action.

    Attributes
    ----------
    measure : str
        The measure in words: ``"actual ÷ estimate of support tasks"``.
    before, after : float
        Median (ratios) or mean (shares) on each side.
    n_before, n_after : int
        Rows behind each.
    rows : str
        What a row is: ``tasks`` or ``sprints``.
    share : bool
        Whether the values are shares (0 … 1) rather than ratios.
    wanted : bool
        Whether it moved in the direction that the action wanted.
    likely : bool
        Whether chance alone is an unlikely explanation of the difference.
    """

    measure: str
    before: float
    after: float
    n_before: int
    n_after: int
    rows: str
    share: bool
    wanted: bool
    likely: bool


@dataclass(frozen=True)
class _Measured:
    """A measure's values, one per row, with the day on which each was decided."""

    words: str
    rows: str
    share: bool
    day: pd.Series
    value: pd.Series


def last_actions(tables: Tables, project_id: str) -> pd.DataFrame:
    """The actions that the same team agreed after its last project before this one.

    Parameters
    ----------
    tables : Tables
        ``projects`` and ``actions`` of the whole library.
    project_id : str
        The project under review.

    Returns
    -------
    DataFrame
        Rows of ``actions``, those with a measure and those done first; empty when there are none.

    Examples
    --------
    >>> ends = pd.to_datetime(["2025-03-01", "2025-09-01"])
    >>> projects = pd.DataFrame({"project_id": ["A", "B"], "team": "Blue", "finished_on": ends})
    >>> actions = pd.DataFrame({"project_id": ["A"], "action_id": ["A-1"], "text": ["Split tasks"], "measure": [None]})
    >>> last_actions(Tables({"projects": projects, "actions": actions}), "B")["text"].tolist()
    ['Split tasks']
    """
    projects, actions = tables.projects, tables.actions
    this = projects[projects["project_id"] == project_id]
    if this.empty or actions.empty or pd.isna(this["team"].iloc[0]):
        return actions.iloc[:0]
    end = this["finished_on"].iloc[0]
    others = projects[(projects["team"] == this["team"].iloc[0]) & (projects["project_id"] != project_id) & projects["finished_on"].notna()]
    if pd.notna(end):
        others = others[others["finished_on"] < end]
    with_actions = others[others["project_id"].isin(actions["project_id"])].sort_values("finished_on", kind="stable")
    if with_actions.empty:
        return actions.iloc[:0]
    chosen = actions[actions["project_id"] == with_actions["project_id"].iloc[-1]]
    unmeasured = chosen["measure"].isna().astype(int)
    undone = chosen["status"].ne("done").fillna(True).astype(int) if "status" in chosen else 0
    return chosen.iloc[np.argsort((unmeasured * 2 + undone).to_numpy(), kind="stable")].reset_index(drop=True)


def effect(
    action: Mapping[str, object] | pd.Series, tables: Tables, *, until: pd.Timestamp | None = None
) -> ActionEffect | NotEnoughEvidence | None:
    """Whether the measure of an action moved after it was done, on the work of the same team.

    Parameters
    ----------
    action : mapping
        One row of ``actions``: project_id, status, closed_on, measure, direction.
    tables : Tables
        ``projects``, ``tasks``, ``sprints`` and ``task_sprints`` of the whole library.
    until : Timestamp, optional
        Look only at rows decided up to this day: what was known at a review.

    Returns
    -------
    ActionEffect, NotEnoughEvidence or None
        None when the action is not done or has no measure that is known: ``ratio:kind=…``, ``hit_rate``, ``say_do``, ``churn``,
        ``scope_added``, ``blocked_share``.

    Notes
    -----
    Rows decided before the day the action was closed against those from that day on; the difference is tested with the
    two-sided Mann–Whitney U test (5 %). A difference can have other causes than the action, and a report says so.
    """
    if not _testable(action):
        return None
    return _moved(action, _measure(str(action["measure"]), of_team(tables, str(action["project_id"]), only=_MEASURED)), until)


def effects(actions: pd.DataFrame, tables: Tables, *, until: pd.Timestamp | None = None) -> list[ActionEffect | NotEnoughEvidence | None]:
    """The same for many actions: each measure of each team is taken once.

    Parameters
    ----------
    actions : DataFrame
        Rows of ``actions``.
    tables : Tables
        As for :func:`effect`.
    until : Timestamp, optional
        As for :func:`effect`.

    Returns
    -------
    list
        One entry per row, in their order.

    Examples
    --------
    >>> effects(Tables().actions, Tables())
    []
    """
    part = pick(actions, "actions", ["project_id", "status", "closed_on", "measure", "direction"])
    team = pick(tables.projects, "projects", ["project_id", "team"]).drop_duplicates("project_id").set_index("project_id")["team"]
    groups = part["project_id"].map(team).fillna("project " + part["project_id"].astype("str"))
    measured: dict[tuple[str, str], _Measured | None] = {}
    of_teams: dict[str, Tables] = {}
    out: list[ActionEffect | NotEnoughEvidence | None] = []
    for group, action in zip(groups.astype("str"), part.to_dict("records"), strict=True):
        if not _testable(action):
            out.append(None)
            continue
        key = (group, str(action["measure"]))
        if group not in of_teams:
            of_teams[group] = of_team(tables, str(action["project_id"]), only=_MEASURED)
        if key not in measured:
            measured[key] = _measure(key[1], of_teams[group])
        out.append(_moved(action, measured[key], until))
    return out


def _testable(action: Mapping[Any, Any] | pd.Series) -> bool:
    """Whether an action is done, on a known day, and has a measure."""
    return bool(action["status"] == "done" and pd.notna(action["closed_on"]) and pd.notna(action["measure"]))


def _moved(
    action: Mapping[Any, Any] | pd.Series, measured: _Measured | None, until: pd.Timestamp | None
) -> ActionEffect | NotEnoughEvidence | None:
    """The measure before and since."""
    if measured is None:
        return None
    closed = action["closed_on"]
    known = measured.value.notna() & measured.day.notna()
    if until is not None:
        known &= measured.day <= until
    before = measured.value[known & (measured.day < closed)].to_numpy(float)
    after = measured.value[known & (measured.day >= closed)].to_numpy(float)
    needed = NEEDED[measured.rows]
    if min(len(before), len(after)) < needed:
        side = "before" if len(before) < needed else "since"
        return NotEnoughEvidence(min(len(before), len(after)), needed, f"{measured.rows} {side} then")
    centre = np.mean if measured.share else np.median
    first, second = float(centre(before)), float(centre(after))
    wanted = second < first if action["direction"] == "down" else second > first
    chance = float(scipy.stats.mannwhitneyu(before, after, alternative="two-sided").pvalue)
    return ActionEffect(
        measured.words, first, second, len(before), len(after), measured.rows, measured.share, bool(wanted), chance < _CHANCE
    )


def _measure(text: str, tables: Tables) -> _Measured | None:
    name, _, condition = text.partition(":")
    if name == "ratio":
        return _ratio(condition, tables)
    return _KNOWN[name](tables) if name in _KNOWN else None


def _ratio(condition: str, tables: Tables) -> _Measured | None:
    tasks = accuracy.comparable(tables.tasks).tasks
    column, _, value = condition.partition("=")
    if condition and column not in ("kind", "component", "role"):
        return None
    chosen = tasks[tasks[column].eq(value).fillna(False).astype(bool)] if condition else tasks
    return _Measured(f"actual ÷ estimate of {value or 'all'} tasks", "tasks", False, chosen["estimated_on"], chosen["ratio"])


def _hit_rate(tables: Tables) -> _Measured:
    tasks = accuracy.comparable(tables.tasks).tasks
    ranged = tasks[tasks["estimate_low"].notna() & tasks["estimate_high"].notna()]
    inside = ranged["actual"].between(ranged["estimate_low"], ranged["estimate_high"]).astype(float)
    return _Measured("share of actuals inside their estimated range", "tasks", True, ranged["estimated_on"], inside)


def _blocked(tables: Tables) -> _Measured:
    tasks = tables.tasks
    done = tasks[tasks["status_class"].eq("done").fillna(False).astype(bool) & tasks["blocked_hours"].notna() & (tasks["actual"] > 0)]
    share = done["blocked_hours"] / (done["blocked_hours"] + done["actual"])
    return _Measured("share of a task's hours spent blocked", "tasks", True, done["started_on"], share)


def _of_sprints(column: str, words: str) -> Callable[[Tables], _Measured]:
    def measure(tables: Tables) -> _Measured:
        sprints = velocity.sprints(tables)
        value = sprints["added"] / sprints["committed"] if column == "added" else sprints[column]
        return _Measured(words, "sprints", True, sprints["started_on"], value.astype("float64"))

    return measure


_KNOWN: dict[str, Callable[[Tables], _Measured]] = {
    "hit_rate": _hit_rate,
    "blocked_share": _blocked,
    "say_do": _of_sprints("say_do", "finished of what was committed"),
    "churn": _of_sprints("churn", "scope churn of a sprint"),
    "scope_added": _of_sprints("added", "work added to a sprint after its start"),
}
