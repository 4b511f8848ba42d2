"""What do defects and technical debt cost, and did paying the debt help?"""

from __future__ import annotations

from workbench.analysis.clean_up import what_debt_bought
from workbench.analysis.debt import USED, debt_effect, debt_series
from workbench.analysis.defects import defects
from workbench.analysis.team import of_team
from workbench.figures import debt as draw
from workbench.page import Block, Columns, Note, Picture, Section, Text
from workbench.tables import NotEnoughEvidence, Tables
from workbench.wording import debt as words
from workbench.wording import evidence

_NAME = "Defects and technical debt"


def quality_and_debt(everything: Tables, project_id: str) -> Section:
    """Defects of a project, the part of its work that mended them, and what debt work did to the team's pace.

    Parameters
    ----------
    everything : Tables
        The whole library: the pace of a team shows over several projects only.
    project_id : str
        The project.

    Returns
    -------
    Section
    """
    found = defects(everything.of(project_id))
    if isinstance(found, NotEnoughEvidence):
        return Section(_NAME, Note(found))
    pictures = Columns(Picture(draw.defects_over_time(found)), Picture(draw.rework_share(found))) if found.defects else None
    return Section(_NAME, Text(words.defects_sentence(found)), pictures, *_debt(everything, project_id))


def debt_of_team(everything: Tables, project_id: str) -> Section:
    """What debt work did to the pace of a project's team.

    Parameters
    ----------
    everything : Tables
        The whole library.
    project_id : str
        One of the team's projects.

    Returns
    -------
    Section
    """
    return Section("Did paying technical debt help?", *_debt(everything, project_id))


def _debt(everything: Tables, project_id: str) -> list[Block]:
    team = of_team(everything, project_id, only=USED)
    series = debt_series(team)
    pace, days = debt_effect(team, series=series), debt_effect(team, of="cycle_time", series=series)
    bought = what_debt_bought(team, series=series)
    told = [words.effect_sentence(pace)] + ([] if isinstance(days, NotEnoughEvidence) else [words.effect_sentence(days).partition(". ")[2]])
    drawn: list[Block] = []
    if not isinstance(pace, NotEnoughEvidence):
        drawn.append(Picture(draw.debt_effect(pace)))
    if not isinstance(bought, NotEnoughEvidence):
        drawn.append(Picture(draw.clean_up(bought)))
    explained = f"Over all projects of the team; what else differed between its sprints is not known. {evidence.terms(words.TERMS)}"
    return [Text(" ".join(told)), Text(words.bought_sentence(bought)), *([Columns(*drawn)] if drawn else []), Text(explained)]
