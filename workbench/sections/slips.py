"""How did the milestones move, what delay was handed on, and where was work held?"""

from __future__ import annotations

import pandas as pd

from workbench.analysis import delays
from workbench.analysis.slips import Slips, slips
from workbench.figures import slips as draw
from workbench.page import Block, Columns, Note, Picture, Section, Table, Text
from workbench.page import Column as Shown
from workbench.tables import NotEnoughEvidence, Tables
from workbench.wording import slips as words

_COLUMNS: dict[str, Shown | str] = {
    "milestone": "milestone",
    "baseline_on": Shown("first plan", "day"),
    "forecast_on": Shown("latest forecast", "day"),
    "actual_on": Shown("came", "day"),
    "slip": Shown("days late", "signed"),
}


def milestones_and_delay(project: Tables, *, as_of: pd.Timestamp | None = None) -> Section:
    """The slip chart of the milestones, the delay that tasks handed on, and where work was held longest.

    Parameters
    ----------
    project : Tables
        The tables of one project.
    as_of : Timestamp, optional
        Only what was recorded by then counts.

    Returns
    -------
    Section
    """
    ids = project.projects["project_id"] if len(project.projects) else project.milestones["project_id"]
    found = slips(project, str(ids.iloc[0]) if len(ids) else "", as_of=as_of)
    if isinstance(found, NotEnoughEvidence):
        add = "No milestone forecasts. What to add: the table of milestones with the forecast of each report."
        first: list[Block] = [Note(found if found.n else add)]
    else:
        first = [Columns(Picture(draw.slip_chart(found)), Text(words.slips_sentence(found))), _table(found)]
    handed = delays.delays(project)
    told = Text(words.delays_sentence(handed)) if len(project.dependencies) else None
    return Section("Milestones and delay", *first, told, _held(project))


def _table(found: Slips) -> Table:
    return Table(found.milestones[list(_COLUMNS)], _COLUMNS, file="milestones.csv")


def _held(project: Tables) -> Block | None:
    """Statuses and components in which work lay still, side by side."""
    frames = {"status": delays.held_by_status(project), "component": delays.held_by_component(project)}
    drawn = [Picture(draw.held(frame, what)) for what, frame in frames.items() if len(frame) > 1 and frame["held"].sum() > 0]
    return Columns(*drawn) if drawn else None
