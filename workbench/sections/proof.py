"""Do the calibrated ranges hold on the organisation's own past, and against simpler rules?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.calibration import Backtest, Calibration, Knowledge, drift, of_units
from workbench.figures import accuracy as draw_accuracy
from workbench.figures import calibration as draw
from workbench.page import Block, Columns, Evidence, Headline, Note, Picture, Section, Stack, Style, Table, Text, Title
from workbench.page import Column as Shown
from workbench.tables import NotEnoughEvidence, Tables
from workbench.wording import calibration as words
from workbench.wording import evidence as told
from workbench.wording import methods as named
from workbench.wording.numbers import count, unit_name

from .track import track


def portfolio_answer(everything: Tables, known: Knowledge) -> Stack:
    """Title bar, and in one sentence whether the ranges held.

    Parameters
    ----------
    everything : Tables
        The whole library.
    known : Knowledge
        What its finished work says.

    Returns
    -------
    Stack
    """
    best = max(known.proofs.values(), key=lambda proof: proof.n, default=NotEnoughEvidence(0, 60, "finished tasks with an estimate"))
    projects = count(everything.tasks["project_id"].nunique(), "project")
    return Stack(
        Style(),
        Title(told.title("All projects", "do our ranges hold?"), f"{projects} · {count(known.n, 'finished, estimated task')}"),
        Headline(words.curve_title(best) + ".", meaning=words.proof_sentence(best)),
        track(everything.tasks),
    )


def proof(known: Knowledge, estimate_unit: str, actual_unit: str, tasks: pd.DataFrame) -> Section:
    """The proof for one pair of units: every rule on the same past tasks, totals too, losses included.

    Parameters
    ----------
    known : Knowledge
        What finished work says.
    estimate_unit, actual_unit : str
        The pair.
    tasks : DataFrame
        Canonical tasks of the whole library, for how accuracy developed.

    Returns
    -------
    Section
    """
    name = f"Estimated in {unit_name(estimate_unit)}, spent in {unit_name(actual_unit)}"
    found, fit = known.proofs[(estimate_unit, actual_unit)], known.fits[(estimate_unit, actual_unit)]
    if isinstance(found, NotEnoughEvidence):
        return Section(name, Note(found))
    blocks: list[Block] = [Columns(Picture(draw.calibration_curve(found)), Picture(draw.pit_histogram(found))), _rules(found)]
    if len(found.totals):
        blocks.append(_totals(found))
    blocks.append(Columns(Picture(draw.held_over_time(found)), estimating_changed(tasks, estimate_unit, actual_unit)))
    if estimate_unit == actual_unit:
        blocks.append(Columns(Picture(draw_accuracy.accuracy_over_time(tasks)), _kinds(fit)))
    else:
        blocks.append(_kinds(fit))
    return Section(name, *blocks)


def _rules(found: Backtest) -> Block:
    """All rules on the same tasks, best first."""
    frame = _in_ebs(found.scores, "pinball").assign(rule=[named.rule(m) for m in found.scores["method"]])
    columns: dict[str, Shown | str] = {
        "rule": Shown("Rule"),
        "relative": Shown("loss, EBS = 1", "ratio"),
        "difference": Shown("loss − ours", "number"),
        "lower": Shown("9 of 10 from", "number"),
        "upper": Shown("to", "number"),
        "interval80": Shown("interval score, 80 %", "number"),
        "sa": Shown("SA of the median", "percent"),
    }
    ranges: dict[str, Shown | str] = {
        "rule": Shown("Rule"),
        "cov50": Shown("50 % range held", "percent"),
        "cov80": Shown("80 % range held", "percent"),
        "cov90": Shown("90 % range held", "percent"),
        "width80": Shown("P90 ÷ P10", "ratio"),
    }
    return Stack(
        Table(frame[list(columns)], columns, file="rules.csv"),
        Text(f"{named.verdict(found)} {named.sampled(found)}".strip()),
        Table(frame[list(ranges)], ranges, file="ranges.csv"),
    )


def _totals(found: Backtest) -> Block:
    """The same for totals of runs of tasks."""
    frame = _in_ebs(found.totals, "crps").assign(rule=[named.rule(m) for m in found.totals["method"]])
    columns: dict[str, Shown | str] = {
        "size": Shown("Total of tasks", "count"),
        "rule": Shown("rule", left=True),
        "n": Shown("totals", "count"),
        "relative": Shown("loss, EBS = 1", "ratio"),
        "cov80": Shown("80 % range held", "percent"),
        "p80": Shown("at or below P80", "percent"),
        "difference": Shown("loss − ours", "number"),
        "lower": Shown("9 of 10 from", "number"),
        "upper": Shown("to", "number"),
    }
    return Table(frame[list(columns)], columns, file="totals.csv")


def _in_ebs(scores: pd.DataFrame, loss: str) -> pd.DataFrame:
    """Differences of losses counted in losses of EBS, like the losses beside them."""
    ebs = scores[loss] / scores["relative"]
    return scores.assign(**{name: scores[name] / ebs for name in ("difference", "lower", "upper")})


def estimating_changed(tasks: pd.DataFrame, estimate_unit: str, actual_unit: str) -> Block:
    """Whether bias or spread changed at some day."""
    changes = drift(of_units(tasks, estimate_unit, actual_unit), rng=np.random.default_rng(1))
    title = "Did estimating change?"
    if isinstance(changes, NotEnoughEvidence):
        return Note(changes, title=title)
    unit = "" if estimate_unit == actual_unit else f"{unit_name(actual_unit)} per unit of estimate"
    return Note(" ".join(words.drift_sentence(change, unit) for change in changes), title=title)


def _kinds(fit: Calibration) -> Block:
    kinds = fit.by_kind()
    if kinds.empty:
        return Note("No kind of work has 20 finished, estimated tasks yet.", title="Actual ÷ estimate by kind")
    columns: dict[str, Shown | str] = {"kind": Shown("Kind of work"), "n": Shown("tasks", "count")}
    form = "ratio" if fit.same_unit else "number"
    columns |= {name: Shown(name.upper(), form) for name in ("p10", "p50", "p80", "p90")}
    return Table(kinds[list(columns)], columns, file="ratios_by_kind.csv")


def portfolio_evidence(known: Knowledge, *, version: str) -> Evidence:
    """Method and evidence of the proof.

    Parameters
    ----------
    known : Knowledge
        What finished work says.
    version : str
        Version of the package.

    Returns
    -------
    Evidence
    """
    return Evidence(
        told.walk_forward(), named.explained(), told.method(calibration=known.number, seed=1, version=version, as_of=known.as_of)
    )
