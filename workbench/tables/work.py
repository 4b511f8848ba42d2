"""Declarations of the tables that hold the work itself: projects, tasks, estimates, history, sprints."""

from __future__ import annotations

from .declare import LARGEST, Column, Table

PROJECT = Column("project_id", "text", "the project's short name or key; stays the same for ever", required=True, example="PAY-2")
TASK = Column("task_id", "text", "the task's key in the tracker", required=True, example="PAY-2-17")
UNIT = "hours, days, points, items or any declared text such as function_points"


def amount(name: str, meaning: str, unit: str | None = None, *, required: bool = False, example: str = "8") -> Column:
    """A number that cannot be negative."""
    return Column(name, "number", meaning, unit=unit, required=required, minimum=0, maximum=LARGEST, example=example)


PROJECTS = Table(
    "projects",
    "one project",
    (
        PROJECT,
        Column("name", "text", "the project's name as people say it", example="Payments 2"),
        Column("reference_class", "text", "kind of project that it compares with", example="web application"),
        Column("team", "text", "the team that did it", example="Blue"),
        Column("method", "text", "how it was run", example="scrum"),
        Column("zone", "text", "time zone of all its dates (IANA name)", example="Europe/Madrid"),
        Column("started_on", "date", "day work began", past=True, example="2026-01-12"),
        Column("planned_finish_on", "date", "finish day first promised", example="2026-06-30"),
        Column("finished_on", "date", "day it was finished", past=True, example="2026-07-21"),
        amount("budget", "money first approved", "currency", example="120000"),
        Column("currency", "text", "currency of all its money (ISO code)", example="EUR"),
    ),
    key=("project_id",),
    ordered=(("started_on", "finished_on"),),
)

TASKS = Table(
    "tasks",
    "one task, story or other piece of work",
    (
        PROJECT,
        TASK,
        Column("title", "text", "what was to be done", example="Card refund screen"),
        Column("kind", "text", "kind of work, in the team's own words", example="feature"),
        Column("component", "text", "part of the product", example="checkout"),
        Column("parent_id", "text", "task above it", example="PAY-2-3"),
        Column("is_rollup", "flag", "its numbers only repeat the sum of its children", example="no"),
        Column("estimator", "text", "who estimated; used inside models, never shown", person=True, example="ana"),
        Column("assignee", "text", "who did it; used inside models, never shown", person=True, example="ana"),
        Column("role", "text", "role that did it", example="backend"),
        Column("estimate_unit", "text", f"unit of the estimate: {UNIT}", example="hours"),
        Column("actual_unit", "text", f"unit of the actual: {UNIT}", example="hours"),
        amount("estimate", "the first estimate, frozen", "estimate_unit"),
        amount("estimate_low", "low end of the first estimated range", "estimate_unit", example="5"),
        amount("estimate_high", "high end of the first estimated range", "estimate_unit", example="16"),
        Column("level", "number", "share of actuals the range was meant to hold", minimum=0.01, maximum=0.999, example="0.8"),
        amount("actual", "effort spent so far", "actual_unit", example="11"),
        Column("status", "text", "status in the tracker's words", example="Closed"),
        Column("status_class", "choice", "what the status means", choices=("todo", "doing", "done", "cancelled"), example="done"),
        Column("estimated_on", "date", "day of the first estimate", past=True, example="2026-01-14"),
        Column("created_on", "date", "day it was asked for", past=True, example="2026-01-13"),
        Column("started_on", "date", "day work on it began", past=True, example="2026-02-02"),
        Column("finished_on", "date", "day it was done", past=True, example="2026-02-06"),
        Column("due_on", "date", "day it was due", example="2026-02-09"),
        Column("baseline_finish_on", "date", "finish day in the first plan", example="2026-02-05"),
        Column("added_on", "date", "day it joined the project's scope", past=True, example="2026-01-13"),
        amount("blocked_hours", "hours it could not go on", "hours", example="6"),
        amount("cost", "money spent on it", "currency", example="880"),
        Column("labels", "labels", "labels or tags", example="debt|security"),
    ),
    key=("project_id", "task_id"),
    ordered=(("started_on", "finished_on"), ("created_on", "finished_on"), ("estimate_low", "estimate_high")),
)

