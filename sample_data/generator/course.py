"""The course of one project: its tasks, its sprints, its dates, and what of it is known today."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from .catalogue import Project, Team
from .work import Task


@dataclass
class Sprint:
    """One sprint of one project."""

    name: str
    start: date
    end: date
    capacity: float


@dataclass
class Stay:
    """One task's stay in one sprint."""

    task: Task
    sprint: Sprint
    added: date
    committed: bool
    removed: date | None = None
    done: bool = False


@dataclass
class Course:
    """What happens in one project from its first day to its last, seen from the end.

    Attributes
    ----------
    finished : date
        The day it ends, which may lie after today.
    planned_finish : date
        The day first promised.
    """

    team: Team
    project: Project
    started: date
    planned_finish: date
    finished: date
    tasks: list[Task]
    sprints: list[Sprint] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    phases: list[tuple[str, date, date]] = field(default_factory=list)  # name, planned end, real end

    def number_tasks(self) -> None:
        """Give the tasks their keys, in the order in which they were asked for."""
        self.tasks.sort(key=lambda t: (t.created, not t.baseline))
        for n, task in enumerate(self.tasks, start=1):
            task.number = n

    def running(self, today: date) -> bool:
        """Whether the project goes on after today."""
        return self.finished > today


def cut(course: Course, today: date) -> None:
    """Forget what happens after today: open tasks, hours not yet worked, sprints to come."""
    course.tasks = [t for t in course.tasks if max(t.created, t.added) <= today]
    known = {id(t) for t in course.tasks}
    course.sprints = [s for s in course.sprints if s.start <= today]
    begun = {id(s) for s in course.sprints}
    course.stays = [s for s in course.stays if id(s.task) in known and id(s.sprint) in begun and s.added <= today]
    for task in course.tasks:
        task.needs = [n for n in task.needs if id(n) in known]
        task.effort = {d: h for d, h in task.effort.items() if d <= today}
        if task.started and task.started > today:
            task.started = None
        if task.finished and task.finished > today:
            task.finished = None
        if task.cancelled and task.cancelled > today:
            task.cancelled = None
        if task.blocked and task.blocked[0] > today:
            task.blocked = None
        if task.estimated and task.estimated > today:
            task.estimated = task.estimate = task.low = task.high = task.odds = None
