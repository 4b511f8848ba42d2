"""How did our projects end, what drove them, were the risks right, how do the running ones stand, which actions worked?"""

from __future__ import annotations

import pandas as pd

from workbench import outlook
from workbench.analysis import causes, floor, lessons, risks, scope
from workbench.calibration import Knowledge
from workbench.figures import accuracy as draw_accuracy
from workbench.figures import causes as draw_causes
from workbench.figures import risks as draw_risks
from workbench.outlook import Completion, ScopeGrowth
from workbench.outlook.closed import Measure
from workbench.outlook.uplifts import Of, ratios
from workbench.page import Block, Cards, Columns, Evidence, Headline, Note, Picture, Section, Stack, Style, Table, Text, Title
from workbench.page import Column as Shown
from workbench.tables import NotEnoughEvidence, Tables
from workbench.wording import actions as action_words
from workbench.wording import evidence
from workbench.wording import portfolio as words
from workbench.wording import risks as risk_words
from workbench.wording.numbers import count, days_between

from .behind import behind_ends, behind_league
from .proof import estimating_changed

_OVER = 0.1
_OF: tuple[Of, ...] = ("cost", "days", "effort")
_MEASURES: tuple[Measure, ...] = ("days", "cost")


def portfolio_ends(everything: Tables, *, as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """How each finished project ended against its plan.

    Parameters
    ----------
    everything : Tables
        The whole library.
    as_of : Timestamp, optional
        Only projects that finished by then.

    Returns
    -------
    DataFrame
        project_id, name, team, finished_on, cost, days, effort (final ÷ plan), growth (of the scope), in the order of their finish.
    """
    part = everything.projects.drop_duplicates("project_id")
    done = part[part["finished_on"].notna() & ~(part["finished_on"] > (as_of if as_of is not None else part["finished_on"].max()))]
    ends = done[["project_id", "name", "team", "finished_on"]].sort_values("finished_on", kind="stable", ignore_index=True)
    for of in _OF:
        ends[of] = ends["project_id"].map(ratios(everything, of=of))
    grown = scope.by_project(everything).set_index("project_id")["growth"]
    return ends.assign(growth=ends["project_id"].map(grown), name=ends["name"].fillna(ends["project_id"]))


def portfolio_head(everything: Tables, ends: pd.DataFrame) -> Stack:
    """Title bar, how finished projects ended in one sentence, at most four numbers.

    Parameters
    ----------
    everything : Tables
        The whole library.
    ends : DataFrame
        As :func:`portfolio_ends` gives it.

    Returns
    -------
    Stack
    """
    running = int(everything.projects["finished_on"].isna().sum())
    span = days_between(ends["finished_on"].min(), ends["finished_on"].max()) if len(ends) else "no dates"
    return Stack(
        Style(),
        Title(evidence.title("All projects", "portfolio review"), f"finished {span} · {count(len(everything.tasks), 'task')}"),
        Headline(words.headline(ends)),
        Cards(*words.cards(ends, running)),
    )


def how_projects_ended(everything: Tables, ends: pd.DataFrame) -> Section:
    """Accuracy over time, and how projects ended by year; by team only where enough people stand behind one.

    Parameters
    ----------
    everything : Tables
        The whole library.
    ends : DataFrame
        As :func:`portfolio_ends` gives it.

    Returns
    -------
    Section
    """
    title = "How our projects ended"
    if ends.empty:
        return Section(title, Note("No finished project. What to add: projects with their planned and real finish."))
    shown: dict[str, Shown | str] = {"n": Shown("projects", "count"), "cost": Shown("cost ÷ budget", "ratio")}
    shown |= {
        "days": Shown("days ÷ planned", "ratio"),
        "effort": Shown("effort ÷ estimate", "ratio"),
        "growth": Shown("scope joined later", "percent"),
    }
    years = _middle(ends.assign(year=ends["finished_on"].dt.year.astype("str")), "year")
    by_year = Table(years, {"year": Shown("Finished in"), **shown}, file="projects_by_year.csv")
    return Section(
        title,
        Columns(Picture(draw_accuracy.accuracy_over_time(everything.tasks)), _drift(everything.tasks)),
        by_year,
        *_by_team(everything, ends, shown),
        Text("Each number is that of the middle project (median). Cost and days are held against the first budget and plan."),
        behind_ends(ends),
    )


def _drift(tasks: pd.DataFrame) -> Block | None:
    """Whether estimating changed at some day, in the pair of units that most tasks have."""
    pairs = tasks[["estimate_unit", "actual_unit"]].dropna().value_counts()
    return estimating_changed(tasks, *map(str, pairs.index[0])) if len(pairs) else None


def _middle(ends: pd.DataFrame, column: str) -> pd.DataFrame:
    grouped = ends.groupby(column)
    table = grouped[["cost", "days", "effort", "growth"]].median()
    return table.assign(n=grouped.size()).reset_index()


def _by_team(everything: Tables, ends: pd.DataFrame, shown: dict[str, Shown | str]) -> list[Block]:
    """The same by team; why a team is not shown is said below."""
    sizes = floor.large_enough(everything, by="team", among=set(ends["team"].dropna()))
    if len(sizes) < 2:
        return []
    told = [Text(words.hidden_teams(sizes))] if not sizes["shown"].all() else []
    teams = _middle(ends[ends["team"].isin(sizes.loc[sizes["shown"], "group"])], "team")
    columns: dict[str, Shown | str] = {"team": Shown("Team"), **shown}
    return [Table(teams[list(columns)], columns, file="projects_by_team.csv"), *told] if len(teams) else [*told]


def portfolio_causes(everything: Tables, drivers: causes.CauseSplit) -> Section:
    """What drove all projects away from their first plans, largest first.

    Parameters
    ----------
    everything : Tables
        The whole library.
    drivers : CauseSplit
        Its split.

    Returns
    -------
    Section
    """
    title = "What drove them from their plans"
    enough = drivers.projects[drivers.projects["enough"]]
    if enough.empty:
        return Section(title, Note("No project with at least 10 finished tasks that were estimated and have the time spent."))
    unit = str(enough["unit"].mode().iloc[0])
    table = causes.league(drivers, unit=unit)
    drawn = Picture(draw_causes.causes_league(table, projects=int((enough["unit"] == unit).sum()), unit=unit))
    return Section(title, drawn, behind_league(drivers, unit=unit))


def were_risks_right(everything: Tables, *, as_of: pd.Timestamp | None = None, level: float = 0.8) -> Section:
    """Whether stated odds of risks were right, what to hold on a bare plan, and whether holding it would have been enough.

    Parameters
    ----------
    everything : Tables
        The whole library.
    as_of : Timestamp, optional
        Only projects that finished by then count.
    level : float
        Share of projects that what is held is to be enough for.

    Returns
    -------
    Section
    """
    title = "Were the risks right, and is what we hold enough?"
    found = risks.record(everything.risks)
    first: Block = Note(found, title="Odds of risks") if isinstance(found, NotEnoughEvidence) else Picture(draw_risks.risk_odds(found))
    told = "" if isinstance(found, NotEnoughEvidence) else risk_words.sentence(found)
    held = [outlook.backtest_uplifts(everything, of=of, level=level, as_of=as_of) for of in _OF]
    proofs = [risk_words.uplift_proof(proof) for proof in held if not isinstance(proof, NotEnoughEvidence)]
    tried = "Tried on each past project with what was known when it began. " + " ".join(proofs) if proofs else ""
    return Section(title, Columns(first, Text(told) if told else None), Text(tried) if tried else None)


def running_projects(everything: Tables, *, as_of: pd.Timestamp | None = None) -> Section:
    """Every running project in one table: how far, when it ends, what it costs, how large it gets.

    Parameters
    ----------
    everything : Tables
        The whole library.
    as_of : Timestamp, optional
        Only what was known by then counts.

    Returns
    -------
    Section
    """
    title = "How the running projects stand"
    part = everything.projects.drop_duplicates("project_id")
    part = part[part["finished_on"].isna() & part["project_id"].isin(set(everything.tasks["project_id"]))]
    if part.empty:
        return Section(title, Note("No project is running."))
    ids = part["project_id"].astype("str").tolist()
    days, cost = (outlook.standings(everything, ids, measure=m, as_of=as_of) for m in _MEASURES)
    grows = outlook.scope_growths(everything, ids, as_of=as_of)
    rows = [_standing(about, days[name], cost[name], grows[name]) for name, about in zip(ids, part.to_dict("records"), strict=True)]
    columns: dict[str, Shown | str] = {"name": Shown("Project"), "done": Shown("done", "percent"), "planned": Shown("planned end", "day")}
    columns |= {"most": Shown("8 of 10 by", "day"), "budget": Shown("budget", "number"), "cost": Shown("cost up to", "number")}
    columns |= {"over": Shown("over budget", "percent"), "scope": Shown("may grow", "percent")}
    frame = pd.DataFrame(rows, columns=list(columns))
    note = (
        "Read from closed projects at the same progress: 8 of 10 end by that day, cost no more, grow by no more. Over budget: the odds of "
        "more than 10 % over."
    )
    return Section(title, Table(frame, columns, file="running_projects.csv"), Text(note))


def _standing(
    about: dict, days: Completion | NotEnoughEvidence, cost: Completion | NotEnoughEvidence, grows: ScopeGrowth | NotEnoughEvidence
) -> dict:
    """One line of the table of running projects."""
    title = about["name"] if isinstance(about["name"], str) else about["project_id"]
    row = {"name": title, "planned": about["planned_finish_on"], "budget": about["budget"]}
    if not isinstance(days, NotEnoughEvidence):
        row |= {"most": days.finish_on(0.8)}
    if not isinstance(cost, NotEnoughEvidence):
        row |= {"cost": cost.p80, "over": cost.odds_over(cost.plan * (1 + _OVER))}
    if not isinstance(grows, NotEnoughEvidence):
        most = grows.past.at(0.8)
        row |= {"done": grows.progress, "scope": None if isinstance(most, NotEnoughEvidence) else max(most - 1, 0.0)}
    return row


def actions_that_worked(everything: Tables, *, as_of: pd.Timestamp | None = None) -> Section:
    """Every action that was done and had a measure, with what became of it.

    Parameters
    ----------
    everything : Tables
        The whole library.
    as_of : Timestamp, optional
        Only actions done and work decided by then count.

    Returns
    -------
    Section
    """
    title = "Which actions worked"
    done = everything.actions
    done = done[done["status"].eq("done").fillna(False).astype(bool)]
    if as_of is not None:
        done = done[~(done["closed_on"] > as_of)]
    if done.empty:
        return Section(title, Note("No action is done yet. What to do: agree on actions with a number that each should move."))
    moved = lessons.effects(done, everything, until=as_of)
    rows = [
        {"text": text, "verdict": words.verdict(effect), "told": action_words.effect_of(effect, measure=measure)}
        for text, measure, effect in zip(done["text"], done["measure"], moved, strict=True)
        if effect is not None
    ]
    unmeasured = len(done) - len(rows)
    if not rows:
        return Section(title, Text(words.actions_sentence([], unmeasured)))
    frame = pd.DataFrame(rows).sort_values("verdict", key=lambda v: v.map(words.VERDICTS.index), kind="stable")
    columns: dict[str, Shown | str] = {"text": Shown("Action"), "told": Shown("before and since")}
    caution = (
        "Before and since the day it was done, on the work of the team that agreed on it; something else may have moved it too, and by "
        "chance alone about 1 of 20 looks like an effect."
    )
    told = Text(words.actions_sentence(frame["verdict"].tolist(), unmeasured))
    return Section(title, told, Table(frame, columns, file="actions.csv"), Text(caution))


def portfolio_method(known: Knowledge | None, *, version: str) -> Evidence:
    """Method and evidence of a portfolio review.

    Parameters
    ----------
    known : Knowledge or None
        The calibration that the library holds.
    version : str
        Version of the package.

    Returns
    -------
    Evidence
    """
    return Evidence(
        evidence.walk_forward(),
        "No person is named or ranked; a team stands by itself only with at least 5 people and 10 tasks.",
        evidence.method(calibration=known.number if known else None, seed=1, version=version, as_of=known.as_of if known else None),
    )
