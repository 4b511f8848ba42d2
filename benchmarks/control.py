"""Time of every analysis of control over a large library, against the time of reading its tables.

Run by hand: ``python benchmarks/control.py [projects] [tasks per project] [folder]``. It makes a library of made-up projects in SQLite,
reads its tables, and runs every analysis over them, all in one process: times of the processor, so that other work does not count.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from workbench import outlook, store
from workbench.analysis import (
    calendar_split,
    capacity,
    causes,
    changes,
    clean_up,
    cost,
    debt,
    defects,
    delays,
    earned_value,
    lessons,
    past,
    risks,
    scope,
    slips,
    themes,
    velocity,
)
from workbench.analysis.team import of_team
from workbench.tables import Tables, check

PROJECTS, TASKS, TEAMS, MONTHS = 1_000, 500, 50, 8
LIMIT = 20.0
MOVES = ("ratio:kind=feature", "hit_rate", "say_do", "blocked_share")


def library(projects: int, per_project: int) -> Tables:
    """Projects of 50 teams with every table filled; the last project of each team is still running."""
    rng = np.random.default_rng(5)
    n = projects * per_project
    ids = np.array([f"P{i:04d}" for i in range(projects)])
    begin = pd.Timestamp("2018-01-01") + pd.to_timedelta((np.arange(projects) // TEAMS) * 150, unit="D")
    at = np.repeat(np.arange(projects), per_project)
    start = begin[at] + pd.to_timedelta(rng.integers(0, 120, n), unit="D")
    finish = start + pd.to_timedelta(rng.integers(0, 20, n), unit="D")
    estimate = rng.choice([2.0, 4, 8, 16], n)
    actual = (estimate * rng.lognormal(0.1, 0.4, n)).round(2)
    names = np.char.add("T", np.arange(n).astype(str))
    done = rng.random(n) < 0.95
    tasks = pd.DataFrame(
        {
            "project_id": ids[at], "task_id": names, "title": "a task", "kind": rng.choice(["feature", "bug", "maintenance"], n),
            "component": rng.choice(list("abcdef"), n), "assignee": np.char.add("p", (at % TEAMS * 6 + rng.integers(0, 6, n)).astype(str)),
            "role": rng.choice(["backend", "frontend", "qa"], n), "estimate_unit": "hours", "actual_unit": "hours", "estimate": estimate,
            "actual": actual, "status_class": np.where(done, "done", "doing"), "created_on": begin[at], "added_on": begin[at] +
            pd.to_timedelta(np.where(rng.random(n) < 0.2, 30, 0), unit="D"), "started_on": start, "finished_on": finish,
            "baseline_finish_on": finish - pd.to_timedelta(rng.integers(-5, 10, n), unit="D"), "cost": actual * 80,
            "blocked_hours": np.where(rng.random(n) < 0.15, 8.0, 0.0), "labels": rng.choice(["debt", "ui", "urgent"], n),
        }
    )  # fmt: skip
    tasks["finished_on"] = tasks["finished_on"].where(done)
    key = tasks[["project_id", "task_id"]]
    sprint = (start - begin[at]).days.to_numpy() // 14
    stays = key.assign(sprint=np.char.add("S", sprint.astype(str)), committed=rng.random(n) < 0.85, done=done)
    dates = pd.DataFrame({"project_id": np.repeat(ids, 9), "sprint": np.tile([f"S{k}" for k in range(9)], projects)})
    dates["started_on"] = np.repeat(begin, 9) + pd.to_timedelta(np.tile(np.arange(9) * 14, projects), unit="D")
    dates["ended_on"] = dates["started_on"] + pd.Timedelta(days=11)
    logs = pd.concat([key.assign(day=start, hours=actual / 2), key.assign(day=start + pd.Timedelta(days=1), hours=actual / 2)])
    logs = logs.drop_duplicates().assign(role="backend", note=None)
    steps = ((0, "Doing"), (20, "Review"), (30, "Done"))
    moves = pd.concat([key.assign(at=start + pd.Timedelta(hours=9 + h), to_status=s) for h, s in steps])
    ends = np.repeat(begin, MONTHS) + pd.to_timedelta(np.tile(np.arange(1, MONTHS + 1) * 30, projects), unit="D")
    months = pd.DataFrame({"project_id": np.repeat(ids, MONTHS), "period_end": ends})
    value = np.tile(np.linspace(0, 40_000, MONTHS + 1)[1:], projects)
    periods = months.assign(planned_value=value, earned_value=value * 0.9, actual_cost=value * rng.uniform(0.9, 1.3, len(months)))
    hours = months.merge(pd.DataFrame({"role": ["backend", "frontend", "qa"]}), how="cross")
    hours = hours.assign(capacity_hours=160.0, booked_hours=120.0, spent_hours=rng.uniform(80, 180, len(hours)).round(1))
    stones = months.rename(columns={"period_end": "recorded_on"}).assign(milestone="Release", baseline_on=np.repeat(begin, MONTHS))
    stones["baseline_on"] += pd.Timedelta(days=200)
    stones["forecast_on"] = stones["baseline_on"] + pd.to_timedelta(np.tile(np.arange(MONTHS) * 4, projects), unit="D")
    last = stones.groupby("project_id").cumcount(ascending=False) == 0
    stones["actual_on"] = stones["forecast_on"].where(last)
    link = rng.integers(0, per_project, (projects * 20, 2)) + np.repeat(np.arange(projects) * per_project, 20)[:, None]
    links = pd.DataFrame({"project_id": ids[link[:, 0] // per_project], "task_id": names[link[:, 0]], "needs_task_id": names[link[:, 1]]})
    about = pd.DataFrame({"project_id": ids, "name": ids, "team": np.char.add("team ", (np.arange(projects) % TEAMS).astype(str))})
    about = about.assign(started_on=begin, planned_finish_on=begin + pd.Timedelta(days=200), finished_on=begin + pd.Timedelta(days=230))
    asked = pd.to_datetime(np.repeat(begin + pd.Timedelta(days=40), 3))
    thrice = {"project_id": np.repeat(ids, 3), "at": np.tile([1, 2, 3], projects).astype(str)}
    changes = pd.DataFrame({**thrice, "requested_on": asked, "decided_on": asked, "reason": "new wish of the client"})
    changes = changes.assign(change_id="CR-" + changes.pop("at"), decision=rng.choice(["approved", "rejected"], len(changes)), effort=20.0)
    risks = pd.DataFrame({**thrice, "recorded_on": np.repeat(begin, 3), "text": "the supplier is late", "impact": 40.0, "unit": "hours"})
    risks = risks.assign(risk_id="R-" + risks.pop("at"), probability=rng.choice([0.1, 0.3, 0.5], len(risks)))
    risks["occurred"] = rng.random(len(risks)) < risks["probability"]
    cards = pd.DataFrame({**thrice, "column": "to change", "text": "test earlier", "votes": 3})
    cards = cards.assign(lesson_id="L-" + cards.pop("at"), theme=rng.choice(["testing", "scope", "debt", "estimates"], len(cards)))
    todo = pd.DataFrame({"project_id": ids, "action_id": "A-1", "lesson_id": "L-1", "text": "test earlier", "status": "done"})
    todo = todo.assign(closed_on=begin + pd.Timedelta(days=240), measure=rng.choice(MOVES, projects), direction="down")
    log = tasks.sample(frac=0.1, random_state=5)[["project_id", "task_id", "started_on", "estimate"]]
    log = log.rename(columns={"started_on": "estimated_on"}).assign(mid=log["estimate"] * 1.2, unit="hours").drop(columns="estimate")
    raw = {
        "projects": about.assign(budget=45_000.0, currency="EUR"), "tasks": tasks, "sprints": dates, "task_sprints": stays,
        "worklogs": logs, "transitions": moves, "periods": periods, "allocations": hours, "milestones": stones, "estimates": log,
        "dependencies": links.drop_duplicates(["project_id", "task_id", "needs_task_id"]), "changes": changes, "risks": risks,
        "lessons": cards, "actions": todo,
    }  # fmt: skip
    whole = check({name: frame.reset_index(drop=True) for name, frame in raw.items()}).accepted
    return past.on_day(whole, begin[-1] + pd.Timedelta(days=100))  # the last project of each team is in its midst


def apart(tables: Tables, by: pd.Series) -> list[Tables]:
    """The rows of each group of projects, in every table."""
    parts = {name: dict(iter(frame.groupby(frame["project_id"].map(by)))) for name, frame in tables.items() if len(frame)}
    return [Tables({name: of[key] for name, of in parts.items() if key in of}) for key in by.unique()]


def debt_of(team: Tables) -> list[object]:
    """What debt did to the pace and the days of one team's work, and what its clean-up bought."""
    series = debt.debt_series(team)
    effects = [debt.debt_effect(team, of=of, series=series) for of in debt.MEASURES]
    return [*effects, clean_up.what_debt_bought(team, series=series)]


