"""How does the project stand, in one page: the answer, the range, what changed, and the decision that is needed?"""

from __future__ import annotations

import pandas as pd

from workbench import outlook
from workbench.analysis import causes, past
from workbench.analysis.frames import is_done
from workbench.figures import causes as draw_causes
from workbench.figures import outlook as draw
from workbench.outlook import Alert, Completion
from workbench.page import Block, Cards, Columns, Evidence, Headline, Note, Picture, Section, Stack, Style, Text, Title
from workbench.tables import InputError, NotEnoughEvidence, Tables
from workbench.wording import causes as cause_words
from workbench.wording import evidence
from workbench.wording import outlook as outlook_words
from workbench.wording import status as words

from .rows import rows_of_status
from .track import track

_RECENT = pd.Timedelta(days=28)


def executive_status(everything: Tables, project_id: str, drivers: causes.CauseSplit, *, as_of: pd.Timestamp, version: str) -> Stack:
    """One page for a sponsor: the answer, the range, what changed, and the decision needed.

    Parameters
    ----------
    everything : Tables
        The whole library: closed projects give the ranges.
    project_id : str
        The project.
    drivers : CauseSplit
        The split of the library's overruns.
    as_of : Timestamp
        The day of the report; nothing later counts.
    version : str
        Version of the package.

    Returns
    -------
    Stack
    """
    whole = everything.of(project_id)
    project = past.on_day(whole, as_of)
    about = project.projects.iloc[0] if len(project.projects) else pd.Series(dtype=object)
    finished = about.get("finished_on")
    over = pd.notna(finished) and finished <= as_of
    cost, days = (outlook.completion(everything, project_id, measure=m, as_of=as_of) for m in ("cost", "days"))
    alert = outlook.overrun_alert(everything, project_id, measure="cost", as_of=as_of)
    if (whole.tasks["finished_on"] >= as_of + pd.Timedelta(days=1)).any():  # the split has seen the future of that day
        drivers = causes.split(past.on_day(everything, as_of))
    found = causes.of_project(drivers, project_id)
    done = int(is_done(project.tasks).sum())
    state = words.State.of(project, cost, days, found, as_of=as_of, finished=finished if over else None)
    name = str(about.get("name") or project_id or "No such project")
    return Stack(
        Style(),
        Title(evidence.title(name, "status"), words.seen_on(as_of, done, len(project.tasks))),
        Headline(words.headline(state)),
        Cards(*words.cards(state)),
        track(project.tasks, as_of=as_of),
        _range(everything, project_id, cost, found, over=bool(over), as_of=as_of),
        Section("What changed in the last four weeks", Text(words.changed(project, since=as_of - _RECENT, until=as_of))),
        Section("Decision needed", Text(words.decision(project, state, alert if isinstance(alert, Alert) else None))),
        rows_of_status(everything, project_id, drivers, as_of=as_of),
        Evidence(words.explained(state), evidence.method(version=version, as_of=as_of + pd.Timedelta(days=1))),
    )


def _range(
    everything: Tables,
    project_id: str,
    cost: Completion | NotEnoughEvidence,
    found: causes.Causes | NotEnoughEvidence,
    *,
    over: bool,
    as_of: pd.Timestamp,
) -> Block:
    """The range of the cost so far foreseen, or of a finished project what drove it."""
    if over and not isinstance(found, NotEnoughEvidence):
        return Section("What drove it", Picture(draw_causes.waterfall(found)))
    if isinstance(cost, NotEnoughEvidence):
        return Section("The range", Note(cost))
    history = outlook.completions(everything, project_id, measure="cost", as_of=as_of)
    drove = cause_words.sentence(found)
    return Section(
        "The range", Columns(Picture(draw.completion_over_time(history)), Text(f"{outlook_words.completion_sentence(cost)} {drove}"))
    )


def status_day(everything: Tables, project_id: str, given: str = "") -> pd.Timestamp:
    """The day of a status: the given one, else the project's finish, else the last day on record in the library.

    Parameters
    ----------
    everything : Tables
        The whole library.
    project_id : str
        The project.
    given : str
        A day such as 2026-01-31, or nothing.

    Returns
    -------
    Timestamp

    Raises
    ------
    InputError
        When the text is no day.
    """
    if given:
        try:
            return pd.Timestamp(given).normalize()
        except ValueError:
            raise InputError(f"as_of is {given!r}.", expected="a day such as 2026-01-31.", todo="write it so, or leave it empty.") from None
    finish = everything.projects.loc[everything.projects["project_id"] == project_id, "finished_on"].dropna()
    if len(finish):
        return finish.iloc[0].normalize()
    tasks, periods = everything.tasks, everything.periods
    known = pd.concat([tasks["finished_on"], tasks["started_on"], periods["period_end"]]).dropna()
    return known.max().normalize() if len(known) else pd.Timestamp("1970-01-01")
