"""How steadily was work delivered, and would ranges from earlier work have held?"""

from __future__ import annotations

import pandas as pd

from workbench.analysis import velocity
from workbench.calibration import Knowledge
from workbench.figures import calibration as draw_proof
from workbench.figures import flow as draw_flow
from workbench.figures import velocity as draw
from workbench.page import Block, Columns, Note, Picture, Section, Stack, Table, Text
from workbench.page import Column as Shown
from workbench.tables import Tables
from workbench.wording import evidence
from workbench.wording.numbers import unit_name

_NO_SPRINTS = "No sprints in this project. What to add: the tracker's sprint of each task, to see what was promised and what was finished."


def pace_and_proof(project: Tables, known: Knowledge | None) -> Columns:
    """Velocity per sprint (or finished tasks per week) beside the proof of the calibrated ranges.

    Parameters
    ----------
    project : Tables
        The tables of one project.
    known : Knowledge or None
        What finished work says, with its proof.

    Returns
    -------
    Columns
    """
    proof = known.proof_for(project.tasks) if known is not None else None
    if proof is None:
        held: Block = Note("No calibration yet. What to do: run `workbench calibrate`.", title="Do calibrated ranges hold?")
    elif not proof:
        held = Note(proof, title="Do calibrated ranges hold?")  # type: ignore[arg-type]
    else:
        held = Picture(draw_proof.calibration_curve(proof))
    return Columns(_pace(project), held)


def _pace(project: Tables) -> Block:
    sprints = velocity.sprints(project)
    steady = velocity.velocity(sprints) if len(sprints) else None
    if steady:
        return Picture(draw.velocity(sprints, steady))
    weekly = velocity.throughput(project.tasks)
    if weekly:
        return Picture(draw_flow.throughput(weekly))
    return Note(weekly, title="How steadily work was finished")  # type: ignore[arg-type]


def sprint_by_sprint(project: Tables) -> Section:
    """What was promised and finished in each sprint, and how the scope moved.

    Parameters
    ----------
    project : Tables
        The tables of one project.

    Returns
    -------
    Section
    """
    sprints = velocity.sprints(project)
    burn = velocity.burn_up(project)
    pictures: list[Block] = []
    if sprints["say_do"].notna().sum() >= 2:
        pictures.append(Picture(draw.say_do(sprints)))
    if len(burn) >= 2:
        pictures.append(Picture(draw.burn_up(burn)))
    table = _table(sprints) if len(sprints) else Note(_NO_SPRINTS)
    return Section("Sprint by sprint" if len(sprints) else "Scope and progress", Columns(*pictures) if pictures else None, table)


def _table(sprints: pd.DataFrame) -> Block:
    unit = str(sprints["unit"].iloc[0])
    columns: dict[str, Shown | str] = {"sprint": Shown("Sprint"), "ended_on": Shown("ended", "day")}
    columns |= {name: Shown(name, "number") for name in ("committed", "added", "removed", "completed", "carried")}
    columns |= {"say_do": Shown("say/do", "percent"), "churn": Shown("churn", "percent")}
    present = {name: shown for name, shown in columns.items() if name in sprints and sprints[name].notna().any()}
    terms = {"say/do": "finished of what was committed", "churn": "added and removed, of what was committed"}
    note = Text(f"In {unit_name(unit)}. {evidence.terms(terms)}")
    return Stack(Table(sprints[list(present)], present, file="sprints.csv"), note)