def analyses(tables: Tables, split: causes.CauseSplit) -> dict[str, Callable[[], object]]:
    """Every analysis over the whole library; what belongs to one project or team is run for each of them."""
    about = tables.projects.set_index("project_id")
    ids = list(about.index)
    running = [name for name in ids if pd.isna(about["finished_on"][name])]
    each = list(zip(ids, apart(tables, pd.Series(ids, index=ids)), strict=True))
    teams = list(about.drop_duplicates("team").index)
    rng = np.random.default_rng(5)
    uplifts = ("cost", "days", "effort")
    found: dict[str, Callable[[], object]] = {
        "league of causes": lambda: causes.league(split),
        "cost split, every project": lambda: [cost.cost_causes(t, split, p) for p, t in each],
        "calendar split, all and by project": lambda: (
            calendar_split.calendar_split(tables),
            calendar_split.split_by(tables, "project_id"),
        ),
        "earned value, every project": lambda: [earned_value.earned_value(t, p) for p, t in each],
        "cost at completion: rules on own past": lambda: outlook.backtest_completion(tables, rng=rng),
        "finish: rules on own past": lambda: outlook.backtest_completion(tables, rng=rng, measure="days"),
        "cost and finish of every running project": lambda: [outlook.standings(tables, running, measure=m) for m in outlook.FORMS],
        "alert of cost, on every past period": lambda: outlook.backtest_alert(tables),
        "alert of delay, on every past period": lambda: outlook.backtest_alert(tables, measure="days"),
        "slip charts, every project": lambda: [slips.slips(t, p) for p, t in each],
        "odds of milestones, every running project": lambda: [outlook.milestone_odds(tables, p) for p in running],
        "milestones on own past": lambda: outlook.backtest_milestones(tables),
        "delay by dependency": lambda: delays.delays(tables),
        "work held, by status and component": lambda: (delays.held_by_status(tables), delays.held_by_component(tables)),
        "scope, all projects at once": lambda: scope.by_project(tables),
        "scope by sprint and change control, every project": lambda: [
            (scope.history(t, moves=moves), changes.change_control(t, moves=moves)) for _, t in each for moves in [scope.steps(t)]
        ],
        "scope ahead of every running project": lambda: outlook.scope_growths(tables, running),
        "scope ahead on own past": lambda: outlook.backtest_scope(tables),
        "risk record and odds": lambda: (risks.record(tables.risks), outlook.risk_odds(tables.risks)),
        "what came unregistered, every project": lambda: [risks.unregistered(t, found=causes.of_project(split, p)) for p, t in each],
        "uplifts": lambda: [outlook.uplifts(tables, of=of) for of in uplifts],
        "uplifts on own past": lambda: [outlook.backtest_uplifts(tables, of=of) for of in uplifts],
        "defects and rework": lambda: defects.defects(tables),
        "debt of every team": lambda: [debt_of(of_team(tables, team, only=debt.USED)) for team in teams],
        "capacity by role and team": lambda: [capacity.utilisation(tables, by=by) for by in ("role", "team")],
        "work per head": lambda: capacity.heads(tables),
        "ramp-up of every team": lambda: [capacity.ramp_up(t) for t in apart(tables, about["team"])],
        "themes and their measures": lambda: themes.theme_drivers(tables, split),
        "actions, before and since": lambda: lessons.effects(tables.actions, tables),
        "sprints": lambda: velocity.sprints(tables),
    }
    return found


