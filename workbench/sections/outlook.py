"""What will a running project have cost, when does it end, is an alarm due, which milestones come when?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench import outlook
from workbench.calibration import Knowledge
from workbench.figures import outlook as draw
from workbench.forecast import EffortForecast, RunningForecast
from workbench.outlook import MilestoneOdds
from workbench.page import Block, Columns, Note, Picture, Section, Table, Text
from workbench.page import Column as Shown
from workbench.tables import NotEnoughEvidence, Tables
from workbench.wording import contingency as risk_words
from workbench.wording import evidence
from workbench.wording import outlook as words

_SEED = 1
_NO_MONEY = (
    "No earned-value figures. What to add: the table of periods with planned value, earned value and cost, and the project's budget."
)
_NO_MILESTONES = "No milestones. What to add: each milestone with its planned day, and every month the day that is expected then."


def cost_at_completion(tables: Tables, project_id: str, *, as_of: pd.Timestamp | None = None) -> Section:
    """What a project will have cost, how that forecast developed, and whether an overrun of the budget is likely.

    Parameters
    ----------
    tables : Tables
        Of the whole library: ``projects`` and ``periods``.
    project_id : str
        The running project.
    as_of : Timestamp, optional
        Only what was known by then counts.

    Returns
    -------
    Section
    """
    return _completion("What it will have cost", tables, project_id, "cost", as_of)


def finish_at_completion(tables: Tables, project_id: str, *, as_of: pd.Timestamp | None = None) -> Section:
    """When a project ends, how that forecast developed, and whether a delay is likely.

    Parameters
    ----------
    tables, project_id, as_of
        As for :func:`cost_at_completion`.

    Returns
    -------
    Section
    """
    return _completion("When it will end, by earned schedule", tables, project_id, "days", as_of)


def _completion(title: str, tables: Tables, project_id: str, measure: words.Measure, as_of: pd.Timestamp | None) -> Section:
    history = outlook.completions(tables, project_id, measure=measure, as_of=as_of)
    if not history:
        found = outlook.completion(tables, project_id, measure=measure, as_of=as_of)
        own = isinstance(found, NotEnoughEvidence) and found.what.startswith("closed")
        return Section(title, Note(found if own else _NO_MONEY))  # type: ignore[arg-type]
    last = history[-1]
    alert = outlook.overrun_alert(tables, project_id, measure=measure, as_of=as_of)
    levels = {"half": 0.5, "8 of 10": 0.8, "9 of 10": 0.9}
    fmt = "day" if measure == "days" else "number"
    found_at = {name: last.finish_on(p) if measure == "days" else last.quantile(p) for name, p in levels.items()}
    rows = pd.DataFrame([{"share": name, "value": v} for name, v in found_at.items() if not isinstance(v, NotEnoughEvidence)])
    heading = "end by" if measure == "days" else f"end at or below, {last.unit}".rstrip(", ")
    table = Table(rows, {"share": Shown("Of such projects"), "value": Shown(heading, fmt)}, file=f"{measure}_at_completion.csv")
    rule = words.rule_sentence(last)
    return Section(
        title,
        Text(f"{words.completion_sentence(last)} {words.alert_sentence(alert)}"),
        Columns(Picture(draw.completion_over_time(history)), table),
        Text(rule),
    )


def milestones_ahead(tables: Tables, project_id: str, *, as_of: pd.Timestamp | None = None) -> Section:
    """When each open milestone comes, week by week, and how such ranges did before.

    Parameters
    ----------
    tables : Tables
        Of the whole library: ``milestones``.
    project_id : str
        The running project.
    as_of : Timestamp, optional
        Only what was written down by then counts.

    Returns
    -------
    Section
    """
    title = "Which milestone comes when"
    found = outlook.milestone_odds(tables, project_id, as_of=as_of)
    if isinstance(found, NotEnoughEvidence):
        return Section(title, Note(found if found.n else _NO_MILESTONES))
    if not found:
        return Section(title, Note("All milestones are reached."))
    first = found[0]
    curves = {odds.milestone: odds.by_week() for odds in found}
    told = words.weeks_title(first.milestone, first.odds_by(first.forecast_on), first.forecast_on)
    picture = draw.odds_by_week(curves, marked={"expected": first.forecast_on}, n=first.n, title=told, what="reached milestone")
    proof = outlook.backtest_milestones(tables, as_of=as_of)
    return Section(
        title,
        Columns(Picture(picture), Text(" ".join(words.milestone_sentence(odds) for odds in found[:3]))),
        _milestone_table(found),
        Text(words.milestone_proof_sentence(proof)),
    )


def _milestone_table(found: list[MilestoneOdds]) -> Table:
    rows = []
    for odds in found:
        row = {"milestone": odds.milestone, "planned": odds.baseline_on, "expected": odds.forecast_on}
        ends = {name: odds.day(p) for name, p in (("p50", 0.5), ("p80", 0.8), ("p90", 0.9))}
        rows.append(row | {name: pd.NaT if isinstance(at, NotEnoughEvidence) else at for name, at in ends.items()})
    columns: dict[str, Shown | str] = {"milestone": Shown("Milestone"), "planned": Shown("planned", "day")}
    columns |= {"expected": Shown("team expects", "day"), "p50": Shown("half by", "day"), "p80": Shown("8 of 10 by", "day")}
    columns |= {"p90": Shown("9 of 10 by", "day")}
    return Table(pd.DataFrame(rows), columns, file="milestones_ahead.csv")


def risks_and_contingency(
    work: EffortForecast, risks: pd.DataFrame, settled: pd.DataFrame, *, passed: float = 0.0, level: float = 0.8
) -> Section:
    """What to hold for the work and its open risks, and how stated odds turned out before.

    Parameters
    ----------
    work : EffortForecast
        The calibrated work still to do.
    risks : DataFrame
        The project's risks.
    settled : DataFrame
        Risks of the whole library, to learn from how stated odds turned out.
    passed : float
        Share of the project's time that has passed without the open risks.
    level : float
        Share of such projects that the contingency is to be enough for.

    Returns
    -------
    Section
    """
    title = "Risks, and what to hold for them"
    odds = outlook.risk_odds(settled)
    found = outlook.with_risks(work, risks, rng=np.random.default_rng(_SEED), odds=odds, passed=passed)
    if isinstance(found, NotEnoughEvidence):
        return Section(
            title, Note("No open risk with odds and impact. What to add: what might happen, how likely, and what it would take.")
        )
    columns: dict[str, Shown | str] = {"text": Shown("Risk"), "stated": Shown("stated", "percent"), "odds": Shown("reckoned", "percent")}
    columns |= {"impact": Shown(f"takes, {found.unit}", "number"), "expected": Shown("odds × impact", "number")}
    shown: Block = Table(found.risks[["risk_id", *columns]], columns, file="risks.csv")
    return Section(
        title,
        Columns(Picture(draw.contingency_curve(found, level=level)), Text(risk_words.contingency_sentence(found, level=level))),
        shown,
        Text(
            f"{risk_words.risk_odds_sentence(odds)} {risk_words.passed_sentence(passed)}"
            f"{evidence.excluded(found.left_out, found.n, 'risk')}"
        ),
    )


def open_risks(
    tables: Tables, project_id: str, known: Knowledge | None, seen: RunningForecast | NotEnoughEvidence, *, level: float = 0.8
) -> Section:
    """Open risks of a running project on top of its open work, less likely the longer they have not come.

    Parameters
    ----------
    tables : Tables
        Of the whole library.
    project_id : str
        The running project.
    known : Knowledge or None
        What finished work says.
    seen : RunningForecast or NotEnoughEvidence
        The project, as ``forecast_running`` gives it.
    level : float
        Share of such projects that what is held is to be enough for.

    Returns
    -------
    Section
    """
    if isinstance(seen, NotEnoughEvidence) or seen.way != "tasks" or known is None:
        return Section("Risks, and what to hold for them", Note("Risks are added to estimated open work, once there is a calibration."))
    totals = np.quantile(seen.remaining, np.arange(1, 1000) / 1000)
    estimates = float(tables.tasks.loc[tables.tasks["project_id"] == project_id, "estimate"].sum())
    nothing = pd.DataFrame({"reason": [], "n": []})
    work = EffortForecast(seen.open_tasks, seen.unit, seen.unit, estimates, seen.n, nothing, nothing, totals)
    passed = min(max(seen.progress, 0.0), 1.0)
    return risks_and_contingency(work, tables.of(project_id).risks, tables.risks, passed=passed, level=level)


def rules_on_own_past(tables: Tables, *, as_of: pd.Timestamp | None = None) -> Section:
    """Which rule of thumb foresaw cost and finish best on the user's own closed projects, losses included.

    Parameters
    ----------
    tables : Tables
        Of the whole library: ``projects`` and ``periods``.
    as_of : Timestamp, optional
        Only projects that finished by then count.

    Returns
    -------
    Section
    """
    blocks: list[Block] = []
    measures: dict[words.Measure, str] = {"cost": "Cost at completion", "days": "Finish"}
    for measure, name in measures.items():
        proof = outlook.backtest_completion(tables, rng=np.random.default_rng(_SEED), measure=measure, as_of=as_of)
        if isinstance(proof, NotEnoughEvidence):
            blocks.append(Note(proof, title=name))
            continue
        rows = proof.table.assign(rule=proof.table["form"].map(words.RULES).fillna(proof.table["form"]))
        columns: dict[str, Shown | str] = {"rule": Shown(f"{name}, by rule"), "n": Shown("forecasts", "count")}
        columns |= {"bias": Shown("came ÷ foreseen", "ratio"), "bare": Shown("off by, bare", "percent")}
        columns |= {"error": Shown("off by, corrected", "percent"), "held": Shown("80 % range held", "percent")}
        blocks += [Text(words.rules_sentence(proof)), Table(rows[list(columns)], columns, file=f"rules_{measure}.csv")]
    explained = "Each project was forecast at a quarter, half and three quarters of its progress, from projects finished by then."
    return Section("Which rule of thumb foresaw our projects best", *blocks, Text(explained))


def uplifts_for_plans(tables: Tables, *, reference_class: str = "", as_of: pd.Timestamp | None = None) -> Section:
    """What to add to a bare budget, time plan and sum of estimates, read from closed projects.

    Parameters
    ----------
    tables : Tables
        Of the whole library.
    reference_class : str
        Kind of project; all when empty.
    as_of : Timestamp, optional
        Only projects that finished by then count.

    Returns
    -------
    Section
    """
    found = [outlook.uplifts(tables, of=of, reference_class=reference_class, as_of=as_of) for of in ("cost", "days", "effort")]
    names = ("Budget", "Time", "Estimates")
    blocks: list[Block] = [
        Note(f, title=name) if isinstance(f, NotEnoughEvidence) else Text(words.uplift_sentence(f))
        for name, f in zip(names, found, strict=True)
    ]
    return Section("What to add to a bare plan", *blocks)
