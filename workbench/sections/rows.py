"""From every number of a report to the rows that it was computed from, each table as CSV behind a link."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from workbench import calibration, outlook
from workbench.analysis import accuracy, causes, past
from workbench.outlook import Completion
from workbench.outlook.closed import Measure
from workbench.page import Section, Text, Why
from workbench.tables import NotEnoughEvidence, Tables
from workbench.wording import evidence
from workbench.wording import rows as words
from workbench.wording.numbers import count, unit_name

from . import records
from .behind import causes_table, ends_table
from .portfolio import portfolio_ends
from .records import ROOM, Told, folded
from .sprint import LastTurn

_TITLE = "The rows behind the numbers"
_COMMAND = "workbench rows PROJECT"
_SEED = 1
_LEARNED = ("project_id", "task_id", "kind", "estimate_unit", "actual_unit", "estimate", "actual", "finished_on")
_MILESTONES = ("project_id", "milestone", "recorded_on", "baseline_on", "forecast_on", "actual_on")
_MEASURES: tuple[Measure, ...] = ("cost", "days")


def rows_behind(project: Tables, drivers: causes.CauseSplit, *, room: int = ROOM) -> Section:
    """The rows behind a retrospective.

    Parameters
    ----------
    project : Tables
        The tables of one project.
    drivers : CauseSplit
        The split of the library's overruns.
    room : int
        Bytes that the tables may take; of one for which there is none it is said how to get it.

    Returns
    -------
    Section
        The tables name nobody.
    """
    return _section(_finished(project, drivers), words.opening(), room)


def rows_so_far(everything: Tables, project_id: str, *, as_of: pd.Timestamp | None = None, room: int = ROOM) -> Section:
    """The rows behind a report on a project that may still run.

    Parameters
    ----------
    everything : Tables
        The whole library: closed projects stand behind the ranges.
    project_id : str
        The project.
    as_of : Timestamp, optional
        Only what was known by then counts.
    room : int
        As for :func:`rows_behind`.

    Returns
    -------
    Section
        The tables name nobody.
    """
    return _section(_so_far(everything, project_id, as_of), words.opening_so_far(), room)


def rows_of_status(everything: Tables, project_id: str, drivers: causes.CauseSplit, *, as_of: pd.Timestamp, room: int = ROOM) -> Why | None:
    """The rows behind a page for a sponsor, all folded up in one line.

    Parameters
    ----------
    everything, project_id, as_of, room
        As for :func:`rows_so_far`.
    drivers : CauseSplit
        The split of the library's overruns.

    Returns
    -------
    Why or None
        The tables name nobody; None without rows.
    """
    told = [*_so_far(everything, project_id, as_of), _split(past.on_day(everything.of(project_id), as_of), drivers)]
    whys = folded(told, room=room, command=_COMMAND)
    return Why(f"Why? {_TITLE}", Text(words.opening_of_status()), *whys) if whys else None


def rows_of_turn(last: LastTurn, *, room: int = ROOM) -> Section:
    """The rows behind a report on one sprint or week.

    Parameters
    ----------
    last : LastTurn
        As `last_turn` gives it.
    room : int
        As for :func:`rows_behind`.

    Returns
    -------
    Section
        The tables name nobody.
    """
    told = [_sprints(last.then), _pace(last.then), _work(last.then)]
    return _section(told, words.opening_of_turn(), room)


def files_behind(everything: Tables, project_id: str, drivers: causes.CauseSplit) -> dict[str, pd.DataFrame]:
    """The rows behind all reports on a project, whole, however many they are.

    Parameters
    ----------
    everything : Tables
        The whole library.
    project_id : str
        The project.
    drivers : CauseSplit
        The split of the library's overruns.

    Returns
    -------
    dict of str to DataFrame
        By the name of the file that each would be.
    """
    told = [*_finished(everything.of(project_id), drivers), *_so_far(everything, project_id, None)]
    return {table.file: table.frame for _, _, table in told if len(table.frame)}


def files_of_library(everything: Tables, drivers: causes.CauseSplit) -> dict[str, pd.DataFrame]:
    """The rows behind the reports on all projects: what ranges were learned from, each past forecast, how each project ended and why.

    Parameters
    ----------
    everything : Tables
        The whole library.
    drivers : CauseSplit
        The split of its overruns.

    Returns
    -------
    dict of str to DataFrame
        By the name of the file that each would be; the tables name nobody.
    """
    learned = everything.tasks[calibration.finished(everything.tasks)]
    told = {
        "learned_from.csv": learned.reindex(columns=[*_LEARNED]),
        "forecasts.csv": _forecasts(everything.tasks),
        "projects.csv": ends_table(portfolio_ends(everything)).frame,
        "milestone_records.csv": everything.milestones.reindex(columns=[*_MILESTONES]),
    }
    units = drivers.projects.loc[drivers.projects["enough"], "unit"].dropna().unique()
    split = [causes_table(drivers, unit=str(unit)).frame.assign(unit=unit) for unit in units]
    told["causes.csv"] = pd.concat(split, ignore_index=True) if split else pd.DataFrame()
    return {name: frame for name, frame in told.items() if len(frame)}


def _forecasts(tasks: pd.DataFrame) -> pd.DataFrame:
    """Every past forecast that the proofs consist of, over all pairs of units."""
    found = []
    for pair in calibration.unit_pairs(tasks).itertuples():
        units = (str(pair.estimate_unit), str(pair.actual_unit))
        told = calibration.past_forecasts(calibration.of_units(tasks, *units), rng=np.random.default_rng(_SEED))
        if not isinstance(told, NotEnoughEvidence):
            found.append(told.assign(estimate_unit=units[0], actual_unit=units[1]))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def _section(told: Sequence[Told], opening: str, room: int) -> Section:
    whys = folded(told, room=room, command=_COMMAND)
    nothing = Text("No rows to show. What to add: the tracker's tasks with their estimates and the time spent.")
    return Section(_TITLE, Text(opening) if whys else nothing, *whys)


def _finished(project: Tables, drivers: causes.CauseSplit) -> list[Told]:
    """Each table behind a retrospective."""
    compared = accuracy.comparable(project.tasks)
    unit = compared.unit or "the unit of the estimates"
    return [
        (
            words.COMPARED,
            f"In {unit}. {evidence.excluded(compared.excluded, compared.n)}",
            records.compared_tasks(project.tasks, rows=records.SHOWN),
        ),
        _split(project, drivers),
        _sprints(project),
        _pace(project),
        (words.PERIODS, words.how_periods_are_read(), records.periods(project)),
        (words.PROJECT, words.how_money_is_split(), records.entry(project)),
    ]


def _so_far(everything: Tables, project_id: str, as_of: pd.Timestamp | None) -> list[Told]:
    """Each table behind a report on a project that may still run."""
    project = past.on_day(everything.of(project_id), as_of)
    return [
        _work(project),
        _sprints(project),
        _pace(project),
        (words.PERIODS, words.how_periods_are_read(), records.periods(project)),
        *(_past(everything, found, as_of) for found in _completions(everything, project_id, as_of)),
        (words.MILESTONES, words.how_milestones_are_read(), records.milestone_records(project)),
        (words.REQUESTS, "", records.requests(project)),
        (words.RISKS, "", records.register(project)),
        (words.CAPACITY, "", records.capacity(project)),
        (words.ENTRY, "", records.entry(project)),
    ]


def _split(project: Tables, drivers: causes.CauseSplit) -> Told:
    return words.SPLIT, words.how_causes_add_up(_unit_of(drivers, project)), records.split_tasks(project, drivers)


def _completions(everything: Tables, project_id: str, as_of: pd.Timestamp | None) -> list[Completion]:
    found = [outlook.completion(everything, project_id, measure=measure, as_of=as_of) for measure in _MEASURES]
    return [f for f in found if isinstance(f, Completion)]


def _past(everything: Tables, found: Completion, as_of: pd.Timestamp | None) -> Told:
    question = words.PAST[found.measure].format(count(found.n, "closed project"))
    return question, words.how_ranges_are_read(found), records.past_projects(everything, found, as_of=as_of)


def _work(project: Tables) -> Told:
    return words.WORK, words.how_work_is_counted(), records.work(project)


def _sprints(project: Tables) -> Told:
    return words.SPRINTS, words.how_sprints_add_up(), records.sprint_stays(project)


def _pace(project: Tables) -> Told:
    return words.PACE, words.how_pace_is_counted(), records.delivered(project)


def _unit_of(drivers: causes.CauseSplit, project: Tables) -> str:
    rows = drivers.projects[drivers.projects["project_id"].isin(project.tasks["project_id"].head(1))]
    return unit_name(str(rows["unit"].iloc[0])) if len(rows) and rows["unit"].notna().all() else "the unit of the time spent"
