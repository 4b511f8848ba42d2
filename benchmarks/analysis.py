"""Speed of the analyses against a plain pandas group-by on the same rows.

Run by hand: ``python benchmarks/analysis.py [sizes …]``. Each round runs the yardstick and every analysis once, in turn, so that noise
of the machine falls on all of them alike; printed are the medians over the rounds.

The yardstick is the bare pandas code for one of the statistics: actual ÷ estimate, grouped by kind, count, median, P10, P80 and P90.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from workbench.analysis import accuracy, censored, compare, flow, learning, measures, ranges, reestimation, velocity
from workbench.tables import Tables, check

ROUNDS = {10_000: 5, 100_000: 5, 1_000_000: 3}


def portfolio(n: int) -> Tables:
    """A made-up portfolio: projects of 1,000 tasks with two-week sprints, typed as the check leaves them."""
    rng = np.random.default_rng(7)
    project = np.arange(n) // 1000
    day = pd.Timestamp("2020-01-06") + pd.to_timedelta(rng.integers(0, 1500, n), unit="D")
    estimate = rng.choice([1.0, 2, 3, 5, 8, 13], n)
    actual = np.where(rng.random(n) < 0.25, estimate, (estimate * rng.lognormal(0.1, 0.5, n)).round(2) + 0.01)
    names = pd.Series(np.char.add("T-", np.arange(n).astype(str)))
    tasks = pd.DataFrame(
        {
            "project_id": np.char.add("P", project.astype(str)),
            "task_id": names,
            "title": "a task",
            "kind": rng.choice(["bug", "feature", "support", "docs"], n),
            "component": rng.choice([f"part {k}" for k in range(20)], n),
            "assignee": np.char.add("p", rng.integers(0, 200, n).astype(str)),
            "role": rng.choice(["backend", "frontend", "qa"], n),
            "estimate_unit": "hours",
            "actual_unit": "hours",
            "estimate": estimate,
            "estimate_low": estimate * 0.8,
            "estimate_high": estimate * 1.5,
            "level": 0.8,
            "actual": actual,
            "status_class": rng.choice(["done", "done", "done", "done", "doing"], n),
            "created_on": day,
            "started_on": day + pd.to_timedelta(rng.integers(0, 30, n), unit="D"),
        }
    )
    finish = tasks["started_on"] + pd.to_timedelta(rng.integers(0, 20, n), unit="D")
    tasks["finished_on"] = finish.where(tasks["status_class"] == "done")
    number = rng.integers(0, 26, n)
    stays = pd.DataFrame({"project_id": tasks["project_id"], "task_id": names, "sprint": np.char.add("Sprint ", number.astype(str))})
    stays["committed"], stays["done"] = rng.random(n) < 0.9, rng.random(n) < 0.8
    dates = pd.DataFrame({"project_id": np.repeat(tasks["project_id"].unique(), 26)})
    dates["sprint"] = np.tile([f"Sprint {k}" for k in range(26)], len(dates) // 26)
    dates["started_on"] = pd.Timestamp("2020-01-06") + pd.to_timedelta(np.tile(np.arange(26) * 14, len(dates) // 26), unit="D")
    log = tasks[["project_id", "task_id"]].assign(estimated_on=day, mid=estimate, unit="hours", basis="expert")
    return check({"tasks": tasks, "task_sprints": stays, "sprints": dates, "estimates": log}).accepted


def yardstick(tasks: pd.DataFrame) -> pd.DataFrame:
    """What a person would type into a notebook."""
    done = tasks[(tasks["status_class"] == "done") & (tasks["estimate"] > 0) & (tasks["actual"] > 0)]
    grouped = (done["actual"] / done["estimate"]).groupby(done["kind"])
    return pd.DataFrame({"n": grouped.size(), **{p: grouped.quantile(p) for p in (0.1, 0.5, 0.8, 0.9)}})


def analyses(tables: Tables) -> dict[str, Callable[[], object]]:
    """Every analysis that a report runs over the whole portfolio."""
    tasks, rng = tables.tasks, np.random.default_rng(1)
    first = tables.of(str(tasks["project_id"].iloc[0]))
    sprints = velocity.sprints(first)
    return {
        "accuracy.comparable": lambda: accuracy.comparable(tasks),
        "accuracy.summary": lambda: accuracy.summary(tasks),
        "accuracy.by kind": lambda: accuracy.by(tasks, "kind"),
        "accuracy.by component": lambda: accuracy.by(tasks, "component"),
        "accuracy.by size": lambda: accuracy.by(tasks, "size"),
        "accuracy.by role": lambda: accuracy.by(tasks, "role"),
        "accuracy.by year": lambda: accuracy.by(tasks, "year"),
        "accuracy.by project": lambda: accuracy.by(tasks, "project_id"),
        "accuracy.hit_rate": lambda: accuracy.hit_rate(tasks),
        "accuracy.round_numbers": lambda: accuracy.round_numbers(tasks),
        "accuracy.total_ratio": lambda: accuracy.total_ratio(tasks, rng=rng),
        "compare.misses": lambda: compare.misses(tasks.iloc[::2], tasks.iloc[1::2]),
        "compare.misses_by kind": lambda: compare.misses_by(tasks, "kind"),
        "compare.misses_by year": lambda: compare.misses_by(tasks, "year"),
        "measures.research": lambda: measures.research(tasks, rng=rng),
        "ranges.width": lambda: ranges.width(tasks),
        "learning.over_time": lambda: learning.over_time(tasks),
        "censored.with_open": lambda: censored.with_open(tasks),
        "velocity.sprints": lambda: velocity.sprints(tables),
        "velocity.velocity": lambda: velocity.velocity(sprints),
        "velocity.throughput": lambda: velocity.throughput(tasks),
        "velocity.burn_up (1 project)": lambda: velocity.burn_up(first),
        "flow.cycle_time": lambda: flow.cycle_time(tasks),
        "flow.work_in_progress": lambda: flow.work_in_progress(tasks),
        "flow.cumulative_flow": lambda: flow.cumulative_flow(tasks),
        "flow.carry_over": lambda: flow.carry_over(tables),
        "flow.ageing": lambda: flow.ageing(tasks, as_of=pd.Timestamp("2024-06-01")),
        "reestimation.reestimation": lambda: reestimation.reestimation(tables),
    }


def seconds(run: Callable[[], object]) -> float:
    """Wall-clock time of one run."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def measure(n: int) -> pd.DataFrame:
    """Median seconds of the yardstick and of every analysis at one size."""
    tables = portfolio(n)
    runs = {"yardstick": lambda: yardstick(tables.tasks)} | analyses(tables)
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(ROUNDS.get(n, 3)):
        for name, run in runs.items():
            times[name].append(seconds(run))
    table = pd.DataFrame({"seconds": {name: float(np.median(t)) for name, t in times.items()}})
    table["times the yardstick"] = table["seconds"] / table.loc["yardstick", "seconds"]
    return table


if __name__ == "__main__":
    for size in [int(a.replace("_", "")) for a in sys.argv[1:]] or list(ROUNDS):
        print(f"\n{size:,} tasks")
        print(measure(size).round({"seconds": 4, "times the yardstick": 1}).to_string())
