"""How did the project's work compare with its estimates? The answer, before anything else."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench import forecast
from workbench.analysis import accuracy, causes, frames, rates
from workbench.calibration import Knowledge
from workbench.page import Cards, Headline, Stack, Style, Title
from workbench.tables import NotEnoughEvidence, Tables
from workbench.wording import Finding
from workbench.wording import accuracy as words
from workbench.wording import causes as cause_words
from workbench.wording import evidence as told
from workbench.wording import rates as rate_words

from .track import track

_SEED = 1
_ENOUGH = 20  # finished tasks below which no contingency is put on the first page


def answer(project: Tables, known: Knowledge | None, drivers: causes.CauseSplit | None = None) -> Stack:
    """Title bar, one sentence with the one number, what it means, and at most four numbers with their evidence.

    Parameters
    ----------
    project : Tables
        The tables of one project.
    known : Knowledge or None
        What finished work says; without it the page says nothing about ranges.
    drivers : CauseSplit, optional
        The split of the library's overruns; with it the second sentence says what drove this one.

    Returns
    -------
    Stack
    """
    tasks = project.tasks
    summary = accuracy.summary(tasks)
    proof = known.proof_for(tasks) if known is not None and tasks["estimate"].notna().any() else None
    drove = _drove(project, drivers)
    finding, cards = words.headline(summary, None if drove else proof), words.cards(summary, proof, _contingency(tasks, known))
    if not summary:
        rate = rates.rate(tasks)
        if not isinstance(rate, NotEnoughEvidence):
            finding = rate_words.rate_headline(rate)
            cards = rate_words.rate_cards(rate) + cards
        else:
            done = int(frames.is_done(tasks).sum())
            finding = words.not_comparable(done, len(tasks), accuracy.comparable(tasks).excluded)
    finding = Finding(finding.text, finding.accent, f"{finding.meaning} {drove}".strip())
    return Stack(Style(), _title(project), Headline(finding), Cards(*cards) if cards else None, track(tasks))


def _drove(project: Tables, drivers: causes.CauseSplit | None) -> str:
    """What drove the project away from its plan, in a sentence; nothing where that cannot be told."""
    if drivers is None or project.tasks.empty:
        return ""
    return cause_words.sentence(causes.of_project(drivers, str(project.tasks["project_id"].iloc[0])))


def _title(project: Tables) -> Title:
    tasks = project.tasks
    done = tasks[frames.is_done(tasks)]
    name = project.projects["name"].iloc[0] if len(project.projects) else None
    shown = name if isinstance(name, str) else str(tasks["project_id"].iloc[0]) if len(tasks) else "No such project"
    first = done[["estimated_on", "created_on", "started_on", "finished_on"]].min().min()
    return Title(told.title(shown), told.period(first, done["finished_on"].max(), len(done)))


def _contingency(tasks: pd.DataFrame, known: Knowledge | None) -> float | None:
    """(P80 − P50) ÷ P50 of the total of work like this project's, were it estimated today."""
    estimated = tasks[(tasks["estimate"] > 0) & ~frames.yes(tasks["is_rollup"])]
    if known is None or estimated.empty:
        return None
    fit = known.fit_for(tasks)
    if fit.n < _ENOUGH:
        return None
    same_unit = estimated[estimated["estimate_unit"].eq(fit.estimate_unit) | estimated["estimate_unit"].isna()]
    if same_unit.empty:
        return None
    total = forecast.effort(fit, same_unit.assign(status_class="todo"), rng=np.random.default_rng(_SEED))
    return total.contingency / total.p50
