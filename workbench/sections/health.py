"""How does a running project stand? The answer, before anything else."""

from __future__ import annotations

import pandas as pd

from workbench import outlook
from workbench.forecast import RunningForecast
from workbench.page import Cards, Headline, Stack, Style, Title
from workbench.tables import NotEnoughEvidence, Tables
from workbench.wording import evidence as told
from workbench.wording import running as words

from .track import track


def health(tables: Tables, project_id: str, seen: RunningForecast | NotEnoughEvidence, *, as_of: pd.Timestamp | None = None) -> Stack:
    """Title bar, when the project ends in one sentence, and at most four numbers with their evidence.

    Parameters
    ----------
    tables : Tables
        Of the whole library.
    project_id : str
        The running project.
    seen : RunningForecast or NotEnoughEvidence
        As ``forecast_running`` gives it.
    as_of : Timestamp, optional
        Only what was known by then counts.

    Returns
    -------
    Stack
    """
    own = tables.projects[tables.projects["project_id"] == project_id]
    name = own["name"].iloc[0] if len(own) and isinstance(own["name"].iloc[0], str) else project_id or "No such project"
    planned = own["planned_finish_on"].iloc[0] if len(own) else pd.NaT
    cost = outlook.completion(tables, project_id, as_of=as_of)
    cards = words.health_cards(seen, cost)
    return Stack(
        Style(),
        Title(told.title(name, "project health"), words.health_note(seen)),
        Headline(words.health_headline(seen, planned)),
        Cards(*cards) if cards else None,
        track(tables.of(project_id).tasks, as_of=as_of),
    )
