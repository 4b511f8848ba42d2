"""One task on its way through a project, and the factory that asks for, estimates and draws it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date
from zlib import crc32

import numpy as np

from .catalogue import CHANGES, HOURS_PER_POINT, SEED, Project, Team
from .ratios import KINDS, Odds, booked, draw_estimate
from .titles import Titles


@dataclass
class Task:
    """One task; `actual` is what it takes in the end, whether or not the end has come."""

    project_id: str
    title: str
    kind: str
    component: str
    role: str
    estimator: str
    assignee: str
    unit: str
    estimate: float | None
    actual: float
    odds: Odds | None
    baseline: bool
    created: date
    estimated: date | None
    added: date
    low: float | None = None
    high: float | None = None
    started: date | None = None
    finished: date | None = None
    due: date | None = None
    baseline_finish: date | None = None
    cancelled: date | None = None
    blocked: tuple[date, int] | None = None  # first day, working days
    labels: set[str] = field(default_factory=set)
    effort: dict[date, float] = field(default_factory=dict)
    needs: list[Task] = field(default_factory=list)
    phase: str = ""
    number: int = 0

    @property
    def size(self) -> float:
        """The estimate, 0 where there is none."""
        return self.estimate or 0.0

    @property
    def task_id(self) -> str:
        """The task's key."""
        return f"{self.project_id}-{self.number}"


def stream(*names: object) -> np.random.Generator:
    """A random stream of its own for each purpose, so that changing one part leaves the others alone."""
    return np.random.default_rng([SEED, *(crc32(str(n).encode()) for n in names)])


class Factory:
    """Makes the tasks of one project."""

    def __init__(self, team: Team, project: Project, rng: np.random.Generator) -> None:
        self.team, self.project, self.rng = team, project, rng
        self.titles = Titles(project.domain, rng)
        ids = [p.id for p in team.projects]
        here = ids.index(project.id) if project.id in ids else len(ids)
        self._changes = [c for c in CHANGES.values() if c.team == team.name and here >= ids.index(c.from_project)]

    def make(self, day: date, *, baseline: bool, kind: str | None = None, created: date | None = None) -> Task:
        """A task that joins the scope on `day`."""
        rng, team = self.rng, self.team
        if kind is None:
            shares = np.array([k.planned if baseline else k.added for k in KINDS.values()])
            kind = list(KINDS)[int(rng.choice(len(KINDS), p=shares / shares.sum()))]
        title, component = self.titles.draw(kind)
        doer = team.people[int(rng.integers(len(team.people)))]
        senior = rng.random() < 0.35  # a third of the tasks is estimated by somebody else than the one who does it
        judge = team.people[int(rng.integers(len(team.people)))] if senior else doer
        unit = team.unit
        scale = {"kanban": 1.15, "stage-gate": 1.6}.get(team.method, 1.0)
        guess = draw_estimate(kind, rng, unit=unit, scale=scale)
        odds = self._odds(kind, judge[2])
        actual = self._actual(guess, odds, unit)
        unestimated = kind in ("bug", "support") and not baseline and unit == "hours" and rng.random() < 0.13
        task = Task(
            self.project.id, title, kind, component, doer[1], judge[0], doer[0], unit,
            None if unestimated else guess, actual, None if unestimated else odds,
            baseline, created or day, None if unestimated else day, day,
        )  # fmt: skip
        if task.estimate is not None and unit == "hours" and rng.random() < team.ranges:
            task.low, task.high = self._range(guess)
        if kind == "maintenance" and rng.random() < 0.75:
            task.labels.add("debt")
        for label, share in (("customer", 0.16), ("security", 0.06), ("urgent", 0.05)):
            if rng.random() < share:
                task.labels.add(label)
        return task

    def _odds(self, kind: str, person: float) -> Odds:
        k = KINDS[kind]
        changed = sum(math.log(c.factor) for c in self._changes if c.kind in (None, kind))
        centre = math.log(k.median) + self.team.offset + self.project.shock + person + changed
        if self.team.unit == "points":
            return Odds(centre + math.log(HOURS_PER_POINT), k.sigma, 0.0)
        return Odds(centre, k.sigma, k.exact)

    def _actual(self, estimate: float, odds: Odds, unit: str) -> float:
        ratio = odds.draw(self.rng)
        if ratio == 1.0:
            return estimate
        return booked(estimate * ratio, estimate if unit == "hours" else -1.0)

    def _range(self, estimate: float) -> tuple[float, float]:
        step = 0.5 if estimate < 8 else 1.0
        low = math.floor(estimate * self.rng.uniform(0.68, 0.95) / step) * step
        high = math.ceil(estimate * self.rng.uniform(1.12, 1.55) / step) * step
        return max(0.25, low), max(high, estimate + step / 2)


def spread(hours: float, days: list[date]) -> dict[date, float]:
    """Hours over days in quarter hours; the pieces sum to the whole."""
    quarters = round(hours * 4)
    days = days[: max(1, quarters)]
    each, rest = divmod(quarters, len(days))
    return {d: (each + (i < rest)) / 4 for i, d in enumerate(days)}


def add_effort(task: Task, pieces: dict[date, float]) -> None:
    """Book hours on a task."""
    for day, hours in pieces.items():
        if hours:
            task.effort[day] = task.effort.get(day, 0.0) + hours
