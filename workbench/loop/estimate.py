"""Estimate the next project: a backlog in, calibrated ranges out, and the estimate logged so that it can be judged later."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from workbench import forecast, reports
from workbench.analysis.frames import pick
from workbench.calibration import Knowledge
from workbench.forecast import Calendar, CostForecast, EffortForecast, FinishForecast
from workbench.reports import Run
from workbench.store import Library
from workbench.tables import InputError, Tables

from .bring import check_file, import_file
from .learn import current_knowledge


@dataclass(frozen=True)
class Estimated:
    """A calibrated estimate of a backlog.

    Attributes
    ----------
    project_id : str
    effort : EffortForecast
        Per task and in total, with the evidence.
    knowledge : Knowledge
        The calibration that it leaned on.
    run : Run
        The report.
    """

    project_id: str
    effort: EffortForecast
    knowledge: Knowledge
    run: Run


def forecast_backlog(tasks: pd.DataFrame, known: Knowledge, *, seed: int = 1) -> EffortForecast:
    """Calibrated effort of the open tasks of one backlog.

    Parameters
    ----------
    tasks : DataFrame
        Tasks of one project; those neither done nor cancelled and with an estimate are forecast.
    known : Knowledge
        What finished work says.
    seed : int
        Seed of the simulation; equal seeds give equal ranges.

    Returns
    -------
    EffortForecast

    Raises
    ------
    InputError
        When no open task has an estimate, or the estimates are in more than one unit.
    """
    open_tasks = tasks[~tasks["status_class"].isin(["done", "cancelled"]).fillna(False) & (tasks["estimate"] > 0).fillna(False)]
    if open_tasks.empty:
        raise InputError(
            f"none of the {len(tasks):,} tasks is open and has an estimate.",
            expected="a backlog with a column 'estimate' of numbers above 0.",
            todo="add estimates, or map your column to 'estimate'.",
        )
    units = open_tasks["estimate_unit"].dropna().unique()
    if len(units) > 1:
        raise InputError(
            f"the estimates are in {' and '.join(units)}.", expected="one unit.", todo="estimate each unit as a backlog of its own."
        )
    return forecast.effort(known.fit_for(open_tasks), open_tasks, rng=np.random.default_rng(seed))


def forecast_finish(
    effort: EffortForecast,
    known: Knowledge,
    *,
    capacity_per_day: float,
    start_on: str = "",
    calendar: Calendar | None = None,
    backlog: Tables | None = None,
    per_task: float = 0.0,
    seed: int = 1,
) -> FinishForecast | None:
    """When the backlog will be done, where a capacity is given.

    Parameters
    ----------
    effort : EffortForecast
        The backlog's effort.
    known : Knowledge
        The day after its last finished work is the start when none is given.
    capacity_per_day : float
        Effort per working day in the unit of the actuals; 0 or less: unknown.
    start_on : str
        First day of the work, year-month-day.
    calendar : Calendar, optional
        Working days; Monday to Friday when left out.
    backlog : Tables, optional
        Tasks and dependencies of the backlog; with dependencies, or a limit per task, tasks wait for each other.
    per_task : float
        Most effort a working day that one task can take; 0: the whole capacity.
    seed : int
        Seed of the simulation.

    Returns
    -------
    FinishForecast or None
        None without a capacity.

    Raises
    ------
    InputError
        When `start_on` is not a day, or dependencies name unknown tasks or go in a circle.
    """
    if capacity_per_day <= 0:
        return None
    try:
        start = pd.Timestamp(start_on) if start_on else known.as_of
    except ValueError:
        raise InputError(f"start_on is {start_on!r}.", expected="a day such as 2026-02-02.", todo="write year-month-day.") from None
    if backlog is None or (backlog.dependencies.empty and per_task <= 0):
        return forecast.finish(effort, start_on=start, capacity_per_day=capacity_per_day, calendar=calendar or Calendar())
    return forecast.finish_chained(
        known.fit_for(backlog.tasks[backlog.tasks["task_id"].isin(effort.tasks["task_id"])]),
        backlog.tasks,
        backlog.dependencies,
        effort,
        start_on=start,
        capacity_per_day=capacity_per_day,
        per_task=per_task if per_task > 0 else None,
        calendar=calendar,
        rng=np.random.default_rng(seed),
    )


def forecast_cost(effort: EffortForecast, backlog: Tables, *, rate: float) -> CostForecast | None:
    """What the backlog will cost, where a price is given.

    Parameters
    ----------
    effort : EffortForecast
        The backlog's effort.
    backlog : Tables
        Its project names the currency.
    rate : float
        Money per unit of effort, such as per hour; 0 or less: unknown.

    Returns
    -------
    CostForecast or None
        None without a price.
    """
    if rate <= 0:
        return None
    currency = pick(backlog.projects, "projects", ["currency"])["currency"].dropna()
    return forecast.cost(effort, rate=rate, currency=str(currency.iloc[0]) if len(currency) else "")


def budget_of(backlog: Tables) -> float | None:
    """Money that the one project of a set of tables was given; None where that is not known."""
    budget = pick(backlog.projects, "projects", ["budget"])["budget"].dropna()
    return float(budget.iloc[0]) if len(budget) and budget.iloc[0] > 0 else None


def first_tasks(backlog: Tables, n: int) -> Tables:
    """A backlog's first tasks, with the dependencies that do not name the others."""
    cut, links = backlog.tasks.iloc[n:]["task_id"], backlog.dependencies
    kept = links[~(links["task_id"].isin(cut) | links["needs_task_id"].isin(cut))]
    return Tables({**backlog, "tasks": backlog.tasks.head(n), "dependencies": kept})


