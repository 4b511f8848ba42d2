"""A library as it stood on an earlier day, so that no report of that day knows what happened later."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from workbench.tables import Tables

from .frames import is_done, pick

_CAME = ("created_on", "added_on", "estimated_on", "started_on", "finished_on")
_TASK = ["project_id", "task_id"]


def on_day(tables: Tables, day: pd.Timestamp | None) -> Tables:
    """The tables as they stood at the end of a day.

    Parameters
    ----------
    tables : Tables
        Whatever is known today.
    day : Timestamp or None
        The day to look back from; the tables themselves without one.

    Returns
    -------
    Tables
        What came later is left out: tasks, estimates, status changes, booked hours, sprints, requests, records of milestones, risks,
        periods of capacity, reviews. What ended or was decided later is open again, and its amounts are missing: what a task took is
        then the hours booked by that day, where hours are booked. Projects that began later are gone. Plans stay: planned value of
        later periods, planned days. Lessons and actions have no day of their own; those of a project that finished or was first
        reviewed later are gone. Rows without any date stay.

    Examples
    --------
    >>> tasks = pd.DataFrame({"task_id": ["1"], "status_class": ["done"], "started_on": pd.to_datetime(["2026-03-02"]),
    ...                       "finished_on": pd.to_datetime(["2026-03-09"])})
    >>> on_day(Tables({"tasks": tasks}), pd.Timestamp("2026-03-05")).tasks["status_class"].tolist()
    ['doing']
    """
    if day is None:
        return tables
    end = pd.Timestamp(day).normalize() + pd.Timedelta(days=1)
    projects = pick(tables.projects, "projects", ["project_id", "started_on", "finished_on"])
    gone = set(projects.loc[_after(projects["started_on"], end), "project_id"])
    running = set(projects.loc[_after(projects["finished_on"], end), "project_id"])
    out = {}
    for name, frame in tables.items():
        kept = frame if not gone or "project_id" not in frame else frame[~frame["project_id"].isin(gone)]
        out[name] = _CUTS[name](kept, end) if name in _CUTS and len(kept) else kept
    if "tasks" in out and len(out["tasks"]):
        out["tasks"] = _tasks(out["tasks"], tables.worklogs, end)
    if "task_sprints" in out and "sprints" in out:
        out["task_sprints"] = _stays(out["task_sprints"], tables.sprints, end)
    if "periods" in out and len(out["periods"]):
        closed = projects["finished_on"].notna() & ~_after(projects["finished_on"], end)
        out["periods"] = _periods(out["periods"], set(projects.loc[closed, "project_id"]), end)
    if "risks" in out and len(out["risks"]):
        out["risks"] = _risks(out["risks"], running, end)
    late = running | _unreviewed(tables, end)
    for name in ("lessons", "actions"):
        if name in out and late and len(out[name]):
            out[name] = out[name][~out[name]["project_id"].isin(late)]
    return Tables(out)


def _after(days: pd.Series, end: pd.Timestamp) -> pd.Series:
    """Which days are known to lie at or after a moment."""
    return (days >= end).fillna(False).astype(bool)


def _without_later(table: str, column: str) -> Callable[[pd.DataFrame, pd.Timestamp], pd.DataFrame]:
    """Rows that had come by then, told by one column."""

    def cut(frame: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
        later = _after(pick(frame, table, [column])[column], end)
        return frame[~later] if later.any() else frame

    return cut


def _blanked(frame: pd.DataFrame, rows: pd.Series, columns: tuple[str, ...]) -> pd.DataFrame:
    """The frame with nothing in some columns of some rows; columns that it lacks stay away."""
    here = [c for c in columns if c in frame]
    return frame.assign(**{c: frame[c].mask(rows) for c in here}) if rows.any() else frame


def _projects(frame: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    return _blanked(frame, _after(pick(frame, "projects", ["finished_on"])["finished_on"], end), ("finished_on",))


def _tasks(tasks: pd.DataFrame, worklogs: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """Tasks that had come, with the status of that day and what they had taken by then."""
    part = pick(tasks, "tasks", [*_CAME, "status_class"])
    later, to_start = _after(part["finished_on"], end), _after(part["started_on"], end)
    begun = part["started_on"].notna() & ~to_start
    state = part["status_class"].astype("str").mask(is_done(tasks) & part["status_class"].isna(), "done")
    state = state.mask(later & begun, "doing").mask((later & ~begun) | (to_start & (state == "doing").fillna(False)), "todo")
    out = _spent_by_then(tasks, worklogs, later, (part["finished_on"].isna() & ~is_done(tasks)) | later, end)
    out = out.assign(status_class=state, finished_on=part["finished_on"].mask(later), started_on=part["started_on"].mask(to_start))
    out = _blanked(out, _after(part["estimated_on"], end), ("estimated_on", "estimate", "estimate_low", "estimate_high", "level"))
    joined = part["added_on"].fillna(part["created_on"]).fillna(part["estimated_on"])
    came = pd.concat([joined, part["started_on"], part["finished_on"]], axis=1).min(axis=1)
    return out[~_after(came, end)]


def _spent_by_then(tasks: pd.DataFrame, worklogs: pd.DataFrame, later: pd.Series, still: pd.Series, end: pd.Timestamp) -> pd.DataFrame:
    """What tasks that were finished later, or are still open, had taken: the hours booked so far, nothing where none are booked."""
    out = _blanked(tasks, later, ("actual", "cost", "blocked_hours"))
    logs = pick(worklogs, "worklogs", [*_TASK, "day", "hours"])
    after = _after(logs["day"], end)
    if "actual" not in out or not after.any():
        return out
    booked = logs[~after].groupby(_TASK)["hours"].sum()
    so_far = booked.reindex(pd.MultiIndex.from_frame(out[_TASK])).fillna(0.0).set_axis(out.index)
    told = still & out["project_id"].isin(set(logs.loc[after, "project_id"]))
    if "actual_unit" in out:
        told &= (out["actual_unit"] == "hours").fillna(False).astype(bool)
    return out.assign(actual=out["actual"].mask(told, so_far))


def _sprints(frame: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """Sprints that had begun; the totals of those that had not ended are not known."""
    days = pick(frame, "sprints", ["started_on", "ended_on"])
    return _blanked(frame, _after(days["ended_on"], end), ("added", "removed", "completed"))[~_after(days["started_on"], end)]


def _stays(stays: pd.DataFrame, sprints: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """Stays in sprints that had begun, with what had become of them."""
    days = pick(sprints, "sprints", ["project_id", "sprint", "started_on", "ended_on"])
    begin, ended = _after(days["started_on"], end), _after(days["ended_on"], end)
    if len(stays) and (begin | ended).any():
        key = pd.MultiIndex.from_frame(stays[["project_id", "sprint"]])
        names = pd.MultiIndex.from_frame(days[["project_id", "sprint"]])
        stays = _blanked(stays, pd.Series(key.isin(names[ended & ~begin]), index=stays.index), ("done",))
        stays = stays[~key.isin(names[begin])]
    moved = pick(stays, "task_sprints", ["added_on", "removed_on"])
    stays = _blanked(stays, _after(moved["removed_on"], end), ("removed_on",))
    later = _after(moved["added_on"], end)
    return stays[~later] if later.any() else stays


def _changes(frame: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """Requests that had been made; those decided later are open."""
    part = pick(frame, "changes", ["requested_on", "decided_on"])
    undecided = _after(part["decided_on"], end)
    out = _blanked(frame, undecided, ("decided_on", "approved_by"))
    if "decision" in out and undecided.any():
        out = out.assign(decision=out["decision"].mask(undecided, "open"))
    return out[~_after(part["requested_on"].fillna(part["decided_on"]), end)]


def _periods(frame: pd.DataFrame, closed: set[str], end: pd.Timestamp) -> pd.DataFrame:
    """The plan of all periods, and what was earned and spent by then; the last period of a closed project ends with it."""
    part = pick(frame, "periods", ["project_id", "period_end"])
    return _blanked(frame, _after(part["period_end"], end) & ~part["project_id"].isin(closed), ("earned_value", "actual_cost"))


def _milestones(frame: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    part = pick(frame, "milestones", ["recorded_on", "actual_on"])
    return _blanked(frame, _after(part["actual_on"], end), ("actual_on",))[~_after(part["recorded_on"], end)]


def _risks(frame: pd.DataFrame, running: set[str], end: pd.Timestamp) -> pd.DataFrame:
    """Risks that were on the register; what came later, or of what came nobody knows when in a project then running, is open."""
    part = pick(frame, "risks", ["project_id", "recorded_on", "occurred", "occurred_on"])
    undated = part["occurred"].notna() & part["occurred_on"].isna() & part["project_id"].isin(running)
    out = _blanked(frame, _after(part["occurred_on"], end) | undated, ("occurred", "occurred_on", "cost"))
    return out[~_after(part["recorded_on"], end)]


def _actions(frame: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """Actions as they stood: those closed later are open."""
    later = _after(pick(frame, "actions", ["closed_on"])["closed_on"], end)
    out = _blanked(frame, later, ("closed_on",))
    return out.assign(status=out["status"].mask(later, "open")) if "status" in out and later.any() else out


def _unreviewed(tables: Tables, end: pd.Timestamp) -> set[str]:
    """Projects whose first review came later."""
    rows = pick(tables.reviews, "reviews", ["project_id", "reviewed_on"])
    first = rows.groupby("project_id")["reviewed_on"].min()
    return set(first.index[np.asarray(_after(first, end))])


_CUTS: dict[str, Callable[[pd.DataFrame, pd.Timestamp], pd.DataFrame]] = {
    "projects": _projects,
    "estimates": _without_later("estimates", "estimated_on"),
    "transitions": _without_later("transitions", "at"),
    "worklogs": _without_later("worklogs", "day"),
    "sprints": _sprints,
    "changes": _changes,
    "milestones": _milestones,
    "allocations": _without_later("allocations", "period_end"),
    "actions": _actions,
    "reviews": _without_later("reviews", "reviewed_on"),
}
