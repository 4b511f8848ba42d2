"""What became of the last actions, what did the team say, and what will it do differently?"""

from __future__ import annotations

import pandas as pd

from workbench.analysis import lessons
from workbench.page import Action, Block, Lessons, Note, Section
from workbench.tables import Tables
from workbench.wording import actions as words

_MOST_CARDS = 12


def last_actions(everything: Tables, project_id: str) -> Section:
    """The team's actions from its last project, each with whether its measure has moved since.

    Parameters
    ----------
    everything : Tables
        ``projects``, ``tasks``, ``sprints``, ``task_sprints`` and ``actions`` of the whole library.
    project_id : str
        The project under review; only work up to its finish counts.

    Returns
    -------
    Section
    """
    found = lessons.last_actions(everything, project_id)
    name = "Last time’s actions"
    if found.empty:
        return Section(name, Note("No earlier review of this team has actions: from the next one on, this is where they are followed up."))
    finish = everything.projects.set_index("project_id")["finished_on"].get(project_id)
    until = None if pd.isna(finish) else finish
    return Section(name, *(_followed(action, everything, until) for action in found.to_dict("records")))


def _followed(action: dict, everything: Tables, until: pd.Timestamp | None) -> Action:
    moved = lessons.effect(action, everything, until=until)
    done = action["status"] == "done"
    told = words.effect_of(moved, measure=action["measure"]) if done else ""
    state = words.standing(action["status"], closed_on=action["closed_on"], due_on=action["due_on"])
    return Action(str(action["text"]), result=f"{state} {told}".strip())


def said(project: Tables) -> Section:
    """The cards of the retrospective, those with most votes first.

    Parameters
    ----------
    project : Tables
        The tables of one project.

    Returns
    -------
    Section
    """
    cards = project.lessons
    if cards.empty:
        return Section("What the team said", Note("No lessons recorded yet. What to do: hold the retrospective and record its cards."))
    top = cards.assign(votes=cards["votes"].fillna(0)).sort_values("votes", ascending=False, kind="stable").head(_MOST_CARDS)
    return Section("What the team said", Lessons(top))


def agreed(project: Tables) -> Section:
    """The actions that this review agreed.

    Parameters
    ----------
    project : Tables
        The tables of one project.

    Returns
    -------
    Section
    """
    actions = project.actions
    blocks: list[Block] = [
        Action(str(a["text"]), result=words.standing(a["status"], closed_on=a["closed_on"], due_on=a["due_on"]))
        for a in actions.to_dict("records")
    ]
    none = Note("No actions agreed yet. What to do: agree on at most three, each with an owner, a day and a number that it should move.")
    return Section("Actions agreed", *(blocks or [none]))
