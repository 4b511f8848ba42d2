"""The figures of analyses that need more than tasks: estimate logs, sprints, status changes."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from workbench import forecast
from workbench.analysis import accuracy, censored, compare, flow, learning, progress, rates, reestimation, velocity
from workbench.figures import groups, habits, seasons, trend, waiting
from workbench.figures import velocity as draw_velocity
from workbench.tables import Tables

TODAY = pd.Timestamp("2025-08-01")


def around(tasks: pd.DataFrame) -> Tables:
    """The tasks with open ones, an estimate log, sprints and status changes."""
    n = len(tasks)
    if not n:
        return Tables({"tasks": tasks})
    rng = np.random.default_rng(6)
    i = np.arange(n)
    tasks = tasks.assign(
        title=tasks["kind"].astype("str") + " task " + tasks["task_id"], role="backend", assignee=[f"p{k % 7}" for k in i],
        created_on=tasks["started_on"] - pd.to_timedelta(rng.integers(0, 20, n), unit="D"),
        blocked_hours=np.where(rng.random(n) < 0.2, rng.integers(1, 30, n), 0).astype(float),
        status_class=np.where(i % 23 == 7, "doing", "done"), finished_on=tasks["finished_on"].where(i % 23 != 7),
        estimate_low=tasks["estimate"] * 0.8, estimate_high=tasks["estimate"] * 1.5, level=0.8,
    )  # fmt: skip
    key = tasks[["project_id", "task_id"]]
    log = key.assign(estimated_on=tasks["estimated_on"], mid=tasks["estimate"], unit=tasks["estimate_unit"])
    later = log[i % 2 == 0].assign(
        estimated_on=tasks["started_on"] + pd.to_timedelta(rng.integers(0, 9, n), unit="D"),
        mid=lambda t: (t["mid"] + tasks["actual"].loc[t.index]) / 2 * rng.lognormal(0, 0.2, len(t)),
    )
    number = i * 12 // n
    names = np.array([f"{tasks['kind'].iloc[0]} {k + 1}" for k in range(12)])
    start = pd.Timestamp("2024-01-08") + pd.to_timedelta(np.arange(12) * 42, unit="D")
    dates = pd.DataFrame({"project_id": "P", "sprint": names, "started_on": start, "ended_on": start + pd.Timedelta(days=39)})
    stays = key.assign(sprint=names[number], committed=i % 5 > 0, done=i % 4 > 0)
    stays["added_on"] = start.to_numpy()[number] + pd.to_timedelta(np.where(i % 5 > 0, 0, rng.integers(1, 20, n)), unit="D")
    again = stays[i % 4 == 0].assign(sprint=lambda t: names[np.minimum(number[t.index] + 1, 11)], done=True, committed=True)
    changes = pd.concat(
        [key.assign(at=tasks["started_on"] + pd.Timedelta(hours=h), to_status=s) for s, h in (("Doing", 8), ("On hold", 90), ("Done", 120))]
    )
    return Tables(
        {
            "tasks": tasks,
            "estimates": pd.concat([log, later], ignore_index=True),
            "task_sprints": pd.concat([stays, again], ignore_index=True),
            "sprints": dates,
            "transitions": changes.reset_index(drop=True),
        }
    )


def analyses_drawn(name: str, tasks: pd.DataFrame) -> dict[str, Callable[[], Axes]]:
    """One drawing per figure, of an analysis over the tasks and what is around them."""
    t = around(tasks)
    work = t.tasks
    sprints = velocity.sprints(t)
    again = reestimation.with_reestimations(work, t.estimates)
    in_points = work.assign(estimate_unit="points")
    return {
        f"accuracy_by kind {name}": lambda: groups.accuracy_by(accuracy.by(work, "kind", minimum=10), "kind"),
        f"accuracy_by size {name}": lambda: groups.accuracy_by(accuracy.by(work, "size", minimum=4), "size"),
        f"accuracy_by new {name}": lambda: groups.accuracy_by(accuracy.by(again, "reestimations", minimum=5), "reestimations"),
        f"misses_by kind {name}": lambda: groups.misses_by(compare.misses_by(work, "kind", minimum=5), "kind"),
        f"misses_by size {name}": lambda: groups.misses_by(compare.misses_by(work, "size", minimum=4), "size"),
        f"learning {name}": lambda: trend.learning(learning.over_time(work, every="M", minimum=4)),
        f"cone {name}": lambda: trend.cone(progress.cone(t)),
        f"reestimation {name}": lambda: trend.reestimation(reestimation.reestimation(t)),
        f"quality {name}": lambda: trend.quality(reestimation.quality_factors(t), reestimation.quality(t)),
        f"round_numbers {name}": lambda: habits.round_numbers(accuracy.round_numbers(work)),
        f"given_ranges {name}": lambda: habits.given_ranges(accuracy.hit_rate(work)),
        f"effort_by_points {name}": lambda: habits.effort_by_points(rates.rate(in_points)),
        f"with_open {name}": lambda: habits.with_open(censored.with_open(work)),
        f"ageing {name}": lambda: waiting.ageing(flow.ageing(work, as_of=TODAY)),
        f"blocked {name}": lambda: waiting.blocked(flow.blocked(work)),
        f"time_in_status {name}": lambda: waiting.time_in_status(flow.time_in_status(t.transitions)),
        f"carry_over {name}": lambda: waiting.carry_over(flow.carry_over(t)),
        f"commitment_changes {name}": lambda: waiting.commitment_changes(flow.commitment_changes(t)),
        f"seasonality {name}": lambda: seasons.seasonality(flow.seasonality(work)),
        f"capacity_velocity {name}": lambda: seasons.capacity_velocity(flow.capacity_velocity(sprints)),
        f"work_in_progress {name}": lambda: seasons.work_in_progress(flow.work_in_progress(work)),
        f"net_flow {name}": lambda: seasons.net_flow(flow.net_flow(work)),
        f"next_sprint {name}": lambda: draw_velocity.next_sprint(sprints, forecast.next_sprint(sprints)),
        f"coming_sprints {name}": lambda: draw_velocity.coming_sprints(forecast.coming_sprints(sprints)),
    }
