"""Sample exports: one finished project as Jira Cloud writes it, a short Spanish one, and a backlog to estimate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from . import exports_all, scrum
from .catalogue import AMBER, Project, Team
from .course import Course
from .exports_es import spanish_rows
from .work import Factory, Task, stream
from .writing import csv_bytes

GARNET = Team(
    "Garnet",
    "scrum",
    "Europe/Madrid",
    "EUR",
    (("p27", "backend", 0.05), ("p28", "frontend", -0.05), ("p29", "qa", 0.0)),
    (Project("VOU", "Vouchers 1", "payments", "web application", 7, 0.08, 0.15),),
    pace=92.0,
    say_do=0.8,
    added=0.1,
    removed=0.05,
)
NEXT = Project("NEXT", "Payments 4", "payments", "web application", 0, 0.05, 0.0)
_TYPES = {"feature": "Story", "bug": "Bug", "spike": "Spike"}
_COMMENTS = ("", "", "first part", "review remarks", "with the partner", "tests", "rework")
_HEAD = (
    "Summary", "Issue key", "Issue id", "Issue Type", "Status", "Project key", "Project name", "Project type", "Project lead",
    "Project lead id", "Project description", "Priority", "Resolution", "Assignee", "Assignee Id", "Reporter", "Reporter Id", "Creator",
    "Creator Id", "Created", "Updated", "Last Viewed", "Resolved", "Due date", "Votes",
)  # fmt: skip
_MIDDLE = (
    "Description", "Environment", "Watchers", "Watchers Id",
)  # fmt: skip
_TIMES = (
    "Original estimate", "Remaining Estimate", "Time Spent", "Work Ratio", "Σ Original Estimate", "Σ Remaining Estimate", "Σ Time Spent",
    "Security Level", "Custom field (Development)", "Custom field (Issue color)", "Custom field (Rank)",
)  # fmt: skip
_TAIL = (
    "Custom field (Start date)", "Custom field (Story point estimate)", "Custom field (Team)", "Parent", "Parent key", "Parent summary",
    "Status Category", "Status Category Changed",
)  # fmt: skip


def write(folder: Path) -> dict[str, object]:
    """Write the exports and the backlog; the truth about them is returned."""
    exports = folder / "exports"
    exports.mkdir(parents=True, exist_ok=True)
    course = scrum.run(GARNET, GARNET.projects[0], date(2025, 3, 3))
    jira = jira_rows(course)
    (exports / "jira_sample.csv").write_bytes(csv_bytes(jira, bom=True, newline="\r\n"))
    spanish = spanish_rows()
    (exports / "jira_sample_es.csv").write_bytes(csv_bytes(spanish, bom=True, newline="\r\n"))
    rows, actual = backlog()
    (folder / "backlog.csv").write_bytes(csv_bytes(rows))
    done = [t for t in course.tasks if t.finished]
    both = [t for t in done if t.estimate]
    seconds = [(int(str(r[13])), int(str(r[14]))) for r in spanish[1:] if r[13] and r[14] and r[7] == "Finalizada"]
    return {
        "tools": exports_all.write(exports),
        "jira_sample": {
            "issues": len(jira) - 1,
            "epics": sum(r[3] == "Epic" for r in jira[1:]),
            "done": len(done),
            "not_done_in_the_end": sum(t.cancelled is not None for t in course.tasks),
            "estimated_and_done": len(both),
            "estimate_hours": sum(t.size for t in both),
            "actual_hours": sum(t.actual for t in both),
            "booked_hours": sum(sum(t.effort.values()) for t in course.tasks),
            "sprints": len(course.sprints),
        },
        "jira_sample_es": {
            "issues": len(spanish) - 1,
            "done_with_both_times": len(seconds),
            "estimate_hours": sum(e for e, _ in seconds) / 3600,
            "actual_hours": sum(a for _, a in seconds) / 3600,
        },
        "backlog": {"tasks": len(rows) - 1, "estimate_hours": sum(float(str(r[7])) for r in rows[1:]), "actual_hours": actual},
    }


def backlog() -> tuple[list[Sequence[object]], float]:
    """Forty tasks that team Amber estimates next, and what they will take."""
    factory = Factory(AMBER, NEXT, stream("backlog"))
    tasks: list[Task] = []
    while len(tasks) < 40:
        task = factory.make(date(2025, 12, 18), baseline=True)
        tasks.append(task)
    head: Sequence[object] = ("project_id", "task_id", "title", "kind", "component", "estimator", "estimate_unit", "estimate", "labels")
    rows: list[Sequence[object]] = [head]
    for n, t in enumerate(tasks, start=1):
        labels = "|".join(sorted(t.labels)) or None
        rows.append(("NEXT", f"NEXT-{n}", t.title, t.kind, t.component, t.estimator, "hours", t.estimate, labels))
    return rows, sum(t.actual for t in tasks)


def _day(day: date | None, hour: int, minute: int) -> str:
    if day is None:
        return ""
    at = datetime(day.year, day.month, day.day, hour, minute)
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{at:%d}/{months[at.month - 1]}/{at:%y} {(at.hour - 1) % 12 + 1}:{at:%M} {'AM' if at.hour < 12 else 'PM'}"


def _account(person: str) -> str:
    return f"712020:00000000-0000-4000-8000-{int(person[1:]):012d}"


def jira_rows(course: Course) -> list[list[object]]:
    """One header row and one row per issue; epics stand above the issues of their component."""
    rng = stream("jira")
    keys = {t.task_id: f"VOU-{n}" for n, t in enumerate(course.tasks, start=5)}
    epics = {c: f"VOU-{n}" for n, c in enumerate(sorted({t.component for t in course.tasks}), start=1)}
    stays = {t.task_id: [f"VOU {s.sprint.name}" for s in course.stays if s.task is t] for t in course.tasks}
    logs = max(len(t.effort) for t in course.tasks)
    wide = max(len(s) for s in stays.values())
    head = [*_HEAD, *["Labels"] * 3, *_MIDDLE, *["Log Work"] * logs, *_TIMES, *["Sprint"] * wide, *_TAIL]
    rows: list[list[object]] = [list(head)]
    lead = GARNET.people[0][0]

    def fixed(summary: str, key: str, kind: str, status: str, person: str | None, reporter: str) -> list[object]:
        number = 10_200 + int(key.split("-")[1])
        project: list[object] = ["VOU", "Vouchers 1", "software", lead, _account(lead), ""]
        who: list[object] = [person, _account(person)] if person else ["", ""]
        resolution = {"Done": "Done", "Won't Do": "Won't Do"}.get(status, "")
        by: list[object] = [reporter, _account(reporter), reporter, _account(reporter)]
        return [summary, key, number, kind, status, *project, "Medium", resolution, *who, *by]

    for task in sorted(course.tasks, key=lambda t: -t.number):
        key, epic = keys[task.task_id], epics[task.component]
        minute, hour = int(rng.integers(0, 60)), int(rng.integers(13, 18))
        status = "Won't Do" if task.cancelled else "Done"
        end = _day(task.cancelled or task.finished, hour, minute)
        row = fixed(task.title, key, _TYPES.get(task.kind, "Task"), status, task.assignee if task.started else None, task.estimator)
        row += [_day(task.created, 9, minute), end, "", end, _day(task.due, 12, 0) if task.due else "", 0]
        labels = sorted(task.labels | ({task.kind} if task.kind in ("support", "documentation", "maintenance") else set()))[:3]
        row += [*labels, *[""] * (3 - len(labels))]
        told = f"*Goal*\n{task.title}.\n\n*Done when*\n# reviewed\n# tested, including old data" if rng.random() < 0.3 else ""
        row += [told, "", task.estimator, _account(task.estimator)]
        cells = []
        for day, hours in sorted(task.effort.items()):
            comment, at = _COMMENTS[int(rng.integers(len(_COMMENTS)))], _day(day, 17, int(rng.integers(0, 60)))
            cells.append(f"{comment};{at};{_account(task.assignee)};{round(hours * 3600)}")
        row += [*cells, *[""] * (logs - len(cells))]
        estimate = round(task.size * 3600) or ""
        spent = round(sum(task.effort.values()) * 3600) or ""
        left = 0 if task.finished and estimate else estimate
        ratio = f"{math.floor(100 * spent / estimate)}%" if isinstance(spent, int) and isinstance(estimate, int) else ""
        row += [estimate, left, spent, ratio, estimate, left, spent, "", "", "", f"0|i{task.number:05d}:"]
        mine = stays[task.task_id]
        row += [*mine, *[""] * (wide - len(mine))]
        row += [_day(task.started, 9, 0), "", "", 10_200 + int(epic.split("-")[1]), epic, task.component.capitalize(), "Done", end]
        rows.append(row)
    for component, key in sorted(epics.items(), reverse=True):
        under = [t for t in course.tasks if t.component == component]
        estimate, spent = (round(3600 * sum(x)) for x in ([t.size for t in under], [sum(t.effort.values()) for t in under]))
        left = round(3600 * sum(t.size for t in under if t.cancelled))
        end = _day(course.finished + timedelta(days=3), 10, 15)
        row = fixed(component.capitalize(), key, "Epic", "Done", None, lead)
        row += [_day(date(2025, 2, 10), 10, 30), end, "", end, "", 0, "", "", "", "", "", lead, _account(lead), *[""] * logs]
        row += ["", "", "", "", estimate, left, spent, "", "", "dark_blue", f"0|h{key[4:]}:", *[""] * wide]
        row += ["", "", "", "", "", "", "Done", end]
        rows.append(row)
    return rows
