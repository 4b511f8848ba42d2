"""How steadily was work delivered, and would ranges from earlier work have held?"""

from __future__ import annotations

import pandas as pd

from workbench import forecast
from workbench.analysis import frames, velocity
from workbench.calibration import Knowledge
from workbench.figures import calibration as draw_proof
from workbench.figures import flow as draw_flow
from workbench.figures import velocity as draw
from workbench.page import Block, Columns, Note, Picture, Section, Stack, Table, Text
from workbench.page import Column as Shown
from workbench.tables import NotEnoughEvidence, Tables
from workbench.wording import evidence
from workbench.wording import forecast as forecast_words
from workbench.wording.numbers import count, unit_name
from workbench.wording.sprint_proof import sprint_proof

_UNDATED = 0.1  # beyond this share of finished tasks without a day, a line of progress misleads
_WEEKS = 65  # more points than this on one line hide what happened
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
    estimated = project.tasks["estimate"].notna().any()
    proof = known.proof_for(project.tasks) if known is not None else None
    if not estimated:
        held: Block = Note(
            "The tasks have no estimates. What to add: the tracker's estimate of each task.", title="Do calibrated ranges hold?"
        )
    elif proof is None:
        held = Note("No calibration yet. What to do: run `workbench calibrate`.", title="Do calibrated ranges hold?")
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
    delivered = velocity.throughput(project.tasks, every=period_of(project.tasks))
    if delivered:
        return Picture(draw_flow.throughput(delivered))
    return Note(delivered, title="How steadily work was finished")  # type: ignore[arg-type]


def period_of(tasks: pd.DataFrame) -> str:
    """``W`` for weeks, or ``M`` for months where weeks would be too many to see."""
    last = tasks["finished_on"]
    return "M" if (last.max() - last.min()).days > _WEEKS * 7 else "W"


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
    undated = int((frames.is_done(project.tasks) & project.tasks["finished_on"].isna()).sum())
    if undated > _UNDATED * len(project.tasks):
        words = f"{count(undated, 'finished task')} of {len(project.tasks):,} have no finish day. What to add: the tracker's column for it."
        pictures.append(Note(words, title="Scope and progress, day by day"))
    elif len(burn) >= 2:
        pictures.append(Picture(draw.burn_up(burn)))
    table = _table(sprints) if len(sprints) else Note(_NO_SPRINTS)
    if len(sprints):
        return Section("Sprint by sprint", Columns(*pictures) if pictures else None, table, _next(sprints))
    return Section("Scope and progress", Columns(*pictures, table))


def _next(sprints: pd.DataFrame) -> Text | None:
    """What the team would finish in one more sprint, and how such forecasts did on its past ones."""
    ahead = forecast.next_sprint(sprints)
    if isinstance(ahead, NotEnoughEvidence):
        return None
    tried = forecast.backtest_sprints(sprints)
    proof = "" if isinstance(tried, NotEnoughEvidence) else sprint_proof(tried, ahead.unit)
    return Text(f"{forecast_words.sprint_sentence(ahead)} {proof}".strip())


def _table(sprints: pd.DataFrame) -> Block:
    unit = str(sprints["unit"].iloc[0])
    columns: dict[str, Shown | str] = {"sprint": Shown("Sprint"), "ended_on": Shown("ended", "day")}
    columns |= {name: Shown(name, "number") for name in ("committed", "added", "removed", "completed", "carried")}
    columns |= {"say_do": Shown("say/do", "percent"), "churn": Shown("churn", "percent")}
    present = {name: shown for name, shown in columns.items() if name in sprints and sprints[name].notna().any()}
    terms = {"say_do": ("say/do", "finished of what was committed"), "churn": ("churn", "added and removed, of what was committed")}
    explained = evidence.terms(dict(terms[name] for name in terms if name in present))
    return Stack(Table(sprints[list(present)], present, file="sprints.csv"), Text(f"In {unit_name(unit)}. {explained}".strip()))
