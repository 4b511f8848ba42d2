"""The small project that every tool's sample export holds, seen in its last sprint: some work done, some open, some given up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from . import scrum
from .catalogue import Project, Team
from .course import Course, Stay, cut
from .work import Task, stream

ONYX = Team(
    "Onyx",
    "scrum",
    "Europe/Madrid",
    "EUR",
    (("p34", "backend", 0.05), ("p35", "frontend", -0.05), ("p36", "qa", 0.0)),
    (Project("KIO", "Kiosk 1", "payments", "web application", 3, 0.08, 0.15),),
    pace=84.0,
    say_do=0.75,
    added=0.12,
    removed=0.1,
    blocked=0.2,
)
NAME = "Kiosk 1"


@dataclass(frozen=True)
class Item:
    """One task as a tracker knows it.

    Attributes
    ----------
    state : str
        todo, doing, done or cancelled.
    spent : float
        Hours booked so far.
    points : int
        The estimate on a scale of 1, 2, 3, 5 and 8; 0 where there is none.
    """

    task: Task
    number: int
    state: str
    created: datetime
    started: datetime | None
    finished: datetime | None
    cancelled: datetime | None
    estimate: float
    spent: float
    points: int
    stays: tuple[Stay, ...]

    @property
    def key(self) -> str:
        """The task's key."""
        return f"KIO-{self.number}"

    @property
    def labels(self) -> list[str]:
        """The task's labels, in order."""
        return sorted(self.task.labels)

    @property
    def sprint(self) -> str:
        """The last sprint it was in; empty where it was in none."""
        return self.stays[-1].sprint.name if self.stays else ""


def small_course() -> Course:
    """The project up to the fifth day of its last sprint."""
    course = scrum.run(ONYX, ONYX.projects[0], date(2025, 9, 1))
    today = course.sprints[-1].start + timedelta(days=4)
    cut(course, today)
    for stay in course.stays:
        stay.removed = stay.removed if stay.removed and stay.removed <= today else None
        stay.done = stay.done and stay.task.finished is not None
    return course


def items(course: Course) -> list[Item]:
    """The project's tasks as a tracker knows them, by number."""
    rng = stream("one project")
    made = []
    for number, task in enumerate(sorted(course.tasks, key=lambda t: t.number), start=1):
        minute, hour = int(rng.integers(0, 60)), int(rng.integers(13, 18))
        state = "done" if task.finished else "cancelled" if task.cancelled else "doing" if task.started else "todo"
        size = task.size / 4
        points = min((1, 2, 3, 5, 8), key=lambda p: abs(p - size)) if task.estimate else 0
        stays = tuple(s for s in course.stays if s.task is task)
        made.append(
            Item(
                task, number, state, _at(task.created, 9, minute), _at(task.started, 10, minute) if task.started else None,
                _at(task.finished, hour, minute) if task.finished else None,
                _at(task.cancelled, hour, minute) if task.cancelled else None, task.size, sum(task.effort.values()), points, stays,
            )
        )  # fmt: skip
    return made


def without_given_up(found: list[Item]) -> list[Item]:
    """The items of a tool in which a task that is given up gets deleted."""
    return [i for i in found if i.state != "cancelled"]


def given_up_as_closed(found: list[Item]) -> list[Item]:
    """The items of a tool that knows only open and closed."""
    states = {"doing": "todo", "cancelled": "done"}
    return [replace(i, state=states.get(i.state, i.state), finished=i.finished or i.cancelled) for i in found]


def truth(
    profile: str,
    found: Iterable[Item],
    *,
    unit: str | None = "hours",
    told: str = "actual finished created",
    kinds: dict[str, str] | None = None,
) -> dict[str, object]:
    """What an honest import of one export finds.

    Parameters
    ----------
    profile : str
        The reader that must recognise the file.
    found : iterable of Item
        The tasks in it.
    unit : str, optional
        Of the estimates; None where the tool has none.
    told : str
        What else the tool can tell: actual, finished, created, started.
    kinds : dict of str to str, optional
        The tool's word for each kind; None where it has no kinds.
    """
    found = list(found)
    sizes = [float(i.points) if unit == "points" else i.estimate for i in found] if unit else []
    known: dict[str, object] = {
        "profile": profile,
        "tasks": len(found),
        "status_classes": dict(sorted(Counter(i.state for i in found).items())),
        "unit": unit,
        "estimate": sum(sizes),
        "actual": sum(i.spent for i in found) if "actual" in told else None,
    }
    for name, days in (
        ("finished", [i.finished for i in found]),
        ("created", [i.created for i in found]),
        ("started", [i.started for i in found]),
    ):
        known[name] = sorted(f"{d:%Y-%m-%d}" for d in days if d) if name in told else None
    known["kinds"] = dict(sorted(Counter(kind_word(kinds, i) for i in found).items())) if kinds else None
    return known


def kind_word(kinds: dict[str, str], item: Item) -> str:
    """The tool's word for an item's kind."""
    return kinds.get(item.task.kind, kinds["task"])


def iso(at: datetime | None, end: str = "Z") -> str:
    """A moment as interfaces write it; empty where there is none."""
    return f"{at:%Y-%m-%dT%H:%M:%S}.000{end}" if at else ""


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute)
