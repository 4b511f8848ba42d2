"""What trackers remember of a task: the estimates it had, the changes of its status, the hours booked on it."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta

import numpy as np

from .catalogue import AS_OF
from .course import Course
from .ratios import OTHER, POINTS, ROUND, nearest
from .work import Task, stream
from .workdays import between, shift

STATUS = {
    "scrum": {
        "todo": "To Do",
        "doing": "In Progress",
        "review": "In Review",
        "blocked": "Blocked",
        "done": "Done",
        "cancelled": "Won't Do",
    },
    "kanban": {"todo": "Backlog", "doing": "Working", "review": "Checking", "blocked": "On hold", "done": "Closed", "cancelled": "Dropped"},
    "stage-gate": {
        "todo": "Planned",
        "doing": "Active",
        "review": "Review",
        "blocked": "Waiting",
        "done": "Complete",
        "cancelled": "Descoped",
    },
}
_GRID = tuple(sorted((*ROUND, *OTHER, 48.0, 60.0, 80.0)))
_NOTES = ("", "", "", "", "", "", "", "with the partner", "rework after review", "tests", "first part", "clean-up", "waiting for answers")


def status_class(task: Task) -> str:
    """What the task's status means today."""
    if task.cancelled:
        return "cancelled"
    if task.finished:
        return "done"
    return "doing" if task.started else "todo"


def status_word(task: Task, method: str) -> str:
    """The task's status in the words of the team's tracker."""
    meaning = status_class(task)
    if meaning == "doing" and task.blocked and shift(task.blocked[0], task.blocked[1]) > AS_OF:
        meaning = "blocked"
    return STATUS[method][meaning]


def estimates(course: Course) -> list[dict[str, object]]:
    """The log of estimates: the first one of each task, and later ones that know more."""
    rng = stream("estimates", course.project.id)
    basis = {"scrum": "planning poker", "kanban": "expert", "stage-gate": "analogy"}[course.team.method]
    rows: list[dict[str, object]] = []
    for task in course.tasks:
        chance, share, when, twice = (float(x) for x in rng.random(4))
        if task.estimate is None or task.estimated is None:
            continue
        first = {"project_id": task.project_id, "task_id": task.task_id, "estimated_on": task.estimated, "estimator": task.estimator}
        scope = "1" if task.baseline else "2"
        ranged = {"low": task.low, "high": task.high, "level": 0.8 if task.low is not None else None}
        rows.append(first | {"mid": task.estimate, **ranged, "unit": task.unit, "basis": basis, "scope_version": scope})
        if chance > 0.22 or task.started is None:
            continue
        end = min(task.finished or AS_OF, task.cancelled or AS_OF, AS_OF)
        days = [d for d in between(task.estimated, end) if d > task.estimated]
        if not days:
            continue
        day = days[int(when * len(days))]
        scale = task.estimate if task.unit == "hours" else task.estimate * 5.9
        weight = 0.35 + 0.5 * share
        grid = _GRID if task.unit == "hours" else POINTS
        mid = nearest(task.estimate * math.exp(weight * math.log(task.actual / scale)), grid)
        rows.append(_again(first, day, mid, task, scope))
        later = [d for d in days if d > day]
        if twice < 0.25 and later and task.unit == "hours":
            rows.append(_again(first, later[-1], nearest(task.actual, _GRID), task, scope))
    return rows


def _again(first: dict[str, object], day: date, mid: float, task: Task, scope: str) -> dict[str, object]:
    told = {"estimated_on": day, "estimator": task.assignee, "low": None, "mid": mid, "high": None, "level": None}
    return first | told | {"unit": task.unit, "basis": "re-estimate", "scope_version": scope}


def transitions(course: Course) -> list[dict[str, object]]:
    """Changes of status, in order per task."""
    rng = stream("transitions", course.project.id)
    words = STATUS[course.team.method]
    rows: list[dict[str, object]] = []
    for task in course.tasks:
        steps = _steps(task, rng)
        before = words["todo"]
        for at, meaning in steps:
            word = words[meaning]
            if word != before and at.date() <= AS_OF:
                rows.append({"project_id": task.project_id, "task_id": task.task_id, "at": at, "from_status": before, "to_status": word})
                before = word
    return rows


def _steps(task: Task, rng: np.random.Generator) -> list[tuple[datetime, str]]:
    minutes, chances = rng.integers(0, 75, size=7), rng.random(3)

    def at(day: date, hour: int, n: int) -> datetime:
        return datetime(day.year, day.month, day.day, hour) + timedelta(minutes=int(minutes[n]))

    steps: list[tuple[datetime, str]] = []
    if task.started:
        steps.append((at(task.started, 8, 0), "doing"))
    if task.blocked:
        begun, length = task.blocked
        steps += [(at(begun, 10, 1), "blocked"), (at(shift(begun, length), 10, 1), "doing")]
    if task.finished and task.started:
        days = between(task.started, task.finished)
        free = [d for d in days[1:-1] if not task.blocked or d >= shift(task.blocked[0], task.blocked[1] + 1)]
        if len(free) >= 2 and chances[0] < 0.16:  # finished once before, and opened again
            steps += [(at(free[-2], 16, 2), "done"), (at(free[-1], 9, 3), "doing")]
        if chances[1] < 0.65:
            steps.append((at(task.finished, 13, 4), "review"))
        steps.append((at(task.finished, 15, 5), "done"))
    if task.cancelled:
        steps.append((at(task.cancelled, 11, 6), "cancelled"))
    return sorted(steps)


def worklogs(course: Course) -> list[dict[str, object]]:
    """Hours booked per task and day; they sum to the task's actual."""
    rng = stream("worklogs", course.project.id)
    rows: list[dict[str, object]] = []
    for task in course.tasks:
        for day, hours in sorted(task.effort.items()):
            note = _NOTES[int(rng.integers(len(_NOTES)))]
            rows.append(
                {"project_id": task.project_id, "task_id": task.task_id, "day": day, "role": task.role, "hours": hours, "note": note}
            )
    return rows