def clocked(work: Callable[[], object]) -> tuple[float, object]:
    """Seconds of the processor, and the result."""
    begun = time.process_time()
    result = work()
    return time.process_time() - begun, result


def main() -> None:
    projects, per_project = (int(a) for a in (sys.argv[1:3] if len(sys.argv) > 2 else (PROJECTS, TASKS)))
    folder = Path(sys.argv[3]) if len(sys.argv) > 3 else None
    with TemporaryDirectory() as temporary:
        place = (folder or Path(temporary)) / f"control_{projects}_{per_project}.db"
        if not place.exists():
            with store.open(place, create=True) as shelf:
                shelf.write(library(projects, per_project), source="benchmark")
        with store.open(place) as shelf:
            reading, tables = clocked(shelf.read)
    assert isinstance(tables, Tables)
    print(f"{len(tables.projects):,} projects, {len(tables.tasks):,} tasks; reading all tables from SQLite: {reading:.2f} s\n")
    print("| analysis | s | times reading |\n|---|---|---|")
    total, split = clocked(lambda: causes.split(tables))
    print(f"| cause split of every project | {total:.2f} | {total / reading:.2f} |", flush=True)
    assert isinstance(split, causes.CauseSplit)
    setting, works = clocked(lambda: analyses(tables, split))
    total += setting
    print(f"| taking the projects apart | {setting:.2f} | {setting / reading:.2f} |", flush=True)
    assert isinstance(works, dict)
    for name, work in works.items():
        seconds, _ = clocked(work)
        total += seconds
        print(f"| {name} | {seconds:.2f} | {seconds / reading:.2f} |", flush=True)
    print(f"| all | {total:.2f} | {total / reading:.2f} (at most {LIMIT:.0f}) |")


if __name__ == "__main__":
    main()
