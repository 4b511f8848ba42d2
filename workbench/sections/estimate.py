"""How much effort is a backlog, and when will it be done?"""

from __future__ import annotations

import pandas as pd

from workbench.calibration import Calibration, Knowledge
from workbench.figures import calibration as draw_proof
from workbench.figures import forecast as draw
from workbench.forecast import ChainedFinish, CostForecast, EffortForecast, FinishForecast
from workbench.page import Block, Cards, Columns, Evidence, Headline, Note, Picture, Section, Stack, Style, Table, Text, Title
from workbench.page import Column as Shown
from workbench.tables import NotEnoughEvidence
from workbench.wording import calibration as proof_words
from workbench.wording import chained as chained_words
from workbench.wording import evidence as told
from workbench.wording import forecast as words


def total_and_finish(
    name: str,
    effort: EffortForecast,
    finish: FinishForecast | None = None,
    cost: CostForecast | None = None,
    *,
    budget: float | None = None,
) -> Stack:
    """Title bar, the total in one sentence, cards, and the pictures of effort and finish.

    Parameters
    ----------
    name : str
        The project's name.
    effort : EffortForecast
        The backlog's calibrated effort.
    finish : FinishForecast, optional
        When it will be done, where a start and a capacity are given; with dependencies, the chain that ends last is named.
    cost : CostForecast, optional
        What it costs, where a price is given.
    budget : float, optional
        Money that was promised.

    Returns
    -------
    Stack
    """
    days: Block = (
        Picture(draw.forecast_finish(finish))
        if finish is not None
        else Note(
            "No capacity given. What to add: the hours a day that the team can work on it, and the day it starts.", title="When it ends"
        )
    )
    notes: list[Block] = [Text(chained_words.chain_sentence(finish))] if isinstance(finish, ChainedFinish) else []
    if cost is not None:
        notes.append(Text(chained_words.cost_sentence(cost, budget)))
    return Stack(
        Style(),
        Title(told.title(name, "next estimate"), words.learned_from(effort.n_history)),
        Headline(words.effort_headline(effort)),
        Cards(*words.effort_cards(effort, finish)),
        Columns(Picture(draw.forecast_effort(effort)), days),
        *notes,
    )


def ranges_per_task(tasks: pd.DataFrame, effort: EffortForecast, fit: Calibration) -> Section:
    """Every task with its estimate, its calibrated range and the finished work that the range leans on; widest first.

    Parameters
    ----------
    tasks : DataFrame
        The backlog, canonical.
    effort : EffortForecast
        Its forecast.
    fit : Calibration
        What the forecast leaned on.

    Returns
    -------
    Section
    """
    forecast_tasks = tasks[tasks["task_id"].isin(effort.tasks["task_id"])].drop_duplicates("task_id")
    leaned = fit.explain(forecast_tasks)
    own = "kind " + forecast_tasks["kind"].astype("str")  # the kind has a column of its own
    shown = leaned["reference_class"].mask(leaned["reference_class"].to_numpy() == own.to_numpy(), "")
    rows = leaned.assign(reference_class=shown).to_dict("records")
    said = [words.leaned_on(r["reference_class"], n=r["n"], p10=r["p10"], p90=r["p90"]) for r in rows]
    why = pd.Series(said, index=forecast_tasks["task_id"].to_numpy())
    gap = effort.tasks["p80"] - effort.tasks["p50"]
    frame = effort.tasks.assign(why=effort.tasks["task_id"].map(why), gap=gap).sort_values("gap", ascending=False, kind="stable")
    same = effort.estimate_unit == effort.unit
    columns: dict[str, Shown | str] = {
        "title": Shown("Task"),
        "kind": Shown("kind"),
        "estimate": Shown("estimate" if same else f"estimate, {effort.estimate_unit}", "number"),
        "p50": Shown(f"P50, {effort.unit}", "number"),
        "p80": Shown("P80", "number"),
        "p90": Shown("P90", "number"),
        "why": Shown("similar finished work, 8 of 10"),
    }
    return Section("Task by task, widest range first", Table(frame[["task_id", *columns]], columns, file="calibrated_estimates.csv"))


def basis(known: Knowledge, fit: Calibration, effort: EffortForecast, *, version: str) -> Stack:
    """What the ranges rest on: the proof on past work, the ratios per kind of work, and what was left out.

    Parameters
    ----------
    known : Knowledge
        What finished work says.
    fit : Calibration
        The fit that the forecast leaned on.
    effort : EffortForecast
        The forecast.
    version : str
        Version of the package.

    Returns
    -------
    Stack
    """
    return Stack(rests_on(known, fit), estimate_evidence(known, effort, version=version))


def rests_on(known: Knowledge, fit: Calibration) -> Section:
    """The proof on past work and the ratios per kind of work: the same whichever tasks are forecast.

    Parameters
    ----------
    known : Knowledge
        What finished work says.
    fit : Calibration
        The fit that the forecast leaned on.

    Returns
    -------
    Section
    """
    proof = known.proofs.get((fit.estimate_unit, fit.actual_unit), NotEnoughEvidence(fit.n, 60, "finished tasks"))
    curve: Block = (
        Note(proof, title="Do such ranges hold?") if isinstance(proof, NotEnoughEvidence) else Picture(draw_proof.calibration_curve(proof))
    )
    kinds = fit.by_kind()
    columns: dict[str, Shown | str] = {"kind": Shown("Kind of work"), "n": Shown("tasks", "count")}
    columns |= {"p10": Shown("P10", "ratio"), "p50": Shown("P50", "ratio"), "p80": Shown("P80", "ratio"), "p90": Shown("P90", "ratio")}
    ratios: Block = (
        Table(kinds[list(columns)], columns, file="ratios_by_kind.csv")
        if len(kinds)
        else Note("No kind of work has 20 finished, estimated tasks yet.", title="Actual ÷ estimate by kind")
    )
    return Section("What the ranges rest on", Text(proof_words.proof_sentence(proof)), Columns(curve, ratios))


def estimate_evidence(known: Knowledge, effort: EffortForecast, *, version: str) -> Evidence:
    """Which tasks were left out, and how the forecast was made.

    Parameters
    ----------
    known : Knowledge
        What finished work says.
    effort : EffortForecast
        The forecast.
    version : str
        Version of the package.

    Returns
    -------
    Evidence
    """
    left_out = told.excluded(effort.left_out, effort.n_tasks)
    return Evidence(left_out, told.walk_forward(), told.method(calibration=known.number, seed=1, version=version, as_of=known.as_of))
