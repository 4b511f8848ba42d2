"""Where did the effort go, over all tasks and task by task?"""

from __future__ import annotations

import pandas as pd

from workbench.analysis import accuracy, flow
from workbench.figures import accuracy as draw
from workbench.figures import flow as draw_flow
from workbench.page import Columns, Note, Picture, Section, Text
from workbench.tables import NotEnoughEvidence
from workbench.wording.flow import lead_sentence
from workbench.wording.numbers import count

_FEWEST = 3  # tasks that a picture of single tasks needs to be worth its place


def where_effort_went(tasks: pd.DataFrame, *, minimum: int = 5) -> Columns:
    """The spread of tasks around their estimate, beside the kinds of work that made the difference.

    Parameters
    ----------
    tasks : DataFrame
        Canonical tasks of one project.
    minimum : int
        Kinds with fewer finished, estimated tasks are left out.

    Returns
    -------
    Columns
    """
    usable = accuracy.comparable(tasks)
    summary = accuracy.summary(tasks)
    if not summary:
        return Columns(Note(summary, title="How far tasks were from their estimate") if isinstance(summary, NotEnoughEvidence) else None)
    kinds = accuracy.by(tasks, "kind", minimum=minimum)
    few = Note(_too_few(len(kinds), minimum), title="Where the effort went over and under")
    return Columns(
        Picture(draw.ratio_histogram(tasks)),
        Picture(draw.kinds_over_under(kinds, unit=usable.unit or "hours")) if kinds["enough"].any() else few,
    )


def task_by_task(tasks: pd.DataFrame) -> Section:
    """Each finished task: its actual against its estimate, and how many days it took.

    Parameters
    ----------
    tasks : DataFrame
        Canonical tasks of one project.

    Returns
    -------
    Section
    """
    usable, timed = accuracy.comparable(tasks).n, len(draw_flow.cycle_days(tasks))
    scatter = (
        Picture(draw.estimate_actual(tasks))
        if usable >= _FEWEST
        else Note(NotEnoughEvidence(usable, _FEWEST, "finished tasks with estimate and actual"), title="Estimate against actual")
    )
    days = (
        Picture(draw_flow.cycle_time(tasks))
        if timed >= _FEWEST
        else Note(NotEnoughEvidence(timed, _FEWEST, "finished tasks with a start and a finish day"), title="Days from start to finish")
    )
    waited = lead_sentence(flow.lead_time(tasks), flow.cycle_time(tasks))
    return Section("Task by task", Columns(scatter, days), Text(waited) if waited else None)


def _too_few(kinds: int, minimum: int) -> str:
    if not kinds:
        return "The tasks have no kind. What to add: the kind of work of each task, such as feature or bug."
    return f"None of the {count(kinds, 'kind')} of work has {minimum} finished, estimated tasks."
