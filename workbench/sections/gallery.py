"""Every figure once, on the data of one library: for whoever wants to know what can be shown."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from workbench import forecast
from workbench.analysis import (
    accuracy,
    calendar_split,
    capacity,
    censored,
    clean_up,
    compare,
    debt,
    defects,
    delays,
    flow,
    learning,
    progress,
    rates,
    reestimation,
    risks,
    scope,
    slips,
    themes,
    velocity,
)
from workbench.analysis.team import of_team
from workbench.calibration import Knowledge
from workbench.figures import accuracy as draw_accuracy
from workbench.figures import calendar_split as draw_split
from workbench.figures import calibration as draw_calibration
from workbench.figures import capacity as draw_capacity
from workbench.figures import debt as draw_debt
from workbench.figures import flow as draw_flow
from workbench.figures import forecast as draw_forecast
from workbench.figures import groups as draw_groups
from workbench.figures import habits as draw_habits
from workbench.figures import risks as draw_risks
from workbench.figures import scope as draw_scope
from workbench.figures import seasons as draw_seasons
from workbench.figures import slips as draw_slips
from workbench.figures import themes as draw_themes
from workbench.figures import trend as draw_trend
from workbench.figures import velocity as draw_velocity
from workbench.figures import waiting as draw_waiting
from workbench.page import Block, Columns, Picture, Section, Stack, Style, Title
from workbench.tables import Tables

_SEED = 1
Drawings = list[Any]
"""Axes as the figures give them."""


def busiest(everything: Tables) -> str:
    """The project with sprints that has most tasks, else the one with most tasks; empty without tasks.

    Examples
    --------
    >>> import pandas as pd
    >>> busiest(Tables({"tasks": pd.DataFrame({"project_id": ["A", "B", "B"], "task_id": ["1", "2", "3"]})}))
    'B'
    """
    counts = everything.tasks["project_id"].value_counts()
    with_sprints = counts[counts.index.isin(set(everything.task_sprints["project_id"]))]
    found = with_sprints if len(with_sprints) else counts
    return str(found.index[0]) if len(found) else ""


def gallery(everything: Tables, known: Knowledge, project_id: str, *, as_of: pd.Timestamp) -> Stack:
    """Every figure of the package, by theme.

    Parameters
    ----------
    everything : Tables
        The whole library.
    known : Knowledge
        What its finished work says.
    project_id : str
        Whose sprints and flow are drawn.
    as_of : Timestamp
        Today, for the age of open work.

    Returns
    -------
    Stack
    """
    project = everything.of(project_id)
    named = pd.Series(everything.projects["name"].to_numpy(), index=everything.projects["project_id"]).get(project_id, project_id)
    return Stack(
        Style(),
        Title("Figure gallery", f"every figure once · accuracy: the whole library · sprints and flow: {named}"),
        _section("Actual against estimate", _accuracy(everything)),
        _section("Groups of work beside each other", _groups(everything)),
        _section("Change", _change(everything)),
        _section("Habits of estimating", _habits(everything)),
        _section("Sprints", _sprints(project)),
        _section("Flow of work", _flow(project, everything, as_of)),
        _section("Waiting", _waiting(project, everything, as_of)),
        _section("Milestones, where work is held, capacity and lessons", _slips(project, everything, project_id)),
        _section("Defects and technical debt", _debt(project, of_team(everything, project_id))),
        _section("Calibration and forecasts", _forecasts(project, known)),
    )


def _section(name: str, drawings: Drawings) -> Section:
    pictures: list[Block] = [Picture(ax) for ax in drawings]
    pairs = [pictures[i : i + 2] for i in range(0, len(pictures), 2)]
    return Section(name, *(Columns(*pair) if len(pair) == 2 else pair[0] for pair in pairs))


def _accuracy(everything: Tables) -> Drawings:
    tasks = everything.tasks
    found = accuracy.comparable(tasks)
    return [
        draw_accuracy.ratio_histogram(tasks),
        draw_accuracy.estimate_actual(tasks),
        draw_accuracy.kinds_over_under(accuracy.by(tasks, "kind"), unit=found.unit or "hours"),
        draw_accuracy.accuracy_over_time(tasks),
    ]


def _groups(everything: Tables) -> Drawings:
    tasks = everything.tasks
    again = reestimation.with_reestimations(tasks, everything.estimates)
    quarters = progress.with_quarter(tasks)
    frames = {"kind": tasks, "size": tasks, "role": tasks, "reestimations": again, "quarter": quarters}
    by = [draw_groups.accuracy_by(accuracy.by(frame, column), column) for column, frame in frames.items()]
    return [*by, *(draw_groups.misses_by(compare.misses_by(tasks, column), column) for column in ("year", "kind", "size"))]


def _change(everything: Tables) -> Drawings:
    return [
        draw_trend.learning(learning.over_time(everything.tasks)),
        draw_trend.cone(progress.cone(everything)),
        draw_risks.risk_odds(risks.record(everything.risks)),
        draw_trend.reestimation(reestimation.reestimation(everything)),
        draw_trend.quality(reestimation.quality_factors(everything), reestimation.quality(everything)),
    ]


def _habits(everything: Tables) -> Drawings:
    tasks = everything.tasks
    in_points = tasks[tasks["estimate_unit"].ne(tasks["actual_unit"]).fillna(False).astype(bool)]
    first = in_points["project_id"].value_counts().index[:1]
    return [
        draw_habits.round_numbers(accuracy.round_numbers(tasks)),
        draw_habits.given_ranges(accuracy.hit_rate(tasks)),
        draw_habits.with_open(censored.with_open(tasks)),
        draw_habits.effort_by_points(rates.rate(in_points[in_points["project_id"].isin(first)])),
    ]


def _sprints(project: Tables) -> Drawings:
    sprints = velocity.sprints(project)
    return [
        draw_velocity.velocity(sprints, velocity.velocity(sprints)),
        draw_velocity.say_do(sprints),
        draw_velocity.next_sprint(sprints, forecast.next_sprint(sprints)),
        draw_velocity.coming_sprints(forecast.coming_sprints(sprints)),
        draw_seasons.capacity_velocity(flow.capacity_velocity(sprints)),
        draw_waiting.carry_over(flow.carry_over(project)),
        draw_waiting.commitment_changes(flow.commitment_changes(project)),
        draw_waiting.time_in_status(flow.time_in_status(project.transitions)),
        draw_velocity.burn_up(velocity.burn_up(project)),
        draw_scope.scope_by_period(scope.history(project)),
        draw_velocity.sparkline(sprints["completed"]),
    ]


def _flow(project: Tables, everything: Tables, as_of: pd.Timestamp) -> Drawings:
    return [
        draw_flow.throughput(velocity.throughput(project.tasks)),
        draw_seasons.net_flow(flow.net_flow(project.tasks)),
        draw_flow.cumulative_flow(flow.cumulative_flow(project.tasks)),
        draw_seasons.work_in_progress(flow.work_in_progress(project.tasks)),
        draw_flow.cycle_time(project.tasks),
        draw_flow.lead_time(project.tasks),
        draw_flow.cycle_time_scatter(project.tasks),
        draw_seasons.seasonality(flow.seasonality(everything.tasks, as_of=as_of)),
    ]


def _waiting(project: Tables, everything: Tables, as_of: pd.Timestamp) -> Drawings:
    return [
        draw_waiting.ageing(flow.ageing(everything.tasks, as_of=as_of)),
        draw_waiting.blocked(flow.blocked(project.tasks)),
        draw_split.calendar_split(calendar_split.calendar_split(project), calendar_split.split_by(project, "component")),
    ]


def _slips(project: Tables, everything: Tables, project_id: str) -> Drawings:
    return [
        draw_slips.slip_chart(slips.slips(project, project_id)),
        draw_slips.held(delays.held_by_status(project), "status"),
        draw_slips.held(delays.held_by_component(project), "component"),
        draw_capacity.load(capacity.utilisation(project)),
        draw_themes.themes(themes.themes(everything)),
    ]


def _debt(project: Tables, team: Tables) -> Drawings:
    found = defects.defects(project)
    return [
        draw_debt.defects_over_time(found),
        draw_debt.rework_share(found),
        draw_debt.debt_effect(debt.debt_effect(team)),
        draw_debt.clean_up(clean_up.what_debt_bought(team)),
    ]


def _forecasts(project: Tables, known: Knowledge) -> Drawings:
    proof = known.proof_for(project.tasks)
    estimated = project.tasks[project.tasks["estimate"].gt(0).fillna(False)]
    out = [] if proof is None else [draw_calibration.calibration_curve(proof), draw_calibration.pit_histogram(proof)]
    if len(estimated):
        work = forecast.effort(known.fit_for(estimated), estimated.assign(status_class="todo"), rng=np.random.default_rng(_SEED))
        end = forecast.finish(work, start_on=known.as_of, capacity_per_day=max(work.p50 / 60, 0.01))
        out += [draw_forecast.forecast_effort(work), draw_forecast.forecast_finish(end)]
    return out
