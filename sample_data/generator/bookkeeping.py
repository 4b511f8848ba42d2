"""The truth about the portfolio, from the generator's own books: what was planted, and what then really came.

Nothing here knows the package that analyses the data. Where chance has a hand in it, an interval says between which
values an honest analysis must land in about 997 of 1,000 portfolios.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import mean, median

from . import catalogue
from .catalogue import AS_OF, TEAMS
from .course import Course, Stay
from .portfolio import Row
from .ratios import KINDS, ROUND, ROUND_SHARE, SURPRISE_SHARE, SURPRISE_SHIFT, SURPRISE_WIDENING, Odds, quantile
from .work import Task
from .workdays import monday

Truth = dict[str, object]


def number(value: float, digits: int = 4) -> float:
    """A number short enough for a file."""
    return round(float(value), digits)


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
        "rows": {name: len(rows) for name, rows in tables.items()},
        "accuracy": accuracy(hours),
        "kinds": kinds(hours),
        "shared_shock": shocks(),
        "round_numbers": round_numbers(tasks),
        "hit_rate": hit_rate(hours),
        "points": points([t for t in done if t.unit == "points"]),
        "action_that_worked": action(hours, catalogue.ACTION_THAT_WORKED),
        "action_without_effect": action(hours, catalogue.ACTION_WITHOUT_EFFECT),
        "drift": action(hours, catalogue.DRIFT),
        "velocity": velocity(courses),
        "debt": debt(courses),
        "throughput": throughput(courses),
        "blocked": blocked(courses),
        "projects": projects(courses),
        "risks": risks(tables["risks"]),
        "sprints": sprints(courses),
    }


def band(odds: list[Odds], p: float) -> dict[str, float]:
    """The quantile by the planted odds, and where the sample's may lie (three standard errors of its rank)."""
    wide = 3 * math.sqrt(p * (1 - p) / len(odds))
    low, high = max(p - wide, 0.001), min(p + wide, 0.999)
    return {
        "truth": number(quantile(odds, p)),
        "from": number(quantile(odds, low) * 0.98 - 0.005),  # hours are booked in quarters: a little play
        "to": number(quantile(odds, high) * 1.02 + 0.005),
    }


def share(probabilities: list[float]) -> dict[str, float]:
    """A share by the planted odds, and where the sample's may lie."""
    p = mean(probabilities)
    wide = 3 * math.sqrt(sum(q * (1 - q) for q in probabilities)) / len(probabilities)
    return {"truth": number(p), "from": number(p - wide), "to": number(p + wide)}


def accuracy(tasks: list[Task]) -> Truth:
    """All finished tasks estimated in hours."""
    odds = [t.odds for t in tasks if t.odds]
    whole = sum(t.size for t in tasks)
    expected = sum(t.size * o.mean() for t, o in zip(tasks, odds, strict=True)) / whole
    spread = math.sqrt(sum((t.size * (t.actual / t.size - o.mean())) ** 2 for t, o in zip(tasks, odds, strict=True))) / whole
    return {
        "n": len(tasks),
        "unit": "hours",
        "estimate": number(whole),
        "actual": number(sum(t.actual for t in tasks)),
        "median": band(odds, 0.5),
        "p10": band(odds, 0.1),
        "p90": band(odds, 0.9),
        "total_ratio": {"truth": number(expected), "from": number(expected - 3 * spread), "to": number(expected + 3 * spread)},
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


def hit_rate(tasks: list[Task]) -> Truth:
    """How often the given ranges hold the actual; they were meant to hold 80 %."""
    given = [t for t in tasks if t.low is not None]
    chances = [
        t.odds.at_most((t.high + 0.01) / t.size) - t.odds.at_most(max(t.low - 0.01, 0.01) / t.size)
        for t in given
        if t.odds and t.low is not None and t.high is not None
    ]
    hits = sum(t.low <= t.actual <= t.high for t in given if t.low is not None and t.high is not None)
    return {"n": len(given), "level": 0.8, "hits": hits, **share(chances)}


def points(tasks: list[Task]) -> Truth:
    """Hours per point of the team that estimates in points."""
    return {"team": "Cobalt", "n": len(tasks), "hours_per_point": band([t.odds for t in tasks if t.odds], 0.5)}


def action(tasks: list[Task], change: dict[str, object]) -> Truth:
    """Typical ratio before and after a change, of the work that it was meant to move."""
    order = [p.id for t in TEAMS if t.name == change["team"] for p in t.projects]
    first = order.index(str(change["from_project"]))
    mine = [t for t in tasks if t.project_id in order and t.kind == change.get("kind", t.kind)]
    out: Truth = {k: v for k, v in change.items() if k != "factor"}
    out["planted_factor"] = change["factor"]
    for name, keep in (("before", order[:first]), ("after", order[first:])):
        odds = [t.odds for t in mine if t.project_id in keep and t.odds]
        out[name] = {"projects": keep, "n": len(odds), "median": band(odds, 0.5)}
    return out


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
    return {
        "team": catalogue.DEBT_TEAM,
        "share_of_work_that_counts": catalogue.DEBT_SHARE,
        "planted_factor": catalogue.DEBT_FACTOR,
        "counted_factor": number(mean(after[True]) / mean(after[False])),
        "sprints_after_debt": len(after[True]),
        "other_sprints": len(after[False]),
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
        out[course.project.id] = {
            "first_plan": number(first),
            "added": number(later),
            "scope_growth": number(later / first),
            "days_late": None if course.running(AS_OF) else (course.finished - course.planned_finish).days,
            "finished_tasks": sum(t.finished is not None for t in course.tasks),
            "total_ratio": number(sum(t.actual for t in done) / sum(t.size for t in done)),
        }
    return out


def risks(rows: list[Row]) -> Truth:
    """Stated probability against the planted odds, and what was counted among risks that are settled."""
    out: list[Row] = []
    for stated, odds in catalogue.RISK_ODDS.items():
        settled = [r for r in rows if r["probability"] == stated and r["occurred"] is not None]
        hits = sum(bool(r["occurred"]) for r in settled)
        interval = share([odds] * max(1, len(settled)))
        out.append({"stated": stated, "odds": odds, "n": len(settled), "occurred": hits, "interval": interval})
    return {"by_stated": out}
