"""What really came, counted in the generator's own books."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import mean, median, stdev

from . import catalogue
from .catalogue import AS_OF, TEAMS
from .course import Course, Stay
from .odds import band, number, share
from .workdays import monday

Truth = dict[str, object]
Row = dict[str, object]


def of_sprint(stays: list[Stay]) -> dict[str, float]:
    """Sums of one sprint, in the unit of its estimates."""
    committed = sum(s.task.size for s in stays if s.committed)
    added = sum(s.task.size for s in stays if not s.committed)
    removed = sum(s.task.size for s in stays if s.removed)
    completed = sum(s.task.size for s in stays if s.done)
    kept = sum(s.task.size for s in stays if s.done and s.committed)
    return {
        "committed": number(committed),
        "added": number(added),
        "removed": number(removed),
        "completed": number(completed),
        "carried": number(committed + added - removed - completed),
        "say_do": number(kept / committed),
        "churn": number((added + removed) / committed),
    }


def sprints(courses: Sequence[Course]) -> list[Row]:
    """Every sprint of every project."""
    rows: list[Row] = []
    for course in courses:
        for sprint in course.sprints:
            here = [s for s in course.stays if s.sprint is sprint]
            rows.append({"project_id": course.project.id, "sprint": sprint.name, **of_sprint(here)})
    return rows


def velocity(courses: Sequence[Course]) -> Truth:
    """Per Scrum team: aims, and what came."""
    out: Truth = {}
    for team in (t for t in TEAMS if t.method == "scrum"):
        mine = [c for c in courses if c.team is team]
        rows = [of_sprint([s for s in c.stays if s.sprint is sprint]) for c in mine for sprint in c.sprints]
        out[team.name] = {
            "unit": team.unit,
            "aimed": {"pace": team.pace, "say_do": team.say_do, "added": team.added, "removed": team.removed},
            "n": len(rows),
            "mean": number(mean(r["completed"] for r in rows)),
            "say_do": number(mean(r["say_do"] for r in rows)),
            "churn": number(mean(r["churn"] for r in rows)),
        }
    return out


def debt(courses: Sequence[Course]) -> Truth:
    """Pace of the sprint after one in which debt was paid, against the other sprints."""
    after: dict[bool, list[float]] = {True: [], False: []}
    for course in (c for c in courses if c.team.name == catalogue.DEBT_TEAM):
        done = [[s.task for s in course.stays if s.sprint is sprint and s.done] for sprint in course.sprints]
        for before, now in list(pairwise(done))[:-2]:  # the last two sprints only clear the rest
            paid = sum(t.size for t in before if "debt" in t.labels)
            after[paid >= catalogue.DEBT_SHARE * sum(t.size for t in before)].append(sum(t.size for t in now))
    usual, fast = after[False], after[True]
    error = math.sqrt(sum((stdev(v) / mean(v)) ** 2 / len(v) for v in (usual, fast)))
    return {
        "team": catalogue.DEBT_TEAM,
        "share_of_work_that_counts": catalogue.DEBT_SHARE,
        "planted_factor": catalogue.DEBT_FACTOR,
        "counted_factor": number(mean(fast) / mean(usual)),
        "from": number(catalogue.DEBT_FACTOR * (1 - 3 * error)),
        "to": number(catalogue.DEBT_FACTOR * (1 + 3 * error)),
        "sprints_after_debt": len(fast),
        "other_sprints": len(usual),
    }


def throughput(courses: Sequence[Course]) -> Truth:
    """Finished tasks per week of the Kanban teams, and the planted unusual weeks."""
    out: Truth = {}
    for team in (t for t in TEAMS if t.method == "kanban"):
        weeks: dict[str, int] = {}
        cycle: list[int] = []
        for task in (t for c in courses if c.team is team for t in c.tasks if t.finished and t.started):
            assert task.finished is not None
            assert task.started is not None
            key = monday(task.finished).isoformat()
            weeks[key] = weeks.get(key, 0) + 1
            cycle.append((task.finished - task.started).days)
        quiet = {day: (n, "Christmas week") for day, n in catalogue.QUIET_WEEKS.items()}
        planted = catalogue.THROUGHPUT_SIGNALS if team.name == "Heron" else quiet
        out[team.name] = {
            "planted_pace": team.pace,
            "weeks": len(weeks),
            "mean": number(mean(weeks.values())),
            "unusual_weeks": {d.isoformat(): {"finished": n, "why": why} for d, (n, why) in planted.items()},
            "median_days_start_to_finish": median(cycle),
        }
    return out


def blocked(courses: Sequence[Course]) -> Truth:
    """Share of finished tasks that were blocked, and the hours."""
    out: Truth = {}
    for team in TEAMS:
        done = [t for c in courses if c.team is team for t in c.tasks if t.finished]
        hit = [t for t in done if t.blocked]
        hours = 8 * sum(t.blocked[1] for t in hit if t.blocked)
        out[team.name] = {"n": len(done), "share_of_tasks": number(len(hit) / len(done)), "blocked_hours": hours}
    return out


def projects(courses: Sequence[Course]) -> Truth:
    """Scope growth, delay and overrun of each project, counted."""
    out: Truth = {}
    for course in courses:
        first = sum(t.size for t in course.tasks if t.baseline)
        later = sum(t.size for t in course.tasks if not t.baseline)
        done = [t for t in course.tasks if t.finished and t.size > 0]
        unasked = [t for t in course.tasks if not t.baseline and t.kind != "bug" and not any(label.startswith("CR-") for label in t.labels)]
        out[course.project.id] = {
            "first_plan": number(first),
            "added": number(later),
            "scope_growth": number(later / first),
            "without_request": {"tasks": len(unasked), "estimate": number(sum(t.size for t in unasked))},
            "days_late": None if course.running(AS_OF) else (course.finished - course.planned_finish).days,
            "finished_tasks": sum(t.finished is not None for t in course.tasks),
            "typical_ratio": band([t.odds for t in done if t.odds], 0.5),
            "total_ratio": number(sum(t.actual for t in done) / sum(t.size for t in done)),
        }
    return out


def risks(rows: Sequence[Mapping[str, object]]) -> Truth:
    """Stated probability against the planted odds, and what was counted among risks that are settled."""
    out: list[Row] = []
    for stated, odds in catalogue.RISK_ODDS.items():
        settled = [r for r in rows if r["probability"] == stated and r["occurred"] is not None]
        hits = sum(bool(r["occurred"]) for r in settled)
        interval = share([odds] * max(1, len(settled)))
        out.append({"stated": stated, "odds": odds, "n": len(settled), "occurred": hits, "interval": interval})
    return {"by_stated": out}
