"""A Kanban team's projects: a steady flow of finished tasks per week, with a few unusual weeks."""

from __future__ import annotations

import math
from datetime import date, timedelta

from .catalogue import AS_OF, QUIET_WEEKS, THROUGHPUT_SIGNALS, Project, Team
from .course import Course
from .work import Factory, Task, add_effort, spread, stream
from .workdays import backward, between, forward, monday, shift


def run(team: Team, first_day: date) -> list[Course]:
    """Play all projects of the team, one after the other, on one stream of finished work."""
    courses: list[Course] = []
    week = monday(first_day)
    for project in team.projects:
        courses.append(_project(team, project, week))
        week = monday(courses[-1].finished) + timedelta(days=7)
    return courses


def _weekly(team: Team, week: date, rng) -> int:  # type: ignore[no-untyped-def]
    usual = max(3, round(team.pace + 1.35 * rng.standard_normal()))
    if team.name == "Heron" and week in THROUGHPUT_SIGNALS:
        return THROUGHPUT_SIGNALS[week][0]
    if team.name == "Indigo" and week in QUIET_WEEKS:
        return QUIET_WEEKS[week]
    return usual


def _project(team: Team, project: Project, week: date) -> Course:
    rng = stream("kanban", project.id)
    factory = Factory(team, project, rng)
    started = forward(week)
    slots: list[date] = []
    for i in range(project.planned):
        monday_of = week + timedelta(days=7 * i)
        days = between(monday_of, monday_of + timedelta(days=4))
        slots += sorted(days[int(rng.integers(len(days)))] for _ in range(_weekly(team, monday_of, rng)))
    tasks: list[Task] = []
    load = {person: 0.0 for person, _, _ in team.people}
    # tasks added later are smaller on average: more of them are needed for the same share of the scope
    later = project.growth / (1 + project.growth) * 1.32
    for n, day in enumerate(slots):
        early = n < 12
        baseline = early or rng.random() > later
        tasks.append(_task(factory, started, day, baseline=baseline, load=load))
    for _ in range(max(2, len(tasks) // 45)):  # some of the first plan is dropped on the way
        task = factory.make(started, baseline=True, created=_asked(started, rng))
        task.estimated = task.added = started
        task.cancelled = shift(started, int(rng.integers(20, 5 * project.planned - 10)))
        tasks.append(task)
    finished = max(t.finished for t in tasks if t.finished)
    weeks_planned = project.planned * (1 + 0.35 * project.growth) / (1 + project.growth) * math.exp(-0.4 * project.shock) * 0.95
    planned = backward(started + timedelta(days=round(7 * weeks_planned)))
    course = Course(team, project, started, planned, finished, tasks)
    course.number_tasks()
    return course


def _asked(started: date, rng) -> date:  # type: ignore[no-untyped-def]
    return backward(started - timedelta(days=int(rng.integers(3, 40))))


def _share_out(task: Task, team: Team, load: dict[str, float]) -> None:
    """Whoever has had least to do lately takes the next task; it stays with the person meant for it where that is fair."""
    least = min(load, key=lambda person: load[person])
    if load[task.assignee] > load[least] + 8:
        task.assignee = least
        task.role = next(role for person, role, _ in team.people if person == least)
    load[task.assignee] += task.actual
    for person in load:
        load[person] *= 0.98


def _task(factory: Factory, started: date, finish: date, *, baseline: bool, load: dict[str, float]) -> Task:
    rng, team = factory.rng, factory.team
    days_left = len(between(started, finish))
    for _ in range(20):  # what is finished in the first days was small
        task = factory.make(started, baseline=baseline, created=_asked(started, rng))
        if task.size <= 3 * days_left:
            break
    _share_out(task, team, load)
    waiting = 0 if rng.random() < 0.35 else int(rng.gamma(1.3, 1.6))
    length = max(1, math.ceil(task.actual / 4.5)) + waiting
    blocked = 0
    if rng.random() < team.blocked * 1.05 and len(between(started, finish)) > length + 3:
        blocked = 1 + int(rng.gamma(1.4, 1.3))
        length += blocked
    first = started if baseline else shift(started, 1)  # what is added later cannot begin on the first day
    span = between(first, finish)[-length:]
    task.started, task.finished = span[0], finish
    if blocked and len(span) >= blocked + 2:
        begun = int(rng.integers(1, len(span) - blocked))
        task.blocked = (span[begun], blocked)
        workable = span[:begun] + span[begun + blocked :]
    else:
        workable = span
    add_effort(task, spread(task.actual, workable[-max(1, math.ceil(task.actual / 4.5) + 1) :]))
    if baseline:
        task.estimated = task.added = started
    else:
        queue = 1 + int(rng.gamma(1.6, 4.0))
        asked = shift(task.started, -queue)
        asked = max(asked, shift(started, 1))
        task.created = task.added = min(asked, task.started)
        if task.estimate is not None:
            task.estimated = min(shift(task.created, int(rng.integers(0, 2))), task.started)
    if rng.random() < 0.22:
        task.due = min(shift(task.started, max(2, length - blocked)), AS_OF + timedelta(days=60))
    return task
