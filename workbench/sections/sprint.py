"""How did the last sprint go, what waits, and what will the next one bring? By week where there are no sprints."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from workbench import forecast
from workbench.analysis import flow, past, turn, velocity
from workbench.figures import flow as draw_flow
from workbench.figures import seasons as draw_seasons
from workbench.figures import velocity as draw
from workbench.figures import waiting as draw_waiting
from workbench.page import Block, Cards, Columns, Evidence, Headline, Note, Picture, Section, Stack, Style, Table, Text, Title
from workbench.page import Column as Shown
from workbench.tables import NotEnoughEvidence, Tables
from workbench.wording import evidence as told
from workbench.wording import forecast as forecast_words
from workbench.wording import turn as words
from workbench.wording.numbers import count, day, days_between, unit_name
from workbench.wording.plain import short
from workbench.wording.sprint_proof import ahead_proof, sprint_proof

from .track import track

_NO_SPRINTS = "This project has no sprints, so its weeks stand in for them. What to add, if it has: the tracker's sprint of each task."
_TASK = ["project_id", "task_id"]
_TRIED = (3, 6)  # numbers of sprints ahead whose forecasts are tried on the past


@dataclass(frozen=True)
class LastTurn:
    """One sprint or week with the project as it stood at its end.

    Parameters
    ----------
    then : Tables
        The project at the end of the sprint or week.
    result : SprintTurn, WeekTurn or NotEnoughEvidence
        What it did.
    name : str
        How it is called.
    day : Timestamp or None
        Its last day.
    """

    then: Tables
    result: turn.SprintTurn | turn.WeekTurn | NotEnoughEvidence
    name: str
    day: pd.Timestamp | None


def last_turn(project: Tables, *, sprint: str = "", as_of: str = "") -> LastTurn:
    """The sprint to look back on, or the last whole week of a project without sprints.

    Parameters
    ----------
    project : Tables
        The tables of one project.
    sprint : str
        Its name; the last one that ended when left out.
    as_of : str
        Today, such as ``2026-03-31``; the last day in the data when left out.

    Returns
    -------
    LastTurn

    Raises
    ------
    InputError
        For a sprint that the project does not have.
    """
    today = pd.Timestamp(as_of) if as_of else turn.last_day(project)
    if today is None:
        return LastTurn(project, NotEnoughEvidence(0, 1, "tasks with a date"), "The last sprint", None)
    if len(project.sprints) or len(project.task_sprints) or sprint:
        found = turn.sprint_turn(project, sprint=sprint, as_of=today + pd.Timedelta(days=1) if not as_of else today)
        if isinstance(found, NotEnoughEvidence):
            return LastTurn(project, found, "The last sprint", today)
        end = today if found.ended_on is None else found.ended_on
        return LastTurn(past.on_day(project, end), found, short(found.sprint, 30), end)
    week = turn.week_turn(project, as_of=today)
    if isinstance(week, NotEnoughEvidence):
        return LastTurn(project, week, "The last week", today)
    return LastTurn(past.on_day(project, week.ended_on), week, f"The week from {day(week.started_on)}", week.ended_on)


def turn_answer(project: Tables, last: LastTurn) -> Stack:
    """Title bar, what the sprint finished of its promise, and four numbers beside what is usual.

    Parameters
    ----------
    project : Tables
        The tables of one project.
    last : LastTurn
        As :func:`last_turn` gives it.

    Returns
    -------
    Stack
    """
    name = project.projects["name"].iloc[0] if len(project.projects) else None
    shown = name if isinstance(name, str) else str(project.tasks["project_id"].iloc[0]) if len(project.tasks) else "No such project"
    result = last.result
    if isinstance(result, NotEnoughEvidence):
        return Stack(Style(), Title(told.title(shown), ""), Headline("No sprint or week of this project is over yet."), Note(result))
    span = days_between(result.started_on, result.ended_on)
    title = Title(told.title(shown, last.name), span)
    past = track(last.then.tasks)
    if isinstance(result, turn.WeekTurn):
        return Stack(Style(), title, Headline(words.week_headline(result)), Cards(*words.week_cards(result)), Note(_NO_SPRINTS), past)
    return Stack(Style(), title, Headline(words.sprint_headline(result)), Cards(*words.sprint_cards(result)), past)


def turn_beside_its_past(last: LastTurn) -> Section:
    """Whether the sprint differs from its own past, with the range that chance explains.

    Parameters
    ----------
    last : LastTurn
        As :func:`last_turn` gives it.

    Returns
    -------
    Section
    """
    name, result = "Does it differ from its own past?", last.result
    if isinstance(result, NotEnoughEvidence):
        return Section(name, Note(result))
    sentence = Text(words.stands_out(result, last.name))
    if isinstance(result, turn.WeekTurn):
        pace: Block = Picture(draw_flow.throughput(result.pace)) if result.pace else Note(result.pace)  # type: ignore[arg-type]
        return Section(name, sentence, Columns(pace, Picture(draw_seasons.net_flow(flow.net_flow(last.then.tasks, as_of=last.day)))))
    sprints = velocity.sprints(last.then, as_of=_after(last))
    pace = Picture(draw.velocity(sprints, result.pace)) if result.pace else Note(result.pace, title="How steadily work was finished")  # type: ignore[arg-type]
    kept: Block | None = Picture(draw.say_do(sprints[sprints["ended"].astype(bool)])) if sprints["say_do"].notna().sum() >= 2 else None
    return Section(name, sentence, Columns(pace, kept))


def _after(last: LastTurn) -> pd.Timestamp | None:
    return None if last.day is None else last.day + pd.Timedelta(days=1)


def what_moved(last: LastTurn, *, most: int = 8) -> Section:
    """Which tasks came in or left after the start, and which go from sprint to sprint.

    Parameters
    ----------
    last : LastTurn
        As :func:`last_turn` gives it.
    most : int
        Rows shown of each.

    Returns
    -------
    Section
    """
    name, result = "What moved", last.result
    if not isinstance(result, turn.SprintTurn):
        return Section(name, Note("Only sprints have a plan that can change: there is none to hold this week against."))
    changes = flow.commitment_changes(last.then)
    here = changes[changes["sprint"].astype("str") == result.sprint].merge(last.then.tasks[[*_TASK, "title"]], how="left", on=_TASK)
    blocks: list[Block] = []
    if len(here):
        columns: dict[str, Shown | str] = {
            "title": Shown("Task"),
            "change": Shown("change"),
            "sprint_day": Shown("day of the sprint", "count"),
            "size": Shown(unit_name(result.unit), "number"),
        }
        blocks.append(Table(_named(here)[list(columns)].head(most), columns, file="changes.csv"))
    else:
        blocks.append(Note("No task came in or left after the start, as far as the tracker tells."))
    chains = flow.carry_over(last.then)
    if isinstance(chains, NotEnoughEvidence):
        return Section(name, *blocks, Note(chains, title="Carried from sprint to sprint"))
    open_chains = chains.chains[(chains.chains["last_sprint"].astype("str") == result.sprint)]
    blocks.append(Columns(Picture(draw_waiting.commitment_changes(changes)), Picture(draw_waiting.carry_over(chains))))
    if len(open_chains):
        shown = _named(open_chains).assign(done=open_chains["done"].map({True: "done", False: "not yet"}).fillna("not known"))
        columns = {
            "title": Shown("Carried task"),
            "sprints": Shown("sprints", "count"),
            "first_sprint": Shown("first in"),
            "done": Shown("done here"),
            "size": Shown(unit_name(result.unit), "number"),
        }
        blocks.append(Table(shown[list(columns)].head(most), columns, file="carried.csv"))
    return Section(name, *blocks)


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(title=frame["title"].fillna(frame["task_id"]))


def what_waits(last: LastTurn) -> Section:
    """Open work against how long finished work took, and how much was blocked.

    Parameters
    ----------
    last : LastTurn
        As :func:`last_turn` gives it.

    Returns
    -------
    Section
    """
    name, result, tasks = "What waits", last.result, last.then.tasks
    if isinstance(result, NotEnoughEvidence) or last.day is None:
        return Section(name, Note("No day to look back from."))
    ages = flow.ageing(tasks, as_of=last.day)
    whole = flow.blocked(tasks)
    first = result.started_on
    finished = tasks["finished_on"].ge(first).fillna(False) if first is not None else tasks["finished_on"].notna()
    here = flow.blocked(tasks[finished.astype(bool)], minimum=1)
    counts = (here.n, here.blocked, here.hours) if not isinstance(here, NotEnoughEvidence) else (0, 0, 0.0)
    sentence = Text(words.blocked_here(*counts, None if isinstance(whole, NotEnoughEvidence) else whole.share))
    old: Block = Picture(draw_waiting.ageing(ages)) if len(ages) else Note("No started task was open at its end.", title="Open work by age")
    stuck: Block = Picture(draw_waiting.blocked(whole)) if whole else Note(whole, title="Blocked time")  # type: ignore[arg-type]
    return Section(name, sentence, Columns(old, stuck))


def next_turn(last: LastTurn) -> Section:
    """What the next sprint will finish, and how such forecasts did on this team's past sprints.

    Parameters
    ----------
    last : LastTurn
        As :func:`last_turn` gives it.

    Returns
    -------
    Section
    """
    result = last.result
    if isinstance(result, turn.WeekTurn):
        weeks = result.pace.series if result.pace else pd.Series(dtype="float64")  # type: ignore[union-attr]
        noun = "week"
        frame = pd.DataFrame({"sprint": [day(d) for d in weeks.index], "completed": weeks.to_numpy(float), "unit": "items"})
    elif isinstance(result, NotEnoughEvidence):
        return Section("The next sprint", Note(result))
    else:
        sprints = velocity.sprints(last.then, as_of=_after(last))
        noun, frame = "sprint", sprints[sprints["ended"].astype(bool)]
    ahead = forecast.next_sprint(frame)
    if isinstance(ahead, NotEnoughEvidence):
        return Section(f"The next {noun}", Note(ahead))
    tried = forecast.backtest_sprints(frame)
    proof = "" if isinstance(tried, NotEnoughEvidence) else sprint_proof(tried, ahead.unit, noun=noun)
    sentence = Text(f"{forecast_words.sprint_sentence(ahead, noun=noun)} {proof}".strip())
    if noun == "week":
        return Section(f"The next {noun}", sentence)
    per_capacity = flow.capacity_velocity(frame)
    beside = None if isinstance(per_capacity, NotEnoughEvidence) else Picture(draw_seasons.capacity_velocity(per_capacity))
    several = forecast.coming_sprints(frame)
    proofs = {h: forecast.backtest_sprints(frame, ahead=h) for h in _TRIED}
    further = ahead_proof({h: p for h, p in proofs.items() if not isinstance(p, NotEnoughEvidence)}, ahead.unit)
    pictures = Columns(Picture(draw.next_sprint(frame, ahead)), Picture(draw.coming_sprints(several)))
    return Section(f"The next {noun}", sentence, pictures, Text(further) if further else None, beside)


def turn_evidence(last: LastTurn, *, version: str) -> Evidence:
    """From which day it is told, what was counted, which version.

    Parameters
    ----------
    last : LastTurn
        As :func:`last_turn` gives it.
    version : str
        Version of the package.

    Returns
    -------
    Evidence
    """
    known = count(len(last.then.tasks), "task")
    looked = f"Told as it stood at the end of {day(last.day)}: {known} known by then." if last.day is not None else f"{known} known."
    terms = {
        "say/do": "finished of what was committed ÷ committed",
        "came and left": "tasks added and removed after the start of the sprint",
        "ordinary": "within the range in which nearly all values lie while nothing special happens",
    }
    return Evidence(looked, told.terms(terms), told.method(version=version))
