"""When does a running project end, from its own open and finished work?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench import forecast
from workbench.calibration import Calibration, Knowledge
from workbench.figures import outlook as draw
from workbench.forecast import Calendar, RunningForecast
from workbench.page import Block, Columns, Note, Picture, Section, Table, Text
from workbench.page import Column as Shown
from workbench.tables import NotEnoughEvidence, Tables
from workbench.wording import running as words

_SEED = 1


def forecast_running(
    tables: Tables, project_id: str, known: Knowledge | None, *, as_of: pd.Timestamp | None = None, calendar: Calendar | None = None
) -> RunningForecast | NotEnoughEvidence:
    """The project forecast again: from calibrated tasks where a calibration of its units is known, else from the tasks finished per week.

    Parameters
    ----------
    tables : Tables
        Of the whole library.
    project_id : str
        The running project.
    known : Knowledge or None
        What finished work says.
    as_of : Timestamp, optional
        The day; the last one that the tasks know of when left out.
    calendar : Calendar, optional
        Working days.

    Returns
    -------
    RunningForecast or NotEnoughEvidence
    """
    own = tables.tasks[tables.tasks["project_id"] == project_id]
    fit: Calibration | None = known.fit_for(own) if known is not None and own["estimate"].notna().any() else None
    rng = np.random.default_rng(_SEED)
    way = "tasks" if fit is not None and fit.n else "items"
    return forecast.running(tables, project_id, rng=rng, calibration=fit, way=way, as_of=as_of, calendar=calendar)


def when_it_ends(tables: Tables, project_id: str, seen: RunningForecast | NotEnoughEvidence) -> Section:
    """What a running project still takes, the odds of its end week by week, and how the open work grows.

    Parameters
    ----------
    tables : Tables
        Of the whole library; the project's planned finish is read from it.
    project_id : str
        The running project.
    seen : RunningForecast or NotEnoughEvidence
        As :func:`forecast_running` gives it.

    Returns
    -------
    Section
    """
    title = "When it will end, by its open and finished work"
    if isinstance(seen, NotEnoughEvidence):
        return Section(title, Note(seen))
    own = tables.projects[tables.projects["project_id"] == project_id]
    planned = own["planned_finish_on"].iloc[0] if len(own) else pd.NaT
    picture: Block
    if isinstance(seen.days, NotEnoughEvidence):
        picture = Note(seen.days, title="Odds week by week")
    else:
        curves = {"end": seen.by_week()}
        picture = Picture(
            draw.odds_by_week(curves, marked={"planned": planned}, n=seen.weeks, title=words.running_title(seen), what="past week")
        )
    return Section(title, Columns(picture, Text(words.running_sentence(seen, planned))))


def running_proof(tables: Tables, *, latest: int = 24) -> Section:
    """Whether forecasts of running projects held on past ones, way by way, and whether points or counts did better.

    Parameters
    ----------
    tables : Tables
        ``projects``, ``tasks`` and, where there are any, ``worklogs`` of the whole library.
    latest : int
        How many of the projects that closed last are forecast again; each takes about half a second.

    Returns
    -------
    Section
    """
    proof = forecast.backtest_running(tables, rng=np.random.default_rng(_SEED), latest=latest)
    title = "Did forecasts of running projects hold?"
    if isinstance(proof, NotEnoughEvidence):
        return Section(title, Note(proof))
    rows = proof.table.assign(name=proof.table["way"].map(words.WAYS))
    columns: dict[str, Shown | str] = {"name": Shown("Forecast from"), "n": Shown("forecasts", "count")}
    columns |= {"held": Shown("80 % range held", "percent"), "width": Shown("its width, days", "number")}
    columns |= {
        "error": Shown("days off", "number"),
        "pinball": Shown("mean loss, days", "number"),
        "total_held": Shown("totals held", "percent"),
    }
    points = forecast.compare_ways(proof, rng=np.random.default_rng(_SEED))
    return Section(
        title,
        Text(words.running_proof_sentence(proof)),
        Table(rows[list(columns)], columns, file="running_forecasts.csv"),
        Text(words.ways_sentence(points)),
    )
