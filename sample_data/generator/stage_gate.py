"""A stage-gate project: phases one after the other, people with queues, a gate at the end of each phase."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, timedelta

from .catalogue import Project, Team
from .course import Course
from .work import Factory, Task, add_effort, spread, stream
from .workdays import backward, between, forward, shift

PHASES = ("Concept", "Design", "Build", "Test", "Launch")
_SHARES = {
    "Concept": 0.12,
    "Design": 0.19,
    "Build": 0.40,
    "Test": 0.19,
    "Launch": 0.10,
}
_GATE_DAYS = 3
_ALLOWANCE = 1.12  # the plan allows for meetings and small delays


def run(team: Team, project: Project, ready: date) -> Course:
    """Play one project from `ready` on."""
    rng = stream("stage-gate", project.id)
    factory = Factory(team, project, rng)
    start = forward(ready)
    tasks: list[Task] = []
    for phase in PHASES:
        for _ in range(round(project.planned * _SHARES[phase])):
            created = backward(start - timedelta(days=int(rng.integers(10, 60))))
            task = factory.make(start, baseline=True, created=created)
            task.estimated = task.added = backward(start - timedelta(days=int(rng.integers(1, 8))))
            task.estimated = task.added = max(task.created, task.added)
            task.phase = phase
            if rng.random() < 0.02 and phase != "Concept":
                task.cancelled = start  # the day is set when its phase is played
            tasks.append(task)
    planned_ends = _lay_out(tasks, team, start, lambda t: t.size * _ALLOWANCE, real=False)
    to_come = sum(t.size for t in tasks) * project.growth
    later = []
    while to_come > 3:
        task = factory.make(start, baseline=False)
        task.phase = PHASES[1:][int(rng.choice(4, p=[0.2, 0.4, 0.3, 0.1]))]
        later.append(task)
        to_come -= max(task.size, 2.0)
    tasks += later
    for phase in PHASES:
        mine = [t for t in tasks if t.phase == phase]
        for i, task in enumerate(mine):
            if i > 2 and rng.random() < 0.3:
                task.needs = [mine[int(rng.integers(max(0, i - 12), i - 1))]]
        for task in mine:
            task.needs = [n for n in task.needs if n.cancelled is None]
    _block(tasks, team, rng)
    ends = _lay_out(tasks, team, start, lambda t: t.actual, real=True)
    for task in later:  # asked for some time before work on it began, after the project's start
        assert task.started is not None
        asked = max(shift(task.started, -int(rng.integers(3, 25))), shift(start, 1))
        task.created = task.added = min(asked, task.started)
        if task.estimate is not None:
            task.estimated = min(shift(task.created, 1), task.started)
    finished = max(t.finished for t in tasks if t.finished)
    phases = [(p, planned_ends[p], ends[p]) for p in PHASES]
    course = Course(team, project, start, planned_ends[PHASES[-1]], finished, tasks, phases=phases)
    course.number_tasks()
    return course


def _block(tasks: list[Task], team: Team, rng) -> None:  # type: ignore[no-untyped-def]
    for task in tasks:
        if task.cancelled is None and task.actual >= 5 and rng.random() < team.blocked * 1.35:
            task.blocked = (date.min, 1 + int(rng.gamma(1.3, 1.4)))  # the day is set when it is played


def _lay_out(tasks: list[Task], team: Team, start: date, effort: Callable[[Task], float], *, real: bool) -> dict[str, date]:
    """Give each task its days: everybody works on one task after the other, each phase waits for its gate."""
    ends: dict[str, date] = {}
    opens = start
    for phase in PHASES:
        free = {person: opens for person, _, _ in team.people}
        finish: dict[int, date] = {}
        latest = opens
        for task in (t for t in tasks if t.phase == phase):
            if real and task.cancelled is not None:
                task.cancelled = shift(opens, 4)
                continue
            who = min(free, key=lambda p: (free[p], p != task.assignee))
            begin = free[who]
            for need in task.needs:
                if id(need) in finish:
                    begin = max(begin, shift(finish[id(need)], 1))
            length = max(1, math.ceil(effort(task) / team.pace - 0.25))
            blocked = task.blocked[1] if real and task.blocked else 0
            length = max(length, 2) if blocked else length
            end = shift(begin, length + blocked - 1)
            free[who] = shift(end, 1) if effort(task) / team.pace > 0.5 else end
            finish[id(task)] = end
            latest = max(latest, end)
            if real:
                _record(task, who, team, begin, end)
            else:
                task.baseline_finish = task.due = end
        ends[phase] = latest
        opens = shift(latest, _GATE_DAYS)
    return ends


def _record(task: Task, who: str, team: Team, begin: date, end: date) -> None:
    task.assignee = who
    task.role = next(role for person, role, _ in team.people if person == who)
    task.started, task.finished = begin, end
    days = between(begin, end)
    if task.blocked:
        at = max(1, (len(days) - task.blocked[1]) // 2)
        task.blocked = (days[at], task.blocked[1])
        days = days[:at] + days[at + task.blocked[1] :]
    add_effort(task, spread(task.actual, days))
