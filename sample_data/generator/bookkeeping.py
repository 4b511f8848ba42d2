"""The truth about the portfolio, from the generator's own books: what was planted, and what then really came.

Nothing here knows the package that analyses the data. Where chance has a hand in it, an interval says between which
values an honest analysis must land in about 997 of 1,000 portfolios.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from statistics import mean

from . import catalogue
from .catalogue import AS_OF, TEAMS, Change
from .counts import Truth, blocked, debt, number, projects, risks, sprints, throughput, velocity
from .course import Course
from .odds import band, share, total
from .portfolio import Row
from .ratios import KINDS, ROUND, ROUND_SHARE, SURPRISE_SHARE, SURPRISE_SHIFT, SURPRISE_WIDENING
from .work import Task


def running(courses: Iterable[Course]) -> Truth:
    """What will become of the projects that are still running; taken before the future is cut off."""
    out: Truth = {}
    for course in (c for c in courses if c.running(AS_OF)):
        open_ = [t for t in course.tasks if t.created <= AS_OF and not (t.finished and t.finished <= AS_OF) and not t.cancelled]
        out[course.project.id] = {
            "finished_on": course.finished.isoformat(),
            "open_tasks_known": len(open_),
            "estimate_of_open_tasks": number(sum(t.size for t in open_)),
            "hours_still_to_come_on_them": number(sum(h for t in open_ for d, h in t.effort.items() if d > AS_OF)),
            "tasks_still_to_be_added": sum(t.created > AS_OF for t in course.tasks),
            "hours_after_today_in_all": number(sum(h for t in course.tasks for d, h in t.effort.items() if d > AS_OF)),
        }
    return out


def truth(courses: Sequence[Course], tables: dict[str, list[Row]]) -> Truth:
    """The whole truth, as written to ``truth.json``; the courses are cut at today."""
    tasks = [t for c in courses for t in c.tasks]
    done = [t for t in tasks if t.finished and t.odds and t.size > 0]
    hours = [t for t in done if t.unit == "hours"]
    return {
        "as_of": AS_OF.isoformat(),
        "seed": catalogue.SEED,
        "demo": catalogue.DEMO,
        "rows": {name: len(rows) for name, rows in tables.items()},
        "accuracy": accuracy(hours),
        "kinds": kinds(hours),
        "shared_shock": shocks(),
        "round_numbers": round_numbers(tasks),
        "hit_rate": hit_rate(hours),
        "points": points([t for t in done if t.unit == "points"]),
        "changes": {name: before_and_after(hours, change) for name, change in catalogue.CHANGES.items()},
        "say_do_action_without_effect": {"project_id": catalogue.SAY_DO_ACTION[0], "measure": "say_do"},
        "velocity": velocity(courses),
        "debt": debt(courses),
        "throughput": throughput(courses),
        "blocked": blocked(courses),
        "projects": projects(courses),
        "risks": risks(tables["risks"]),
        "sprints": sprints(courses),
    }


def accuracy(tasks: list[Task]) -> Truth:
    """All finished tasks estimated in hours."""
    odds = [t.odds for t in tasks if t.odds]
    return {
        "n": len(tasks),
        "unit": "hours",
        "estimate": number(sum(t.size for t in tasks)),
        "actual": number(sum(t.actual for t in tasks)),
        "median": band(odds, 0.5),
        "p10": band(odds, 0.1),
        "p90": band(odds, 0.9),
        "total_ratio": total(tasks),
        "exact_share": share([o.exact for o in odds]) | {"counted": number(sum(t.actual == t.size for t in tasks) / len(tasks))},
        "surprises": {"share": SURPRISE_SHARE, "factor": number(math.exp(SURPRISE_SHIFT)), "widening": SURPRISE_WIDENING},
    }


def kinds(tasks: list[Task]) -> Truth:
    """Optimism and spread per kind of work."""
    out: Truth = {}
    for name, kind in KINDS.items():
        odds = [t.odds for t in tasks if t.kind == name and t.odds]
        out[name] = {
            "n": len(odds),
            "planted": {"typical_when_missed": kind.median, "log_sd": kind.sigma, "exact": kind.exact},
            "median": band(odds, 0.5),
            "p80": band(odds, 0.8),
            "p90": band(odds, 0.9),
        }
    return out


def shocks() -> Truth:
    """Log effects shared by all tasks of a project, team or estimator."""
    planned = {p.id: p.shock for t in TEAMS for p in t.projects}
    return {
        "log_sd_between_projects": number(math.sqrt(mean(s**2 for s in planned.values()))),
        "projects": planned,
        "teams": {t.name: t.offset for t in TEAMS},
        "estimators": {person: effect for t in TEAMS for person, _, effect in t.people},
    }


def round_numbers(tasks: list[Task]) -> Truth:
    """Share of estimates in hours that are round numbers."""
    sizes = [t.estimate for t in tasks if t.unit == "hours" and t.estimate]
    return {
        "numbers": list(ROUND),
        "planted": ROUND_SHARE,
        "counted": number(sum(s in ROUND for s in sizes) / len(sizes)),
        "n": len(sizes),
    }


def half_step(hours: float) -> float:
    """Half of the step in which hours are booked: what lies that close to the end of a range is booked on it."""
    return 0.125 if hours < 8 else 0.25


def hit_rate(tasks: list[Task]) -> Truth:
    """How often the given ranges hold the actual; they were meant to hold 80 %."""
    given = [t for t in tasks if t.low is not None]
    chances = [
        t.odds.at_most((t.high + half_step(t.high)) / t.size) - t.odds.at_most((t.low - half_step(t.low)) / t.size)
        for t in given
        if t.odds and t.low is not None and t.high is not None
    ]
    hits = sum(t.low <= t.actual <= t.high for t in given if t.low is not None and t.high is not None)
    return {"n": len(given), "level": 0.8, "hits": hits, **share(chances)}


def points(tasks: list[Task]) -> Truth:
    """Hours per point of the team that estimates in points."""
    return {"team": "Cobalt", "n": len(tasks), "hours_per_point": band([t.odds for t in tasks if t.odds], 0.5)}


def before_and_after(tasks: list[Task], change: Change) -> Truth:
    """Typical ratio before and after a change, of the work that it touches."""
    order = [p.id for t in TEAMS if t.name == change.team for p in t.projects]
    first = order.index(change.from_project)
    mine = [t for t in tasks if t.project_id in order and change.kind in (None, t.kind)]
    out: Truth = {
        "team": change.team,
        "kind": change.kind,
        "agreed_in": change.agreed_in,
        "from_project": change.from_project,
        "planted_factor": change.factor,
    }
    for name, keep in (("before", order[:first]), ("after", order[first:])):
        odds = [t.odds for t in mine if t.project_id in keep and t.odds]
        out[name] = {"projects": keep, "n": len(odds), "median": band(odds, 0.5)}
    return out
