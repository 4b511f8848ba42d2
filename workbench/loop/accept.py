"""Challenge an estimate by what finished work shows, and keep what was agreed, so that it can be judged later."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.calibration import Knowledge
from workbench.forecast import EffortForecast
from workbench.store import Library, Written
from workbench.tables import InputError, Tables

from .estimate import log_of

_LEVELS = np.round(np.arange(1, 100) / 100, 2)


def odds_per_task(tasks: pd.DataFrame, known: Knowledge) -> pd.Series:
    """How often work like each task stays within its own estimate.

    Parameters
    ----------
    tasks : DataFrame
        Canonical tasks with an estimate above 0, in one unit.
    known : Knowledge
        What finished work says.

    Returns
    -------
    Series of float
        By the index of `tasks`: the percentile at which the estimate sits among the calibrated outcomes, 0.01 to 0.99; missing
        where estimate and actual are measured in different units.
    """
    fit = known.fit_for(tasks)
    if not fit.same_unit or tasks.empty:
        return pd.Series(np.nan, index=tasks.index)
    outcomes = fit.quantiles(tasks, _LEVELS)
    estimate = tasks["estimate"].to_numpy(float)[:, None] * (1 + 1e-9)
    return pd.Series(np.clip((outcomes <= estimate).mean(axis=1), 0.01, 0.99), index=tasks.index)


def keep_estimate(library: Library, backlog: Tables, effort: EffortForecast, known: Knowledge) -> Written:
    """Write a backlog and its calibrated estimates down, so that the finished work can be compared with them.

    Parameters
    ----------
    library : Library
        The review library.
    backlog : Tables
        ``tasks`` of one project, and its row of ``projects`` where there is one.
    effort : EffortForecast
        What was agreed.
    known : Knowledge
        The calibration that it leaned on.

    Returns
    -------
    Written

    Raises
    ------
    InputError
        When the backlog holds tasks of several projects.
    """
    projects = backlog.tasks["project_id"].unique()
    if len(projects) != 1:
        raise InputError(
            f"the backlog holds tasks of {len(projects)} projects.", expected="one project.", todo="estimate each project on its own."
        )
    log = log_of(str(projects[0]), effort, known)
    return library.write(Tables({**backlog, "estimates": log}), source="accepted estimate")