def name_of(project: Tables) -> str:
    """The name of the one project of a set of tables; its key where it has no name."""
    named = project.projects["name"].dropna()
    if len(named):
        return str(named.iloc[0])
    return str(project.projects["project_id"].iloc[0]) if len(project.projects) else "No such project"


def estimate(
    library: Library, backlog: str | Path, *, out_dir: Path, project_id: str | None = None, parameters: dict | None = None
) -> Estimated:
    """Import a backlog, forecast it from the latest calibration, log the calibrated estimates, make the report.

    Parameters
    ----------
    library : Library
        The review library.
    backlog : str or Path
        File with tasks and estimates.
    out_dir : Path
        Where the report goes.
    project_id : str, optional
        The project, where the file does not name it.
    parameters : dict, optional
        Parameters of the report template ``next_estimate``.

    Returns
    -------
    Estimated

    Raises
    ------
    InputError
        When the backlog cannot be read or has nothing to forecast.
    """
    brought = import_file(library, check_file(backlog, project_id=project_id))
    if len(brought.projects) != 1:
        raise InputError(
            f"the backlog holds tasks of {len(brought.projects)} projects: {', '.join(brought.projects) or 'none'}.",
            expected="one project.",
            todo="name one with --project, or split the file.",
        )
    project = brought.projects[0]
    known = current_knowledge(library, label="estimate")
    effort = forecast_backlog(library.read(project, only=["tasks"]).tasks, known)
    library.write(Tables({"estimates": log_of(project, effort, known)}), source="calibrated estimate")
    run = reports.run("next_estimate", project_id=project, parameters=parameters or {}, library=library, out_dir=out_dir)
    return Estimated(project, effort, known, run)


def log_of(project_id: str, effort: EffortForecast, known: Knowledge) -> pd.DataFrame:
    """The calibrated estimates as rows of the estimate log, P10 to P90 with the P50 in the middle."""
    return pd.DataFrame(
        {
            "project_id": project_id,
            "task_id": effort.tasks["task_id"].to_numpy(),
            "estimated_on": known.as_of,
            "low": effort.tasks["p10"].to_numpy(),
            "mid": effort.tasks["p50"].to_numpy(),
            "high": effort.tasks["p90"].to_numpy(),
            "level": 0.8,
            "unit": effort.unit,
            "basis": f"calibrated {known.number}",
        }
    )
