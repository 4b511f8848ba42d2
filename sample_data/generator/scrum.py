"""A Scrum project, sprint by sprint: planning, commitment, what comes in, what goes out, what gets finished."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np

from .catalogue import DEBT_FACTOR, DEBT_SHARE, DEBT_TEAM, Project, Team
from .course import Course, Sprint, Stay
from .work import Factory, Task, add_effort, spread, stream
from .workdays import between, forward, shift

_LENGTH = timedelta(days=11)  # Monday to the Friday after next


def sprint_start(day: date) -> date:
    """The first Monday from `day` on whose sprint does not run over Christmas."""
    day += timedelta(days=-day.weekday() % 7)
    if day <= date(day.year, 12, 26) <= day + _LENGTH + timedelta(days=2):
        day = date(day.year, 12, 30)
        day += timedelta(days=-day.weekday() % 7)
    return day


def run(team: Team, project: Project, ready: date) -> Course:
    """Play one project from `ready` on."""
    return _Play(team, project, sprint_start(ready)).course()


class _Play:
    def __init__(self, team: Team, project: Project, start: date) -> None:
        self.team, self.project, self.start = team, project, start
        self.rng = stream("scrum", project.id)
        self.factory = Factory(team, project, self.rng)
        self.tasks: list[Task] = []
        self.sprints: list[Sprint] = []
        self.stays: list[Stay] = []
        self.backlog = self._first_plan()
        self.baseline = sum(t.size for t in self.backlog)
        self.to_come = self.baseline * project.growth
        self.carried: list[Task] = []
        self.debt_paid = False

    def course(self) -> Course:
        day = self.start
        while self.backlog or self.carried or self.to_come > 4:
            self._sprint(sprint_start(day))
            day = self.sprints[-1].end + timedelta(days=3)
        planned = self._plan_dates()
        finished = max(t.finished for t in self.tasks if t.finished)
        course = Course(self.team, self.project, self.start, planned, finished, self.tasks, self.sprints, self.stays)
        course.number_tasks()
        return course

    def _first_plan(self) -> list[Task]:
        backlog: list[Task] = []
        while sum(t.size for t in backlog) < self.team.pace * self.project.planned:
            created = forward(self.start - timedelta(days=int(self.rng.integers(4, 45))))
            task = self.factory.make(self.start, baseline=True, created=created)
            task.estimated = forward(self.start - timedelta(days=int(self.rng.integers(1, 5))))
            task.estimated = max(created, min(task.estimated, self.start))
            task.added = task.estimated
            backlog.append(task)
        self.tasks += backlog
        return backlog

    def _plan_dates(self) -> date:
        """Finish days in the first plan: the backlog cut into sprints at the usual pace."""
        day, room, end = self.start, self.team.pace, self.start
        for task in (t for t in self.tasks if t.baseline):
            if room < task.size / 2:
                day = sprint_start(day + timedelta(days=14))
                room += self.team.pace
            room -= task.size
            end = day + _LENGTH
            task.baseline_finish = end
        return end

    def _pace(self) -> tuple[float, bool, bool]:
        """Work to commit to, whether debt gets paid this time, whether it is the last sprint."""
        pace = self.team.pace * math.exp(0.075 * self.rng.standard_normal())
        if not self.sprints:
            pace *= 0.86
        if self.team.name == DEBT_TEAM and self.debt_paid:
            pace *= DEBT_FACTOR
        left = sum(t.size for t in self.backlog + self.carried) + self.to_come
        sprints_left = left / self.team.pace
        last = sprints_left < 1.3
        if last:
            pace = left
        elif sprints_left < 2.6:
            pace = min(pace, left / 2 * 1.05)
        commit = pace if last else pace / (self.team.say_do + 0.7 * self.team.added)
        debt_turn = self.rng.random() < 0.36
        return commit, debt_turn, last

    def _arrivals(self, sprint: Sprint, last: bool) -> list[Task]:
        """New tasks asked for during the sprint."""
        left = sum(t.size for t in self.backlog) / self.team.pace
        if last or left < 1.6:
            due = self.to_come
        else:
            due = min(self.to_come, self.baseline * self.project.growth * 1.1 / self.project.planned * self.rng.gamma(2.0, 0.5))
        arrived: list[Task] = []
        while due > 1.0 and self.to_come > 1.0:
            day = shift(sprint.start, int(self.rng.integers(0, 6 if last else 9)))
            day = max(day, shift(self.start, 1))  # what is asked for on the first day still belongs to the plan
            created = shift(day, -int(self.rng.integers(0, 4)))
            task = self.factory.make(day, baseline=False, created=max(created, self.start))
            arrived.append(task)
            size = max(task.size, 2.0 if task.estimate is None else 0.0)
            due -= size
            self.to_come -= size
        self.tasks += arrived
        return arrived

    def _sprint(self, start: date) -> None:
        commit, debt_turn, last = self._pace()
        unit_step = 1 if self.team.unit == "points" else 5
        capacity = round(self.team.pace * self.rng.uniform(0.95, 1.15) / unit_step) * unit_step
        sprint = Sprint(f"Sprint {len(self.sprints) + 1}", start, start + _LENGTH, float(capacity))
        self.sprints.append(sprint)
        planned = self._commit(commit, debt_turn, last)
        stays = [Stay(t, sprint, start, committed=True) for t in planned]
        committed = sum(t.size for t in planned)
        arrivals = self._arrivals(sprint, last)
        stays += self._added(sprint, committed, arrivals, last)
        if not last:
            self._remove(stays, committed)
        self._share_out(stays)
        self._finish(stays, committed, last)
        self._work(stays, sprint)
        self.carried = [s.task for s in stays if not s.done and s.removed is None]
        self.stays += stays
        done = sum(s.task.size for s in stays if s.done)
        debt = sum(s.task.size for s in stays if s.done and "debt" in s.task.labels)
        self.debt_paid = debt >= DEBT_SHARE * done

    def _commit(self, commit: float, debt_turn: bool, last: bool) -> list[Task]:
        planned = list(self.carried)
        if last:
            planned += self.backlog
            self.backlog = []
            return planned
        order = np.argsort([i + self.rng.uniform(0, 18) for i in range(len(self.backlog))])
        queue = [self.backlog[i] for i in order]
        debts = [t for t in queue if "debt" in t.labels]
        room = commit - sum(t.size for t in planned)
        if debt_turn:
            paid = 0.0
            for task in debts:
                if paid >= 0.2 * commit or room < task.size / 2:
                    break
                planned.append(task)
                paid += task.size
                room -= task.size
        for task in (t for t in queue if "debt" not in t.labels or len(queue) < 16):
            if task in planned:
                continue
            if room < task.size * 0.7:
                if room < 3:
                    break
                continue
            planned.append(task)
            room -= task.size
        taken = {id(t) for t in planned}
        self.backlog = [t for t in self.backlog if id(t) not in taken]
        return planned

    def _added(self, sprint: Sprint, committed: float, arrivals: list[Task], last: bool) -> list[Stay]:
        """Tasks that enter the running sprint: mostly what has just been asked for."""
        stays: list[Stay] = []
        room = committed * self.team.added * self.rng.gamma(6.0, 1 / 6.0)
        days = between(sprint.start, sprint.end)
        for task in sorted(arrivals, key=lambda t: (t.kind == "feature", t.added)):
            if last or room > task.size / 2:
                stays.append(Stay(task, sprint, max(task.added, days[1]), committed=False))
                room -= task.size
            else:
                self.backlog.append(task)
        while not last and self.backlog and room > 3:
            pick = int(self.rng.integers(min(12, len(self.backlog))))
            task = self.backlog[pick]
            if task.size > room * 1.5 or task in arrivals:
                break
            self.backlog.pop(pick)
            stays.append(Stay(task, sprint, days[int(self.rng.integers(1, 8))], committed=False))
            room -= task.size
        for stay in stays:  # a task joins the sprint before anybody works on it
            stay.task.estimated = stay.task.estimated and min(stay.task.estimated, stay.added)
        return stays

    def _remove(self, stays: list[Stay], committed: float) -> None:
        room = committed * self.team.removed * self.rng.gamma(4.0, 1 / 4.0)
        fresh = [s for s in stays if s.committed and s.task.started is None]
        for i in self.rng.permutation(len(fresh)):
            stay = fresh[i]
            if not 0 < stay.task.size <= room * 1.4:
                continue
            days = between(stay.sprint.start, stay.sprint.end)
            stay.removed = days[int(self.rng.integers(2, 9))]
            room -= stay.task.size
            if self.rng.random() < 0.3 or "debt" in stay.task.labels:
                stay.task.cancelled = stay.removed
            else:
                self.backlog.insert(int(self.rng.integers(0, 1 + min(20, len(self.backlog)))), stay.task)

    def _share_out(self, stays: list[Stay]) -> None:
        """Whoever has least to do takes the next task; a task stays with the person meant for it where that is fair."""
        load = {person: 0.0 for person, _, _ in self.team.people}
        fresh: list[Task] = []
        for task in (s.task for s in stays if s.removed is None):
            if task.started is None:
                fresh.append(task)
            else:
                load[task.assignee] += task.actual - sum(task.effort.values())
        for task in sorted(fresh, key=lambda t: -t.actual):
            least = min(load, key=lambda person: load[person])
            if load[task.assignee] > load[least] + 8:
                task.assignee = least
                task.role = next(role for person, role, _ in self.team.people if person == least)
            load[task.assignee] += task.actual

    def _finish(self, stays: list[Stay], committed: float, last: bool) -> None:
        """Which tasks get done: small ones and carried ones first; large and growing ones wait."""
        aim = committed * min(1.0, self.team.say_do + 0.06 * self.rng.standard_normal())
        open_ = [s for s in stays if s.removed is None]
        seen = {id(t) for t in self.carried}

        def turn(stay: Stay) -> float:
            weight = math.sqrt(stay.task.actual) * (0.25 if id(stay.task) in seen else 1.0)
            return weight * float(self.rng.exponential())

        done = 0.0
        for stay in sorted((s for s in open_ if s.committed), key=turn):
            if last or done + stay.task.size / 2 <= aim:
                stay.done = True
                done += stay.task.size
        for stay in (s for s in open_ if not s.committed):
            stay.done = last or self.rng.random() < (0.85 if stay.task.size < 6 else 0.6)

    def _work(self, stays: list[Stay], sprint: Sprint) -> None:
        """Lay the sprint's work out over its days, person by person."""
        days = between(sprint.start, sprint.end)
        for person, _, _ in self.team.people:
            mine = [s for s in stays if s.task.assignee == person and s.removed is None]
            mine.sort(key=lambda s: (not s.committed, s.task.started is None, not s.done, self.rng.random()))
            plan: list[tuple[Stay, float]] = []
            for stay in mine:
                rest = stay.task.actual - sum(stay.task.effort.values())
                if stay.done:
                    plan.append((stay, rest))
                elif stay.task.started is not None:
                    plan.append((stay, math.floor(rest * self.rng.uniform(0.2, 0.6) * 4) / 4))
                elif stay.committed and self.rng.random() < 0.55:
                    plan.append((stay, math.floor(rest * self.rng.uniform(0.15, 0.6) * 4) / 4))
            total = sum(hours for _, hours in plan)
            per_day = max(total / (len(days) - 0.05), 4.2)
            at = 0.0
            for stay, hours in plan:
                if hours > 0 or stay.done:
                    self._do(stay, hours, at / per_day, (at + hours) / per_day, days)
                at += hours

    def _do(self, stay: Stay, hours: float, begin: float, end: float, days: list[date]) -> None:
        task, final = stay.task, len(days) - 1
        first = min(int(begin), final)
        if not stay.committed:
            first = max(first, days.index(stay.added) if stay.added in days else 1)
        last = min(max(first, math.ceil(end) - 1), final)
        if task.started is None:
            task.started = days[first]
            if task.due is None:
                task.due = stay.sprint.end
        if stay.done:
            resumed = max(last, first + 1)  # it is finished on a day after the waiting
            if self.rng.random() < self.team.blocked * 1.6 and last - first < 6 and final - resumed >= 1:
                length = min(int(self.rng.integers(1, 4)), final - resumed)
                task.blocked = (days[int(self.rng.integers(first + 1, resumed + 1))], length)
                last = resumed + length
            task.finished = days[last]
        workable = days[first : last + 1]
        if task.blocked and task.blocked[0] in workable:
            at = workable.index(task.blocked[0])
            workable = workable[:at] + workable[at + task.blocked[1] :]
        add_effort(task, spread(hours, workable))