ESTIMATES = Table(
    "estimates",
    "one estimate of one task; rows are only ever added",
    (
        PROJECT,
        TASK,
        Column("estimated_on", "date", "day of this estimate", required=True, past=True, example="2026-01-14"),
        Column("estimator", "text", "who estimated; used inside models, never shown", person=True, example="ana"),
        amount("low", "low end of the range", "unit", example="5"),
        amount("mid", "the estimate, or the middle of the range", "unit", required=True),
        amount("high", "high end of the range", "unit", example="16"),
        Column("level", "number", "share of actuals the range was meant to hold", minimum=0.01, maximum=0.999, example="0.8"),
        Column("unit", "text", f"unit: {UNIT}", example="hours"),
        Column("basis", "text", "what it rests on: expert, analogy, calibrated, import …", example="expert"),
        Column("scope_version", "text", "which state of the scope it is for", example="1"),
    ),
    key=("project_id", "task_id", "estimated_on", "mid", "basis"),
    ordered=(("low", "high"),),
)

TRANSITIONS = Table(
    "transitions",
    "one change of a task's status",
    (
        PROJECT,
        TASK,
        Column("at", "date", "when the status changed", required=True, past=True, example="2026-02-02 09:30"),
        Column("from_status", "text", "status before", example="To Do"),
        Column("to_status", "text", "status after", required=True, example="In Progress"),
    ),
    key=("project_id", "task_id", "at", "to_status"),
)

WORKLOGS = Table(
    "worklogs",
    "one booking of time on a task",
    (
        PROJECT,
        TASK,
        Column("day", "date", "day of the work", required=True, past=True, example="2026-02-03"),
        Column("role", "text", "role that did it", example="backend"),
        amount("hours", "hours booked", "hours", required=True, example="3.5"),
        Column("note", "text", "what was done", example="refund API"),
    ),
    owner=("project_id", "task_id"),
)

SPRINTS = Table(
    "sprints",
    "one sprint of one project; totals only where the tracker gives no membership per task",
    (
        PROJECT,
        Column("sprint", "text", "the sprint's name", required=True, example="Sprint 7"),
        Column("started_on", "date", "first day", example="2026-02-02"),
        Column("ended_on", "date", "last day", example="2026-02-13"),
        amount("capacity", "what the team could do", "unit", example="42"),
        Column("unit", "text", f"unit of capacity and totals: {UNIT}", example="points"),
        amount("committed", "given total: planned at the start", "unit", example="40"),
        amount("added", "given total: added after the start", "unit", example="6"),
        amount("removed", "given total: taken out after the start", "unit", example="3"),
        amount("completed", "given total: finished in the sprint", "unit", example="35"),
    ),
    key=("project_id", "sprint"),
    ordered=(("started_on", "ended_on"),),
)

TASK_SPRINTS = Table(
    "task_sprints",
    "one task's stay in one sprint",
    (
        PROJECT,
        TASK,
        Column("sprint", "text", "the sprint's name", required=True, example="Sprint 7"),
        Column("added_on", "date", "day it entered the sprint", example="2026-02-02"),
        Column("removed_on", "date", "day it left the sprint unfinished", example="2026-02-09"),
        Column("committed", "flag", "in the sprint when it started", example="yes"),
        Column("done", "flag", "finished in the sprint", example="yes"),
    ),
    key=("project_id", "task_id", "sprint"),
    ordered=(("added_on", "removed_on"),),
)

DEPENDENCIES = Table(
    "dependencies",
    "one task that needs another",
    (
        PROJECT,
        TASK,
        Column("needs_task_id", "text", "the task that it waits for", required=True, example="PAY-2-4"),
        Column("kind", "text", "finish-start, start-start, finish-finish or start-finish", example="finish-start"),
        Column("lag_days", "number", "days between them", unit="days", minimum=-3650, maximum=3650, example="0"),
    ),
    key=("project_id", "task_id", "needs_task_id"),
)
