"""All projects played, and their canonical tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from . import history, kanban, retrospectives, scrum, stage_gate, steering
from .catalogue import AS_OF, DEMO, FIRST_DAY, TEAMS, Team
from .course import Course, cut
from .work import Task, stream
from .writing import COLUMNS

Row = dict[str, object]
_NO_MEMBERSHIP = {"APP-1"}  # its tracker kept only totals per sprint
_NO_WORKLOGS = {"APP-1"}


def play() -> list[Course]:
    """The courses of all projects, uncut: what happens after today is in them."""
    courses: list[Course] = []
    for team in TEAMS:
        courses += _play_team(team)
    return courses


def _play_team(team: Team) -> list[Course]:
    if team.method == "kanban":
        return kanban.run(team, FIRST_DAY)
    one = {"scrum": scrum.run, "stage-gate": stage_gate.run}[team.method]
    pause = timedelta(days=24 if team.method == "scrum" else 12)
    courses: list[Course] = []
    day = FIRST_DAY
    for project in team.projects:
        courses.append(one(team, project, day))
        day = courses[-1].finished + pause
    return courses


def tables(courses: Iterable[Course]) -> dict[str, list[Row]]:
    """The canonical tables of what is known today."""
    out: dict[str, list[Row]] = {name: [] for name in COLUMNS}
    for course in courses:
        ends = steering.milestones(course)  # forecasts know the real end: made before the cut
        odds = steering.risks(course)
        cut(course, AS_OF)
        out["projects"].append(_project(course))
        out["changes"] += steering.changes(course)
        out["tasks"] += _tasks(course)
        out["estimates"] += history.estimates(course)
        out["transitions"] += history.transitions(course)
        if course.project.id not in _NO_WORKLOGS:
            out["worklogs"] += history.worklogs(course)
        out["sprints"] += _sprints(course)
        out["task_sprints"] += _stays(course)
        out["dependencies"] += _dependencies(course)
        out["periods"] += steering.periods(course)
        out["milestones"] += ends
        out["allocations"] += steering.allocations(course)
        out["risks"] += odds
        held = retrospectives.reviewed(course)
        if held or course.project.id == DEMO["review"]:  # there the cards are on the board and the review is due
            cards = retrospectives.lessons(course)
            out["lessons"] += cards
        if held:
            out["actions"] += retrospectives.actions(course, cards)
            out["reviews"].append(retrospectives.review(course))
    return out


def _project(course: Course) -> Row:
    team, project = course.team, course.project
    return {
        "project_id": project.id,
        "name": project.name,
        "reference_class": project.reference_class,
        "team": team.name,
        "method": team.method,
        "zone": team.zone,
        "started_on": course.started,
        "planned_finish_on": course.planned_finish,
        "finished_on": None if course.running(AS_OF) else course.finished,
        "budget": steering.budget(course),
        "currency": team.currency,
    }


def task_row(task: Task, method: str) -> Row:
    """One task as the canonical table holds it."""
    spent = sum(task.effort.values())
    meaning = history.status_class(task)
    return {
        "project_id": task.project_id,
        "task_id": task.task_id,
        "title": task.title,
        "kind": task.kind,
        "component": task.component,
        "parent_id": f"{task.project_id}-{task.phase}" if task.phase else None,
        "is_rollup": False,
        "estimator": task.estimator if task.estimate is not None else None,
        "assignee": task.assignee if task.started else None,
        "role": task.role,
        "estimate_unit": task.unit if task.estimate is not None else None,
        "actual_unit": "hours",
        "estimate": task.estimate,
        "estimate_low": task.low,
        "estimate_high": task.high,
        "level": None if task.low is None else 0.8,
        "actual": spent if spent or meaning == "done" else None,
        "status": history.status_word(task, method),
        "status_class": meaning,
        "estimated_on": task.estimated,
        "created_on": task.created,
        "started_on": task.started,
        "finished_on": task.finished,
        "due_on": task.due,
        "baseline_finish_on": task.baseline_finish,
        "added_on": task.added,
        "blocked_hours": 8.0 * task.blocked[1] if task.blocked else 0.0 if task.started else None,
        "cost": float(round(steering.cost(task))) if spent else None,
        "labels": "|".join(sorted(task.labels)) or None,
    }


def _tasks(course: Course) -> list[Row]:
    rng = stream("gaps", course.project.id)
    rows = []
    for task in course.tasks:
        row = task_row(task, course.team.method)
        if rng.random() < 0.03:
            row["estimator"] = None
        rows.append(row)
    return rows + _rollups(course, rows)


def _rollups(course: Course, rows: list[Row]) -> list[Row]:
    out: list[Row] = []
    for name, planned, real in course.phases:
        key = f"{course.project.id}-{name}"
        under = [r for r in rows if r["parent_id"] == key]
        done = real <= AS_OF
        begun = [r["started_on"] for r in under if isinstance(r["started_on"], date)]
        out.append(
            {
                "project_id": course.project.id,
                "task_id": key,
                "title": f"{name} phase",
                "kind": "phase",
                "is_rollup": True,
                "estimate_unit": "hours",
                "actual_unit": "hours",
                "estimate": _sum(under, "estimate"),
                "actual": _sum(under, "actual"),
                "status": history.STATUS[course.team.method]["done" if done else "doing" if begun else "todo"],
                "status_class": "done" if done else "doing" if begun else "todo",
                "created_on": min(r["created_on"] for r in under if isinstance(r["created_on"], date)),
                "started_on": min(begun) if begun else None,
                "finished_on": real if done else None,
                "baseline_finish_on": planned,
                "cost": _sum(under, "cost"),
            }
        )
    return out


def _sum(rows: list[Row], column: str) -> float:
    return sum(v for v in (r[column] for r in rows) if isinstance(v, float))


def _sprints(course: Course) -> list[Row]:
    rows: list[Row] = []
    for sprint in course.sprints:
        row: Row = {
            "project_id": course.project.id,
            "sprint": sprint.name,
            "started_on": sprint.start,
            "ended_on": sprint.end,
            "capacity": sprint.capacity,
            "unit": course.team.unit,
        }
        if course.project.id in _NO_MEMBERSHIP:
            here = [s for s in course.stays if s.sprint is sprint]
            row["committed"] = sum(s.task.size for s in here if s.committed)
            row["added"] = sum(s.task.size for s in here if not s.committed)
            row["removed"] = sum(s.task.size for s in here if s.removed)
            row["completed"] = sum(s.task.size for s in here if s.done)
        rows.append(row)
    return rows


def _stays(course: Course) -> list[Row]:
    if course.project.id in _NO_MEMBERSHIP:
        return []
    return [
        {
            "project_id": course.project.id,
            "task_id": stay.task.task_id,
            "sprint": stay.sprint.name,
            "added_on": stay.added,
            "removed_on": stay.removed,
            "committed": stay.committed,
            "done": stay.done,
        }
        for stay in course.stays
    ]


def _dependencies(course: Course) -> list[Row]:
    rng = stream("dependencies", course.project.id)
    rows: list[Row] = []
    done: list[Task] = sorted((t for t in course.tasks if t.finished), key=lambda t: t.finished or date.max)
    for task in course.tasks:
        needs = list(task.needs)
        if course.team.method == "scrum" and task.started and rng.random() < 0.12:
            before = [t for t in done if t.finished and t.finished <= task.started and t.component == task.component and t is not task]
            needs = before[-3:][:1]
        for need in needs:
            rows.append(
                {
                    "project_id": course.project.id,
                    "task_id": task.task_id,
                    "needs_task_id": need.task_id,
                    "kind": "finish-start",
                    "lag_days": 0,
                }
            )
    return rows
